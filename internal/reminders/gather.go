package reminders

import (
	"context"
	"strconv"
	"time"

	"wanping/internal/boards"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/reporting"
	"wanping/models"
)

// Case is a complaint whose present step has to be done by a moment.
type Case struct {
	ID      int64
	Section int
	Unit    int
	Step    string // in Chinese, e.g. 受理
	Due     time.Time
}

// Cases tells which complaints wait: the open ones whose present step was or is due in a span of time.
type Cases interface {
	Waiting(ctx context.Context, from, to time.Time) ([]Case, error)
}

// NoCases is a county without complaints.
type NoCases struct{}

// Waiting returns none.
func (NoCases) Waiting(context.Context, time.Time, time.Time) ([]Case, error) { return nil, nil }

// gather asks the rooms what there is to be told of on an occasion, with one question a room, however many sections
// there are.
func (r *Reminders) gather(ctx context.Context, o Occasion) ([]Duty, error) {
	first, last := o.anchors()
	names, err := r.names(ctx, o.Day, !o.Reminder.About.reporting())
	if err != nil {
		return nil, err
	}
	switch about := o.Reminder.About; {
	case about.reporting():
		return r.gatherReporting(ctx, names, first, o.Day)
	case about == Unreached:
		return r.gatherUnreached(ctx, names, first)
	case about == AppealClosing:
		return r.gatherAppeals(ctx, names, first, last)
	case about.complaint():
		return r.gatherComplaints(ctx, names, first, last)
	default:
		return r.gatherSummaries(ctx, names, o, first, last)
	}
}

// gatherReporting asks what nobody has reported: of every period begun by the day whose deadline is not before the
// first day that the reminder counts from.
func (r *Reminders) gatherReporting(ctx context.Context, names *names, first, day models.Day) ([]Duty, error) {
	owings, err := r.rooms.Reporting.Outstanding(ctx, first.At(0, clock.Shanghai), day)
	if err != nil {
		return nil, err
	}
	return dutiesOf(owings, names), nil
}

func dutiesOf(owings []reporting.Owing, names *names) []Duty {
	duties := make([]Duty, len(owings))
	texts := map[calendar.Period]map[string]string{} // thousands of sections share a few periods
	for i := range owings {
		w := &owings[i]
		values, known := texts[w.Deadline.Period]
		if !known {
			values = map[string]string{"period": short(w.Deadline.Period.Text()), "deadline": until(w.Deadline.At)}
			texts[w.Deadline.Period] = values
		}
		duties[i] = Duty{
			Ref: w.Deadline.Period.From.String(), Kind: w.Kind, Section: w.Section.SectionNo, Unit: w.Section.UnitNo,
			SectionName: w.Section.Name, UnitName: names.unit(w.Section.UnitNo), Begun: w.Deadline.Period.From,
			PeriodEnd: w.Deadline.Period.To, Last: w.Deadline.Day(), Due: w.Deadline.At, Values: values, owing: w,
		}
	}
	return duties
}

func (r *Reminders) gatherAppeals(ctx context.Context, names *names, first, last models.Day) ([]Duty, error) {
	open, err := r.rooms.Appeals.Closing(ctx, first, last)
	if err != nil {
		return nil, err
	}
	duties := make([]Duty, len(open))
	for i, a := range open {
		ends := a.Last.At(24*time.Hour, clock.Shanghai)
		duties[i] = Duty{
			Ref: strconv.FormatInt(a.EntrySeq, 10), Section: a.SectionNo, Unit: a.UnitNo,
			SectionName: names.section(a.SectionNo), UnitName: names.unit(a.UnitNo), Last: a.Last, Due: ends,
			Values: map[string]string{
				"what": short(a.Text), "entry": strconv.FormatInt(a.EntrySeq, 10), "deadline": until(ends),
			},
		}
	}
	return duties, nil
}

func (r *Reminders) gatherComplaints(ctx context.Context, names *names, first, last models.Day) ([]Duty, error) {
	cases, err := r.rooms.Cases.Waiting(ctx, first.At(0, clock.Shanghai), last.At(24*time.Hour, clock.Shanghai))
	if err != nil {
		return nil, err
	}
	duties := make([]Duty, len(cases))
	for i, c := range cases {
		duties[i] = Duty{
			Ref: strconv.FormatInt(c.ID, 10), Section: c.Section, Unit: c.Unit, SectionName: names.section(c.Section), UnitName: names.unit(c.Unit),
			Last: models.DayOf(c.Due.Add(-1), clock.Shanghai), Due: c.Due,
			Values: map[string]string{
				"complaint": strconv.FormatInt(c.ID, 10), "step": c.Step, "deadline": until(c.Due),
			},
		}
	}
	return duties, nil
}

// names are those of the day's units and sections.
type names struct {
	units, sections map[int]string
	unitOf          map[int]int // by section
}

func (n *names) unit(no int) string    { return n.units[no] }
func (n *names) section(no int) string { return n.sections[no] }

// names reads them; what is reported brings its sections' own.
func (r *Reminders) names(ctx context.Context, day models.Day, ofSections bool) (*names, error) {
	n := &names{units: map[int]string{}, sections: map[int]string{}, unitOf: map[int]int{}}
	err := r.store.Read(ctx, func(tx *models.Tx) error {
		units, err := tx.UnitsOn(day)
		if err != nil {
			return err
		}
		for _, u := range units {
			n.units[u.UnitNo] = u.Name
		}
		if !ofSections {
			return nil
		}
		sections, err := tx.SectionsOn(day, models.SectionFilter{})
		for _, s := range sections {
			n.sections[s.SectionNo], n.unitOf[s.SectionNo] = s.Name, s.UnitNo
		}
		return err
	})
	return n, err
}

// Rooms are the capabilities that reminders ask.
type Rooms struct {
	Reporting interface {
		Outstanding(ctx context.Context, since time.Time, through models.Day) ([]reporting.Owing, error)
		Tallies(ctx context.Context, since, until time.Time) ([]reporting.Tally, error)
	}
	Appeals interface {
		Closing(ctx context.Context, first, last models.Day) ([]proposals.Closing, error)
		OpenDeductions(ctx context.Context) (map[int]int, error)
	}
	Boards Boards
	Cases  Cases
	Outbox interface {
		UnreachedSince(ctx context.Context, since time.Time) ([]outbox.Person, error)
	}
}

// Boards tells what changed of each unit's sections between the ends of two days, as its manager may see it.
type Boards interface {
	UnitChanges(ctx context.Context, from, to models.Day) (map[int][]boards.Change, error)
}
