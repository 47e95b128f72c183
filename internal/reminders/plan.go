package reminders

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/reporting"
	"wanping/models"
)

// Duty is one thing that a reminder can be about: what a section still owes or has missed, a deduction that can be
// appealed against, a complaint with a term, a unit's week, somebody who was not reached.
type Duty struct {
	Ref         string // names it among the section's, or the unit's
	Kind        calendar.Kind
	Section     int // 0: the whole unit's
	Unit        int
	SectionName string
	UnitName    string
	Begun       models.Day // first day on which it can be done
	PeriodEnd   models.Day
	Last        models.Day // the day of its deadline, the last of its term or of its span
	Due         time.Time  // from this moment on it is over
	Values      map[string]string

	owing   *reporting.Owing
	summary *summary
	missing *missing
}

// anchor is the day that a reminder's days are counted from.
func (d *Duty) anchor(a Anchor) models.Day {
	if a == PeriodEnd {
		return d.PeriodEnd
	}
	return d.Last
}

// Occasion is a slot on a day.
type Occasion struct {
	Reminder *Reminder
	Day      models.Day
}

// From is when the slot begins.
func (o Occasion) From() time.Time { return o.Day.At(time.Duration(o.Reminder.At), clock.Shanghai) }

// Until is when it is no longer worth telling.
func (o Occasion) Until() time.Time {
	return o.Day.At(time.Duration(o.Reminder.Until), clock.Shanghai)
}

// Notice is what one addressee is told on an occasion.
type Notice struct {
	Occasion Occasion
	Key      string // the same for the same thing, whoever plans it how often
	Topic    string
	Role     models.Role // "": a section's liaison or a unit's manager
	Unit     int
	Section  int
	Subject  string
	Values   map[string]string
	Body     string    // the topic's words with the values, in a preview
	Expires  time.Time // zero: never
	duties   []*Duty
}

// To names the addressee: "section 12", "unit 7", or a role.
func (n Notice) To() string {
	switch {
	case n.Section != 0:
		return fmt.Sprintf("section %d", n.Section)
	case n.Unit != 0:
		return fmt.Sprintf("unit %d", n.Unit)
	default:
		return string(n.Role)
	}
}

// Days tells working days from days off.
type Days interface {
	IsWorkingDay(models.Day) (bool, error)
	AddWorkingDays(models.Day, int) (models.Day, error)
}

// Live lists the slots that are worth telling at a moment: begun and not yet over. A slot begins and ends on one day, so
// that whoever was down, or a demo clock that was put forward, never looks back further than to that morning.
func (r *Rules) Live(now time.Time) []Occasion {
	today := models.DayOf(now, clock.Shanghai)
	return slices.DeleteFunc(r.On(today), func(o Occasion) bool { return now.Before(o.From()) || !now.Before(o.Until()) })
}

// On lists the slots of a day in the order of their times.
func (r *Rules) On(day models.Day) []Occasion {
	out := make([]Occasion, len(r.Reminders))
	for i := range r.Reminders {
		out[i] = Occasion{Reminder: &r.Reminders[i], Day: day}
	}
	slices.SortStableFunc(out, func(a, b Occasion) int { return cmp.Compare(a.Reminder.At, b.Reminder.At) })
	return out
}

// Next is when the next slot begins after a moment, today or tomorrow.
func (r *Rules) Next(now time.Time) time.Time {
	today := models.DayOf(now, clock.Shanghai)
	for _, day := range []models.Day{today, today.AddDays(1)} {
		for _, o := range r.On(day) {
			if o.From().After(now) {
				return o.From()
			}
		}
	}
	return now.Add(24 * time.Hour)
}

// Notices decides who is told what on an occasion, at a moment of it. It is pure: the duties are those that nobody has
// done yet.
func (o Occasion) Notices(days Days, now time.Time, duties []Duty) ([]Notice, error) {
	due, err := o.due(days, now, duties)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	var out []Notice
	for _, t := range o.Reminder.Tell {
		switch t.Audience {
		case models.RoleLiaison:
			for _, d := range due {
				if d.Section != 0 {
					out = append(out, o.toLiaison(t.Topic, d))
				}
			}
		case models.RoleUnitManager:
			out = append(out, o.toManagers(t.Topic, due)...)
		default:
			out = append(out, o.toOffice(t, due))
		}
	}
	return out, nil
}

// due are the duties whose day this is, and that are still, or already, what the reminder speaks of.
func (o Occasion) due(days Days, now time.Time, duties []Duty) ([]*Duty, error) {
	if o.Reminder.On == WorkingDays {
		if works, err := days.IsWorkingDay(o.Day); err != nil || !works {
			return nil, err
		}
	}
	hits := map[models.Day]bool{}
	var out []*Duty
	for i := range duties {
		d := &duties[i]
		if d.Kind != o.Reminder.Sections || d.Begun.After(o.Day) || d.Due.After(now) == o.Reminder.About.over() {
			continue
		}
		anchor := d.anchor(o.Reminder.From)
		hit, known := hits[anchor]
		if !known {
			var err error
			if hit, err = o.hits(days, anchor); err != nil {
				return nil, err
			}
			hits[anchor] = hit
		}
		if hit {
			out = append(out, d)
		}
	}
	return out, nil
}

// hits tells whether one of the reminder's days after an anchor is the occasion's.
func (o Occasion) hits(days Days, anchor models.Day) (bool, error) {
	for _, n := range o.Reminder.Days {
		day := anchor.AddDays(n)
		if o.Reminder.Counted == WorkingDays {
			var err error
			day, err = days.AddWorkingDays(anchor, n)
			if models.CodeOf(err) == models.CodeCalendarMissing { // further than the calendar knows: another day than this
				continue
			}
			if err != nil {
				return false, err
			}
		}
		if day == o.Day {
			return true, nil
		}
	}
	return false, nil
}

// anchors are a span of days that holds every one from which one of the reminder's days can be the occasion's. Counted in
// working days it is wider than that: no county is off for half of two months.
func (o Occasion) anchors() (first, last models.Day) {
	most, least := slices.Max(o.Reminder.Days), slices.Min(o.Reminder.Days)
	if o.Reminder.Counted == WorkingDays {
		const holidays = 15
		most, least = 2*max(most, 0)+holidays, 2*min(least, 0)-holidays
	}
	first, last = o.Day.AddDays(-most), o.Day.AddDays(-least)
	if o.Reminder.About.over() && last.After(o.Day) {
		last = o.Day
	}
	return first, last
}

func (o Occasion) key(to string) string { return fmt.Sprintf("%s:%s:%s", o.Reminder.ID, to, o.Day) }

func (o Occasion) notice(to, topic string, duties []*Duty) Notice {
	n := Notice{Occasion: o, Key: o.key(to), Topic: topic, duties: duties}
	if !o.Reminder.About.over() {
		for _, d := range duties { // the unit is told of all until the last is over
			if d.Due.After(n.Expires) {
				n.Expires = d.Due
			}
		}
	}
	return n
}

func (o Occasion) toLiaison(topic string, d *Duty) Notice {
	n := o.notice(fmt.Sprintf("section:%d:%s", d.Section, d.Ref), topic, []*Duty{d})
	n.Section, n.Values = d.Section, d.own()
	n.Subject = fmt.Sprintf("section:%d", d.Section)
	return n
}

// toManagers tells each unit once, of all that its sections have to do.
func (o Occasion) toManagers(topic string, due []*Duty) []Notice {
	var units []int
	byUnit := map[int][]*Duty{}
	for _, d := range due {
		if d.missing != nil && d.Section == 0 { // the manager, or an office: that is for those above them to know
			continue
		}
		if byUnit[d.Unit] == nil {
			units = append(units, d.Unit)
		}
		byUnit[d.Unit] = append(byUnit[d.Unit], d)
	}
	slices.Sort(units)
	out := make([]Notice, 0, len(units))
	for _, unit := range units {
		n := o.notice(fmt.Sprintf("unit:%d", unit), topic, byUnit[unit])
		n.Unit, n.Values = unit, together(byUnit[unit])
		n.Subject = fmt.Sprintf("unit:%d", unit)
		out = append(out, n)
	}
	return out
}

// toOffice tells an office once, of all.
func (o Occasion) toOffice(t Telling, due []*Duty) Notice {
	n := o.notice("role:"+string(t.Audience), t.Topic, due)
	n.Role, n.Values = t.Audience, together(due)
	n.Subject = o.Reminder.ID + ":" + o.Day.String()
	return n
}
