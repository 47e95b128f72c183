package complaints

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// Span is whose complaints of which days are looked at. Zero days are the last year.
type Span struct {
	From, To          models.Day
	SectionNo, UnitNo int
}

const spanDays = 366

// resolve fills in and bounds the days.
func (s Span) resolve(now time.Time) (Span, error) {
	if s.To.IsZero() {
		s.To = models.DayOf(now, clock.Shanghai)
	}
	if s.From.IsZero() {
		s.From = s.To.AddDays(1 - spanDays)
	}
	if s.To.Before(s.From) || s.To.DaysSince(s.From) >= spanDays {
		return s, refuse(models.CodeInvalid, "from", fmt.Sprintf("起止日期应按先后填写,一次最多%d天。", spanDays))
	}
	return s, nil
}

// filter is the span as a query for the actor; those of retaliation are never in it, so that a table which goes from
// hand to hand does not tell that there are any.
func (s Span) filter(actor models.Actor) (models.ComplaintFilter, error) {
	f, err := narrow(actor, models.ComplaintFilter{
		SectionNo: s.SectionNo, UnitNo: s.UnitNo, About: models.AboutService, Bare: true,
		From: models.At(s.From.At(0, clock.Shanghai)), To: models.At(s.To.At(24*time.Hour, clock.Shanghai)),
	})
	return f, err
}

// Tally counts complaints. Rates are per cent with one decimal, "" where there is nothing to divide by.
type Tally struct {
	Received   int
	Open       int // neither answered nor ended
	Overdue    int // of the open ones, now
	Answered   int
	InTime     int // of the answered ones, every answer in its time
	Solved     int
	NotSolved  int
	Reopened   int
	Founded    int
	Unfounded  int
	Exits      int // out of duty, unreasonable or duplicate
	Withdrawn  int
	AnswerRate string // answered in time, of those that owe an answer
	SolveRate  string // solved, of those with a verdict

	unanswered int // whose time to answer has passed
}

// SectionTally is a section's count; of one that no section handles yet, under the section complained about.
type SectionTally struct {
	SectionNo int
	Name      string
	Tally
}

// MonthTally is a month's count, by the day of receipt.
type MonthTally struct {
	Month string // 2023-09
	Tally
}

// Statistics are counts over a span of days.
type Statistics struct {
	From, To models.Day
	Total    Tally
	Sections []SectionTally
	Months   []MonthTally
}

// Statistics counts the complaints that the actor may see, without those of retaliation. Errors: CodeForbidden, CodeInvalid.
func (c *Complaints) Statistics(ctx context.Context, actor models.Actor, span Span) (Statistics, error) {
	var out Statistics
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		span, err := span.resolve(tx.Now())
		if err != nil {
			return err
		}
		f, err := span.filter(actor)
		if err != nil {
			return err
		}
		rows, err := tx.Complaints(f)
		if err != nil {
			return err
		}
		names, err := namesOf(tx)
		out = statisticsOf(rows, names, tx.Now())
		out.From, out.To = span.From, span.To
		return err
	})
	return out, err
}

func statisticsOf(rows []models.Complaint, names names, now time.Time) Statistics {
	var total Tally
	sections, months := map[int]*Tally{}, map[string]*Tally{}
	for i := range rows {
		row := &rows[i]
		no := row.SectionNo
		if no == 0 {
			no = row.SubjectSection
		}
		month := local(row.ReceivedAt).Format("2006-01")
		if sections[no] == nil {
			sections[no] = &Tally{}
		}
		if months[month] == nil {
			months[month] = &Tally{}
		}
		for _, t := range []*Tally{&total, sections[no], months[month]} {
			t.add(row, now)
		}
	}
	out := Statistics{Total: total.rated(), Sections: []SectionTally{}, Months: []MonthTally{}}
	for _, no := range slices.Sorted(maps.Keys(sections)) {
		out.Sections = append(out.Sections, SectionTally{no, names.sections[no], sections[no].rated()})
	}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		out.Months = append(out.Months, MonthTally{month, months[month].rated()})
	}
	return out
}

func (t *Tally) add(row *models.Complaint, now time.Time) {
	t.Received++
	for _, c := range []struct {
		yes   bool
		count *int
	}{
		{answerRuns(row.State), &t.Open},
		{overdue(row, now) != "", &t.Overdue},
		{row.AnsweredAt == nil && overdue(row, now) == deadlineAnswer, &t.unanswered},
		{row.AnsweredAt != nil, &t.Answered},
		{row.AnsweredAt != nil && !row.AnsweredLate, &t.InTime},
		{row.Verdict == models.ComplaintSolved, &t.Solved},
		{row.Verdict == models.ComplaintNotSolved, &t.NotSolved},
		{row.Reopened > 0, &t.Reopened},
		{row.Finding == models.ComplaintFounded, &t.Founded},
		{row.Finding == models.ComplaintUnfounded, &t.Unfounded},
		{exited(row), &t.Exits},
		{row.State == models.ComplaintWithdrawn, &t.Withdrawn},
	} {
		if c.yes {
			*c.count++
		}
	}
}

// exited says whether a complaint ended without an answer, other than by its complainant.
func exited(row *models.Complaint) bool {
	return row.AnsweredAt == nil && (slices.Contains(exits, row.State) || row.State == models.ComplaintClosed)
}

// rated works out the rates: what still has time owes no answer yet.
func (t *Tally) rated() Tally {
	out := *t
	out.AnswerRate = percent(t.InTime, t.Answered+t.unanswered)
	out.SolveRate = percent(t.Solved, t.Solved+t.NotSolved)
	return out
}

// percent is part of whole in per cent, half up to one decimal.
func percent(part, whole int) string {
	if whole == 0 {
		return ""
	}
	tenths := (part*2000 + whole) / (2 * whole)
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
