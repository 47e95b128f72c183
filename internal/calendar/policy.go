package calendar

import (
	"errors"
	"time"

	"wanping/models"
	"wanping/scoring"
)

// Kind is how a section reports: daily or monthly.
type Kind string

// The kinds of section, as far as reporting goes.
const (
	Window  Kind = "window"  // 窗口科室: daily
	Monthly Kind = "monthly" // other sections: from the 26th to the 25th
)

// NextDay says on which day after a service a window section's deadline lies (D11).
type NextDay string

// The readings of D11.
const (
	NextWorkingDay  NextDay = "working"
	NextCalendarDay NextDay = "calendar"
)

// RunsFrom says which of a record's days the deadline, the period and the season go by (D12).
type RunsFrom string

// The readings of D12.
const (
	FromCompleted RunsFrom = "completed_on"
	FromAccepted  RunsFrom = "accepted_on"
)

// Period is a run of days, both ends included.
type Period struct {
	From models.Day `json:"from"`
	To   models.Day `json:"to"`
}

// Contains reports whether day lies in the period.
func (p Period) Contains(day models.Day) bool { return !day.Before(p.From) && !day.After(p.To) }

// Policy is what a county's rule file says about reporting (P7.1, annex 4).
type Policy struct {
	Season        Period        // D13
	WindowBefore  time.Duration // since midnight of the next day; a record received at that very moment is late
	NextDay       NextDay       // D11
	RunsFrom      RunsFrom      // D12
	MonthlyCloses int           // day of the month at whose 24:00 a monthly period ends, 1 to 28
	KeepsLast     bool          // D13, the other reading: the season's end does not cut the last monthly period
}

// PolicyOf takes the policy from what the rule file says of reporting.
func PolicyOf(r scoring.ReportingRules) Policy {
	p := Policy{
		Season:        Period{From: dayOf(r.Season.From), To: dayOf(r.Season.To)},
		WindowBefore:  time.Duration(r.WindowDeadline) * time.Second,
		NextDay:       NextCalendarDay,
		RunsFrom:      FromCompleted,
		MonthlyCloses: r.ClosingDay,
		KeepsLast:     !r.CutLastPeriod,
	}
	if r.WorkingDays {
		p.NextDay = NextWorkingDay
	}
	if r.RunsFromAccepted {
		p.RunsFrom = FromAccepted
	}
	return p
}

func dayOf(d scoring.Day) models.Day {
	year, month, day := d.Date()
	return models.NewDay(year, time.Month(month), day)
}

// validate finds what would make nonsense of a deadline; the rule file's reader names the file.
func (p Policy) validate() error {
	switch {
	case p.Season.From.IsZero() || p.Season.To.Before(p.Season.From):
		return errors.New("the season must have a first and a last day, in order")
	case p.WindowBefore <= 0 || p.WindowBefore > 24*time.Hour:
		return errors.New("the window deadline must be a time of day")
	case p.NextDay != NextWorkingDay && p.NextDay != NextCalendarDay:
		return errors.New("the next day must be working or calendar")
	case p.RunsFrom != FromCompleted && p.RunsFrom != FromAccepted:
		return errors.New("deadlines must run from completed_on or accepted_on")
	case p.MonthlyCloses < 1 || p.MonthlyCloses > 28:
		return errors.New("monthly periods must close on a day that every month has, 1 to 28")
	}
	return nil
}
