package reminders

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

// The values that the words of a topic can name, by what a reminder is about and whom it tells. None holds anything
// personal; but for the lists of names each fits a card's field.
var (
	ownReporting = []string{"section", "no", "unit", "period", "deadline"}
	ownAppeal    = []string{"section", "no", "unit", "what", "entry", "deadline"}
	ownComplaint = []string{"section", "no", "unit", "complaint", "step", "deadline"}
	ofReporting  = []string{"unit", "units", "count", "sections", "period", "deadline"}
	ofUnreached  = []string{"unit", "units", "count", "people", "what", "tried"}
	ofOthers     = []string{"unit", "units", "count", "sections", "deadline"}
	ofSummary    = []string{"unit", "units", "span", "sections", "owed", "reported", "missed", "worst", "scores", "deductions"}
)

// valuesFor lists what a reminder tells an audience.
func valuesFor(about About, audience models.Role) []string {
	liaison := audience == models.RoleLiaison
	switch {
	case about.summary():
		return ofSummary
	case about == Unreached:
		return ofUnreached
	case about.reporting() && liaison:
		return ownReporting
	case about.reporting():
		return ofReporting
	case about == AppealClosing && liaison:
		return ownAppeal
	case about.complaint() && liaison:
		return ownComplaint
	default:
		return ofOthers
	}
}

const (
	cardRunes  = 20 // of a field of a card
	namesShown = 5  // of a list of names
)

// short cuts a text to what a card's field takes.
func short(text string) string {
	if runes := []rune(text); len(runes) > cardRunes {
		return string(runes[:cardRunes-1]) + "…"
	}
	return text
}

// own are a duty's values for the liaison of its section.
func (d *Duty) own() map[string]string {
	v := maps.Clone(d.Values)
	if v == nil {
		v = map[string]string{}
	}
	v["section"], v["unit"], v["no"] = short(d.SectionName), short(d.UnitName), strconv.Itoa(d.Section)
	return v
}

// together are the values of several duties at once: of a unit, or of the county.
func together(due []*Duty) map[string]string {
	if due[0].summary != nil {
		return summaries(due)
	}
	if due[0].missing != nil {
		return unreached(due)
	}
	first := slices.MinFunc(due, func(a, b *Duty) int { return a.Due.Compare(b.Due) })
	v := map[string]string{"count": strconv.Itoa(len(due))}
	for _, name := range []string{"period", "deadline"} {
		if value, ok := first.Values[name]; ok {
			v[name] = value
		}
	}
	var names []string
	units := map[int]bool{}
	for _, d := range due {
		units[d.Unit] = true
		name := d.SectionName
		if d.Section == 0 {
			name = "全单位"
		}
		if !slices.Contains(names, name) && len(names) <= namesShown {
			names = append(names, name)
		}
	}
	v["sections"], v["unit"], v["units"] = listed(names, len(due)), unitName(due), strconv.Itoa(len(units))
	return v
}

// unitName is the unit's, or the county for duties of several.
func unitName(due []*Duty) string {
	for _, d := range due {
		if d.Unit != due[0].Unit {
			return "全县"
		}
	}
	return short(due[0].UnitName)
}

// listed joins the first names and says how many there are in all.
func listed(names []string, of int) string {
	if len(names) <= namesShown {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等%d项", strings.Join(names[:namesShown], "、"), of)
}

// until is a moment as cards and bodies show it. A card has no 24:00, and 00:00 would be read as the day before's.
func until(at time.Time) string {
	if local := at.In(clock.Shanghai); local.Hour() == 0 && local.Minute() == 0 {
		at = at.Add(-time.Minute)
	}
	return outbox.Moment(at)
}
