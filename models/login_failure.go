package models

// LoginFailure counts failed log-ins of a subject: a keyed hash of a login, or of a login and an address.
type LoginFailure struct {
	SubjectIndex []byte `gorm:"primaryKey"`
	Failures     int
	LockedUntil  Instant
	LastAt       Instant
}

// LoginFailures reads a subject's count; the zero count where it never failed.
func (tx *Tx) LoginFailures(subject []byte) (LoginFailure, error) {
	row, ok, err := one[LoginFailure](tx.db.Where("subject_index = ?", subject))
	if !ok {
		row = LoginFailure{SubjectIndex: subject}
	}
	return row, err
}

// SaveLoginFailure stores a subject's count.
func (tx *Tx) SaveLoginFailure(f LoginFailure) error {
	f.LastAt = At(tx.now)
	updated := tx.db.Model(&LoginFailure{}).Where("subject_index = ?", f.SubjectIndex).
		Updates(map[string]any{"failures": f.Failures, "locked_until": f.LockedUntil, "last_at": f.LastAt})
	if updated.Error != nil || updated.RowsAffected == 1 {
		return updated.Error
	}
	err := tx.db.Create(&f).Error
	if duplicate(err) { // another process was first: its count stands, ours is one failure less
		return nil
	}
	return err
}

// ClearLoginFailures forgets a subject's failures after a log-in that succeeded.
func (tx *Tx) ClearLoginFailures(subjects ...[]byte) error {
	return tx.db.Where("subject_index IN ?", subjects).Delete(&LoginFailure{}).Error
}
