package models

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// dayLayout is how a day is written everywhere: on the wire, in files and in the database.
const dayLayout = "2006-01-02"

const secondsADay = 24 * 60 * 60

// Day is a day of the calendar without hour or zone: accepted_on, completed_on, the ends of a season. The zero
// Day means "none": it is written as empty text and NULL, and is before every other. Days compare with == and
// may be keys of a map.
type Day struct {
	number int32 // days since 0001-01-01
}

// NewDay returns the day of that date; a date that does not exist, like 30 February, is the zero Day.
func NewDay(year int, month time.Month, day int) Day {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if y, m, d := t.Date(); y != year || m != month || d != day {
		return Day{}
	}
	return dayOfDate(t)
}

// ParseDay reads "2006-01-02" and nothing else; dates that do not exist are refused with code invalid_date.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil || dayOfDate(t).number <= 0 {
		return Day{}, NewError("invalid_date", fmt.Sprintf("“%.20s”不是有效日期,请按“2023-09-28”的格式填写真实存在的日期。", s)).Because(err)
	}
	return dayOfDate(t), nil
}

// DayOf returns the day on which t falls in zone (for the policy: clock.Shanghai).
func DayOf(t time.Time, zone *time.Location) Day { return dayOfDate(t.In(zone)) }

// dayOfDate takes the date that t shows in its own zone.
func dayOfDate(t time.Time) Day {
	y, m, d := t.Date()
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return Day{int32((date.Unix() - (time.Time{}).Unix()) / secondsADay)}
}

func (d Day) date() time.Time { return time.Time{}.AddDate(0, 0, int(d.number)) }

// IsZero reports whether d is no day at all.
func (d Day) IsZero() bool { return d == Day{} }

// Compare returns -1, 0 or 1 as d is before, the same as, or after other.
func (d Day) Compare(other Day) int { return cmp.Compare(d.number, other.number) }

// Before reports whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.number < other.number }

// After reports whether d is later than other.
func (d Day) After(other Day) bool { return d.number > other.number }

// AddDays returns the day n days after d; n may be negative.
func (d Day) AddDays(n int) Day { return Day{d.number + int32(n)} }

// DaysSince returns how many days d lies after earlier, negative where it lies before.
func (d Day) DaysSince(earlier Day) int { return int(d.number - earlier.number) }

// Date returns the parts of d.
func (d Day) Date() (year int, month time.Month, day int) { return d.date().Date() }

// Year returns the year of d.
func (d Day) Year() int { return d.date().Year() }

// Weekday returns the day of the week of d.
func (d Day) Weekday() time.Weekday { return d.date().Weekday() }

// At returns the moment of d in zone, sinceMidnight after its 00:00; 24 hours give the next day's 00:00.
func (d Day) At(sinceMidnight time.Duration, zone *time.Location) time.Time {
	y, m, day := d.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone).Add(sinceMidnight)
}

// String returns "2006-01-02", and "" for the zero Day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.date().Format(dayLayout)
}

// MarshalText writes d as String does, for JSON and YAML; use omitzero where the zero Day shall not appear.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Bind reads a query parameter. Without it the API's binding would take a Day for an object and leave it empty.
func (d *Day) Bind(src string) error { return d.UnmarshalText([]byte(src)) }

// Value stores d as the text "2006-01-02", the zero Day as NULL.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads text, or the time that a driver makes of a DATE column, or NULL.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Day{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = dayOfDate(v)
		return nil
	default:
		return fmt.Errorf("a day cannot be read from a %T", src)
	}
}
