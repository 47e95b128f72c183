package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
	"wanping/scoring"
)

func policy2023() calendar.Policy {
	return calendar.Policy{
		Season:        calendar.Period{From: models.NewDay(2023, time.May, 5), To: models.NewDay(2023, time.November, 15)},
		WindowBefore:  11*time.Hour + 30*time.Minute,
		NextDay:       calendar.NextWorkingDay,
		RunsFrom:      calendar.FromCompleted,
		MonthlyCloses: 25,
	}
}

// scheduled returns the 2023 schedule on the shipped calendar, with changes to the policy.
func scheduled(t testing.TB, changes ...func(*calendar.Policy)) *calendar.Schedule {
	t.Helper()
	policy := policy2023()
	for _, change := range changes {
		change(&policy)
	}
	s, err := calendar.NewSchedule(shipped(t), policy)
	require.NoError(t, err)
	return s
}

func TestDeadlinesAndTheirReasons(t *testing.T) {
	s := scheduled(t)
	for _, tc := range []struct {
		name             string
		kind             calendar.Kind
		completed        string
		at, from, to     string
		reason, mentions string
	}{
		{"window, a usual day", "window", "2023-09-27", "2023-09-28T11:30:00+08:00", "2023-09-27", "2023-09-27", "次日11:30前", ""},
		{"window, over a weekend", "window", "2023-09-22", "2023-09-25T11:30:00+08:00", "2023-09-22", "2023-09-22", "顺延:周末", ""},
		{"window, done on a Saturday", "window", "2023-09-23", "2023-09-25T11:30:00+08:00", "2023-09-23", "2023-09-23", "顺延:周末", ""},
		{"window, done on a Sunday", "window", "2023-09-24", "2023-09-25T11:30:00+08:00", "2023-09-24", "2023-09-24", "次日11:30前", ""},
		{"window, before the long holiday", "window", "2023-09-28", "2023-10-07T11:30:00+08:00", "2023-09-28", "2023-09-28", "顺延:中秋节、国庆节(10月7日调休上班)", ""},
		{"window, inside the holiday", "window", "2023-10-02", "2023-10-07T11:30:00+08:00", "2023-10-02", "2023-10-02", "顺延:国庆节(10月7日调休上班)", ""},
		{"window, next day is a make-up Saturday", "window", "2023-10-06", "2023-10-07T11:30:00+08:00", "2023-10-06", "2023-10-06", "次日11:30前(10月7日调休上班)", ""},
		{"window, done on a make-up Sunday", "window", "2023-10-08", "2023-10-09T11:30:00+08:00", "2023-10-08", "2023-10-08", "次日11:30前", ""},
		{"window, off before a make-up Sunday", "window", "2023-06-24", "2023-06-25T11:30:00+08:00", "2023-06-24", "2023-06-24", "次日11:30前(6月25日调休上班)", ""},
		{"window, first day of the season", "window", "2023-05-05", "2023-05-06T11:30:00+08:00", "2023-05-05", "2023-05-05", "次日11:30前(5月6日调休上班)", ""},
		{"window, last day of the season", "window", "2023-11-15", "2023-11-16T11:30:00+08:00", "2023-11-15", "2023-11-15", "次日11:30前", ""},
		{"window, day before the season", "window", "2023-05-04", "2023-05-05T11:30:00+08:00", "2023-05-04", "2023-05-04", "", "2023年5月4日不在报送期(2023年5月5日至11月15日)内"},
		{"window, over the turn of the year", "window", "2023-12-29", "2024-01-02T11:30:00+08:00", "2023-12-29", "2023-12-29", "", "顺延:周末、元旦"},
		{"window, to the leap day", "window", "2024-02-28", "2024-02-29T11:30:00+08:00", "2024-02-28", "2024-02-28", "", "次日11:30前"},
		{"window, spring festival 2026", "window", "2026-02-14", "2026-02-24T11:30:00+08:00", "2026-02-14", "2026-02-14", "", "顺延:春节"},

		{"monthly, on the 25th, a Monday", "monthly", "2023-09-25", "2023-09-26T00:00:00+08:00", "2023-08-26", "2023-09-25", "当月周期(8月26日至9月25日)25日24时截止", ""},
		{"monthly, on the 26th", "monthly", "2023-09-26", "2023-10-26T00:00:00+08:00", "2023-09-26", "2023-10-25", "当月周期(9月26日至10月25日)25日24时截止", ""},
		{"monthly, closes on a Sunday all the same", "monthly", "2023-06-01", "2023-06-26T00:00:00+08:00", "2023-05-26", "2023-06-25", "当月周期(5月26日至6月25日)25日24时截止", ""},
		{"monthly, first day of the season", "monthly", "2023-05-05", "2023-05-26T00:00:00+08:00", "2023-05-05", "2023-05-25", "当月周期(5月5日至5月25日)25日24时截止,报送期自5月5日开始", ""},
		{"monthly, last whole period", "monthly", "2023-10-25", "2023-10-26T00:00:00+08:00", "2023-09-26", "2023-10-25", "当月周期(9月26日至10月25日)25日24时截止", ""},
		{"monthly, last period is cut", "monthly", "2023-10-26", "2023-11-16T00:00:00+08:00", "2023-10-26", "2023-11-15", "报送期最后周期(10月26日至11月15日)15日24时截止,报送期于11月15日结束", ""},
		{"monthly, last day of the season", "monthly", "2023-11-15", "2023-11-16T00:00:00+08:00", "2023-10-26", "2023-11-15", "报送期最后周期(10月26日至11月15日)15日24时截止,报送期于11月15日结束", ""},
		{"monthly, after the season it is plain", "monthly", "2023-11-16", "2023-11-26T00:00:00+08:00", "2023-10-26", "2023-11-25", "", "2023年11月16日不在报送期"},
		{"monthly, before the season it is plain", "monthly", "2023-05-04", "2023-05-26T00:00:00+08:00", "2023-04-26", "2023-05-25", "", "2023年5月4日不在报送期"},
		{"monthly, over the turn of the year", "monthly", "2023-12-26", "2024-01-26T00:00:00+08:00", "2023-12-26", "2024-01-25", "", "当月周期(2023年12月26日至2024年1月25日)"},
		{"monthly, in January", "monthly", "2024-01-25", "2024-01-26T00:00:00+08:00", "2023-12-26", "2024-01-25", "", "不在报送期"},
		{"monthly, leap day", "monthly", "2024-02-29", "2024-03-26T00:00:00+08:00", "2024-02-26", "2024-03-25", "", "2月26日至3月25日"},
	} {
		got, err := s.Deadline(tc.kind, day(t, tc.completed))
		require.NoError(t, err, tc.name)
		require.Equal(t, tc.at, got.At.Format(time.RFC3339), tc.name)
		require.Equal(t, calendar.Period{From: day(t, tc.from), To: day(t, tc.to)}, got.Period, tc.name)
		require.Contains(t, got.Reason, tc.mentions, tc.name)
		if tc.reason != "" {
			require.Equal(t, tc.reason, got.Reason, tc.name)
		}
	}
}

func TestNoDeadlineIsGuessed(t *testing.T) {
	s := scheduled(t)
	_, err := s.Deadline(calendar.Window, day(t, "2026-12-31"))
	requireCode(t, "calendar_missing", err)
	require.ErrorContains(t, err, "2027年")
	_, err = s.Deadline(calendar.Window, day(t, "2022-12-31"))
	requireCode(t, "calendar_missing", err)
	_, err = s.Deadline("weekly", day(t, "2023-09-27"))
	requireCode(t, "invalid_kind", err)
	require.ErrorContains(t, err, "weekly")
}

func TestTheOtherReadings(t *testing.T) {
	byCalendar := scheduled(t, func(p *calendar.Policy) { p.NextDay = calendar.NextCalendarDay })
	got, err := byCalendar.Deadline(calendar.Window, day(t, "2023-09-28"))
	require.NoError(t, err)
	require.Equal(t, "2023-09-29T11:30:00+08:00", got.At.Format(time.RFC3339))
	require.Equal(t, "次日11:30前(按自然日)", got.Reason)

	otherHours := scheduled(t, func(p *calendar.Policy) {
		p.WindowBefore, p.MonthlyCloses = 9*time.Hour+5*time.Minute+30*time.Second, 28
	})
	got, err = otherHours.Deadline(calendar.Window, day(t, "2023-09-27"))
	require.NoError(t, err)
	require.Equal(t, "2023-09-28T09:05:30+08:00", got.At.Format(time.RFC3339))
	require.Equal(t, "次日9:05:30前", got.Reason)
	got, err = otherHours.Deadline(calendar.Monthly, day(t, "2023-09-28"))
	require.NoError(t, err)
	require.Equal(t, "2023-09-29T00:00:00+08:00", got.At.Format(time.RFC3339))
	require.Equal(t, "当月周期(8月29日至9月28日)28日24时截止", got.Reason)
}

func TestIncompletePolicyIsRefused(t *testing.T) {
	for name, change := range map[string]func(*calendar.Policy){
		"no season":         func(p *calendar.Policy) { p.Season = calendar.Period{} },
		"season backwards":  func(p *calendar.Policy) { p.Season.To = models.NewDay(2023, time.May, 4) },
		"no hour":           func(p *calendar.Policy) { p.WindowBefore = 0 },
		"hour 25":           func(p *calendar.Policy) { p.WindowBefore = 25 * time.Hour },
		"no next day":       func(p *calendar.Policy) { p.NextDay = "" },
		"no day to go by":   func(p *calendar.Policy) { p.RunsFrom = "" },
		"closes on the 0th": func(p *calendar.Policy) { p.MonthlyCloses = 0 },
		"closes on 29th":    func(p *calendar.Policy) { p.MonthlyCloses = 29 },
	} {
		policy := policy2023()
		change(&policy)
		_, err := calendar.NewSchedule(shipped(t), policy)
		require.Error(t, err, name)
	}
}

func TestDeadlineLaws(t *testing.T) {
	s, c := scheduled(t), shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		d := models.NewDay(2023, time.January, 1).AddDays(rapid.IntRange(0, 4*365-2).Draw(t, "day"))
		kind := rapid.SampledFrom([]calendar.Kind{calendar.Window, calendar.Monthly}).Draw(t, "kind")
		got, err := s.Deadline(kind, d)
		require.NoError(t, err)
		require.True(t, got.At.After(d.At(24*time.Hour-1, clock.Shanghai)), "the whole day can be reported")
		require.True(t, got.Period.Contains(d))
		require.NotEmpty(t, got.Reason)

		next, err := s.Deadline(kind, d.AddDays(1))
		require.NoError(t, err)
		require.False(t, next.At.Before(got.At), "a later service never closes earlier")
		last := models.DayOf(got.At.Add(-1), clock.Shanghai)
		if kind == calendar.Window {
			working, err := c.IsWorkingDay(last)
			require.NoError(t, err)
			require.True(t, working)
			require.Equal(t, last.At(11*time.Hour+30*time.Minute, clock.Shanghai), got.At)
		} else {
			require.Equal(t, got.Period.To, last)
		}
	})
}

func TestPolicyOfTheRuleFile(t *testing.T) {
	rules, err := scoring.LoadRules(configs.FS, "rules/2023.yaml")
	require.NoError(t, err)
	require.Equal(t, policy2023(), calendar.PolicyOf(rules.ReportingOn(rules.InForce.From)))
}

func TestLastPeriodKeptWhole(t *testing.T) {
	s := scheduled(t, func(p *calendar.Policy) { p.KeepsLast = true })
	deadline, err := s.Deadline(calendar.Monthly, models.NewDay(2023, time.November, 10))
	require.NoError(t, err)
	require.Equal(t, "2023-11-26T00:00:00+08:00", deadline.At.Format(time.RFC3339), "D13, the other reading")
}
