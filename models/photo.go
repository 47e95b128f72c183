package models

import "time"

// The states of a photo.
const (
	PhotoArriving   = "arriving"   // its file is being written
	PhotoQuarantine = "quarantine" // as it came; nobody may open it
	PhotoReady      = "ready"      // made anew without metadata
	PhotoRefused    = "refused"    // could not be made anew; Fault says why
	PhotoErasing    = "erasing"    // its files go, and then the row
)

// Photo is a picture that belongs to a complaint, or waits to be claimed by one.
type Photo struct {
	ID          int64
	TokenHash   []byte // of the id by which its sender claims it
	KeyHash     []byte // keyed, of the Idempotency-Key
	BodyHash    []byte // keyed
	File        string // its files' name in the storage, without ending
	State       string
	RawKept     bool // <file>.raw may still be in the storage
	ReceivedAt  Instant
	Bytes       int64 // of <file>.raw, later of <file>.jpg
	Fault       Code  // "" where there is none
	Lease       []byte
	LeaseUntil  Instant
	Tries       int // to make it anew
	ComplaintID *int64
	N           *int // its number in the complaint, from 1
}

// AddPhoto stores a photo whose file is not there yet; false where its key has been used.
func (tx *Tx) AddPhoto(p *Photo) (bool, error) {
	p.State, p.RawKept, p.ReceivedAt = PhotoArriving, true, At(tx.now)
	err := tx.db.Create(p).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// PhotoByID finds a photo.
func (tx *Tx) PhotoByID(id int64) (Photo, bool, error) {
	return one[Photo](tx.db.Where("id = ?", id))
}

// PhotoByKey finds a photo under any hash of its Idempotency-Key.
func (tx *Tx) PhotoByKey(keyHashes ...[]byte) (Photo, bool, error) {
	return one[Photo](tx.db.Where("key_hash IN ?", keyHashes))
}

// PhotoByToken finds a photo by the hash of its token.
func (tx *Tx) PhotoByToken(tokenHash []byte) (Photo, bool, error) {
	return one[Photo](tx.db.Where("token_hash = ?", tokenHash))
}

// PhotoOf finds photo n of a complaint.
func (tx *Tx) PhotoOf(complaintID int64, n int) (Photo, bool, error) {
	return one[Photo](tx.db.Where("complaint_id = ? AND n = ?", complaintID, n))
}

// PhotosOf lists a complaint's photos by number.
func (tx *Tx) PhotosOf(complaintID int64) ([]Photo, error) {
	var rows []Photo
	return rows, tx.db.Where("complaint_id = ? AND state <> ?", complaintID, PhotoErasing).Order("n").Find(&rows).Error
}

// ClaimPhoto gives a photo to a complaint; false where another has it, or it is on its way out.
func (tx *Tx) ClaimPhoto(id, complaintID int64, n int) (bool, error) {
	done := tx.db.Model(&Photo{}).Where("id = ? AND complaint_id IS NULL AND state <> ?", id, PhotoErasing).
		Updates(map[string]any{"complaint_id": complaintID, "n": n})
	return done.RowsAffected == 1, done.Error
}

// MovePhoto brings a photo from a state to another; false where it is not in that state any more.
func (tx *Tx) MovePhoto(id int64, from, to string) (bool, error) {
	done := tx.db.Model(&Photo{}).Where("id = ? AND state = ?", id, from).Update("state", to)
	return done.RowsAffected == 1, done.Error
}

// CountPhotos counts the photos in some states.
func (tx *Tx) CountPhotos(states ...string) (int64, error) {
	var n int64
	return n, tx.db.Model(&Photo{}).Where("state IN ?", states).Count(&n).Error
}

// CountUnclaimedPhotos counts those that no complaint has.
func (tx *Tx) CountUnclaimedPhotos() (int64, error) {
	var n int64
	return n, tx.db.Model(&Photo{}).Where("complaint_id IS NULL").Count(&n).Error
}

// LeasePhotos gives at most limit photos in quarantine to a worker until a moment, the oldest first.
func (tx *Tx) LeasePhotos(lease []byte, term time.Duration, limit int) ([]Photo, error) {
	var ids []int64
	err := tx.db.Model(&Photo{}).Where("state = ? AND lease_until < ?", PhotoQuarantine, At(tx.now)).
		Order("id").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	err = tx.db.Exec("UPDATE photos SET lease = ?, lease_until = ?, tries = tries + 1 WHERE id IN ? AND state = ? AND lease_until < ?",
		lease, At(tx.now.Add(term)), ids, PhotoQuarantine, At(tx.now)).Error
	if err != nil {
		return nil, err
	}
	var rows []Photo
	return rows, tx.db.Where("lease = ? AND state = ?", lease, PhotoQuarantine).Order("id").Find(&rows).Error
}

// EndLease stores what has become of a photo, as its row says; false where the lease went to another worker.
func (tx *Tx) EndLease(p Photo) (bool, error) {
	done := tx.db.Model(&Photo{}).Where("id = ? AND lease = ? AND state = ?", p.ID, p.Lease, PhotoQuarantine).
		Updates(map[string]any{"state": p.State, "fault": p.Fault, "bytes": p.Bytes, "lease": nil, "lease_until": 0})
	return done.RowsAffected == 1, done.Error
}

// ReturnLease leaves a photo to any worker from a moment on, as if this one had not tried.
func (tx *Tx) ReturnLease(p Photo, from time.Time) error {
	return tx.db.Exec("UPDATE photos SET lease = NULL, lease_until = ?, tries = tries - 1 WHERE id = ? AND lease = ? AND state = ?",
		At(from), p.ID, p.Lease, PhotoQuarantine).Error
}

// PhotosWithRaw lists photos that are made anew or refused, whose first file may still be there.
func (tx *Tx) PhotosWithRaw(after int64, limit int) ([]Photo, error) {
	var rows []Photo
	return rows, tx.db.Where("raw_kept = ? AND state IN ? AND id > ?", true, []string{PhotoReady, PhotoRefused}, after).
		Order("id").Limit(limit).Find(&rows).Error
}

// ForgetRaw says that a photo's first file is gone.
func (tx *Tx) ForgetRaw(id int64) error {
	return tx.db.Model(&Photo{}).Where("id = ?", id).Update("raw_kept", false).Error
}

// CondemnPhotos marks photos received before a moment as on their way out, claimed or unclaimed ones, and returns how many.
func (tx *Tx) CondemnPhotos(before Instant, claimed bool) (int64, error) {
	having := "complaint_id IS NULL"
	if claimed {
		having = "complaint_id IS NOT NULL"
	}
	done := tx.db.Model(&Photo{}).Where(having+" AND received_at < ? AND state <> ?", before, PhotoErasing).
		Update("state", PhotoErasing)
	return done.RowsAffected, done.Error
}

// PhotosIn lists photos in a state with ids above after.
func (tx *Tx) PhotosIn(state string, after int64, limit int) ([]Photo, error) {
	var rows []Photo
	return rows, tx.db.Where("state = ? AND id > ?", state, after).Order("id").Limit(limit).Find(&rows).Error
}

// RemovePhoto drops the row of a photo whose files are gone.
func (tx *Tx) RemovePhoto(id int64) error {
	return tx.db.Where("id = ? AND state = ?", id, PhotoErasing).Delete(&Photo{}).Error
}

// CondemnArriving marks uploads that began before a moment and did not end as on their way out.
func (tx *Tx) CondemnArriving(before Instant) (int64, error) {
	done := tx.db.Model(&Photo{}).Where("state = ? AND received_at < ?", PhotoArriving, before).Update("state", PhotoErasing)
	return done.RowsAffected, done.Error
}

// SumPhotos counts the photos in a state and the bytes of their files.
func (tx *Tx) SumPhotos(state string) (photos, bytes int64, err error) {
	var sum struct{ N, Total int64 }
	err = tx.db.Model(&Photo{}).Select("COUNT(*) AS n, COALESCE(SUM(bytes), 0) AS total").Where("state = ?", state).Scan(&sum).Error
	return sum.N, sum.Total, err
}
