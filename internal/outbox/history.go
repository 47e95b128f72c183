package outbox

import (
	"context"

	"wanping/models"
)

// Way is a message's way to an account: what it was about, each attempt, and where it ended. It does not say what the
// message said, nor where the person was looked for.
type Way struct {
	models.DeliveryWay
	Title    string // of the topic
	Attempts []Attempt
}

// Attempt is one try by one channel, with what came of it: at once, and what the platform told later.
type Attempt struct {
	models.DeliveryAttempt
	Outcomes []models.DeliveryOutcome
}

// History lists the messages that were to go to an account, the latest first: it answers why somebody was not reminded.
// before is a cursor (0: from the latest). Errors: CodeForbidden, CodeNotFound.
func (o *Outbox) History(ctx context.Context, actor models.Actor, login string, before int64, limit int) ([]Way, error) {
	if actor.Role != models.RoleAdministrator && actor.Role != models.RoleReviewOffice {
		return nil, models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	}
	words, err := Bundled()
	if err != nil {
		return nil, err
	}
	var rows []models.DeliveryWay
	var attempts []models.DeliveryAttempt
	var outcomes []models.DeliveryOutcome
	err = o.store.Read(ctx, func(tx *models.Tx) error {
		account, ok, err := tx.AccountByLogin(login)
		if err != nil {
			return err
		}
		if !ok {
			return models.NewError(models.CodeNotFound, "没有找到这个账号,请核对账号名。")
		}
		if rows, err = tx.DeliveriesTo(account.ID, before, limit); err != nil {
			return err
		}
		ids := make([]int64, len(rows))
		for i, d := range rows {
			ids[i] = d.ID
		}
		attempts, outcomes, err = tx.AttemptsOf(ids...)
		return err
	})
	out := make([]Way, len(rows))
	for i, d := range rows {
		topic, _ := words.Topic(d.Topic)
		out[i] = Way{DeliveryWay: d, Title: topic.Title, Attempts: attemptsAt(d.ID, attempts, outcomes)}
	}
	return out, err
}

func attemptsAt(deliveryID int64, attempts []models.DeliveryAttempt, outcomes []models.DeliveryOutcome) []Attempt {
	var out []Attempt
	for _, a := range attempts {
		if a.DeliveryID != deliveryID {
			continue
		}
		one := Attempt{DeliveryAttempt: a}
		for _, o := range outcomes {
			if o.AttemptID == a.ID {
				one.Outcomes = append(one.Outcomes, o)
			}
		}
		out = append(out, one)
	}
	return out
}
