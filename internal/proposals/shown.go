package proposals

import (
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/scoring"
)

// Shown is a proposal as programs read it, on the wire and on the command line.
type Shown struct {
	ID             int64  `json:"id"`
	BatchID        int64  `json:"batch_id"`
	State          string `json:"state"`
	Responsibility string `json:"responsibility"`
	Line
	ConcernedUnit int             `json:"concerned_unit,omitempty"`
	ProposedBy    string          `json:"proposed_by"`
	ProposedAt    string          `json:"proposed_at"`
	DecidedAt     string          `json:"decided_at,omitempty"`
	Entry         int64           `json:"entry,omitempty"` // seq in the ledger, once it is posted
	Moves         []ShownMove     `json:"moves,omitempty"`
	Objection     *ShownObjection `json:"objection,omitempty"`
	Appeal        *ShownAppeal    `json:"appeal,omitempty"`
}

// ShownMove is a step of the history.
type ShownMove struct {
	Move string `json:"move"`
	By   string `json:"by"`
	At   string `json:"at"`
	Text string `json:"text"`
}

// ShownObjection is a section's objection to a deduction of annex 5.
type ShownObjection struct {
	State        string `json:"state"`
	Section      int    `json:"section_no"`
	DueAt        string `json:"due_at"`
	NamedSection int    `json:"named_section,omitempty"`
}

// ShownAppeal is an appeal.
type ShownAppeal struct {
	ID         int64  `json:"id"`
	Entry      int64  `json:"entry"`
	Unit       int    `json:"unit_no"`
	State      string `json:"state"`
	AppealedBy string `json:"appealed_by"`
	AppealedAt string `json:"appealed_at"`
	DecidedAt  string `json:"decided_at,omitempty"`
	Reversal   int64  `json:"reversal,omitempty"` // seq of the entry that took the other back
}

// Show writes a proposal, without its history.
func Show(p models.Proposal) Shown {
	s := Shown{
		ID: p.ID, BatchID: p.BatchID, State: p.State, Responsibility: p.Responsibility, ConcernedUnit: p.ConcernedUnit,
		ProposedBy: p.Proposer, ProposedAt: moment(&p.ProposedAt), DecidedAt: moment(p.DecidedAt), Entry: number(p.EntrySeq),
		Line: Line{
			Kind: p.Kind, Subject: p.Subject, Section: p.SectionNo, Unit: p.UnitNo, Indicator: p.Indicator,
			Satisfied: p.Satisfied, Basic: p.Basic, Dissatisfied: p.Dissatisfied, Clause: p.Clause, Points: decimal(p.Points),
			Count: p.Count, Mark: decimal(p.Mark), Failed: p.Failed, Rater: p.Rater, Matter: p.Matter, Reverses: number(p.Reverses),
			On: p.OnDay, Evidence: p.Evidence, Issuer: p.Issuer, Detail: p.Detail,
		},
	}
	if p.Modifiers != "" {
		s.Modifiers = strings.Split(p.Modifiers, ",")
	}
	return s
}

// Shown writes the view with reason and history.
func (v View) Shown() Shown {
	s := Show(v.Proposal)
	s.Reason = v.Reason
	for _, m := range v.Moves {
		s.Moves = append(s.Moves, ShownMove{Move: m.Move, By: m.Login, At: moment(&m.At), Text: m.Text})
	}
	if o := v.Objection; o != nil {
		s.Objection = &ShownObjection{State: o.State, Section: o.SectionNo, DueAt: moment(&o.DueAt), NamedSection: o.NamedSection}
	}
	if v.Appeal != nil {
		appeal := ShowAppeal(*v.Appeal)
		s.Appeal = &appeal
	}
	return s
}

// ShowAppeal writes an appeal.
func ShowAppeal(a models.Appeal) ShownAppeal {
	return ShownAppeal{
		ID: a.ID, Entry: a.EntrySeq, Unit: a.UnitNo, State: a.State, AppealedBy: a.Appellant,
		AppealedAt: moment(&a.AppealedAt), DecidedAt: moment(a.DecidedAt), Reversal: number(a.Reversal),
	}
}

// moment is RFC 3339 in the county's zone; "" for none.
func moment(at *models.Instant) string {
	if at == nil {
		return ""
	}
	return at.Time().In(clock.Shanghai).Format(time.RFC3339)
}

func decimal(n *int64) string {
	if n == nil {
		return ""
	}
	return scoring.Points(*n).String()
}

func number(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
