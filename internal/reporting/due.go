package reporting

import (
	"context"
	"slices"

	"wanping/internal/calendar"
	"wanping/models"
)

// Due is one day (window sections) or period (others) that can still be reported.
type Due struct {
	Kind     calendar.Kind
	Deadline calendar.Deadline
	Records  int  // standing, completed in it
	Nil      bool // a nil report stands for it
}

// Duty is what a section has to report now.
type Duty struct {
	Section models.SectionTerm
	Kind    calendar.Kind
	Due     []Due // the nearest deadline first
}

// Duty tells what is due for a section that the actor may see. Errors: CodeForbidden, CodeSectionNotValid.
func (r *Reporting) Duty(ctx context.Context, actor models.Actor, sectionNo int) (Duty, error) {
	sectionNo, unitNo, err := narrow(actor, sectionNo, 0)
	if err != nil {
		return Duty{}, err
	}
	var duty Duty
	err = r.read(ctx, func(tx *models.Tx) error {
		day := today(tx)
		term, ok, err := tx.SectionOn(sectionNo, day)
		if err != nil {
			return err
		}
		if !ok || (unitNo != 0 && term.UnitNo != unitNo) {
			return models.NewError(models.CodeSectionNotValid, "该科室今天不在可查看的参评名单中,请核对科室序号。")
		}
		duty.Section = term
		if duty.Kind, err = kindOn(tx, sectionNo, day); err != nil {
			return err
		}
		duty.Due, err = r.due(tx, sectionNo, duty.Kind)
		return err
	})
	return duty, err
}

func (r *Reporting) due(tx *models.Tx, sectionNo int, kind calendar.Kind) ([]Due, error) {
	open, err := r.schedule.Open(kind, tx.Now())
	if err != nil || len(open) == 0 {
		return nil, err
	}
	from, to := open[0].Period.From, open[0].Period.To
	for _, d := range open {
		from, to = slices.MinFunc([]models.Day{from, d.Period.From}, models.Day.Compare), slices.MaxFunc([]models.Day{to, d.Period.To}, models.Day.Compare)
	}
	counts, err := tx.CountRecords(sectionNo, from, to)
	if err != nil {
		return nil, err
	}
	nils, err := tx.NilReports(sectionNo, from, to)
	if err != nil {
		return nil, err
	}
	due := make([]Due, 0, len(open))
	for _, d := range open {
		one := Due{Kind: kind, Deadline: d, Nil: slices.ContainsFunc(nils, func(n models.NilReport) bool { return n.PeriodFrom == d.Period.From })}
		for day, n := range counts {
			if d.Period.Contains(day) {
				one.Records += n
			}
		}
		due = append(due, one)
	}
	slices.SortStableFunc(due, func(a, b Due) int { return a.Deadline.At.Compare(b.Deadline.At) })
	return due, nil
}
