package app

import (
	"fmt"
	"time"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/models"
)

type deadlineCmd struct {
	Kind string `required:"" help:"window (窗口科室, daily) or monthly (other sections)."`
	Day  string `arg:"" name:"YYYY-MM-DD" help:"The day on which the service was completed."`
}

// Run prints the deadline of a service completed on that day, as RFC 3339, and the reason after it.
func (c deadlineCmd) Run(io IO) error {
	day, err := models.ParseDay(c.Day)
	if err != nil {
		return err
	}
	days, err := calendar.Load(configs.FS)
	if err != nil {
		return err
	}
	schedule, err := calendar.NewSchedule(days, reportingPolicy())
	if err != nil {
		return err
	}
	deadline, err := schedule.Deadline(calendar.Kind(c.Kind), day)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(io.Out, "%s %s\n", deadline.At.Format(time.RFC3339), deadline.Reason)
	return err
}

// reportingPolicy is the 2023 policy's part on reporting (P7.1, annex 4).
func reportingPolicy() calendar.Policy {
	return calendar.Policy{
		Season: calendar.Period{ // D13
			From: models.NewDay(2023, time.May, 5),
			To:   models.NewDay(2023, time.November, 15),
		},
		WindowBefore:  11*time.Hour + 30*time.Minute,
		NextDay:       calendar.NextWorkingDay, // D11
		RunsFrom:      calendar.FromCompleted,  // D12
		MonthlyCloses: 25,
	}
}
