package complaints

import (
	"slices"

	"wanping/models"
)

// Side is on whose behalf a move is made.
type Side string

// The sides. The handler is the liaison of the section that a complaint is assigned to, or its unit's manager.
const (
	SideComplainant Side = "complainant"
	SideHandler     Side = "handler"
	SideOffice      Side = "office"
	SideSystem      Side = "system"
)

// The moves.
const (
	MoveReceive  = "receive"
	MoveAssign   = "assign"
	MoveAccept   = "accept"
	MoveAnswer   = "answer"
	MoveFound    = "found"
	MoveUnfound  = "unfound"
	MoveDisclaim = "propose_out_of_duty"
	MoveDoubt    = "propose_unreasonable"
	MoveConfirm  = "confirm"
	MoveRefuse   = "refuse"
	MoveDouble   = "mark_duplicate"
	MoveWithdraw = "withdraw"
	MoveSolved   = "solved"
	MoveUnsolved = "not_solved"
	MoveObject   = "object"
	MoveClose    = "close"
	MoveEscalate = "escalate"
)

// kin says which complaints a step is for.
type kin int

const (
	every       kin = iota
	service         // what a section handles
	retaliation     // what the office handles alone: no section, no unit
)

// step is a move from some states to one.
type step struct {
	move string
	by   []Side
	of   kin
	from []string
	to   string
}

// resume stands for the state in which an exit was proposed.
const resume = "(resume)"

// steps are all moves that there are; every other is refused. Beyond the table: who confirms an exit is another person
// than proposed it; a verdict is given once a round; the second "not solved" does not reopen; one objection.
var steps = []step{
	{MoveAssign, []Side{SideOffice}, service, []string{
		models.ComplaintReceived, models.ComplaintAssigned, models.ComplaintAccepted, models.ComplaintReopened, models.ComplaintObjected,
		models.ComplaintDisclaimed,
	}, models.ComplaintAssigned},
	{MoveAccept, []Side{SideHandler}, service, []string{models.ComplaintAssigned}, models.ComplaintAccepted},
	{MoveAccept, []Side{SideOffice}, retaliation, []string{models.ComplaintReceived, models.ComplaintObjected}, models.ComplaintAccepted},
	{MoveAnswer, []Side{SideHandler}, service, []string{models.ComplaintAccepted, models.ComplaintReopened}, models.ComplaintAnswered},
	{MoveAnswer, []Side{SideOffice}, retaliation, []string{models.ComplaintAccepted, models.ComplaintReopened}, models.ComplaintAnswered},
	{MoveFound, []Side{SideOffice}, every, judged, models.ComplaintFounded},
	{MoveUnfound, []Side{SideOffice}, every, judged, models.ComplaintUnfounded},

	{MoveDisclaim, []Side{SideHandler}, service, handled, models.ComplaintDisclaimed},
	{MoveDisclaim, []Side{SideOffice}, every, undecided, models.ComplaintDisclaimed},
	{MoveDoubt, []Side{SideHandler}, service, handled, models.ComplaintDoubted},
	{MoveDoubt, []Side{SideOffice}, every, undecided, models.ComplaintDoubted},
	{MoveConfirm, []Side{SideOffice}, every, []string{models.ComplaintDisclaimed}, models.ComplaintOutOfDuty},
	{MoveConfirm, []Side{SideOffice}, every, []string{models.ComplaintDoubted}, models.ComplaintUnreason},
	{MoveRefuse, []Side{SideOffice}, every, []string{models.ComplaintDisclaimed, models.ComplaintDoubted}, resume},
	{MoveDouble, []Side{SideOffice}, every, []string{models.ComplaintReceived, models.ComplaintAssigned, models.ComplaintObjected}, models.ComplaintDuplicate},

	{MoveWithdraw, []Side{SideComplainant}, every, append(slices.Clone(undecided),
		models.ComplaintDisclaimed, models.ComplaintDoubted, models.ComplaintAnswered), models.ComplaintWithdrawn},
	{MoveSolved, []Side{SideComplainant}, every, told, models.ComplaintSolved},
	{MoveUnsolved, []Side{SideComplainant}, every, told, models.ComplaintReopened},
	{MoveObject, []Side{SideComplainant}, every, exits, models.ComplaintObjected},
	{MoveClose, []Side{SideOffice}, every, append(slices.Clone(exits),
		models.ComplaintAnswered, models.ComplaintFounded, models.ComplaintUnfounded, models.ComplaintSolved, models.ComplaintNotSolved),
		models.ComplaintClosed},
}

var (
	// undecided are the states in which somebody works on a complaint.
	undecided = []string{
		models.ComplaintReceived, models.ComplaintAssigned, models.ComplaintAccepted, models.ComplaintReopened, models.ComplaintObjected,
	}
	// handled are those in which the handler does.
	handled = []string{models.ComplaintAssigned, models.ComplaintAccepted, models.ComplaintReopened}
	// judged are those in which the office says whether a complaint was founded.
	judged = []string{models.ComplaintAnswered, models.ComplaintSolved, models.ComplaintNotSolved}
	// told are those in which the complainant has an answer to judge; a closed one only where it was answered.
	told = []string{models.ComplaintAnswered, models.ComplaintFounded, models.ComplaintUnfounded, models.ComplaintClosed}
	// exits are ends without an answer, each with an objection.
	exits = []string{models.ComplaintOutOfDuty, models.ComplaintUnreason, models.ComplaintDuplicate}
	// proposedExits wait for a second person.
	proposedExits = []string{models.ComplaintDisclaimed, models.ComplaintDoubted}
)

// acceptRuns says whether the time to accept a complaint in a state is running.
func acceptRuns(state string) bool { return slices.Contains(acceptStates, state) }

// answerRuns says whether the time to answer is running.
func answerRuns(state string) bool { return slices.Contains(answerStates, state) }

var (
	acceptStates = []string{models.ComplaintReceived, models.ComplaintAssigned, models.ComplaintObjected}
	answerStates = append(slices.Clone(undecided), proposedExits...)
)

// ended says whether nothing more is owed in a state.
func ended(state string) bool {
	return !answerRuns(state) && state != models.ComplaintAnswered
}

// target returns where a move leads, or false where the table does not have it.
func target(c *models.Complaint, move string, side Side) (string, bool) {
	for _, s := range steps {
		if s.move != move || !slices.Contains(s.by, side) || !slices.Contains(s.from, c.State) || !s.fits(c) {
			continue
		}
		return s.leads(c), allowed(c, move)
	}
	return "", false
}

func (s step) fits(c *models.Complaint) bool {
	switch s.of {
	case service:
		return c.About != models.AboutRetaliation
	case retaliation:
		return c.About == models.AboutRetaliation
	default:
		return true
	}
}

// leads is where the step leads from here: an exit refused goes back, the second "not solved" does not reopen.
func (s step) leads(c *models.Complaint) string {
	switch {
	case s.to == resume:
		return c.ResumeState
	case s.move == MoveUnsolved && c.Reopened > 0:
		return models.ComplaintNotSolved
	default:
		return s.to
	}
}

// allowed holds what the table cannot say: one verdict a round, on an answer; one objection.
func allowed(c *models.Complaint, move string) bool {
	switch move {
	case MoveSolved, MoveUnsolved:
		return c.Verdict == "" && c.AnsweredAt != nil
	case MoveObject:
		return c.Objected == 0
	default:
		return true
	}
}

// May lists the moves that a side can make now, in the table's order.
func May(c *models.Complaint, side Side) []string {
	moves := []string{}
	for _, s := range steps {
		if _, ok := target(c, s.move, side); ok && !slices.Contains(moves, s.move) {
			moves = append(moves, s.move)
		}
	}
	return moves
}
