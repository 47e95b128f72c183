package models

import "gorm.io/gorm"

// The categories of a record (annex 4, part 1).
const (
	CategoryLicence   = "licence"
	CategoryPenalty   = "penalty"
	CategoryPower     = "power"
	CategoryAdvice    = "advice"
	CategoryComplaint = "complaint"
)

// Record is one service that a section reported in time (reading 13). The recipient is sealed.
type Record struct {
	ID          int64
	SectionNo   int
	AccountID   int64
	HolderID    int64
	Category    string
	Item        string
	AcceptedOn  Day // the day it is counted under
	CompletedOn Day // the day that its deadline runs from (D12)
	ReceivedAt  Instant
	Timeliness  string // same_day or grace
	DeadlineAt  Instant

	RecipientNameSealed   []byte
	RecipientMobileSealed []byte
	RecipientIndex        []byte // keyed: section, person, item and day
	DuplicateNo           int    // 0, or the how-manieth of the same that was said yes to

	WordingCodes string // of the findings that the liaison insisted against (D22), joined by commas; "" for most records
	InsistSealed []byte // why

	WithdrawnAt      *Instant
	WithdrawnBy      *int64
	WithdrawalSealed []byte // the reason
}

// AddRecord stores a record and sets its ID; false where the same recipient, item and day with the same
// DuplicateNo is there already. A record without ReceivedAt was received now.
func (tx *Tx) AddRecord(r *Record) (bool, error) {
	if r.ReceivedAt == 0 {
		r.ReceivedAt = At(tx.now)
	}
	id, err := tx.insert(insertRecord, r.SectionNo, r.AccountID, r.HolderID, r.Category, r.Item, r.AcceptedOn, r.CompletedOn,
		r.ReceivedAt, r.Timeliness, r.DeadlineAt, r.RecipientNameSealed, r.RecipientMobileSealed, r.RecipientIndex, r.DuplicateNo,
		r.WordingCodes, r.InsistSealed, r.WithdrawnAt, r.WithdrawnBy, r.WithdrawalSealed)
	if duplicate(err) {
		return false, nil
	}
	r.ID = id
	return err == nil, err
}

// Records and their keys are what the rush before a deadline writes, so they are written without reflection.
const insertRecord = `INSERT INTO records (section_no, account_id, holder_id, category, item, accepted_on, completed_on,
 received_at, timeliness, deadline_at, recipient_name_sealed, recipient_mobile_sealed, recipient_index, duplicate_no,
 wording_codes, insist_sealed, withdrawn_at, withdrawn_by, withdrawal_sealed)
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// RecordByID finds a record.
func (tx *Tx) RecordByID(id int64) (Record, bool, error) {
	return one[Record](tx.db.Where("id = ?", id))
}

// RecordsOfRecipient lists the records under any of the indexes (one a key, while keys rotate), the latest first.
func (tx *Tx) RecordsOfRecipient(indexes ...[]byte) ([]Record, error) {
	var rows []Record
	return rows, tx.db.Where("recipient_index IN ?", indexes).Order("id DESC").Limit(100 * len(indexes)).Find(&rows).Error
}

// RecordFilter narrows Records; zero fields do not narrow.
type RecordFilter struct {
	SectionNo int
	UnitNo    int   // sections of the unit on the record's completed day
	From, To  Day   // completed_on
	Insisted  bool  // only those whose wording was insisted on
	Before    int64 // cursor: ids below this
	Limit     int
}

// Records lists records, the latest first.
func (tx *Tx) Records(f RecordFilter) ([]Record, error) {
	var rows []Record
	return rows, tx.recordsOf(f).Order("records.id DESC").Limit(f.Limit).Find(&rows).Error
}

// StandingRecords lists records that are not withdrawn, with ids above after, the earliest first.
func (tx *Tx) StandingRecords(f RecordFilter, after int64) ([]Record, error) {
	var rows []Record
	return rows, tx.recordsOf(f).Where("records.withdrawn_at IS NULL AND records.id > ?", after).
		Order("records.id").Limit(f.Limit).Find(&rows).Error
}

// CountStanding counts the records that are not withdrawn.
func (tx *Tx) CountStanding(f RecordFilter) (int64, error) {
	var n int64
	err := tx.recordsOf(f).Where("records.withdrawn_at IS NULL").Count(&n).Error
	return n, err
}

func (tx *Tx) recordsOf(f RecordFilter) *gorm.DB {
	q := tx.db.Model(&Record{})
	if f.SectionNo != 0 {
		q = q.Where("records.section_no = ?", f.SectionNo)
	}
	if f.UnitNo != 0 {
		q = q.Where("EXISTS (SELECT 1 FROM section_terms t WHERE t.section_no = records.section_no AND t.unit_no = ?"+
			" AND t.valid_from <= records.completed_on AND (t.valid_to IS NULL OR t.valid_to >= records.completed_on))", f.UnitNo)
	}
	if !f.From.IsZero() {
		q = q.Where("records.completed_on >= ?", f.From)
	}
	if !f.To.IsZero() {
		q = q.Where("records.completed_on <= ?", f.To)
	}
	if f.Insisted {
		q = q.Where("records.wording_codes <> ''")
	}
	if f.Before != 0 {
		q = q.Where("records.id < ?", f.Before)
	}
	return q
}

// CountRecords counts the section's standing records by completed day, from and to included.
func (tx *Tx) CountRecords(sectionNo int, from, to Day) (map[Day]int, error) {
	var rows []struct {
		CompletedOn Day
		N           int
	}
	err := tx.db.Model(&Record{}).Select("completed_on, COUNT(*) AS n").
		Where("section_no = ? AND completed_on >= ? AND completed_on <= ? AND withdrawn_at IS NULL", sectionNo, from, to).
		Group("completed_on").Find(&rows).Error
	counts := make(map[Day]int, len(rows))
	for _, r := range rows {
		counts[r.CompletedOn] = r.N
	}
	return counts, err
}

// WithdrawRecord marks a standing record as withdrawn; false where it is withdrawn already.
func (tx *Tx) WithdrawRecord(id, by int64, reasonSealed []byte) (bool, error) {
	done := tx.db.Model(&Record{}).Where("id = ? AND withdrawn_at IS NULL", id).
		Updates(map[string]any{"withdrawn_at": At(tx.now), "withdrawn_by": by, "withdrawal_sealed": reasonSealed})
	return done.RowsAffected == 1, done.Error
}
