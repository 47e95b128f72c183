package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

// naiveDeadline walks day by day over the published table, with times of the standard library only, and returns the zero time where the next year is not published.
func naiveDeadline(kind calendar.Kind, completed time.Time) time.Time {
	date := completed
	if kind == calendar.Window {
		for {
			date = date.AddDate(0, 0, 1)
			if published[date.Year()] == nil {
				return time.Time{}
			}
			if publishedWorking(date) {
				return time.Date(date.Year(), date.Month(), date.Day(), 11, 30, 0, 0, clock.Shanghai)
			}
		}
	}
	inSeason := func(d time.Time) bool {
		text := d.Format("2006-01-02")
		return "2023-05-05" <= text && text <= "2023-11-15"
	}
	for date.Day() != 25 && !(inSeason(completed) && date.Format("2006-01-02") == "2023-11-15") {
		date = date.AddDate(0, 0, 1)
	}
	return time.Date(date.Year(), date.Month(), date.Day()+1, 0, 0, 0, 0, clock.Shanghai)
}

func TestDeadlinesEqualANaiveWalk(t *testing.T) {
	s := scheduled(t)
	random := rand.New(rand.NewPCG(2023, 13))
	const cases = 100_000
	late := 0
	for range cases {
		date := time.Date(2023, 1, 1+random.IntN(4*365+1), 0, 0, 0, 0, clock.Shanghai)
		kind := []calendar.Kind{calendar.Window, calendar.Monthly}[random.IntN(2)]
		completed := models.DayOf(date, clock.Shanghai)
		want := naiveDeadline(kind, date)
		got, err := s.Deadline(kind, completed)
		if want.IsZero() {
			requireCode(t, "calendar_missing", err)
			continue
		}
		if err != nil || !got.At.Equal(want) {
			t.Fatalf("%s %s: want %s, got %s, %v", kind, completed, want, got.At, err)
		}

		received := date.Add(time.Duration(random.Int64N(int64(want.Sub(date) + 24*time.Hour))))
		_, _, err = s.Judge(kind, completed, completed, received)
		season := calendar.Period{From: models.NewDay(2023, time.May, 5), To: models.NewDay(2023, time.November, 15)}
		if onTime := received.Before(want); season.Contains(completed) && onTime != (err == nil) {
			t.Fatalf("%s %s received %s: on time %t, %v", kind, completed, received, onTime, err)
		} else if !onTime {
			late++
		}
	}
	require.Greater(t, late, cases/20, "late ones were among the cases")
}
