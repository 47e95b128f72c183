package models

// Conversation is where a chat stands, sealed, under a keyed index of the openid.
type Conversation struct {
	OpenIDIndex []byte `gorm:"primaryKey"`
	StateSealed []byte
	Version     int64 // grows with each change
	ExpiresAt   Instant
}

// ConversationOf finds a chat that has not expired, under any of its indexes.
func (tx *Tx) ConversationOf(indexes ...[]byte) (Conversation, bool, error) {
	return one[Conversation](tx.db.Where("open_id_index IN ? AND expires_at > ?", indexes, At(tx.now)).Order("expires_at DESC"))
}

// SaveConversation stores a chat that was read with version before (0: there was none); false where it has changed
// since.
func (tx *Tx) SaveConversation(c Conversation, before int64) (bool, error) {
	if before == 0 { // what is left of an expired one makes room
		if err := tx.db.Where("open_id_index = ? AND expires_at <= ?", c.OpenIDIndex, At(tx.now)).Delete(&Conversation{}).Error; err != nil {
			return false, err
		}
		err := tx.db.Create(&c).Error
		if duplicate(err) {
			return false, nil
		}
		return err == nil, err
	}
	saved := tx.db.Model(&Conversation{}).Where("open_id_index = ? AND version = ?", c.OpenIDIndex, before).
		Updates(map[string]any{"state_sealed": c.StateSealed, "version": c.Version, "expires_at": c.ExpiresAt})
	return saved.RowsAffected == 1, saved.Error
}

// ForgetConversations deletes up to limit chats that have expired.
func (tx *Tx) ForgetConversations(limit int) error {
	var rows []Conversation
	err := tx.db.Select("open_id_index").Where("expires_at <= ?", At(tx.now)).Limit(limit).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	return tx.db.Delete(&rows).Error
}
