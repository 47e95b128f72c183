package models

// Glance is what a submission must know before it is judged, asked in one question: in the rush before a deadline each
// statement is paid a thousand times. Where it shows that something stands in the way, the way's own queries tell what.
type Glance struct {
	KeyUsed        bool   // the account has used the idempotency key
	RecipientKnown bool   // there are records of the same section, person, item and day
	NilStands      bool   // a nil report stands for a period that the day falls in
	SectionValid   bool   // the section takes part on the day
	Window         string // the section's window attribute on the day; "" where none was claimed
}

// GlanceAt says whom and what a glance is about.
type GlanceAt struct {
	AccountID  int64
	KeyHashes  [][]byte
	Recipients [][]byte
	SectionNo  int
	Day        Day // completed_on
}

const glanceQuery = `SELECT
 EXISTS (SELECT 1 FROM idempotency_keys WHERE account_id = ? AND key_hash IN ?),
 EXISTS (SELECT 1 FROM records WHERE recipient_index IN ?),
 EXISTS (SELECT 1 FROM nil_reports WHERE section_no = ? AND period_from <= ? AND period_to >= ? AND withdrawn_no = 0),
 EXISTS (SELECT 1 FROM section_terms WHERE section_no = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)),
 COALESCE((SELECT value FROM section_attributes WHERE section_no = ? AND attribute = 'window' AND effective_from <= ?
  ORDER BY effective_from DESC, id DESC LIMIT 1), '')`

// Glance asks.
func (tx *Tx) Glance(at GlanceAt) (Glance, error) {
	var g Glance
	err := tx.db.Raw(glanceQuery, at.AccountID, at.KeyHashes, at.Recipients, at.SectionNo, at.Day, at.Day,
		at.SectionNo, at.Day, at.Day, at.SectionNo, at.Day).Row().
		Scan(&g.KeyUsed, &g.RecipientKnown, &g.NilStands, &g.SectionValid, &g.Window)
	return g, err
}
