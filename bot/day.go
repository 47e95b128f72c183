package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// partOfDay may stand behind a day, which it does not change.
const partOfDay = `(?:(?:的|早上|上午|中午|下午|傍晚|晚上|凌晨)*(?:\d{1,2}(?:点|时|:\d\d)(?:半|\d{1,2}分?)?)?左?右?)`

var (
	fullDate  = regexp.MustCompile(`^(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?` + partOfDay + `$`)
	plainDate = regexp.MustCompile(`^(20\d{2})(\d{2})(\d{2})$`)
	monthDate = regexp.MustCompile(`^(\d{1,2})[-/.月](\d{1,2})[日号]?` + partOfDay + `$`)
	dateOnly  = regexp.MustCompile(`^(\d{1,2})[日号]` + partOfDay + `$`)
	dayWord   = regexp.MustCompile(`^(今天|今日|今早|昨天|昨日|昨晚|前天|前日)` + partOfDay + `$`)

	surely    = `(?:今天|今日|今早|昨天|昨日|昨晚|前天|前日|\d{1,2}月\d{1,2}[日号])`
	dayBefore = regexp.MustCompile(`^(` + surely + partOfDay + `)(.+)$`)
	dayBehind = regexp.MustCompile(`^(.+?)(` + surely + partOfDay + `)$`)
)

// dayOf reads a day as it is typed, with or without the hour; a day without year or month is one of today's.
func dayOf(words string, today models.Day) (models.Day, bool) {
	word := strings.ReplaceAll(words, " ", "")
	year, month, _ := today.Date()
	if m := dayWord.FindStringSubmatch(word); m != nil {
		return today.AddDays(-strings.Index("今昨前", m[1][:len("今")]) / len("今")), true
	}
	for _, form := range []*regexp.Regexp{fullDate, plainDate} {
		if m := form.FindStringSubmatch(word); m != nil {
			return dayFrom(numbers(m[1:]))
		}
	}
	if m := monthDate.FindStringSubmatch(word); m != nil {
		return recent(append([]int{year}, numbers(m[1:])...), today)
	}
	if m := dateOnly.FindStringSubmatch(word); m != nil {
		return dayFrom(append([]int{year, int(month)}, numbers(m[1:])...))
	}
	return models.Day{}, false
}

// recent is a day without a year: in January, 12月29日 is last year's.
func recent(parts []int, today models.Day) (models.Day, bool) {
	day, ok := dayFrom(parts)
	if ok && day.DaysSince(today) > 180 {
		parts[0]--
		return dayFrom(parts)
	}
	return day, ok
}

func dayFrom(parts []int) (models.Day, bool) {
	day, err := models.ParseDay(fmt.Sprintf("%04d-%02d-%02d", parts[0], parts[1], parts[2]))
	return day, err == nil
}

func numbers(texts []string) []int {
	list := make([]int, 0, len(texts))
	for _, text := range texts {
		n, _ := strconv.Atoi(text) // digits by its form; the day is judged as a whole
		list = append(list, n)
	}
	return list
}

// dayBeside cuts a day from the beginning or the end of a word.
func dayBeside(word string, today models.Day) (day models.Day, rest string, ok bool) {
	if m := dayBefore.FindStringSubmatch(word); m != nil {
		day, ok = dayOf(m[1], today)
		return day, m[2], ok
	}
	if m := dayBehind.FindStringSubmatch(word); m != nil {
		day, ok = dayOf(m[2], today)
		return day, m[1], ok
	}
	return day, word, false
}

func monthDay(day models.Day) string {
	_, month, date := day.Date()
	return fmt.Sprintf("%d月%d日", month, date)
}

func dayText(day, today models.Day) string {
	text := monthDay(day)
	switch today.DaysSince(day) {
	case 0:
		return text + "(今天)"
	case 1:
		return text + "(昨天)"
	}
	return text
}

func momentText(at time.Time) string {
	at = at.In(clock.Shanghai)
	if at.Hour() == 0 && at.Minute() == 0 { // the end of a day is said as 24:00
		return at.Add(-time.Minute).Format("1月2日") + "24:00"
	}
	return at.Format("1月2日15:04")
}

// dayOfMoment is the day of a moment in the county's zone.
func dayOfMoment(at *models.Instant) models.Day { return models.DayOf(at.Time(), clock.Shanghai) }
