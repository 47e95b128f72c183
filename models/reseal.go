package models

// The queries by which a rotation of keys walks everything that is sealed, in batches by id.

// HoldersAfter lists holders with ids above after.
func (tx *Tx) HoldersAfter(after int64, limit int) ([]Holder, error) {
	return batch[Holder](tx, after, limit)
}

// RecordsAfter lists records with ids above after.
func (tx *Tx) RecordsAfter(after int64, limit int) ([]Record, error) {
	return batch[Record](tx, after, limit)
}

// AttemptsAfter lists attempts with ids above after.
func (tx *Tx) AttemptsAfter(after int64, limit int) ([]Attempt, error) {
	return batch[Attempt](tx, after, limit)
}

func batch[T any](tx *Tx, after int64, limit int) ([]T, error) {
	var rows []T
	return rows, tx.db.Where("id > ?", after).Order("id").Limit(limit).Find(&rows).Error
}

// ResealHolder stores a holder's sealed columns.
func (tx *Tx) ResealHolder(h Holder) error {
	return tx.db.Model(&Holder{}).Where("id = ?", h.ID).
		Updates(map[string]any{"name_sealed": h.NameSealed, "reason_sealed": h.ReasonSealed}).Error
}

// ResealRecord stores a record's sealed columns and its index.
func (tx *Tx) ResealRecord(r Record) error {
	columns := map[string]any{
		"recipient_name_sealed": r.RecipientNameSealed, "recipient_mobile_sealed": r.RecipientMobileSealed,
		"recipient_index": r.RecipientIndex,
	}
	if len(r.WithdrawalSealed) > 0 { // a withdrawal that happens meanwhile must not be blotted out
		columns["withdrawal_sealed"] = r.WithdrawalSealed
	}
	return tx.db.Model(&Record{}).Where("id = ?", r.ID).Updates(columns).Error
}

// ResealAttempt stores an attempt's sealed column.
func (tx *Tx) ResealAttempt(a Attempt) error {
	return tx.db.Model(&Attempt{}).Where("id = ?", a.ID).Update("content_sealed", a.ContentSealed).Error
}
