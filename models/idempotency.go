package models

// IdempotencyKey remembers what a key was used for: the body's keyed hash and the result's id, nothing personal.
type IdempotencyKey struct {
	AccountID int64  `gorm:"primaryKey;autoIncrement:false"`
	KeyHash   []byte `gorm:"primaryKey"`
	BodyHash  []byte
	Kind      string
	ResultID  int64
	CreatedAt Instant
}

// IdempotencyKeyOf finds the use of an account's key, under any of its hashes (one a key of the key file).
func (tx *Tx) IdempotencyKeyOf(accountID int64, keyHashes ...[]byte) (IdempotencyKey, bool, error) {
	return one[IdempotencyKey](tx.db.Where("account_id = ? AND key_hash IN ?", accountID, keyHashes))
}

// AddIdempotencyKey remembers a key; false where it is used already.
func (tx *Tx) AddIdempotencyKey(k IdempotencyKey) (bool, error) {
	_, err := tx.insert(insertIdempotencyKey, k.AccountID, k.KeyHash, k.BodyHash, k.Kind, k.ResultID, At(tx.now))
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

const insertIdempotencyKey = `INSERT INTO idempotency_keys (account_id, key_hash, body_hash, kind, result_id, created_at)
 VALUES (?, ?, ?, ?, ?, ?)`
