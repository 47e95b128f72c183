package models

// The kinds of lead (reading 13).
const (
	LeadMissed = "missed" // neither a record nor a nil report for a period
	LeadLate   = "late"   // an attempt after the deadline
)

// The states of a lead.
const (
	LeadOpen      = "open"
	LeadDismissed = "dismissed"
	LeadProposed  = "proposed"
)

// Lead is what the office should look at. It never touches a score.
type Lead struct {
	ID           int64
	LeadKey      string // of what was found, so that it is found once
	Kind         string
	SectionNo    int
	PeriodFrom   Day
	PeriodTo     Day
	DeadlineAt   Instant
	AttemptID    *int64 // of a late one
	Clause       string // that a deduction would rest on
	Evidence     string // what was found, in Chinese, nothing personal
	State        string
	FoundAt      Instant
	DecidedBy    *int64
	DecidedAt    *Instant
	ReasonSealed []byte // of the decision
	ProposalID   *int64
}

// AddLead stores an open lead; false where it was found already.
func (tx *Tx) AddLead(l *Lead) (bool, error) {
	l.State, l.FoundAt = LeadOpen, At(tx.now)
	err := tx.db.Create(l).Error
	if duplicate(err) {
		return false, nil
	}
	return err == nil, err
}

// LeadByID finds a lead.
func (tx *Tx) LeadByID(id int64) (Lead, bool, error) {
	return one[Lead](tx.db.Where("id = ?", id))
}

// LeadFilter narrows Leads; zero fields do not narrow.
type LeadFilter struct {
	SectionNo int
	Kind      string
	State     string
	Before    int64 // cursor: ids below this
	Limit     int
}

// Leads lists leads, the latest first.
func (tx *Tx) Leads(f LeadFilter) ([]Lead, error) {
	q := tx.db.Order("id DESC").Limit(f.Limit)
	for column, value := range map[string]string{"kind": f.Kind, "state": f.State} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.SectionNo != 0 {
		q = q.Where("section_no = ?", f.SectionNo)
	}
	if f.Before != 0 {
		q = q.Where("id < ?", f.Before)
	}
	var rows []Lead
	return rows, q.Find(&rows).Error
}

// LeadKeys lists the keys of all leads of one kind.
func (tx *Tx) LeadKeys(kind string) ([]string, error) {
	var keys []string
	return keys, tx.db.Model(&Lead{}).Where("kind = ?", kind).Pluck("lead_key", &keys).Error
}

// AttemptsWithoutLead lists attempts with a code that no lead was made of yet, the earliest first.
func (tx *Tx) AttemptsWithoutLead(code Code, limit int) ([]Attempt, error) {
	var rows []Attempt
	return rows, tx.db.Where("code = ? AND NOT EXISTS (SELECT 1 FROM leads l WHERE l.attempt_id = attempts.id)", code).
		Order("id").Limit(limit).Find(&rows).Error
}

// DecideLead brings an open lead to its end; false where it is not open.
func (tx *Tx) DecideLead(l Lead) (bool, error) {
	done := tx.db.Model(&Lead{}).Where("id = ? AND state = ?", l.ID, LeadOpen).Updates(map[string]any{
		"state": l.State, "decided_by": l.DecidedBy, "decided_at": At(tx.now), "reason_sealed": l.ReasonSealed, "proposal_id": l.ProposalID,
	})
	return done.RowsAffected == 1, done.Error
}
