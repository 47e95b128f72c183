package reporting

import (
	"context"
	"maps"
	"slices"
	"time"

	"wanping/internal/calendar"
	"wanping/models"
)

// Owing is a section's period with what was reported for it.
type Owing struct {
	Section  models.SectionTerm // as it was on the period's last day
	Kind     calendar.Kind
	Deadline calendar.Deadline
	Records  int  // standing, completed in it
	Nil      bool // a nil report stands for it
}

// Done reports whether nothing is missing: a record or a nil report is there, or none is owed.
func (o Owing) Done() bool { return o.Records > 0 || o.Nil || !o.Deadline.Owed }

// plan knows who has to report what, from facts read once for all sections.
type plan struct {
	terms   []models.SectionTerm
	windows map[int][]models.SectionAttribute // by section, in the order in which they hold
	from    models.Day                        // the first day of records
	records map[int][]int                     // by section, a count for every day
	nils    map[sectionDay]bool               // by the period's first day
}

// newPlan reads the facts of the days from and to, both included. Without counting, a day with records has one.
func newPlan(tx *models.Tx, from, to models.Day, counting bool) (*plan, error) {
	p, err := planWithoutReports(tx, from, to, func(*models.SectionTerm) bool { return true })
	if err != nil {
		return nil, err
	}
	nils, err := tx.NilReports(0, from, to)
	if err != nil {
		return nil, err
	}
	for _, n := range nils {
		p.nils[sectionDay{n.SectionNo, n.PeriodFrom}] = true
	}
	if !counting {
		return p, tx.EachReporting(from, to, func(section int, on models.Day) { p.count(section, on, 1) })
	}
	return p, tx.EachReportedDay(from, to, func(r models.ReportedDay) { p.count(r.SectionNo, r.CompletedOn, r.Records) })
}

// planOf reads the facts of few sections: those with a term that is wanted. A day with records has one.
func planOf(tx *models.Tx, from, to models.Day, wanted func(*models.SectionTerm) bool) (*plan, error) {
	p, err := planWithoutReports(tx, from, to, wanted)
	if err != nil {
		return nil, err
	}
	sections := slices.Collect(maps.Keys(p.records))
	nils, err := tx.NilPeriods(sections, from, to)
	if err != nil {
		return nil, err
	}
	reported, err := tx.ReportedDays(sections, from, to)
	if err != nil {
		return nil, err
	}
	for _, section := range sections {
		for _, day := range nils[section] {
			p.nils[sectionDay{section, day}] = true
		}
		for _, day := range reported[section] {
			p.count(section, day, 1)
		}
	}
	return p, nil
}

// planWithoutReports knows who has to report, and nothing of what was reported.
func planWithoutReports(tx *models.Tx, from, to models.Day, wanted func(*models.SectionTerm) bool) (*plan, error) {
	p := &plan{windows: make(map[int][]models.SectionAttribute), nils: make(map[sectionDay]bool)}
	terms, err := tx.SectionTermsIn(from, to)
	if err != nil {
		return nil, err
	}
	p.terms = slices.DeleteFunc(terms, func(t models.SectionTerm) bool { return !wanted(&t) })
	windows, err := tx.AttributeHistory(models.AttributeWindow)
	if err != nil {
		return nil, err
	}
	for _, w := range windows {
		p.windows[w.SectionNo] = append(p.windows[w.SectionNo], w)
	}
	p.from, p.records = from, make(map[int][]int, len(p.terms))
	for _, term := range p.terms {
		p.records[term.SectionNo] = make([]int, to.DaysSince(from)+1)
	}
	return p, nil
}

// count keeps a day's records; those of a section without a term then have nobody to count for.
func (p *plan) count(section int, on models.Day, records int) {
	if days := p.records[section]; days != nil {
		days[on.DaysSince(p.from)] = records
	}
}

// kind is how a section reports what is completed on a day.
func (p *plan) kind(section int, day models.Day) calendar.Kind {
	claims := p.windows[section]
	for i := len(claims) - 1; i >= 0; i-- {
		if !claims[i].EffectiveFrom.After(day) {
			if claims[i].Value == models.Yes {
				return calendar.Window
			}
			return calendar.Monthly
		}
	}
	return calendar.Monthly
}

// owings pairs sections with the deadlines of their kind, all of them or only what is missing.
func (p *plan) owings(deadlines map[calendar.Kind][]calendar.Deadline, missing bool) []Owing {
	var out []Owing
	for i := range p.terms {
		p.eachOwing(&p.terms[i], deadlines, func(o Owing) {
			if !missing || !o.Done() {
				out = append(out, o)
			}
		})
	}
	return out
}

// eachOwing gives a term's deadlines. A period counts for a section that is valid, and of the kind, on its last day: who
// was dissolved or became a window section on the way owes nothing for it.
func (p *plan) eachOwing(term *models.SectionTerm, deadlines map[calendar.Kind][]calendar.Deadline, visit func(Owing)) {
	for _, kind := range []calendar.Kind{calendar.Window, calendar.Monthly} {
		for j := range deadlines[kind] {
			d := &deadlines[kind][j]
			if validOn(term, d.Period.To) && p.kind(term.SectionNo, d.Period.To) == kind {
				visit(p.owing(term, kind, d))
			}
		}
	}
}

func validOn(term *models.SectionTerm, day models.Day) bool {
	return !day.Before(term.ValidFrom) && (term.ValidTo.IsZero() || !day.After(term.ValidTo))
}

func (p *plan) owing(term *models.SectionTerm, kind calendar.Kind, d *calendar.Deadline) Owing {
	o := Owing{Section: *term, Kind: kind, Deadline: *d, Nil: p.nils[sectionDay{term.SectionNo, d.Period.From}]}
	for _, n := range p.records[term.SectionNo][d.Period.From.DaysSince(p.from) : d.Period.To.DaysSince(p.from)+1] {
		o.Records += n
	}
	return o
}

// span is the first and the last day of the deadlines' periods; false where there are none.
func span(deadlines map[calendar.Kind][]calendar.Deadline) (from, to models.Day, ok bool) {
	for _, list := range deadlines {
		for _, d := range list {
			if !ok || d.Period.From.Before(from) {
				from = d.Period.From
			}
			if !ok || d.Period.To.After(to) {
				to = d.Period.To
			}
			ok = true
		}
	}
	return from, to, ok
}

// Missed lists the periods of the season whose deadline fell after since and has passed, and for which a section has
// neither a record nor a nil report (reading 13), by section and day.
func (r *Reporting) Missed(ctx context.Context, since time.Time) ([]Owing, error) {
	var missed []Owing
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		missed, err = r.missed(tx, since, func(from, to models.Day) (*plan, error) { return newPlan(tx, from, to, false) })
		return err
	})
	return missed, err
}

// missed is the one answer to what was missed; read says of whom.
func (r *Reporting) missed(tx *models.Tx, since time.Time, read func(from, to models.Day) (*plan, error)) ([]Owing, error) {
	closed := make(map[calendar.Kind][]calendar.Deadline)
	for _, kind := range []calendar.Kind{calendar.Window, calendar.Monthly} {
		var err error
		if closed[kind], err = r.schedule.Closed(kind, since, tx.Now()); err != nil {
			return nil, err
		}
	}
	from, to, ok := span(closed)
	if !ok {
		return nil, nil
	}
	p, err := read(from, to)
	if err != nil {
		return nil, err
	}
	return p.owings(closed, true), nil
}

// OverviewFilter narrows Overview; zero fields do not narrow.
type OverviewFilter struct {
	UnitNo      int
	Outstanding bool // only sections that still owe something
}

// SectionDuty is what one section has to report now.
type SectionDuty struct {
	Section models.SectionTerm
	Kind    calendar.Kind
	Due     []Owing // the nearest deadline first
}

// Done reports whether nothing is missing.
func (d SectionDuty) Done() bool {
	return !slices.ContainsFunc(d.Due, func(o Owing) bool { return !o.Done() })
}

// Overview tells for every section that the actor may see what is due now, and what of it is there: a liaison's own,
// a unit manager's unit, the offices all. Sections by number. Errors: CodeForbidden.
func (r *Reporting) Overview(ctx context.Context, actor models.Actor, f OverviewFilter) ([]SectionDuty, error) {
	sectionNo, unitNo, err := narrow(actor, 0, f.UnitNo)
	if err != nil {
		return nil, err
	}
	var duties []SectionDuty
	err = r.read(ctx, func(tx *models.Tx) error {
		all, err := r.overview(tx)
		duties = slices.DeleteFunc(all, func(d SectionDuty) bool {
			return (sectionNo != 0 && d.Section.SectionNo != sectionNo) || (unitNo != 0 && d.Section.UnitNo != unitNo) ||
				(f.Outstanding && d.Done())
		})
		return err
	})
	return duties, err
}

func (r *Reporting) overview(tx *models.Tx) ([]SectionDuty, error) {
	open := make(map[calendar.Kind][]calendar.Deadline)
	for _, kind := range []calendar.Kind{calendar.Window, calendar.Monthly} {
		var err error
		if open[kind], err = r.schedule.Open(kind, tx.Now()); err != nil {
			return nil, err
		}
	}
	day := today(tx)
	from, to, ok := span(open)
	if !ok { // outside the season nothing is due
		from, to = day, day
	}
	p, err := newPlan(tx, from, to, true)
	if err != nil {
		return nil, err
	}
	return p.duties(day, p.owings(open, false)), nil
}

// duties groups what is owed by section, for the sections valid on a day.
func (p *plan) duties(day models.Day, owings []Owing) []SectionDuty {
	due := make(map[int][]Owing)
	for _, o := range owings {
		due[o.Section.SectionNo] = append(due[o.Section.SectionNo], o)
	}
	var out []SectionDuty
	for _, term := range p.terms {
		if !validOn(&term, day) {
			continue
		}
		d := SectionDuty{Section: term, Kind: p.kind(term.SectionNo, day), Due: due[term.SectionNo]}
		slices.SortStableFunc(d.Due, func(a, b Owing) int { return a.Deadline.At.Compare(b.Deadline.At) })
		out = append(out, d)
	}
	return out
}
