package app

import (
	"fmt"
	"time"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/models"
	"wanping/scoring"
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
	rules, err := theRules()
	if err != nil {
		return err
	}
	schedule, _, err := theSchedule(rules)
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

// theRules is the rule file of the season that the program is run for.
func theRules() (*scoring.Rules, error) { return scoring.LoadRules(configs.FS, "rules/2023.yaml") }

// theSchedule tells deadlines by the calendar and the rule file (P7.1, annex 4; D11 to D13).
func theSchedule(rules *scoring.Rules) (*calendar.Schedule, *calendar.Calendar, error) {
	days, err := calendar.Load(configs.FS)
	if err != nil {
		return nil, nil, err
	}
	schedule, err := calendar.NewSchedule(days, calendar.PolicyOf(rules.ReportingOn(rules.InForce.From)))
	return schedule, days, err
}
