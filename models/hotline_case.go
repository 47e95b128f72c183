package models

// HotlineImport is a table of hotline cases as it was handed in; the same file comes in once.
type HotlineImport struct {
	ID        int64
	AccountID int64
	At        Instant
	FileIndex []byte
	Cases     int
}

// HotlineCase is one fault in handling a case of the hotline (民呼我为, annex 3).
type HotlineCase struct {
	ID         int64
	ImportID   int64
	CaseNo     string
	Fault      string // as the bureau words it
	SectionNo  int
	UnitNo     int
	Channel    string // letters, visits, net or phone, as the bureau words it
	OnDay      Day
	Clause     string
	Count      int64
	Escalated  bool // criticised by a higher level: doubles the deduction
	Points     string
	ProposalID *int64
	NoteSealed []byte
	ImportedAt Instant
}

// HotlineImportByFile finds an import by the keyed hashes of its file.
func (tx *Tx) HotlineImportByFile(indexes ...[]byte) (HotlineImport, bool, error) {
	return one[HotlineImport](tx.db.Where("file_index IN ?", indexes))
}

// AddHotlineImport stores an import with its cases, setting their IDs.
func (tx *Tx) AddHotlineImport(in *HotlineImport, cases []HotlineCase) error {
	in.At = At(tx.now)
	if err := tx.db.Create(in).Error; err != nil {
		return err
	}
	for i := range cases {
		cases[i].ImportID, cases[i].ImportedAt = in.ID, in.At
		if err := tx.db.Create(&cases[i]).Error; err != nil {
			return err
		}
	}
	return nil
}

// HotlineCaseKnown reports whether a case was handed in with a clause before.
func (tx *Tx) HotlineCaseKnown(caseNo, clause string) (bool, error) {
	_, ok, err := one[HotlineCase](tx.db.Where("case_no = ? AND clause = ?", caseNo, clause))
	return ok, err
}

// HotlineCaseByID finds a case.
func (tx *Tx) HotlineCaseByID(id int64) (HotlineCase, bool, error) {
	return one[HotlineCase](tx.db.Where("id = ?", id))
}

// HotlineFilter narrows HotlineCases; zero fields do not narrow.
type HotlineFilter struct {
	ImportID  int64
	SectionNo int
	Open      bool // without a proposal
	Before    int64
	Limit     int
}

// HotlineCases lists cases, the latest first.
func (tx *Tx) HotlineCases(f HotlineFilter) ([]HotlineCase, error) {
	q := tx.db.Order("id DESC").Limit(f.Limit)
	if f.ImportID != 0 {
		q = q.Where("import_id = ?", f.ImportID)
	}
	if f.SectionNo != 0 {
		q = q.Where("section_no = ?", f.SectionNo)
	}
	if f.Open {
		q = q.Where("proposal_id IS NULL")
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []HotlineCase
	return rows, q.Find(&rows).Error
}

// ProposeHotlineCase notes the proposal that a case, as it was read, was turned into; false where it has another now.
func (tx *Tx) ProposeHotlineCase(c *HotlineCase, proposalID int64) (bool, error) {
	q := tx.db.Model(&HotlineCase{}).Where("id = ?", c.ID)
	if c.ProposalID == nil {
		q = q.Where("proposal_id IS NULL")
	} else {
		q = q.Where("proposal_id = ?", *c.ProposalID)
	}
	done := q.Update("proposal_id", proposalID)
	return done.RowsAffected == 1, done.Error
}
