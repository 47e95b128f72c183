package reminders

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wanping/internal/boards"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/reporting"
	"wanping/models"
)

// summary is a unit's week or quarter.
type summary struct {
	span       string // 9月18日至9月24日
	sections   int
	owed       int
	missed     int
	worst      []string // sections that missed something, the most first
	scores     []string // what changed of scores and ranks, a text a section
	deductions int      // of the unit, not decided yet or still to be appealed against
}

// spans lists the weeks or quarters that end between two days.
func spans(about About, first, last models.Day) []calendar.Period {
	var out []calendar.Period
	for day := first; !day.After(last); day = day.AddDays(1) {
		if span := spanOf(about, day); span.To == day {
			out = append(out, span)
		}
	}
	return out
}

// spanOf is the week, from Monday to Sunday, or the quarter that a day lies in.
func spanOf(about About, day models.Day) calendar.Period {
	if about == WeeklySummary {
		monday := day.AddDays(-(int(day.Weekday()) + 6) % 7)
		return calendar.Period{From: monday, To: monday.AddDays(6)}
	}
	year, month, _ := day.Date()
	month -= (month - 1) % 3
	after := models.DayOf(time.Date(year, month+3, 1, 0, 0, 0, 0, time.UTC), time.UTC)
	return calendar.Period{From: models.NewDay(year, month, 1), To: after.AddDays(-1)}
}

// gatherSummaries asks what the units' sections reported and missed in the spans that the occasion tells of, how their
// scores changed, and what of deductions is open now.
func (r *Reminders) gatherSummaries(ctx context.Context, names *names, o Occasion, first, last models.Day) ([]Duty, error) {
	var duties []Duty
	for _, span := range spans(o.Reminder.About, first, last) {
		if hit, err := o.hits(r.days, span.To); err != nil {
			return nil, err
		} else if !hit {
			continue
		}
		of, err := r.summariesOf(ctx, span)
		if err != nil {
			return nil, err
		}
		for unit, s := range of {
			duties = append(duties, Duty{
				Ref: span.From.String(), Unit: unit, UnitName: names.unit(unit), Last: span.To,
				Due: span.To.At(24*time.Hour, clock.Shanghai), summary: s,
			})
		}
	}
	slices.SortFunc(duties, func(a, b Duty) int { return cmp.Or(a.Last.Compare(b.Last), a.Unit-b.Unit) })
	return duties, nil
}

func (r *Reminders) summariesOf(ctx context.Context, span calendar.Period) (map[int]*summary, error) {
	out := map[int]*summary{}
	tallies, err := r.rooms.Reporting.Tallies(ctx, span.From.At(0, clock.Shanghai), span.To.At(24*time.Hour, clock.Shanghai))
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(tallies, func(a, b reporting.Tally) int { return b.Missed - a.Missed })
	of := func(unit int) *summary {
		if out[unit] == nil {
			out[unit] = &summary{span: short(span.Text())}
		}
		return out[unit]
	}
	for _, t := range tallies {
		s := of(t.Section.UnitNo)
		s.sections++
		s.owed += t.Owed
		s.missed += t.Missed
		if t.Missed > 0 {
			s.worst = append(s.worst, fmt.Sprintf("%s漏报%d次", t.Section.Name, t.Missed))
		}
	}
	open, err := r.rooms.Appeals.OpenDeductions(ctx)
	if err != nil {
		return nil, err
	}
	for unit, n := range open {
		of(unit).deductions = n
	}
	changes, err := r.changes(ctx, span)
	for unit, list := range changes {
		for _, c := range list {
			s := of(unit)
			s.scores = append(s.scores, changeText(c))
		}
	}
	return out, err
}

// changes asks for what moved in a span, up to today where it is not over. Before the first rules were in force nothing had a
// score, which is no fault.
func (r *Reminders) changes(ctx context.Context, span calendar.Period) (map[int][]boards.Change, error) {
	from, to := span.From.AddDays(-1), span.To
	if today := models.DayOf(r.clock.Now(), clock.Shanghai); to.After(today) {
		to = today
	}
	if from.After(to) {
		return nil, nil
	}
	changes, err := r.rooms.Boards.UnitChanges(ctx, from, to)
	if models.CodeOf(err) == models.CodeRulesNotAdopted {
		return nil, nil
	}
	return changes, err
}

// changeText tells what changed of one section; ranks only where they are shown.
func changeText(c boards.Change) string {
	text := c.Name + "日常得分"
	if c.From != "" && c.From != c.To {
		text += c.From + "→"
	}
	text += c.To
	switch {
	case c.RankTo == 0:
	case c.RankFrom != 0 && c.RankFrom != c.RankTo:
		text += fmt.Sprintf("(第%d名→第%d名)", c.RankFrom, c.RankTo)
	default:
		text += fmt.Sprintf("(第%d名)", c.RankTo)
	}
	return text
}

// summaries adds units' summaries up.
func summaries(due []*Duty) map[string]string {
	var sum summary
	for _, d := range due {
		s := d.summary
		sum.span, sum.sections, sum.owed, sum.missed = s.span, sum.sections+s.sections, sum.owed+s.owed, sum.missed+s.missed
		sum.worst, sum.scores, sum.deductions = append(sum.worst, s.worst...), append(sum.scores, s.scores...), sum.deductions+s.deductions
	}
	return map[string]string{
		"unit": unitName(due), "units": strconv.Itoa(len(due)), "span": sum.span, "sections": strconv.Itoa(sum.sections),
		"owed": strconv.Itoa(sum.owed), "reported": strconv.Itoa(sum.owed - sum.missed), "missed": strconv.Itoa(sum.missed),
		"worst": orNone(sum.worst, "、"), "scores": orNone(sum.scores, ";"), "deductions": strconv.Itoa(sum.deductions),
	}
}

func orNone(parts []string, by string) string {
	switch {
	case len(parts) == 0:
		return "无"
	case len(parts) > namesShown:
		return fmt.Sprintf("%s等%d个科室", strings.Join(parts[:namesShown], by), len(parts))
	default:
		return strings.Join(parts, by)
	}
}
