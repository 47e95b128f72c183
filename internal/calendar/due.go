package calendar

import (
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// Open returns the deadlines of the season that can still be met at now, the earliest first: every day since the
// last deadline for a window section, days off among them, and the current period for the others.
func (s *Schedule) Open(kind Kind, now time.Time) ([]Deadline, error) {
	return s.backwards(kind, models.DayOf(now, clock.Shanghai), func(d Deadline) bool { return d.At.After(now) })
}

// Closed returns the deadlines of the season that fell after since and not after until, the earliest first, of the
// periods for which a record or a nil report is owed: who has neither has missed them.
func (s *Schedule) Closed(kind Kind, since, until time.Time) ([]Deadline, error) {
	recent, err := s.backwards(kind, models.DayOf(until, clock.Shanghai), func(d Deadline) bool { return d.At.After(since) })
	return slices.DeleteFunc(recent, func(d Deadline) bool { return d.At.After(until) || !d.Owed }), err
}

// Since returns the deadlines of the season that fall after a moment, of the periods begun by a day and for which a record
// or a nil report is owed, the earliest first: what can still be met on that day, and what was missed since.
func (s *Schedule) Since(kind Kind, since time.Time, through models.Day) ([]Deadline, error) {
	all, err := s.backwards(kind, through, func(d Deadline) bool { return d.At.After(since) })
	return slices.DeleteFunc(all, func(d Deadline) bool { return !d.Owed }), err
}

// backwards collects the season's deadlines from that of day back to the first that is not wanted, and returns them
// in order. Deadlines never fall from one day to the next, so none further back is wanted either.
func (s *Schedule) backwards(kind Kind, day models.Day, wanted func(Deadline) bool) ([]Deadline, error) {
	if day.After(s.policy.Season.To) {
		day = s.policy.Season.To
	}
	var deadlines []Deadline
	for s.policy.Season.Contains(day) {
		deadline, err := s.Deadline(kind, day)
		if err != nil {
			return nil, err
		}
		if !wanted(deadline) {
			break
		}
		deadlines = append(deadlines, deadline)
		day = deadline.Period.From.AddDays(-1)
	}
	slices.Reverse(deadlines)
	return deadlines, nil
}
