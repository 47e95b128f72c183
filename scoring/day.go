package scoring

import (
	"fmt"
	"strconv"
)

// Day is a calendar day as the number yyyymmdd, so that days compare as numbers. 0 is no day.
type Day int32

// NewDay returns the day of a date of the years 1 to 9999; ok is false where there is no such day.
func NewDay(year, month, day int) (d Day, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	return Day(year*10_000 + month*100 + day), true
}

// ParseDay reads a real day written YYYY-MM-DD. ok is false for anything else.
func ParseDay(s string) (day Day, ok bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	if !allDigits(s[:4]) || !allDigits(s[5:7]) || !allDigits(s[8:]) {
		return 0, false
	}
	y, _ := strconv.Atoi(s[:4])
	m, _ := strconv.Atoi(s[5:7])
	d, _ := strconv.Atoi(s[8:])
	return NewDay(y, m, d)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Date returns the year, month and day of the month.
func (d Day) Date() (year, month, day int) { return int(d) / 10_000, int(d) / 100 % 100, int(d) % 100 }

// String writes YYYY-MM-DD, and "" for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// Next is the following day.
func (d Day) Next() Day {
	y, m, day := d.Date()
	for _, next := range [...][3]int{{y, m, day + 1}, {y, m + 1, 1}, {y + 1, 1, 1}} {
		if found, ok := NewDay(next[0], next[1], next[2]); ok {
			return found
		}
	}
	return d // the end of the calendar
}

// Period is a run of days, both ends included.
type Period struct{ From, To Day }

// Contains tells whether day lies in the period.
func (p Period) Contains(day Day) bool { return p.From <= day && day <= p.To }

// clamp brings a day outside the period to its nearest end.
func (p Period) clamp(day Day) Day { return min(max(day, p.From), p.To) }

func (p Period) String() string { return fmt.Sprintf("%s 至 %s", p.From, p.To) }

// TimeOfDay is a time of day in seconds since midnight.
type TimeOfDay int32

// parseTimeOfDay reads HH:MM:SS of a 24-hour clock.
func parseTimeOfDay(s string) (t TimeOfDay, ok bool) {
	if len(s) != len("15:04:05") || s[2] != ':' || s[5] != ':' || !allDigits(s[:2]) || !allDigits(s[3:5]) || !allDigits(s[6:]) {
		return 0, false
	}
	h, _ := strconv.Atoi(s[:2])
	m, _ := strconv.Atoi(s[3:5])
	sec, _ := strconv.Atoi(s[6:])
	return TimeOfDay(h*3600 + m*60 + sec), h < 24 && m < 60 && sec < 60
}

// String writes HH:MM:SS.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d:%02d", t/3600, t/60%60, t%60) }
