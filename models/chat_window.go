package models

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ChatWindow is until when a follower of the official account may be sent how many customer messages.
type ChatWindow struct {
	OpenIDIndex []byte `gorm:"primaryKey"` // keyed
	OpenUntil   Instant
	Messages    int
}

// ChatWindowOf finds a follower's window, under any of the openid's indexes; false where none is open.
func (tx *Tx) ChatWindowOf(indexes [][]byte) (ChatWindow, bool, error) {
	return one[ChatWindow](tx.db.Where("open_id_index IN ? AND open_until > ? AND messages > 0", indexes, At(tx.now)).Order("open_until DESC"))
}

// OpenChatWindow stores a follower's window in place of what was there.
func (tx *Tx) OpenChatWindow(w ChatWindow) error {
	return tx.db.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "open_id_index"}}, DoUpdates: clause.AssignmentColumns([]string{"open_until", "messages"}),
	}).Create(&w).Error
}

// UseChatWindow counts a message that has gone out by a window.
func (tx *Tx) UseChatWindow(indexes [][]byte) error {
	return tx.db.Model(&ChatWindow{}).Where("open_id_index IN ? AND messages > 0", indexes).Update("messages", gorm.Expr("messages - 1")).Error
}

// CloseChatWindow forgets a follower's window.
func (tx *Tx) CloseChatWindow(indexes [][]byte) error {
	if len(indexes) == 0 {
		return nil
	}
	return tx.db.Where("open_id_index IN ?", indexes).Delete(&ChatWindow{}).Error
}

// ForgetChatWindows drops up to limit windows that have passed. It looks them up first, so that MySQL locks no more.
func (tx *Tx) ForgetChatWindows(limit int) error {
	var rows []ChatWindow
	err := tx.db.Select("open_id_index").Where("open_until <= ?", At(tx.now)).Limit(limit).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	return tx.db.Delete(&rows).Error
}
