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

// UploadsAfter lists uploads with ids above after, with their files and therefore few at a time.
func (tx *Tx) UploadsAfter(after int64, limit int) ([]Upload, error) {
	return batch[Upload](tx, after, min(limit, 4))
}

// CityRefusalsAfter lists the city's refusals with ids above after.
func (tx *Tx) CityRefusalsAfter(after int64, limit int) ([]CityRefusal, error) {
	return batch[CityRefusal](tx, after, limit)
}

// LeadsAfter lists leads with ids above after.
func (tx *Tx) LeadsAfter(after int64, limit int) ([]Lead, error) {
	return batch[Lead](tx, after, limit)
}

func batch[T any](tx *Tx, after int64, limit int) ([]T, error) {
	var rows []T
	return rows, tx.db.Where("id > ?", after).Order("id").Limit(limit).Find(&rows).Error
}

// ResealHolder stores a holder's sealed columns.
func (tx *Tx) ResealHolder(h Holder) error {
	if len(h.MobileSealed) > 0 { // one that was given up meanwhile stays so
		renewed := tx.db.Model(&Holder{}).Where("id = ? AND mobile_sealed IS NOT NULL", h.ID).Update("mobile_sealed", h.MobileSealed)
		if renewed.Error != nil {
			return renewed.Error
		}
	}
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
	if len(r.InsistSealed) > 0 {
		columns["insist_sealed"] = r.InsistSealed
	}
	return tx.db.Model(&Record{}).Where("id = ?", r.ID).Updates(columns).Error
}

// ResealAttempt stores an attempt's sealed column.
func (tx *Tx) ResealAttempt(a Attempt) error {
	return tx.db.Model(&Attempt{}).Where("id = ?", a.ID).Update("content_sealed", a.ContentSealed).Error
}

// ResealUpload stores an upload's sealed file.
func (tx *Tx) ResealUpload(u Upload) error {
	return tx.db.Model(&Upload{}).Where("id = ?", u.ID).Update("file_sealed", u.FileSealed).Error
}

// ResealCityRefusal stores a refusal's sealed reason and its index.
func (tx *Tx) ResealCityRefusal(r CityRefusal) error {
	return tx.db.Model(&CityRefusal{}).Where("id = ?", r.ID).
		Updates(map[string]any{"reason_sealed": r.ReasonSealed, "reason_index": r.ReasonIndex}).Error
}

// ResealLead stores a lead's sealed reason.
func (tx *Tx) ResealLead(l Lead) error {
	return tx.db.Model(&Lead{}).Where("id = ?", l.ID).Update("reason_sealed", l.ReasonSealed).Error
}

// LedgerTextsAfter lists the texts of entries with a seq above after.
func (tx *Tx) LedgerTextsAfter(after int64, limit int) ([]LedgerText, error) {
	var rows []LedgerText
	return rows, tx.db.Where("seq > ?", after).Order("seq").Limit(limit).Find(&rows).Error
}

// ResealLedgerText stores the sealed text of an entry's reason; one that was erased stays erased.
func (tx *Tx) ResealLedgerText(t LedgerText) error {
	return tx.db.Model(&LedgerText{}).Where("seq = ? AND erased_at IS NULL", t.Seq).Update("text_sealed", t.TextSealed).Error
}

// ProposalsAfter lists proposals with ids above after.
func (tx *Tx) ProposalsAfter(after int64, limit int) ([]Proposal, error) {
	return batch[Proposal](tx, after, limit)
}

// ResealProposal stores a proposal's sealed reason.
func (tx *Tx) ResealProposal(p Proposal) error {
	return tx.db.Model(&Proposal{}).Where("id = ?", p.ID).Update("reason_sealed", p.ReasonSealed).Error
}

// ProposalMovesAfter lists moves with ids above after.
func (tx *Tx) ProposalMovesAfter(after int64, limit int) ([]ProposalMove, error) {
	return batch[ProposalMove](tx, after, limit)
}

// ResealProposalMove stores a move's sealed text.
func (tx *Tx) ResealProposalMove(m ProposalMove) error {
	return tx.db.Model(&ProposalMove{}).Where("id = ?", m.ID).Update("text_sealed", m.TextSealed).Error
}

// ComplaintsAfter lists complaints with ids above after.
func (tx *Tx) ComplaintsAfter(after int64, limit int) ([]Complaint, error) {
	return batch[Complaint](tx, after, limit)
}

// ResealComplaint stores a complaint's sealed columns.
func (tx *Tx) ResealComplaint(c Complaint) error {
	return tx.db.Model(&Complaint{}).Where("id = ?", c.ID).Updates(map[string]any{
		"name_sealed": notNull(c.NameSealed), "mobile_sealed": notNull(c.MobileSealed), "open_id_sealed": notNull(c.OpenIDSealed),
		"text_sealed": notNull(c.TextSealed), "unit_text_sealed": notNull(c.UnitTextSealed),
	}).Error
}

// ComplaintTextsAfter lists texts of moves with ids above after.
func (tx *Tx) ComplaintTextsAfter(after int64, limit int) ([]ComplaintText, error) {
	return batch[ComplaintText](tx, after, limit)
}

// ResealComplaintText stores a text's sealed column.
func (tx *Tx) ResealComplaintText(t ComplaintText) error {
	return tx.db.Model(&ComplaintText{}).Where("id = ?", t.ID).Update("text_sealed", notNull(t.TextSealed)).Error
}

// HotlineCasesAfter lists hotline cases with ids above after.
func (tx *Tx) HotlineCasesAfter(after int64, limit int) ([]HotlineCase, error) {
	return batch[HotlineCase](tx, after, limit)
}

// ResealHotlineCase stores a case's sealed note.
func (tx *Tx) ResealHotlineCase(c HotlineCase) error {
	return tx.db.Model(&HotlineCase{}).Where("id = ?", c.ID).Update("note_sealed", notNull(c.NoteSealed)).Error
}
