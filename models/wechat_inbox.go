package models

import "time"

// WechatMessage is a callback that came in, under a hash of its key, with the answer it got.
type WechatMessage struct {
	App          string `gorm:"primaryKey"`
	KeyHash      []byte `gorm:"primaryKey"`
	LeaseUntil   Instant
	AnswerSealed []byte // empty until there is an answer
	ExpiresAt    Instant
}

// TableName names the table.
func (WechatMessage) TableName() string { return "wechat_inbox" }

// WechatMessageOf finds a callback.
func (tx *Tx) WechatMessageOf(app string, keyHash []byte) (WechatMessage, bool, error) {
	return one[WechatMessage](tx.db.Where("app = ? AND key_hash = ?", app, keyHash))
}

// AddWechatMessage stores a callback; false where it is there already.
func (tx *Tx) AddWechatMessage(m WechatMessage) (bool, error) {
	err := tx.db.Create(&m).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// LeaseWechatMessage takes a callback over whose lease has passed at now without an answer; false where that is not so.
func (tx *Tx) LeaseWechatMessage(app string, keyHash []byte, now, until time.Time) (bool, error) {
	taken := tx.db.Model(&WechatMessage{}).
		Where("app = ? AND key_hash = ? AND answer_sealed IS NULL AND lease_until <= ?", app, keyHash, At(now)).
		Update("lease_until", At(until))
	return taken.RowsAffected == 1, taken.Error
}

// AnswerWechatMessage stores a callback's answer.
func (tx *Tx) AnswerWechatMessage(app string, keyHash, answerSealed []byte) error {
	return tx.db.Model(&WechatMessage{}).Where("app = ? AND key_hash = ?", app, keyHash).
		Update("answer_sealed", answerSealed).Error
}

// ForgetWechatMessages deletes up to limit callbacks that expired before now and returns how many. It looks them up
// first: SQLite knows no DELETE ... LIMIT, and by their keys MySQL locks no more than these.
func (tx *Tx) ForgetWechatMessages(now time.Time, limit int) (int, error) {
	var rows []WechatMessage
	if err := tx.db.Select("app, key_hash").Where("expires_at <= ?", At(now)).Limit(limit).Find(&rows).Error; err != nil || len(rows) == 0 {
		return 0, err
	}
	return len(rows), tx.db.Delete(&rows).Error
}
