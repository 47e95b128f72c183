// Package outbox holds messages to people, written in the same transaction as what they tell of. Anyone may enqueue.
package outbox

import (
	"context"

	"wanping/models"
)

// Outbox answers who has which messages.
type Outbox struct{ store *models.Store }

// New returns the outbox of a store.
func New(store *models.Store) *Outbox { return &Outbox{store: store} }

// Enqueue stores messages with the write that they tell of. A message without addressee is left out.
func Enqueue(tx *models.Tx, messages ...models.Message) error {
	var addressed []models.Message
	for _, m := range messages {
		if m.ToRole != "" || m.ToUnit != 0 || m.ToSection != 0 {
			addressed = append(addressed, m)
		}
	}
	if len(addressed) == 0 {
		return nil
	}
	return tx.AddMessages(addressed)
}

// Inbox lists the actor's messages, the latest first: those to the role of an office, to the unit of its manager, to
// the section of its liaison. before is a message id (0: from the latest).
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
		mine := m.ToRole != "" && m.ToRole == in.Role || m.ToUnit != 0 && m.ToUnit == in.UnitNo || m.ToSection != 0 && m.ToSection == in.SectionNo
		if !ok || !mine {
			return models.NewError(models.CodeNotFound, "没有找到这条通知,请刷新后重试。")
		}
		return tx.AddReceipt(models.Receipt{MessageID: id, AccountID: actor.AccountID})
	})
}
