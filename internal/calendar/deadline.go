package calendar

import (
	"fmt"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// Deadline is until when the services of a period can be reported, and why until then.
type Deadline struct {
	At     time.Time // in Shanghai; the first moment that is late
	Period Period    // the days whose services share this deadline: one day for a window section
	Reason string    // in Chinese
	// Owed says that a record or a nil report must come for the period: a window section owes none for a day off.
	Owed bool
}

// Day is the day on which the deadline falls, as people say it: a period that closes at 24:00 closes on its last day.
func (d Deadline) Day() models.Day { return models.DayOf(d.At.Add(-1), clock.Shanghai) }

// Text writes the deadline as people say it, e.g. 9月28日11:30 or 9月25日24:00.
func (d Deadline) Text() string { return MomentText(d.At) }

// Schedule tells deadlines, by a calendar and a policy.
type Schedule struct {
	calendar *Calendar
	policy   Policy
}

// NewSchedule returns an error where the policy is not complete.
func NewSchedule(calendar *Calendar, policy Policy) (*Schedule, error) {
	if err := policy.validate(); err != nil {
		return nil, fmt.Errorf("reporting policy: %w", err)
	}
	return &Schedule{calendar: calendar, policy: policy}, nil
}

// Deadline returns the deadline of a service of that day (completed, by D12), in the season or not: Judge is what
// refuses. Codes: calendar_missing, invalid_kind.
func (s *Schedule) Deadline(kind Kind, day models.Day) (Deadline, error) {
	var deadline Deadline
	var err error
	switch kind {
	case Window:
		deadline, err = s.window(day)
	case Monthly:
		deadline = s.monthly(day)
	default:
		err = models.NewError("invalid_kind", fmt.Sprintf("没有“%.20s”这类报送;请填 window(窗口科室)或 monthly(其他科室)。", kind))
	}
	if err != nil {
		return Deadline{}, err
	}
	if !s.policy.Season.Contains(day) {
		deadline.Reason += fmt.Sprintf(";%s不在报送期(%s)内", fullDay(day), s.seasonText())
	}
	return deadline, nil
}

// window closes at a time of the next (working) day.
func (s *Schedule) window(day models.Day) (Deadline, error) {
	working, err := s.calendar.IsWorkingDay(day)
	if err != nil {
		return Deadline{}, err
	}
	next, skipped := day.AddDays(1), []string(nil)
	if s.policy.NextDay == NextWorkingDay {
		if next, skipped, err = s.calendar.NextWorkingDay(day); err != nil {
			return Deadline{}, err
		}
	}
	return Deadline{
		At:     next.At(s.policy.WindowBefore, clock.Shanghai),
		Period: Period{day, day},
		Reason: s.windowReason(next, skipped),
		Owed:   working,
	}, nil
}

func (s *Schedule) windowReason(next models.Day, skipped []string) string {
	if s.policy.NextDay == NextCalendarDay {
		return fmt.Sprintf("次日%s前(按自然日)", timeOfDay(s.policy.WindowBefore))
	}
	reason := fmt.Sprintf("次日%s前", timeOfDay(s.policy.WindowBefore))
	if len(skipped) > 0 {
		reason = "顺延:" + strings.Join(skipped, "、")
	}
	if s.calendar.MakeUpFor(next) != "" {
		reason += fmt.Sprintf("(%s调休上班)", monthDay(next))
	}
	return reason
}

// monthly closes at 24:00 of the period's last day, whatever weekday that is. The season cuts its first and its last period.
func (s *Schedule) monthly(day models.Day) Deadline {
	period := s.monthOf(day)
	reason := "当月周期"
	season := s.policy.Season
	cutStart := season.Contains(day) && period.From.Before(season.From)
	cutEnd := season.Contains(day) && period.To.After(season.To) && !s.policy.KeepsLast
	if cutStart {
		period.From = season.From
	}
	if cutEnd {
		period.To = season.To
		reason = "报送期最后周期"
	}
	reason += fmt.Sprintf("(%s)%s24时截止", periodText(period), dayOfMonth(period.To))
	if cutStart {
		reason += ",报送期自" + monthDay(season.From) + "开始"
	}
	if cutEnd {
		reason += ",报送期于" + monthDay(season.To) + "结束"
	}
	return Deadline{At: period.To.At(24*time.Hour, clock.Shanghai), Period: period, Reason: reason, Owed: true}
}

// monthOf returns the uncut monthly period of day: with 25, from the 26th to the 25th.
func (s *Schedule) monthOf(day models.Day) Period {
	year, month, date := day.Date()
	if date > s.policy.MonthlyCloses {
		month++
	}
	return Period{closing(year, month-1, s.policy.MonthlyCloses).AddDays(1), closing(year, month, s.policy.MonthlyCloses)}
}

// closing takes months of neighbouring years too: month 0 is last December, month 13 next January.
func closing(year int, month time.Month, date int) models.Day {
	return models.DayOf(time.Date(year, month, date, 0, 0, 0, 0, time.UTC), time.UTC)
}
