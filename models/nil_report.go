package models

// NilReport declares that a section had no service in a period (D16).
type NilReport struct {
	ID           int64
	SectionNo    int
	AccountID    int64
	HolderID     int64
	PeriodFrom   Day
	PeriodTo     Day
	DeadlineAt   Instant
	DeclaredAt   Instant
	WithdrawnNo  int64 // 0 while it stands, else its own ID
	WithdrawnAt  *Instant
	WithdrawnBy  *int64
	SupersededBy *int64 // the record that made it untrue
}

// AddNilReport stores a nil report and sets its ID; false where one stands for the period already.
func (tx *Tx) AddNilReport(n *NilReport) (bool, error) {
	n.DeclaredAt = At(tx.now)
	err := tx.db.Create(n).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// NilReportByID finds a nil report.
func (tx *Tx) NilReportByID(id int64) (NilReport, bool, error) {
	return one[NilReport](tx.db.Where("id = ?", id))
}

// NilReportOf finds the standing nil report of a section for the period that begins on a day.
func (tx *Tx) NilReportOf(sectionNo int, from Day) (NilReport, bool, error) {
	return one[NilReport](tx.db.Where("section_no = ? AND period_from = ? AND withdrawn_no = 0", sectionNo, from))
}

// NilReports lists the standing nil reports of periods that touch from to to; sectionNo 0 is every section.
func (tx *Tx) NilReports(sectionNo int, from, to Day) ([]NilReport, error) {
	q := tx.db.Where("period_from <= ? AND period_to >= ? AND withdrawn_no = 0", to, from).Order("id")
	if sectionNo != 0 {
		q = q.Where("section_no = ?", sectionNo)
	}
	var rows []NilReport
	return rows, q.Find(&rows).Error
}

// WithdrawNilReport takes a standing nil report back; false where it does not stand.
func (tx *Tx) WithdrawNilReport(id, by int64) (bool, error) {
	return tx.endNilReport(id, map[string]any{"withdrawn_by": by})
}

// SupersedeNilReports ends the section's nil reports whose period a record's day falls in.
func (tx *Tx) SupersedeNilReports(r Record) error {
	standing, err := tx.NilReports(r.SectionNo, r.CompletedOn, r.CompletedOn)
	if err != nil {
		return err
	}
	for _, n := range standing {
		if _, err := tx.endNilReport(n.ID, map[string]any{"withdrawn_by": r.AccountID, "superseded_by": r.ID}); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) endNilReport(id int64, columns map[string]any) (bool, error) {
	columns["withdrawn_no"], columns["withdrawn_at"] = id, At(tx.now)
	done := tx.db.Model(&NilReport{}).Where("id = ? AND withdrawn_no = 0", id).Updates(columns)
	return done.RowsAffected == 1, done.Error
}
