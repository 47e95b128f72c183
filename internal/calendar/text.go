package calendar

import (
	"fmt"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// fullDay writes 2023年9月28日.
func fullDay(day models.Day) string { return fmt.Sprintf("%d年%s", day.Year(), monthDay(day)) }

// monthDay writes 9月28日.
func monthDay(day models.Day) string {
	_, month, _ := day.Date()
	return fmt.Sprintf("%d月%s", month, dayOfMonth(day))
}

// dayOfMonth writes 28日.
func dayOfMonth(day models.Day) string {
	_, _, date := day.Date()
	return fmt.Sprintf("%d日", date)
}

// periodText writes both ends, with years only where they differ.
func periodText(p Period) string {
	if p.From.Year() != p.To.Year() {
		return fullDay(p.From) + "至" + fullDay(p.To)
	}
	return monthDay(p.From) + "至" + monthDay(p.To)
}

// seasonText writes 2023年5月5日至11月15日.
func (s *Schedule) seasonText() string {
	season := s.policy.Season
	if season.From.Year() != season.To.Year() {
		return periodText(season)
	}
	return fmt.Sprintf("%d年%s", season.From.Year(), periodText(season))
}

// timeOfDay writes 11:30, with seconds only where there are any.
func timeOfDay(sinceMidnight time.Duration) string {
	minutes := int(sinceMidnight / time.Minute)
	text := fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
	if seconds := int(sinceMidnight/time.Second) % 60; seconds > 0 {
		text += fmt.Sprintf(":%02d", seconds)
	}
	return text
}

// moment writes the end of a period as people say it: 2023年9月25日24:00, not 00:00 of the 26th.
func moment(at time.Time) string {
	day, sinceMidnight := endOf(at)
	return fullDay(day) + timeOfDay(sinceMidnight)
}

// MomentText writes a moment to the minute without its year, e.g. 9月28日11:30; midnight as the end of its day.
func MomentText(at time.Time) string {
	day, sinceMidnight := endOf(at.Truncate(time.Minute))
	return monthDay(day) + timeOfDay(sinceMidnight)
}

// Text writes a period without years where both ends are of one, e.g. 9月26日至10月25日; one day by itself.
func (p Period) Text() string {
	if p.From == p.To {
		return monthDay(p.From)
	}
	return periodText(p)
}

// endOf takes midnight for the end of the day before.
func endOf(at time.Time) (models.Day, time.Duration) {
	day := models.DayOf(at, clock.Shanghai)
	sinceMidnight := at.Sub(day.At(0, clock.Shanghai))
	if sinceMidnight == 0 {
		return day.AddDays(-1), 24 * time.Hour
	}
	return day, sinceMidnight
}
