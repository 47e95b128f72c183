package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"wanping/api"
	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/outbox"
	"wanping/internal/reminders"
	"wanping/models"
)

// furnishReminders wires the planner over the rooms that it asks. The rule file says when a window section's deadline is.
func (h *house) furnishReminders(policy calendar.Policy) error {
	words, err := outbox.Bundled()
	if err != nil {
		return err
	}
	rules, err := reminders.Load(configs.FS, reminders.TopicsOf(words), policy.WindowBefore)
	if err != nil {
		return err
	}
	h.rooms.Reminders = reminders.New(h.store, h.clock, rules, words, h.calendar, reminders.Rooms{
		Reporting: h.rooms.Reporting, Appeals: h.rooms.Points.Proposals, Boards: h.rooms.Points.Boards, Cases: waitingCases{h.rooms.Complaints},
		Outbox: h.rooms.Points.Outbox,
	})
	return nil
}

// waitingCases asks the complaints which of them wait.
type waitingCases struct{ complaints *complaints.Complaints }

// Waiting lists the complaints whose present step was or is due in a span of time. Those of retaliation, and those that
// nobody handles yet, are the office's own: their unit is told of none.
func (w waitingCases) Waiting(ctx context.Context, from, to time.Time) ([]reminders.Case, error) {
	due, err := w.complaints.DueBetween(ctx, from, to)
	var out []reminders.Case
	for _, d := range due {
		if d.About == models.AboutRetaliation || d.SectionNo == 0 {
			continue
		}
		step := "答复"
		if d.Deadline == "accept" {
			step = "受理"
		}
		out = append(out, reminders.Case{ID: d.ID, Section: d.SectionNo, Unit: d.UnitNo, Step: step, Due: d.At})
	}
	return out, err
}

// planReminders plans at every slot until ctx ends, and whenever the demo clock is put forward.
func (h *house) planReminders(ctx context.Context, logger *slog.Logger) {
	h.rooms.Reminders.Run(ctx, clock.Watch(h.clock), func(planned int, err error) {
		if err != nil {
			logger.Error("reminders", "cause", err.Error())
			return
		}
		logger.Info("reminders", "planned", planned)
	})
}

type remindersCmd struct {
	desk
	Day string `help:"The day; today where it is left out." placeholder:"YYYY-MM-DD"`
}

// Run prints what every slot of a day tells whom, as things stand now.
func (c remindersCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		day, err := dayOrNone(c.Day)
		if err != nil {
			return err
		}
		slots, err := h.rooms.Reminders.Preview(ctx, actor, day)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, api.ReminderPlanOf(slots))
		}
		printReminders(io.Out, slots)
		return nil
	})
}

func printReminders(w io.Writer, slots []reminders.Slot) {
	if len(slots) == 0 {
		fmt.Fprintln(w, "这一天没有要提醒的。")
		return
	}
	cells := [][]string{{"时间", "至", "项", "提醒谁", "内容"}}
	for _, slot := range slots {
		for _, n := range slot.Notices {
			cells = append(cells, []string{slot.At.Format("01-02 15:04"), slot.Until.Format("15:04"), slot.ID, n.To(), n.Body})
		}
	}
	table(cells).print(w)
}
