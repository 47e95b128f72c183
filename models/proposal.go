package models

// The states of a proposal.
const (
	ProposalProposed  = "proposed"
	ProposalExamined  = "examined" // a bonus application that the work committee has examined
	ProposalConfirmed = "confirmed"
	ProposalDeclined  = "declined"
	ProposalWithdrawn = "withdrawn"
)

// Proposal is an entry that somebody proposes and another account will confirm. Its fields but for those at the end are
// an entry's; see LedgerEntry.
type Proposal struct {
	ID             int64
	BatchID        int64
	State          string
	Responsibility string // indicator, "bonus", or "rulings": who may move it is told by the rule file under this name
	Year           int
	Kind           string
	Subject        string
	SectionNo      int
	UnitNo         int // the entry falls on the whole unit
	ConcernedUnit  int // the unit whose sections it concerns; 0: none
	Indicator      string
	Clause         string
	Points         *int64
	Count          *int64
	Modifiers      string
	Mark           *int64
	Failed         bool
	Satisfied      int64
	Basic          int64
	Dissatisfied   int64
	Rater          string
	Matter         string
	Reverses       *int64
	OnDay          Day
	Evidence       string
	Issuer         string // the body that issued the document
	Detail         string

	ProposedBy   int64
	Proposer     string
	ProposedAt   Instant
	DecidedBy    int64
	DecidedAt    *Instant
	EntrySeq     *int64
	ReasonSealed []byte
}

// Confirmation is who confirms a proposal, and the reason that it was proposed with.
type Confirmation struct {
	By     Actor
	Reason string
}

// ProposalBatch is what was handed in together.
type ProposalBatch struct {
	ID        int64
	AccountID int64
	CreatedAt Instant
}

// ProposalMove is one step of a proposal's history.
type ProposalMove struct {
	ID         int64
	ProposalID int64
	Move       string
	AccountID  int64
	HolderID   int64
	Login      string
	At         Instant
	TextSealed []byte
}

// AddProposals stores proposals as one batch, setting their IDs.
func (tx *Tx) AddProposals(accountID int64, rows []Proposal) error {
	batch := ProposalBatch{AccountID: accountID, CreatedAt: At(tx.now)}
	if err := tx.db.Create(&batch).Error; err != nil {
		return err
	}
	for i := range rows { // one by one: only so does every engine tell each row its id
		rows[i].BatchID, rows[i].ProposedAt = batch.ID, batch.CreatedAt
		if err := tx.db.Create(&rows[i]).Error; err != nil {
			return err
		}
	}
	return nil
}

// AddProposalMoves stores steps of histories.
func (tx *Tx) AddProposalMoves(rows []ProposalMove) error {
	for i := range rows {
		rows[i].At = At(tx.now)
	}
	return tx.db.CreateInBatches(rows, ledgerBatch).Error
}

// ProposalMoves lists a proposal's history.
func (tx *Tx) ProposalMoves(proposalID int64) ([]ProposalMove, error) {
	var rows []ProposalMove
	return rows, tx.db.Where("proposal_id = ?", proposalID).Order("id").Find(&rows).Error
}

// ProposalByID finds a proposal.
func (tx *Tx) ProposalByID(id int64) (Proposal, bool, error) {
	return one[Proposal](tx.db.Where("id = ?", id))
}

// ProposalByEntry finds the proposal that an entry was posted from.
func (tx *Tx) ProposalByEntry(seq int64) (Proposal, bool, error) {
	return one[Proposal](tx.db.Where("entry_seq = ?", seq))
}

// ProposalFilter narrows Proposals; zero fields do not narrow.
type ProposalFilter struct {
	IDs            []int64
	BatchID        int64
	State          string
	Responsibility string
	SectionNo      int // of a liaison: the section's own, and those on its whole unit where UnitNo is given
	UnitNo         int
	After          int64 // cursor: ids above this
	Limit          int   // 0: all
}

// Proposals lists proposals by id.
func (tx *Tx) Proposals(f ProposalFilter) ([]Proposal, error) {
	q := tx.db.Where("id > ?", f.After).Order("id")
	if len(f.IDs) > 0 {
		q = q.Where("id IN ?", f.IDs)
	}
	if f.BatchID != 0 {
		q = q.Where("batch_id = ?", f.BatchID)
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Responsibility != "" {
		q = q.Where("responsibility = ?", f.Responsibility)
	}
	switch {
	case f.SectionNo != 0 && f.UnitNo != 0:
		q = q.Where("(section_no = ? OR (section_no = 0 AND unit_no = ?))", f.SectionNo, f.UnitNo)
	case f.SectionNo != 0:
		q = q.Where("section_no = ?", f.SectionNo)
	case f.UnitNo != 0:
		q = q.Where("concerned_unit = ?", f.UnitNo)
	}
	if f.Limit > 0 {
		q = q.Limit(f.Limit)
	}
	var rows []Proposal
	return rows, q.Find(&rows).Error
}

// UnappealedDeductions lists the deductions confirmed from a moment to before another that stand in the ledger and that
// nobody has appealed against.
func (tx *Tx) UnappealedDeductions(from, before Instant) ([]Proposal, error) {
	var rows []Proposal
	return rows, tx.db.Where("kind = ? AND state = ? AND decided_at >= ? AND decided_at < ? AND entry_seq IS NOT NULL", EntryDeduction, ProposalConfirmed, from, before).
		Where("NOT EXISTS (SELECT 1 FROM appeals a WHERE a.proposal_id = proposals.id)").
		Where("NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.reverses = proposals.entry_seq)").
		Order("id").Find(&rows).Error
}

// UndecidedDeductions lists the deductions that wait for a decision.
func (tx *Tx) UndecidedDeductions() ([]Proposal, error) {
	var rows []Proposal
	return rows, tx.db.Where("kind = ? AND state IN ?", EntryDeduction, []string{ProposalProposed, ProposalExamined}).Order("id").Find(&rows).Error
}

// MoveProposal takes a proposal, as it was read, to another state; false where its state or whom it falls on has changed
// since.
func (tx *Tx) MoveProposal(p *Proposal, to string, by int64) (bool, error) {
	done := tx.db.Model(&Proposal{}).
		Where("id = ? AND state = ? AND section_no = ? AND unit_no = ?", p.ID, p.State, p.SectionNo, p.UnitNo).
		Updates(map[string]any{"state": to, "decided_by": by, "decided_at": At(tx.now)})
	return done.RowsAffected == 1, done.Error
}

// HoldProposal locks a proposal until the write ends; false where it is not in that state (any more).
func (tx *Tx) HoldProposal(id int64, state string) (bool, error) {
	held := tx.db.Model(&Proposal{}).Where("id = ? AND state = ?", id, state).Update("state", state)
	return held.RowsAffected == 1, held.Error
}

// SetProposalTarget puts a deduction on another section, or on the whole unit (section 0).
func (tx *Tx) SetProposalTarget(id int64, sectionNo, unitNo int) error {
	return tx.db.Model(&Proposal{}).Where("id = ?", id).
		Updates(map[string]any{"section_no": sectionNo, "unit_no": unitNo}).Error
}

// SetProposalEntry tells a proposal which entry was posted from it.
func (tx *Tx) SetProposalEntry(id, seq int64) error {
	return tx.db.Model(&Proposal{}).Where("id = ?", id).Update("entry_seq", seq).Error
}

// EraseProposalTexts takes away everything that people wrote about a proposal; who moved it when stays.
func (tx *Tx) EraseProposalTexts(id int64) error {
	if err := tx.db.Model(&ProposalMove{}).Where("proposal_id = ?", id).Update("text_sealed", []byte{}).Error; err != nil {
		return err
	}
	return tx.db.Model(&Proposal{}).Where("id = ?", id).Update("reason_sealed", []byte{}).Error
}
