package complaints

import (
	"time"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

// The deadlines of a complaint.
const (
	deadlineAccept = "accept"
	deadlineAnswer = "answer"
)

// Deadline returns the end of the n-th working day after that on which something was received: what comes after office
// hours or on a day off is taken as received on the next working day. Codes: calendar_missing.
func (s *Settings) Deadline(days *calendar.Calendar, received time.Time, n int) (time.Time, error) {
	local := received.In(clock.Shanghai)
	day := models.DayOf(local, clock.Shanghai)
	working, err := days.IsWorkingDay(day)
	if err != nil {
		return time.Time{}, err
	}
	if !working || !local.Before(day.At(s.closes, clock.Shanghai)) {
		if day, _, err = days.NextWorkingDay(day); err != nil {
			return time.Time{}, err
		}
	}
	last, err := days.AddWorkingDays(day, n)
	if err != nil {
		return time.Time{}, err
	}
	return last.At(s.closes, clock.Shanghai), nil
}

// deadlines sets when a complaint must be accepted and answered, counted from a moment. A year without calendar data
// leaves them open, to be filled once it is there: a citizen is not turned away for the office's missing file.
func (c *Complaints) deadlines(from time.Time, urgent bool) (accept, answer *models.Instant, err error) {
	terms := c.settings.Deadlines
	toAccept, toAnswer := terms.Accept, terms.Answer
	if urgent {
		toAccept, toAnswer = terms.UrgentAccept, terms.UrgentAnswer
	}
	if accept, err = c.deadline(from, toAccept); err != nil || accept == nil {
		return nil, nil, err
	}
	if answer, err = c.deadline(from, toAnswer); err != nil || answer == nil {
		return nil, nil, err
	}
	return accept, answer, nil
}

func (c *Complaints) deadline(from time.Time, days int) (*models.Instant, error) {
	at, err := c.settings.Deadline(c.calendar, from, days)
	if models.CodeOf(err) == models.CodeCalendarMissing {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	kept := models.At(at)
	return &kept, nil
}

// daysLeft counts the working days from today to a deadline's day: 0 on that day itself, negative once it has passed.
// nil where there is none, or no calendar.
func (c *Complaints) daysLeft(now time.Time, by *models.Instant) *int {
	if by == nil {
		return nil
	}
	today, last := models.DayOf(now, clock.Shanghai), models.DayOf(by.Time(), clock.Shanghai)
	step, n := 1, 0
	if last.Before(today) {
		today, last, step = last, today, -1
	}
	for today.Before(last) {
		today = today.AddDays(1)
		working, err := c.calendar.IsWorkingDay(today)
		if err != nil {
			return nil
		}
		if working {
			n += step
		}
	}
	if !now.Before(by.Time()) && n == 0 { // today, after hours
		n = -1
	}
	return &n
}

// overdue names the deadline that has passed at a moment, "" where none has: computed from the clock, never stored.
func overdue(c *models.Complaint, now time.Time) string {
	at := models.At(now)
	if answerRuns(c.State) && c.AnswerBy != nil && *c.AnswerBy <= at {
		return deadlineAnswer
	}
	if acceptRuns(c.State) && c.AcceptBy != nil && *c.AcceptBy <= at {
		return deadlineAccept
	}
	return ""
}
