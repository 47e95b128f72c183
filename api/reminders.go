package api

import (
	"context"
	"time"

	"wanping/internal/clock"
	"wanping/internal/reminders"
)

func (s *server) PreviewReminders(ctx context.Context, r PreviewRemindersRequestObject) (PreviewRemindersResponseObject, error) {
	slots, err := s.Reminders.Preview(ctx, actorOf(ctx), deref(r.Params.Day))
	if err != nil {
		return nil, err
	}
	return PreviewReminders200JSONResponse(ReminderPlanOf(slots)), nil
}

// ReminderPlanOf is a preview as programs read it; the command line prints it too.
func ReminderPlanOf(slots []reminders.Slot) ReminderPlan {
	return ReminderPlan{Slots: each(slots, reminderSlotOf)}
}

func reminderSlotOf(slot reminders.Slot) ReminderSlot {
	return ReminderSlot{
		Id: slot.ID, About: string(slot.About), At: slot.At.In(clock.Shanghai), Until: slot.Until.In(clock.Shanghai),
		Reminders: each(slot.Notices, reminderOf),
	}
}

func reminderOf(n reminders.Notice) Reminder {
	out := Reminder{To: n.To(), Topic: n.Topic, Body: n.Body}
	if !n.Expires.IsZero() {
		expires := n.Expires.In(clock.Shanghai).Truncate(time.Second)
		out.Expires = &expires
	}
	return out
}
