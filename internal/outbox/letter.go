package outbox

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"wanping/internal/clock"
	"wanping/models"
)

// letterOf words a message for the channels. Where a value of the card or of the text message is missing, or what would
// stand in a place that must not be empty is, the letter goes without.
func letterOf(m models.Message, t Topic) Letter {
	values := map[string]string{}
	maps.Copy(values, m.Values)
	values[sentAt] = Moment(m.CreatedAt.Time())
	l := Letter{Text: m.Body}
	if t.SMS != "" {
		if text, missing := Fill(t.SMS, values); missing == "" {
			l.SMS = text
		}
	}
	if t.Card == "" {
		return l
	}
	year := m.CreatedAt.Time().In(clock.Shanghai).Year()
	fields := map[string]string{}
	for _, field := range cards[t.Card] {
		text, missing := Fill(t.Fields[field], values)
		if missing != "" || strings.TrimSpace(text) == "" {
			return l
		}
		if field == "by" || field == "at" {
			if text = cardTime(text, year); text == "" {
				return l
			}
		}
		fields[field] = text
	}
	l.Card, l.Fields = t.Card, fields
	return l
}

var spokenTime = regexp.MustCompile(`^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日 ?(\d{1,2}:\d{2})?$`)

// cardTime writes a moment as a card takes it: with its year, and the end of a day as its last minute; "" where the text
// is no moment.
func cardTime(text string, year int) string {
	parts := spokenTime.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return ""
	}
	if parts[1] == "" {
		parts[1] = fmt.Sprint(year)
	}
	day := fmt.Sprintf("%s年%s月%s日", parts[1], parts[2], parts[3])
	switch parts[4] {
	case "":
		return day
	case "24:00":
		return day + " 23:59"
	default:
		return day + " " + parts[4]
	}
}
