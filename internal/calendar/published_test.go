package calendar_test

import (
	"testing"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/models"
)

// holiday is a paragraph of a yearly notice of the State Council: off from the first to the last day, and the weekend
// days worked in exchange.
type holiday struct {
	first, last string
	worked      []string
}

// published is what the notices say, typed from them and not from the files under test: 国办发明电〔2022〕16号,
// 〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
var published = map[int][]holiday{
	2023: {
		{"2023-01-01", "2023-01-02", nil}, // from 2022-12-31
		{"2023-01-21", "2023-01-27", []string{"2023-01-28", "2023-01-29"}},
		{"2023-04-05", "2023-04-05", nil},
		{"2023-04-29", "2023-05-03", []string{"2023-04-23", "2023-05-06"}},
		{"2023-06-22", "2023-06-24", []string{"2023-06-25"}},
		{"2023-09-29", "2023-10-06", []string{"2023-10-07", "2023-10-08"}},
	},
	2024: {
		{"2024-01-01", "2024-01-01", nil},
		{"2024-02-10", "2024-02-17", []string{"2024-02-04", "2024-02-18"}},
		{"2024-04-04", "2024-04-06", []string{"2024-04-07"}},
		{"2024-05-01", "2024-05-05", []string{"2024-04-28", "2024-05-11"}},
		{"2024-06-10", "2024-06-10", nil},
		{"2024-09-15", "2024-09-17", []string{"2024-09-14"}},
		{"2024-10-01", "2024-10-07", []string{"2024-09-29", "2024-10-12"}},
	},
	2025: {
		{"2025-01-01", "2025-01-01", nil},
		{"2025-01-28", "2025-02-04", []string{"2025-01-26", "2025-02-08"}},
		{"2025-04-04", "2025-04-06", nil},
		{"2025-05-01", "2025-05-05", []string{"2025-04-27"}},
		{"2025-05-31", "2025-06-02", nil},
		{"2025-10-01", "2025-10-08", []string{"2025-09-28", "2025-10-11"}},
	},
	2026: {
		{"2026-01-01", "2026-01-03", []string{"2026-01-04"}},
		{"2026-02-15", "2026-02-23", []string{"2026-02-14", "2026-02-28"}},
		{"2026-04-04", "2026-04-06", nil},
		{"2026-05-01", "2026-05-05", []string{"2026-05-09"}},
		{"2026-06-19", "2026-06-21", nil},
		{"2026-09-25", "2026-09-27", nil},
		{"2026-10-01", "2026-10-07", []string{"2026-09-20", "2026-10-10"}},
	},
}

// publishedWorking answers from the notices alone, by comparing dates as text.
func publishedWorking(date time.Time) bool {
	day := date.Format("2006-01-02")
	for _, h := range published[date.Year()] {
		if h.first <= day && day <= h.last {
			return false
		}
		for _, worked := range h.worked {
			if worked == day {
				return true
			}
		}
	}
	return date.Weekday() != time.Saturday && date.Weekday() != time.Sunday
}

func shipped(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load(configs.FS)
	require.NoError(t, err)
	return c
}

// eachDay calls f for every day of the years shipped.
func eachDay(f func(date time.Time, day models.Day)) {
	for date := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); date.Year() <= 2026; date = date.AddDate(0, 0, 1) {
		f(date, models.DayOf(date, time.UTC))
	}
}

func TestShippedCalendarIsThePublishedOne(t *testing.T) {
	c := shipped(t)
	require.Equal(t, []int{2023, 2024, 2025, 2026}, c.Years())
	require.Equal(t, "2026-12-31", c.LastDay().String())
	worked := map[int]int{}
	eachDay(func(date time.Time, day models.Day) {
		working, err := c.IsWorkingDay(day)
		require.NoError(t, err)
		require.Equal(t, publishedWorking(date), working, day)
		if working {
			worked[day.Year()]++
		}
	})
	require.Equal(t, map[int]int{2023: 249, 2024: 251, 2025: 248, 2026: 248}, worked)
}

func TestLunarCalendarAgrees(t *testing.T) {
	c := shipped(t)
	eachDay(func(date time.Time, day models.Day) {
		want := !(date.Weekday() == time.Saturday || date.Weekday() == time.Sunday)
		if h := HolidayUtil.GetHolidayByYmd(date.Year(), int(date.Month()), date.Day()); h != nil {
			want = h.IsWork()
		}
		working, err := c.IsWorkingDay(day)
		require.NoError(t, err)
		require.Equal(t, want, working, day)
	})
}

func TestMakeUpWorkdaysNameTheirHoliday(t *testing.T) {
	c := shipped(t)
	require.Equal(t, "国庆节", c.MakeUpFor(models.NewDay(2023, time.October, 7)))
	require.Equal(t, "春节", c.MakeUpFor(models.NewDay(2026, time.February, 28)))
	for _, other := range []models.Day{
		models.NewDay(2023, time.October, 6),  // off
		models.NewDay(2023, time.October, 9),  // a Monday
		models.NewDay(2023, time.October, 14), // a Saturday
		models.NewDay(2031, time.October, 7),  // a year without data
	} {
		require.Empty(t, c.MakeUpFor(other), other)
	}
}
