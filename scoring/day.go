package scoring

import (
	"fmt"
	"time"
)

// Day is a calendar day as the number yyyymmdd, so that days compare as numbers. 0 is no day.
type Day int32

// ParseDay reads a real day written YYYY-MM-DD, of the years 0001 to 9999. ok is false for anything else.
func ParseDay(s string) (day Day, ok bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, false
	}
	return DayOf(t), true
}

// DayOf is the day that t shows on its own clock.
func DayOf(t time.Time) Day {
	return Day(t.Year()*10_000 + int(t.Month())*100 + t.Day())
}

// Date returns the year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) {
	return int(d) / 10_000, time.Month(int(d) / 100 % 100), int(d) % 100
}

// String writes YYYY-MM-DD, and "" for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// MarshalText makes a Day a JSON string.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Next is the following day.
func (d Day) Next() Day {
	y, m, day := d.Date()
	return DayOf(time.Date(y, m, day+1, 0, 0, 0, 0, time.UTC))
}

// Period is a run of days, both ends included.
type Period struct{ From, To Day }

// Contains tells whether day lies in the period.
func (p Period) Contains(day Day) bool { return p.From <= day && day <= p.To }

// clamp brings a day outside the period to its nearest end.
func (p Period) clamp(day Day) Day { return min(max(day, p.From), p.To) }

func (p Period) String() string { return fmt.Sprintf("%s 至 %s", p.From, p.To) }
