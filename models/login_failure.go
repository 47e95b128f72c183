package models

import (
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// LoginFailure counts failed log-ins of a subject: a keyed hash of a login, of an address, or of both.
type LoginFailure struct {
	SubjectIndex []byte `gorm:"primaryKey"`
	Failures     int
	LockedUntil  Instant
	LastAt       Instant
}

// LoginFailureOf reads a subject's count; the zero count where it never failed.
func (tx *Tx) LoginFailureOf(subject []byte) (LoginFailure, error) {
	row, ok, err := one[LoginFailure](tx.db.Where("subject_index = ?", subject))
	if !ok {
		row = LoginFailure{SubjectIndex: subject}
	}
	return row, err
}

// AddLoginFailure counts one more failure of a subject, beginning anew when the last was longer ago than memory,
// and returns the count. Two processes at once lose none.
func (tx *Tx) AddLoginFailure(subject []byte, memory time.Duration) (LoginFailure, error) {
	now := At(tx.now)
	row := LoginFailure{SubjectIndex: subject, Failures: 1, LastAt: now}
	err := tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "subject_index"}},
		DoUpdates: clause.Set{
			{Column: clause.Column{Name: "failures"}, Value: gorm.Expr(
				"CASE WHEN login_failures.last_at < ? THEN 1 ELSE login_failures.failures + 1 END", At(tx.now.Add(-memory)))},
			{Column: clause.Column{Name: "last_at"}, Value: now},
		},
	}).Create(&row).Error
	if err != nil {
		return row, err
	}
	return tx.LoginFailureOf(subject)
}

// LockLogin refuses a subject until a moment.
func (tx *Tx) LockLogin(subject []byte, until time.Time) error {
	return tx.db.Model(&LoginFailure{}).Where("subject_index = ?", subject).Update("locked_until", At(until)).Error
}

// ForgetLoginFailures drops the subjects' counts and locks after a log-in that succeeded.
func (tx *Tx) ForgetLoginFailures(subjects ...[]byte) error {
	return tx.db.Where("subject_index IN ?", subjects).Delete(&LoginFailure{}).Error
}

// TakeBackLoginFailure uncounts one failure of a subject that others share (an address).
func (tx *Tx) TakeBackLoginFailure(subject []byte) error {
	return tx.db.Model(&LoginFailure{}).Where("subject_index = ? AND failures > 0", subject).
		Update("failures", gorm.Expr("failures - 1")).Error
}
