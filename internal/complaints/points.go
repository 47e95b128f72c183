package complaints

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/clock"
	"wanping/models"
)

// Charge is the deduction that an outcome asks for.
type Charge struct {
	SectionNo int
	Clause    string
	On        models.Day
	Count     int64  // 0: once
	Points    string // of a clause with a range
	Modifiers []string
	Evidence  string // the case
	Issuer    string
	Reason    string
}

// Proposer takes proposals in; whether the actor may propose is its business.
type Proposer interface {
	// Prepare does what needs no transaction and returns the write, which runs with that of the case.
	Prepare(ctx context.Context, actor models.Actor, charge Charge) (func(*models.Tx) (proposalID int64, err error), error)
}

// The outcomes that points can rest on, each with what it reads from a complaint.
var outcomes = map[string]func(*models.Complaint) bool{
	models.ComplaintFounded: func(c *models.Complaint) bool { return c.Finding == models.ComplaintFounded },
	models.ComplaintNotSolved: func(c *models.Complaint) bool {
		return c.Verdict == models.ComplaintNotSolved && c.Reopened > 0 && c.State != models.ComplaintReopened
	},
	acceptedLate: func(c *models.Complaint) bool { return c.AcceptedLate },
	answeredLate: func(c *models.Complaint) bool { return c.AnsweredLate },
}

const (
	acceptedLate = "accepted_late"
	answeredLate = "answered_late"
)

// Which section an outcome charges.
const (
	chargeSubject = "subject" // that complained about
	chargeHandler = "handler" // that handled the complaint
)

// Suggestion is a clause that an outcome fits.
type Suggestion struct {
	Clause    string
	Why       string
	SectionNo int
	On        models.Day // the day of the outcome
}

// suggest lists the clauses that a complaint's outcome fits, by the configuration's order, each once a section.
func (c *Complaints) suggest(row *models.Complaint, moves []models.ToldMove) []Suggestion {
	var out []Suggestion
	if row.About == models.AboutRetaliation { // a proposal is told to section and unit; these must not learn of it
		return nil
	}
	for _, p := range c.settings.Points {
		if !outcomes[p.When](row) || p.Level != "" && p.Level != row.Level || !handlersFault(row, p.When, moves) {
			continue
		}
		s := Suggestion{Clause: p.Clause, Why: p.Why, SectionNo: row.SubjectSection, On: outcomeDay(row, p.When, moves)}
		if p.Charge == chargeHandler {
			s.SectionNo = row.SectionNo
		}
		if s.SectionNo != 0 && !slices.ContainsFunc(out, func(o Suggestion) bool { return o.Clause == s.Clause && o.SectionNo == s.SectionNo }) {
			out = append(out, s)
		}
	}
	return out
}

// handlersFault says whether lateness is the handler's own: what the office assigned only after the term had ended is not.
func handlersFault(row *models.Complaint, when string, moves []models.ToldMove) bool {
	by, until := row.AcceptBy, MoveAccept
	switch when {
	case acceptedLate:
	case answeredLate:
		by, until = row.AnswerBy, MoveAnswer
	default:
		return true
	}
	var assigned models.Instant
	for i := range moves {
		if moves[i].Move == until && until == MoveAccept { // the first one counts
			break
		}
		if moves[i].Move == MoveAssign {
			assigned = moves[i].At
		}
	}
	return by != nil && assigned != 0 && assigned < *by
}

// outcomeDay is the day on which an outcome came about: that of the move which brought it.
func outcomeDay(row *models.Complaint, when string, moves []models.ToldMove) models.Day {
	move := map[string]string{models.ComplaintFounded: MoveFound, models.ComplaintNotSolved: MoveUnsolved, acceptedLate: MoveAccept, answeredLate: MoveAnswer}[when]
	day := models.DayOf(row.ReceivedAt.Time(), clock.Shanghai)
	for i := range moves {
		if moves[i].Move == move {
			day = models.DayOf(moves[i].At.Time(), clock.Shanghai)
			if move == MoveAccept { // the first one counts
				break
			}
		}
	}
	return day
}

// OtherCharge is what stands, or is proposed, against the same section for the same day: one event may meet two clauses
// (D15), and whoever enters a deduction is shown the other.
type OtherCharge struct {
	Clause     string
	Evidence   string
	EntrySeq   int64 // in the ledger
	ProposalID int64 // or waiting to be decided
}

// Proposed is a proposal made, and the other charges of that day.
type Proposed struct {
	ProposalID int64
	Suggestion
	Others []OtherCharge
}

// Evidence is how a complaint is cited.
func Evidence(id int64) string { return fmt.Sprintf("网络监督投诉件%d", id) }

// Propose turns a verified outcome into a proposal for one of the clauses it fits, both in one write.
// Errors: CodeForbidden, CodeInvalid, CodeNotFound, CodeNoProposals, CodeClauseNotFitting, CodeAlreadyDecided (proposed
// before and not declined), and those of the proposer.
func (c *Complaints) Propose(ctx context.Context, actor models.Actor, id int64, clause, reason string) (Proposed, error) {
	if actor.Role != models.RoleReviewOffice {
		return Proposed{}, errForbidden
	}
	if c.proposer == nil {
		return Proposed{}, models.NewError(models.CodeNoProposals, "系统尚未开通扣分提议,请稍后再试,或先线下登记。")
	}
	if reason = Tidy(reason); reason == "" {
		return Proposed{}, refuse(models.CodeRequired, "reason", "请写明理由。")
	}
	view, err := c.Complaint(ctx, actor, id)
	if err != nil {
		return Proposed{}, err
	}
	at := slices.IndexFunc(view.Suggestions, func(s Suggestion) bool { return s.Clause == clause })
	if at < 0 {
		return Proposed{}, refuse(models.CodeClauseNotFitting, "clause", "这件投诉的结果不对应这一条"+clauses(view.Suggestions)+",没有保存。")
	}
	s := view.Suggestions[at]
	write, err := c.proposer.Prepare(ctx, actor, Charge{
		SectionNo: s.SectionNo, Clause: s.Clause, On: s.On, Evidence: Evidence(id), Issuer: "县评议办", Reason: reason,
	})
	if err != nil {
		return Proposed{}, err
	}
	out := Proposed{Suggestion: s}
	err = c.store.Write(ctx, func(tx *models.Tx) (err error) {
		out.ProposalID, out.Others, err = charge(tx, id, s, write)
		return err
	})
	return out, err
}

func clauses(list []Suggestion) string {
	if len(list) == 0 {
		return ";现在还没有可以扣分的结果"
	}
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.Clause
	}
	return ";可以提出的是:" + strings.Join(names, "、")
}

// charge makes the proposal, once a clause: what was declined or withdrawn may be proposed anew.
func charge(tx *models.Tx, id int64, s Suggestion, write func(*models.Tx) (int64, error)) (int64, []OtherCharge, error) {
	row, ok, err := tx.ComplaintByID(id)
	if err != nil || !ok {
		return 0, nil, either(err, errNotFound)
	}
	if done, err := tx.HoldComplaint(id, row.Version); err != nil || !done {
		return 0, nil, either(err, changed(&row))
	}
	charges, err := tx.ComplaintCharges(id)
	if err != nil {
		return 0, nil, err
	}
	for _, other := range charges {
		if other.Clause == s.Clause && other.State != models.ProposalDeclined && other.State != models.ProposalWithdrawn {
			return 0, nil, models.NewError(models.CodeAlreadyDecided, fmt.Sprintf("这件投诉已按%s提出过扣分(第%d号提议),没有重复保存。", s.Clause, other.ProposalID))
		}
	}
	others, err := othersOn(tx, s.SectionNo, s.On)
	if err != nil {
		return 0, nil, err
	}
	proposalID, err := write(tx)
	if err != nil {
		return 0, nil, err
	}
	return proposalID, others, tx.AddComplaintCharge(models.ComplaintCharge{ProposalID: proposalID, ComplaintID: id, Clause: s.Clause})
}

// othersOn lists the other charges of a section's day.
func othersOn(tx *models.Tx, sectionNo int, day models.Day) ([]OtherCharge, error) {
	out := []OtherCharge{}
	entries, err := tx.DeductionsOn(sectionNo, day)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		out = append(out, OtherCharge{Clause: e.Clause, Evidence: e.Evidence, EntrySeq: e.Seq})
	}
	open, err := tx.OpenDeductionsOn(sectionNo, day)
	for _, p := range open {
		out = append(out, OtherCharge{Clause: p.Clause, Evidence: p.Evidence, ProposalID: p.ID})
	}
	return out, err
}
