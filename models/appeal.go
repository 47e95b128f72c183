package models

// The states of an appeal.
const (
	AppealOpen     = "open"
	AppealUpheld   = "upheld"
	AppealRejected = "rejected"
)

// Appeal is a unit's objection to an entry that was posted.
type Appeal struct {
	ID         int64
	ProposalID int64
	EntrySeq   int64
	UnitNo     int
	State      string
	AppealedBy int64
	Appellant  string
	AppealedAt Instant
	DecidedBy  int64
	DecidedAt  *Instant
	Reversal   *int64 // seq of the entry that takes the other back, where it was upheld
}

// AddAppeal stores an appeal and sets its ID; false where the entry was appealed before.
func (tx *Tx) AddAppeal(a *Appeal) (bool, error) {
	a.AppealedAt = At(tx.now)
	err := tx.db.Create(a).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// AppealByID finds an appeal.
func (tx *Tx) AppealByID(id int64) (Appeal, bool, error) {
	return one[Appeal](tx.db.Where("id = ?", id))
}

// AppealOf finds the appeal against what was posted from a proposal.
func (tx *Tx) AppealOf(proposalID int64) (Appeal, bool, error) {
	return one[Appeal](tx.db.Where("proposal_id = ?", proposalID))
}

// Appeals lists appeals by id; zero unit: all.
func (tx *Tx) Appeals(unitNo int, after int64, limit int) ([]Appeal, error) {
	q := tx.db.Where("id > ?", after).Order("id").Limit(limit)
	if unitNo != 0 {
		q = q.Where("unit_no = ?", unitNo)
	}
	var rows []Appeal
	return rows, q.Find(&rows).Error
}

// DecideAppeal closes an open appeal; false where it is decided already.
func (tx *Tx) DecideAppeal(id int64, state string, by int64) (bool, error) {
	done := tx.db.Model(&Appeal{}).Where("id = ? AND state = ?", id, AppealOpen).
		Updates(map[string]any{"state": state, "decided_by": by, "decided_at": At(tx.now)})
	return done.RowsAffected == 1, done.Error
}

// SetAppealReversal tells an upheld appeal which entry took the other back.
func (tx *Tx) SetAppealReversal(id, seq int64) error {
	return tx.db.Model(&Appeal{}).Where("id = ?", id).Update("reversal", seq).Error
}

// The states of an objection.
const (
	ObjectionOpen   = "open"
	ObjectionNamed  = "named"  // the unit named the section that the deduction concerns
	ObjectionLapsed = "lapsed" // it did not, in time: the deduction falls on all its sections
)

// Objection is a section's word that a proposed deduction is none of its business (annex 5, note 1).
type Objection struct {
	ProposalID   int64 `gorm:"primaryKey;autoIncrement:false"`
	State        string
	SectionNo    int
	UnitNo       int
	ObjectedAt   Instant
	DueAt        Instant
	NamedSection int
}

// AddObjection stores an objection; false where there is one already.
func (tx *Tx) AddObjection(o *Objection) (bool, error) {
	o.ObjectedAt = At(tx.now)
	err := tx.db.Create(o).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// ObjectionOf finds the objection to a proposal.
func (tx *Tx) ObjectionOf(proposalID int64) (Objection, bool, error) {
	return one[Objection](tx.db.Where("proposal_id = ?", proposalID))
}

// CloseObjection settles an open objection; false where it is settled already.
func (tx *Tx) CloseObjection(proposalID int64, state string, named int) (bool, error) {
	done := tx.db.Model(&Objection{}).Where("proposal_id = ? AND state = ?", proposalID, ObjectionOpen).
		Updates(map[string]any{"state": state, "named_section": named})
	return done.RowsAffected == 1, done.Error
}

// LapsedObjections lists the open objections whose time is over.
func (tx *Tx) LapsedObjections(limit int) ([]Objection, error) {
	var rows []Objection
	return rows, tx.db.Where("state = ? AND due_at <= ?", ObjectionOpen, At(tx.now)).Order("proposal_id").Limit(limit).Find(&rows).Error
}
