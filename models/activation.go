package models

// ActivationCode opens an account once, before ExpiresAt. Only the code's hash is kept.
type ActivationCode struct {
	ID        int64
	AccountID int64
	CodeHash  []byte
	IssuedBy  int64 // account id; 0 for the command line
	CreatedAt Instant
	ExpiresAt Instant
	UsedAt    *Instant
}

// IssueActivationCode stores a code and makes the account's earlier unused codes void.
func (tx *Tx) IssueActivationCode(c *ActivationCode) error {
	c.CreatedAt = At(tx.now)
	void := tx.db.Model(&ActivationCode{}).Where("account_id = ? AND used_at IS NULL", c.AccountID).
		Update("used_at", c.CreatedAt)
	if void.Error != nil {
		return void.Error
	}
	return tx.db.Create(c).Error
}

// UseActivationCode spends the account's code with that hash; false where there is none, it is spent or it expired.
func (tx *Tx) UseActivationCode(accountID int64, codeHash []byte) (bool, error) {
	used := tx.db.Model(&ActivationCode{}).
		Where("account_id = ? AND code_hash = ? AND used_at IS NULL AND expires_at > ?", accountID, codeHash, At(tx.now)).
		Update("used_at", At(tx.now))
	return used.RowsAffected == 1, used.Error
}
