package models

// Consent is what a person, known by an openid of the mini-program, has agreed to receive of one kind of card.
type Consent struct {
	ID           int64
	OpenIDIndex  []byte // keyed
	OpenIDSealed []byte
	Kind         string
	Balance      int  // one-time consents not used yet
	LongTerm     bool // any number
	Claims       int  // consents that the client has told and WeChat has not, yet
	Events       int  // ... the other way round
	RefusedAt    Instant
	UpdatedAt    Instant `gorm:"autoUpdateTime:false"`
}

// ConsentsOf lists what a person has agreed to, under any of the openid's indexes.
func (tx *Tx) ConsentsOf(indexes [][]byte) ([]Consent, error) {
	var rows []Consent
	return rows, tx.db.Where("open_id_index IN ?", indexes).Order("id").Find(&rows).Error
}

// KeepConsent adds a consent (ID 0) or stores how it stands now.
func (tx *Tx) KeepConsent(c Consent) error {
	c.UpdatedAt = At(tx.now)
	if c.ID == 0 {
		return tx.db.Create(&c).Error
	}
	return tx.db.Model(&Consent{}).Where("id = ?", c.ID).Updates(map[string]any{
		"balance": c.Balance, "long_term": c.LongTerm, "claims": c.Claims, "events": c.Events, "refused_at": c.RefusedAt, "updated_at": c.UpdatedAt,
	}).Error
}

// ConsentsAfter lists consents with ids above after.
func (tx *Tx) ConsentsAfter(after int64, limit int) ([]Consent, error) {
	return batch[Consent](tx, after, limit)
}

// ResealConsent stores a consent's sealed column and its index.
func (tx *Tx) ResealConsent(c Consent) error {
	return tx.db.Model(&Consent{}).Where("id = ?", c.ID).
		Updates(map[string]any{"open_id_index": c.OpenIDIndex, "open_id_sealed": c.OpenIDSealed}).Error
}
