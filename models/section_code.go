package models

// SectionCode is what a section's QR code says. A code that was replaced stays, to say so.
type SectionCode struct {
	ID         int64
	Code       string
	SectionNo  int
	LiveNo     *int // the section's number while this is its living code
	IssuedAt   Instant
	IssuedBy   int64 // account id; 0 for the program and the command line
	ReplacedAt *Instant
}

// AddSectionCode stores a living code; false where the section has one already or the code is taken.
func (tx *Tx) AddSectionCode(c *SectionCode) (bool, error) {
	no := c.SectionNo
	c.LiveNo, c.IssuedAt = &no, At(tx.now)
	err := tx.db.Create(c).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// SectionCodeOf finds a code, living or replaced.
func (tx *Tx) SectionCodeOf(code string) (SectionCode, bool, error) {
	return one[SectionCode](tx.db.Where("code = ?", code))
}

// LiveSectionCode finds a section's living code.
func (tx *Tx) LiveSectionCode(sectionNo int) (SectionCode, bool, error) {
	return one[SectionCode](tx.db.Where("live_no = ?", sectionNo))
}

// LiveSectionCodes lists all living codes by section.
func (tx *Tx) LiveSectionCodes() ([]SectionCode, error) {
	var rows []SectionCode
	return rows, tx.db.Where("live_no IS NOT NULL").Order("live_no").Find(&rows).Error
}

// ReplaceSectionCode ends a section's living code, if it has one.
func (tx *Tx) ReplaceSectionCode(sectionNo int) error {
	return tx.db.Model(&SectionCode{}).Where("live_no = ?", sectionNo).
		Updates(map[string]any{"live_no": nil, "replaced_at": At(tx.now)}).Error
}
