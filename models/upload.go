package models

// The states of an upload.
const (
	UploadPending = "pending" // its rows are being judged, or wait for it
	UploadDone    = "done"
)

// What an upload keeps where some of its rows are faulty.
const (
	KeepGood = "good" // the good rows
	KeepAll  = "all"  // all rows or none
)

// Upload is a file of records that was handed in. The file itself is sealed, and empty once it is erased.
type Upload struct {
	ID         int64
	SectionNo  int
	AccountID  int64
	HolderID   int64
	Keep       string
	State      string
	ReceivedAt Instant // by which all its rows are judged
	FinishedAt *Instant
	RowsTotal  int
	RowsDone   int // judged, in the order of the file
	RowsKept   int
	RowsFaulty int
	FileSealed []byte
}

// UploadFault is what is wrong with one row of an upload.
type UploadFault struct {
	UploadID int64 `gorm:"primaryKey;autoIncrement:false"`
	Line     int   `gorm:"primaryKey;autoIncrement:false"` // of the file, as spreadsheets count
	Title    string
	Code     Code
	Message  string
}

// AddUpload stores an upload, received now, and sets its ID.
func (tx *Tx) AddUpload(u *Upload) error {
	u.ReceivedAt, u.State = At(tx.now), UploadPending
	return tx.db.Create(u).Error
}

// UploadByID finds an upload with its file.
func (tx *Tx) UploadByID(id int64) (Upload, bool, error) {
	return one[Upload](tx.db.Where("id = ?", id))
}

// UploadFilter narrows Uploads; zero fields do not narrow.
type UploadFilter struct {
	SectionNo int
	AccountID int64
	State     string
	Before    int64 // cursor: ids below this
	Limit     int
}

// Uploads lists uploads without their files, the latest first.
func (tx *Tx) Uploads(f UploadFilter) ([]Upload, error) {
	q := tx.db.Omit("FileSealed").Order("id DESC").Limit(f.Limit)
	if f.SectionNo != 0 {
		q = q.Where("section_no = ?", f.SectionNo)
	}
	if f.AccountID != 0 {
		q = q.Where("account_id = ?", f.AccountID)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []Upload
	return rows, q.Find(&rows).Error
}

// AdvanceUpload brings a pending upload from so many rows done to how u stands, with the faults found on the way;
// false where somebody else has brought it on.
func (tx *Tx) AdvanceUpload(u Upload, from int, faults []UploadFault) (bool, error) {
	changes := map[string]any{"rows_done": u.RowsDone, "rows_kept": u.RowsKept, "rows_faulty": u.RowsFaulty, "state": u.State}
	if u.State == UploadDone {
		changes["finished_at"] = At(tx.now)
	}
	done := tx.db.Model(&Upload{}).Where("id = ? AND rows_done = ? AND state = ?", u.ID, from, UploadPending).Updates(changes)
	if done.Error != nil || done.RowsAffected != 1 || len(faults) == 0 {
		return done.RowsAffected == 1, done.Error
	}
	return true, tx.db.CreateInBatches(faults, 100).Error
}

// UploadFaults lists an upload's faults by line, those after a line.
func (tx *Tx) UploadFaults(uploadID int64, after, limit int) ([]UploadFault, error) {
	var rows []UploadFault
	return rows, tx.db.Where("upload_id = ? AND line > ?", uploadID, after).Order("line").Limit(limit).Find(&rows).Error
}

// FaultiestColumn names the column in which most rows of an upload are wrong; "" where most are wrong as a whole.
func (tx *Tx) FaultiestColumn(uploadID int64) (string, error) {
	var row struct{ Title string }
	err := tx.db.Model(&UploadFault{}).Select("title").Where("upload_id = ?", uploadID).
		Group("title").Order("COUNT(*) DESC, title").Limit(1).Scan(&row).Error
	return row.Title, err
}
