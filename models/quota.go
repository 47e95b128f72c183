package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Quota is how much of a day was taken for a subject.
type Quota struct {
	Subject string `gorm:"primaryKey"`
	Day     Day    `gorm:"primaryKey"`
	Used    int
}

// TableName names the table.
func (Quota) TableName() string { return "outbox_quotas" }

// TakeQuota takes one of a subject's day; false where limit were passed. Of two processes at the last one, one gets it.
func (tx *Tx) TakeQuota(subject string, day Day, limit int) (bool, error) {
	row := Quota{Subject: subject, Day: day}
	if err := tx.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
		return false, err
	}
	taken := tx.db.Model(&Quota{}).Where("subject = ? AND day = ? AND used < ?", subject, day, limit).Update("used", gorm.Expr("used + 1"))
	return taken.RowsAffected == 1, taken.Error
}

// ForgetQuotas drops up to limit rows of the days before one. It looks them up first, so that MySQL locks no more than these.
func (tx *Tx) ForgetQuotas(before Day, limit int) error {
	var rows []Quota
	if err := tx.db.Where("day < ?", before).Limit(limit).Find(&rows).Error; err != nil || len(rows) == 0 {
		return err
	}
	return tx.db.Delete(&rows).Error
}
