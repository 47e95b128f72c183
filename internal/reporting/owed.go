package reporting

import (
	"context"
	"slices"
	"time"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

// Outstanding lists, for all sections, the periods begun by a day whose deadline falls after since, and for which neither
// a record nor a nil report is there: those that can still be reported and those that were missed, by section and day.
func (r *Reporting) Outstanding(ctx context.Context, since time.Time, through models.Day) ([]Owing, error) {
	var owings []Owing
	err := r.sinceThen(ctx, since, through, func(p *plan, deadlines map[calendar.Kind][]calendar.Deadline) {
		owings = p.owings(deadlines, true)
	})
	return owings, err
}

// Tally is how many reports a section owed, and how many of them it missed.
type Tally struct {
	Section models.SectionTerm
	Owed    int
	Missed  int
}

// Tallies counts, for every section, the reports whose deadline fell after since and not after until, by section. What
// was due before the system was in use is not counted.
func (r *Reporting) Tallies(ctx context.Context, since, until time.Time) ([]Tally, error) {
	var tallies []Tally
	through := models.DayOf(until, clock.Shanghai)
	err := r.sinceThen(ctx, since, through, func(p *plan, deadlines map[calendar.Kind][]calendar.Deadline) {
		for kind, list := range deadlines {
			var closed []calendar.Deadline
			for _, d := range list {
				if !d.At.After(until) {
					closed = append(closed, d)
				}
			}
			deadlines[kind] = closed
		}
		tallies = p.tallies(deadlines)
	})
	return tallies, err
}

// sinceThen reads the plan of what was owed since a moment, after the system was taken into use.
func (r *Reporting) sinceThen(ctx context.Context, since time.Time, through models.Day, look func(*plan, map[calendar.Kind][]calendar.Deadline)) error {
	return r.read(ctx, func(tx *models.Tx) error {
		installed, err := inUseSince(tx)
		if err != nil {
			return err
		}
		if installed.After(since) {
			since = installed
		}
		deadlines := make(map[calendar.Kind][]calendar.Deadline)
		for _, kind := range []calendar.Kind{calendar.Window, calendar.Monthly} {
			if deadlines[kind], err = r.schedule.Since(kind, since, through); err != nil {
				return err
			}
		}
		from, to, ok := span(deadlines)
		if !ok {
			return nil
		}
		p, err := newPlan(tx, from, to, false)
		if err == nil {
			look(p, deadlines)
		}
		return err
	})
}

// tallies counts what sections owed and missed; the terms come by section.
func (p *plan) tallies(deadlines map[calendar.Kind][]calendar.Deadline) []Tally {
	var out []Tally
	for i := range p.terms {
		t := Tally{Section: p.terms[i]}
		p.eachOwing(&p.terms[i], deadlines, func(o Owing) {
			t.Owed++
			if !o.Done() {
				t.Missed++
			}
		})
		if t.Owed == 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].Section.SectionNo == t.Section.SectionNo && out[last].Section.UnitNo == t.Section.UnitNo {
			out[last].Section, out[last].Owed, out[last].Missed = t.Section, out[last].Owed+t.Owed, out[last].Missed+t.Missed
			continue
		}
		out = append(out, t)
	}
	return out
}

// StillOutstanding drops, within a write, what has been reported since it was listed. The owings are of a few hundred
// sections at most: each call is two questions.
func StillOutstanding(tx *models.Tx, owings []Owing) ([]bool, error) {
	still := make([]bool, len(owings))
	if len(owings) == 0 {
		return still, nil
	}
	sections, days := extent(owings)
	reported, err := tx.ReportedDays(sections, days.From, days.To)
	if err != nil {
		return nil, err
	}
	nils, err := tx.NilPeriods(sections, days.From, days.To)
	if err != nil {
		return nil, err
	}
	for i, o := range owings {
		still[i] = !anyIn(reported[o.Section.SectionNo], o.Deadline.Period) && !anyIn(nils[o.Section.SectionNo], o.Deadline.Period)
	}
	return still, nil
}

// extent is whose the owings are, and over which days; there is at least one.
func extent(owings []Owing) (sections []int, days calendar.Period) {
	days = owings[0].Deadline.Period
	for _, o := range owings {
		sections = append(sections, o.Section.SectionNo)
		if o.Deadline.Period.From.Before(days.From) {
			days.From = o.Deadline.Period.From
		}
		if o.Deadline.Period.To.After(days.To) {
			days.To = o.Deadline.Period.To
		}
	}
	slices.Sort(sections)
	return slices.Compact(sections), days
}

func anyIn(days []models.Day, p calendar.Period) bool {
	for _, day := range days {
		if p.Contains(day) {
			return true
		}
	}
	return false
}
