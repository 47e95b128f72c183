package reminders

import (
	"context"
	"time"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

// Slot is what one slot of a day tells, or would tell.
type Slot struct {
	ID      string
	About   About
	At      time.Time
	Until   time.Time
	Notices []Notice
}

// Preview tells what every slot of a day would tell whom, as things stand now: of a day to come, everything that can be
// reported until then counts as not reported. The zero day is today. Slots that tell nobody are left out. Errors:
// CodeForbidden for who does not supervise reporting.
func (r *Reminders) Preview(ctx context.Context, actor models.Actor, day models.Day) ([]Slot, error) {
	switch actor.Role {
	case models.RoleReviewOffice, models.RoleWorkCommittee, models.RoleAuditor, models.RoleAdministrator:
	default:
		return nil, models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	}
	if day.IsZero() {
		day = models.DayOf(r.clock.Now(), clock.Shanghai)
	}
	slots := []Slot{}
	for _, o := range r.rules.On(day) {
		duties, err := r.gather(ctx, o)
		if err != nil {
			return nil, err
		}
		notices, err := o.Notices(r.days, o.From(), duties)
		if err != nil {
			return nil, err
		}
		for i := range notices {
			topic, _ := r.words.Topic(notices[i].Topic)
			notices[i].Body, _ = outbox.Fill(topic.Body, notices[i].Values)
		}
		if len(notices) > 0 {
			slots = append(slots, Slot{ID: o.Reminder.ID, About: o.Reminder.About, At: o.From(), Until: o.Until(), Notices: notices})
		}
	}
	return slots, nil
}
