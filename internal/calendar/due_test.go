package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

// days lists the first days of the deadlines' periods, those owed nothing for in brackets.
func days(deadlines []calendar.Deadline) []string {
	var list []string
	for _, d := range deadlines {
		text := d.Period.From.String()
		if !d.Owed {
			text = "(" + text + ")"
		}
		list = append(list, text)
	}
	return list
}

func TestWhatIsOpen(t *testing.T) {
	s := scheduled(t)
	for _, tc := range []struct {
		kind calendar.Kind
		now  string
		want []string
	}{
		{"window", "2023-09-27 09:00:00", []string{"2023-09-26", "2023-09-27"}},
		{"window", "2023-09-27 11:29:59", []string{"2023-09-26", "2023-09-27"}},
		{"window", "2023-09-27 11:30:00", []string{"2023-09-27"}},
		{"window", "2023-09-25 09:00:00", []string{"2023-09-22", "(2023-09-23)", "(2023-09-24)", "2023-09-25"}},
		{"window", "2023-10-01 09:00:00", []string{"2023-09-28", "(2023-09-29)", "(2023-09-30)", "(2023-10-01)"}},
		{"window", "2023-05-04 09:00:00", nil},
		{"window", "2023-05-05 09:00:00", []string{"2023-05-05"}},
		{"window", "2023-11-16 11:29:59", []string{"2023-11-15"}},
		{"window", "2023-11-16 11:30:00", nil},
		{"window", "2031-01-01 09:00:00", nil},
		{"monthly", "2023-05-04 23:59:59", nil},
		{"monthly", "2023-05-05 00:00:00", []string{"2023-05-05"}},
		{"monthly", "2023-09-25 23:59:59", []string{"2023-08-26"}},
		{"monthly", "2023-09-26 00:00:00", []string{"2023-09-26"}},
		{"monthly", "2023-11-15 23:59:59", []string{"2023-10-26"}},
		{"monthly", "2023-11-16 00:00:00", nil},
	} {
		open, err := s.Open(tc.kind, at(t, tc.now))
		require.NoError(t, err)
		require.Equal(t, tc.want, days(open), "%v", tc)
	}
}

func TestWhatHasClosed(t *testing.T) {
	s := scheduled(t)
	for _, tc := range []struct {
		kind         calendar.Kind
		since, until string
		want         []string
	}{
		{"window", "2023-09-27 11:29:59", "2023-09-27 11:30:00", []string{"2023-09-26"}},
		{"window", "2023-09-27 11:30:00", "2023-09-28 11:29:59", nil},
		{"window", "2023-09-21 12:00:00", "2023-09-25 12:00:00", []string{"2023-09-21", "2023-09-22"}}, // the weekend owes none
		{"window", "2023-09-28 12:00:00", "2023-10-09 12:00:00", []string{"2023-09-28", "2023-10-07", "2023-10-08"}},
		{"window", "2023-01-01 00:00:00", "2023-05-06 11:30:00", []string{"2023-05-05"}},
		{"window", "2023-11-15 12:00:00", "2024-03-01 00:00:00", []string{"2023-11-15"}},
		{"monthly", "2023-09-25 23:59:59", "2023-09-26 00:00:00", []string{"2023-08-26"}},
		{"monthly", "2023-09-26 00:00:00", "2023-10-25 23:59:59", nil},
		{"monthly", "2023-01-01 00:00:00", "2024-01-01 00:00:00", []string{
			"2023-05-05", "2023-05-26", "2023-06-26", "2023-07-26", "2023-08-26", "2023-09-26", "2023-10-26",
		}},
	} {
		closed, err := s.Closed(tc.kind, at(t, tc.since), at(t, tc.until))
		require.NoError(t, err)
		require.Equal(t, tc.want, days(closed), "%v", tc)
	}
}

func TestWhatIsDueNeedsItsCalendar(t *testing.T) {
	late := scheduled(t, func(p *calendar.Policy) { p.Season.To = models.NewDay(2026, time.December, 31) })
	_, err := late.Open(calendar.Window, at(t, "2026-12-31 09:00:00"))
	requireCode(t, "calendar_missing", err)
	_, err = late.Closed(calendar.Window, at(t, "2026-12-01 09:00:00"), at(t, "2026-12-31 09:00:00"))
	requireCode(t, "calendar_missing", err)
}

func TestOpenIsExactlyWhatJudgeTakes(t *testing.T) {
	s := scheduled(t)
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]calendar.Kind{calendar.Window, calendar.Monthly}).Draw(t, "kind")
		first := models.NewDay(2023, time.April, 20).At(0, clock.Shanghai)
		now := first.Add(time.Duration(rapid.Int64Range(0, 230*24*3600).Draw(t, "second")) * time.Second)
		open, err := s.Open(kind, now)
		require.NoError(t, err)
		for n := 0; n < 40; n++ {
			d := models.DayOf(now, clock.Shanghai).AddDays(-n)
			_, _, refusal := s.Judge(kind, d, d, now)
			listed := false
			for _, deadline := range open {
				listed = listed || deadline.Period.Contains(d)
			}
			require.Equal(t, refusal == nil, listed, "%s at %s: %v", d, now, refusal)
		}
	})
}
