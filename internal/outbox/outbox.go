// Package outbox holds messages to people, written in the same transaction as what they tell of. Anyone may enqueue.
package outbox

import (
	"context"
	"fmt"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// Outbox answers who has which messages.
type Outbox struct{ store *models.Store }

// New returns the outbox of a store.
func New(store *models.Store) *Outbox { return &Outbox{store: store} }

// Enqueue stores messages with the write that they tell of. A message without addressee is left out, and one whose
// Key is known already. Where there is no Body, the topic's words are filled with Values: an unknown topic, or a value
// that the words need and the message does not give, is an error.
func Enqueue(tx *models.Tx, messages ...models.Message) error {
	var addressed []models.Message
	for _, m := range messages {
		if m.ToRole == "" && m.ToUnit == 0 && m.ToSection == 0 && m.ToAccount == 0 && m.ToComplaint == 0 {
			continue
		}
		m, err := worded(m)
		if err != nil {
			return err
		}
		addressed = append(addressed, m)
	}
	if len(addressed) == 0 {
		return nil
	}
	return tx.AddMessages(addressed)
}

func worded(m models.Message) (models.Message, error) {
	if m.Body != "" {
		return m, nil
	}
	words, err := Bundled()
	if err != nil {
		return m, err
	}
	topic, ok := words.Topic(m.Topic)
	if !ok {
		return m, fmt.Errorf("outbox: no topic %q", m.Topic)
	}
	var missing string
	if m.Body, missing = Fill(topic.Body, m.Values); missing != "" {
		return m, fmt.Errorf("outbox: a message of topic %q lacks the value %q", m.Topic, missing)
	}
	return m, nil
}

// Inbox lists the actor's messages, the latest first: those to the account, to the role of an office, to the unit of
// its manager, to the section of its liaison. before is a message id (0: from the latest).
func (o *Outbox) Inbox(ctx context.Context, actor models.Actor, before int64, limit int) ([]models.Delivered, error) {
	in := inboxOf(actor)
	in.Before, in.Limit = before, limit
	var rows []models.Delivered
	err := o.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Messages(in)
		return err
	})
	return rows, err
}

func inboxOf(actor models.Actor) models.Inbox {
	in := models.Inbox{AccountID: actor.AccountID}
	switch actor.Role {
	case models.RoleLiaison:
		in.SectionNo = actor.SectionNo
	case models.RoleUnitManager:
		in.UnitNo = actor.UnitNo
	default:
		in.Role = actor.Role
	}
	return in
}

// MarkRead notes that the actor has read a message of the own inbox. Errors: CodeNotFound.
func (o *Outbox) MarkRead(ctx context.Context, actor models.Actor, id int64) error {
	in := inboxOf(actor)
	return o.store.Write(ctx, func(tx *models.Tx) error {
		m, ok, err := tx.MessageByID(id)
		if err != nil {
			return err
		}
		if !ok || !in.Holds(m) {
			return models.NewError(models.CodeNotFound, "没有找到这条通知,请刷新后重试。")
		}
		return tx.AddReceipt(models.Receipt{MessageID: id, AccountID: actor.AccountID})
	})
}

// Told is a message with its readers, for those who sent it.
type Told struct {
	To     string  `json:"to"` // a role, "unit 7", "section 12", "account 3" or "complainant of 5"
	Topic  string  `json:"topic"`
	Body   string  `json:"body"`
	SentAt string  `json:"sent_at"`
	Reads  []Taken `json:"reads"`
}

// Taken is who read a message when.
type Taken struct {
	By string `json:"by"`
	At string `json:"at"`
}

// About lists everything that was sent about a subject, with the receipts.
func (o *Outbox) About(ctx context.Context, subject string) ([]Told, error) {
	var messages []models.Message
	var reads []models.Read
	err := o.store.Read(ctx, func(tx *models.Tx) (err error) {
		if messages, err = tx.MessagesAbout(subject); err != nil {
			return err
		}
		reads, err = tx.ReadsAbout(subject)
		return err
	})
	out := []Told{}
	for _, m := range messages {
		told := Told{To: addressee(m), Topic: m.Topic, Body: m.Body, SentAt: moment(m.CreatedAt), Reads: []Taken{}}
		for _, r := range reads {
			if r.MessageID == m.ID {
				told.Reads = append(told.Reads, Taken{By: r.Login, At: moment(r.ReadAt)})
			}
		}
		out = append(out, told)
	}
	return out, err
}

func addressee(m models.Message) string {
	switch {
	case m.ToUnit != 0:
		return fmt.Sprintf("unit %d", m.ToUnit)
	case m.ToSection != 0:
		return fmt.Sprintf("section %d", m.ToSection)
	case m.ToAccount != 0:
		return fmt.Sprintf("account %d", m.ToAccount)
	case m.ToComplaint != 0:
		return fmt.Sprintf("complainant of %d", m.ToComplaint)
	default:
		return string(m.ToRole)
	}
}

func moment(at models.Instant) string { return at.Time().In(clock.Shanghai).Format(time.RFC3339) }
