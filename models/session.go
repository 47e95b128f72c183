package models

import "gorm.io/gorm"

// Session is one log-in on one device. Only the token's hash is kept.
type Session struct {
	ID        int64
	AccountID int64
	TokenHash []byte
	Device    string
	App       string // AppMini where a binding opened it
	CreatedAt Instant
	ExpiresAt Instant
	RevokedAt *Instant
}

// AddSession stores a session and sets its ID.
func (tx *Tx) AddSession(s *Session) error {
	s.CreatedAt = At(tx.now)
	return tx.db.Create(s).Error
}

// SessionAccount is a live session with its account.
type SessionAccount struct {
	SessionID int64
	ExpiresAt Instant
	Account
}

// SessionByToken finds the live session of a token's hash, with its account; false where it is over or unknown.
func (tx *Tx) SessionByToken(tokenHash []byte) (SessionAccount, bool, error) {
	return one[SessionAccount](tx.db.Table("sessions").
		Select("sessions.id AS session_id, sessions.expires_at, accounts.*").
		Joins("JOIN accounts ON accounts.id = sessions.account_id").
		Where("sessions.token_hash = ? AND sessions.revoked_at IS NULL AND sessions.expires_at > ? AND accounts.state = ?",
			tokenHash, At(tx.now), AccountActive))
}

// Sessions lists the account's live sessions, the latest first.
func (tx *Tx) Sessions(accountID int64) ([]Session, error) {
	var rows []Session
	return rows, tx.liveSessions(accountID).Order("id DESC").Limit(200).Find(&rows).Error
}

// RevokeSession ends one live session of the account; false where it has none of that id.
func (tx *Tx) RevokeSession(accountID, sessionID int64) (bool, error) {
	done := tx.liveSessions(accountID).Where("id = ?", sessionID).Update("revoked_at", At(tx.now))
	return done.RowsAffected == 1, done.Error
}

// RevokeSessions ends all live sessions of the account, but for the one named (0: none).
func (tx *Tx) RevokeSessions(accountID, except int64) error {
	return tx.liveSessions(accountID).Where("id <> ?", except).Update("revoked_at", At(tx.now)).Error
}

// RevokeAppSessions ends the live sessions of the account that a binding in the app opened.
func (tx *Tx) RevokeAppSessions(accountID int64, app string) error {
	return tx.liveSessions(accountID).Where("app = ?", app).Update("revoked_at", At(tx.now)).Error
}

func (tx *Tx) liveSessions(accountID int64) *gorm.DB {
	return tx.db.Model(&Session{}).Where("account_id = ? AND revoked_at IS NULL AND expires_at > ?", accountID, At(tx.now))
}
