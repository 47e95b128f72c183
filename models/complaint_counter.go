package models

import (
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ComplaintCounter counts how often a subject (a keyed hash that changes daily) came up until it expires.
type ComplaintCounter struct {
	SubjectIndex []byte `gorm:"primaryKey"`
	Used         int
	ExpiresAt    Instant
}

// ComplaintCounters reads the counts of subjects that have not expired.
func (tx *Tx) ComplaintCounters(subjects ...[]byte) ([]ComplaintCounter, error) {
	var rows []ComplaintCounter
	return rows, tx.db.Where("subject_index IN ? AND expires_at > ?", subjects, At(tx.now)).Find(&rows).Error
}

// CountComplaint counts a subject once more; a count that has expired begins anew. Two processes at once lose none.
func (tx *Tx) CountComplaint(subject []byte, term time.Duration) error {
	now, until := At(tx.now), At(tx.now.Add(term))
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "subject_index"}},
		DoUpdates: clause.Set{
			{Column: clause.Column{Name: "used"}, Value: gorm.Expr(
				"CASE WHEN complaint_counters.expires_at <= ? THEN 1 ELSE complaint_counters.used + 1 END", now)},
			{Column: clause.Column{Name: "expires_at"}, Value: gorm.Expr(
				"CASE WHEN complaint_counters.expires_at <= ? THEN ? ELSE complaint_counters.expires_at END", now, until)},
		},
	}).Create(&ComplaintCounter{SubjectIndex: subject, Used: 1, ExpiresAt: until}).Error
}

// DropComplaintCounters drops what has expired.
func (tx *Tx) DropComplaintCounters() error {
	return tx.db.Where("expires_at <= ?", At(tx.now)).Delete(&ComplaintCounter{}).Error
}
