// Package calendar knows the working days, and the deadlines and the season of reporting that follow from them
// (rules 13 of the policy). It reads no clock: the time at which something was received is always given.
package calendar

import (
	"fmt"
	"slices"
	"time"

	"wanping/models"
)

// weekend is the reason for a day off that no notice names.
const weekend = "周末"

// Calendar tells working days from days off, for the years that it has data of. It is immutable.
type Calendar struct {
	first, last int // years, both included
	listed      map[models.Day]entry
}

// entry is a day that the notice lists: a day off, or a weekend day that is worked.
type entry struct {
	work bool
	name string // of the holiday, as people call it
	line int
}

// Years returns the years that there is data for, in order.
func (c *Calendar) Years() []int {
	years := make([]int, 0, c.last-c.first+1)
	for year := c.first; year <= c.last; year++ {
		years = append(years, year)
	}
	return years
}

// LastDay returns the last day that there is data for.
func (c *Calendar) LastDay() models.Day { return models.NewDay(c.last, time.December, 31) }

// IsWorkingDay reports whether the State Council has day worked. A year without data is an error with code
// calendar_missing, never a guess.
func (c *Calendar) IsWorkingDay(day models.Day) (bool, error) {
	off, err := c.offReason(day)
	return off == "", err
}

// MakeUpFor returns the holiday in exchange for which day, on a weekend, is worked; "" for any other day.
func (c *Calendar) MakeUpFor(day models.Day) string {
	if listed := c.listed[day]; listed.work {
		return listed.name
	}
	return ""
}

// NextWorkingDay returns the first working day after a day, and why the days between are off: holidays by name,
// each once and in order, and 周末.
func (c *Calendar) NextWorkingDay(after models.Day) (next models.Day, skipped []string, err error) {
	for next = after.AddDays(1); ; next = next.AddDays(1) {
		off, err := c.offReason(next)
		if err != nil {
			return models.Day{}, nil, err
		}
		if off == "" {
			return next, skipped, nil
		}
		if !slices.Contains(skipped, off) {
			skipped = append(skipped, off)
		}
	}
}

// AddWorkingDays returns the n-th working day after day, or before it where n is negative; day itself where n is 0.
func (c *Calendar) AddWorkingDays(day models.Day, n int) (models.Day, error) {
	step := 1
	if n < 0 {
		step = -1
	}
	for n != 0 {
		day = day.AddDays(step)
		working, err := c.IsWorkingDay(day)
		if err != nil {
			return models.Day{}, err
		}
		if working {
			n -= step
		}
	}
	return day, nil
}

// offReason says why day is off, and nothing where it is worked.
func (c *Calendar) offReason(day models.Day) (string, error) {
	if year := day.Year(); year < c.first || year > c.last {
		return "", missing(year)
	}
	listed, ok := c.listed[day]
	switch {
	case ok && listed.work:
		return "", nil
	case ok:
		return listed.name, nil
	case isWeekend(day):
		return weekend, nil
	default:
		return "", nil
	}
}

func isWeekend(day models.Day) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func missing(year int) error {
	return models.NewError("calendar_missing", fmt.Sprintf(
		"缺少%d年的工作日历,无法推算期限;请系统管理员按国务院办公厅公布的%d年节假日安排,补充 calendar/%d.csv 后重试。", year, year, year))
}
