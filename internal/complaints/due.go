package complaints

import (
	"context"
	"time"

	"wanping/internal/outbox"
	"wanping/models"
)

// Due is a complaint whose time is running out, or out. Nothing in it names the complainant.
type Due struct {
	models.Complaint
	Deadline string // "accept" or "answer"
	At       time.Time
	Overdue  bool
}

// batch is how many complaints the background looks at in one go.
const batch = 200

// DueBetween lists the deadlines that run and fall into a span of time, past or to come: of a complaint that is not accepted
// it may be both. Those of retaliation are for the office alone.
func (c *Complaints) DueBetween(ctx context.Context, from, to time.Time) ([]Due, error) {
	var list []Due
	after, until := models.At(from)-1, models.At(to)
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		list = nil
		for _, kind := range deadlineKinds {
			rows, err := tx.Complaints(models.ComplaintFilter{States: kind.states, Deadline: kind.name, After: after, Until: until})
			if err != nil {
				return err
			}
			for i := range rows {
				list = append(list, dueOf(&rows[i], kind.name, tx.Now()))
			}
		}
		return nil
	})
	return list, err
}

func dueOf(row *models.Complaint, kind string, now time.Time) Due {
	at := row.AnswerBy
	if kind == deadlineAccept {
		at = row.AcceptBy
	}
	return Due{Complaint: *row, Deadline: kind, At: local(*at), Overdue: *at <= models.At(now)}
}

// deadlineKinds are the deadlines with the states in which they run; answering is the graver one.
var deadlineKinds = []struct {
	name   string
	states []string
}{{deadlineAnswer, answerStates}, {deadlineAccept, acceptStates}}

// Plan does what time asks for, and can be run by any number of processes as often as one likes: it fills deadlines that
// the calendar had no data for, and escalates what is overdue to the unit's manager and the office, once a deadline. It
// returns how many complaints it touched. That a case is overdue does not wait for it: see overdue.
func (c *Complaints) Plan(ctx context.Context) (int, error) {
	filled, err := c.fillDeadlines(ctx)
	if err != nil {
		return filled, err
	}
	escalated, err := c.escalate(ctx)
	if err != nil {
		return filled + escalated, err
	}
	return filled + escalated, c.store.Write(ctx, func(tx *models.Tx) error { return tx.DropComplaintCounters() })
}

func (c *Complaints) fillDeadlines(ctx context.Context) (int, error) {
	filled := 0
	return filled, c.store.Write(ctx, func(tx *models.Tx) error {
		filled = 0
		rows, err := tx.Complaints(models.ComplaintFilter{Without: true, Limit: batch})
		if err != nil {
			return err
		}
		for i := range rows {
			accept, answer, err := c.deadlines(rows[i].ReceivedAt.Time(), rows[i].Urgent)
			if err != nil {
				return err
			}
			if accept == nil { // the calendar's data still end too early
				continue
			}
			if err := tx.SetComplaintDeadlines(rows[i].ID, *accept, *answer); err != nil {
				return err
			}
			filled++
		}
		return nil
	})
}

// escalate tells once of every deadline that has passed, as a move of the history.
func (c *Complaints) escalate(ctx context.Context) (int, error) {
	index, text, err := c.sealMove("")
	if err != nil {
		return 0, err
	}
	total := 0
	for _, kind := range deadlineKinds {
		for {
			done := 0
			err := c.store.Write(ctx, func(tx *models.Tx) error {
				done = 0
				rows, err := tx.Complaints(models.ComplaintFilter{
					States: kind.states, Deadline: kind.name, Until: models.At(tx.Now()), NotEscalated: true, Limit: batch,
				})
				for i := range rows {
					if err := c.escalateOne(tx, &rows[i], kind.name, index, text); err != nil {
						return err
					}
					done++
				}
				return err
			})
			if total += done; err != nil || done == 0 {
				if err != nil {
					return total, err
				}
				break
			}
		}
	}
	return total, nil
}

func (c *Complaints) escalateOne(tx *models.Tx, row *models.Complaint, kind string, index, text []byte) error {
	row.Escalated = kind
	row.Version++
	moved, err := tx.MoveComplaint(row)
	if err != nil || !moved { // another process, or somebody's move, was first: the next run looks again
		return err
	}
	if _, err := tx.AddComplaintMove(&models.ComplaintMove{
		ComplaintID: row.ID, Version: row.Version, Move: MoveEscalate, FromState: row.State, ToState: row.State, Side: string(SideSystem),
		Detail: map[string]string{deadlineAccept: "逾期未受理", deadlineAnswer: "逾期未答复"}[kind], TextIndex: index,
	}, text); err != nil {
		return err
	}
	messages, err := overdueMessages(tx, row, kind)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, messages...)
}
