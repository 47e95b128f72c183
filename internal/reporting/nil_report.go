package reporting

import (
	"context"
	"fmt"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

const keyKindNil = "nil_report"

// DeclareNil declares that the liaison's section had no service in the period of a day: the day itself for a window
// section. Declaring twice is one declaration; a record that comes later ends it (D16).
//
// Errors: CodeForbidden; CodeSectionNotValid; CodeBeforeSeason, CodeAfterSeason, CodeFutureDate, CodeDeadlinePassed;
// CodeNotOwed for a day off; CodeHasRecords; CodeIdempotencyKeyRequired, CodeIdempotencyConflict.
func (r *Reporting) DeclareNil(ctx context.Context, actor models.Actor, day models.Day, key Key) (models.NilReport, error) {
	var declared models.NilReport
	if actor.Role != models.RoleLiaison {
		return declared, errNotLiaison
	}
	if key.Key == "" {
		return declared, errNoKey
	}
	use, err := r.keyUse(actor, key)
	if err != nil {
		return declared, err
	}
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		used, ok, err := use.find(tx)
		if err != nil {
			return err
		}
		if ok {
			if !use.isOf(used, keyKindNil) {
				return errKeyReused
			}
			declared, _, err = tx.NilReportByID(used.ResultID)
			return err
		}
		if declared, err = r.declareNil(tx, actor, day); err != nil {
			return err
		}
		return use.keep(tx, keyKindNil, declared.ID)
	})
	return declared, err
}

func (r *Reporting) declareNil(tx *models.Tx, actor models.Actor, day models.Day) (models.NilReport, error) {
	deadline, err := r.nilDeadline(tx, actor.SectionNo, day)
	if err != nil {
		return models.NilReport{}, err
	}
	period := deadline.Period
	counts, err := tx.CountRecords(actor.SectionNo, period.From, period.To)
	if err != nil {
		return models.NilReport{}, err
	}
	if len(counts) > 0 {
		return models.NilReport{}, models.NewError(models.CodeHasRecords, "这一期已有服务记录,不能再报零;记录有误的请先撤回。")
	}
	n := models.NilReport{
		SectionNo: actor.SectionNo, AccountID: actor.AccountID, HolderID: actor.HolderID,
		PeriodFrom: period.From, PeriodTo: period.To, DeadlineAt: models.At(deadline.At),
	}
	if standing, ok, err := tx.NilReportOf(actor.SectionNo, period.From); err != nil || ok {
		return standing, err
	}
	added, err := tx.AddNilReport(&n)
	if err == nil && !added {
		err = models.NewError(models.CodeUnavailable, "同一期的零报告正在由另一台设备提交,请稍后刷新查看。")
	}
	return n, err
}

// nilDeadline decides whether a nil report can be declared for the period of a day, and in time.
func (r *Reporting) nilDeadline(tx *models.Tx, sectionNo int, day models.Day) (calendar.Deadline, error) {
	kind, err := kindOn(tx, sectionNo, day)
	if err != nil {
		return calendar.Deadline{}, err
	}
	if err := r.schedule.CheckSeason(day); err != nil {
		return calendar.Deadline{}, err
	}
	deadline, err := r.schedule.Deadline(kind, day)
	if err != nil {
		return deadline, err
	}
	_, valid, err := tx.SectionOn(sectionNo, day)
	switch {
	case err != nil:
		return deadline, err
	case !valid:
		return deadline, errNotSection
	case deadline.Period.From.After(today(tx)):
		return deadline, models.NewError(models.CodeFutureDate, "这一期还没有开始,请到时再报零。")
	case !deadline.Owed:
		return deadline, models.NewError(models.CodeNotOwed, "这一天是休息日,无需零报告。")
	case !tx.Now().Before(deadline.At):
		return deadline, models.NewError(models.CodeDeadlinePassed, fmt.Sprintf(
			"零报告的截止时间(%s)已过;如有特殊原因请向县评议办说明。", moment(deadline.At.In(clock.Shanghai))))
	}
	return deadline, nil
}

// WithdrawNil takes a nil report back before its deadline. Errors: CodeForbidden, CodeNotFound, CodeAlreadyWithdrawn,
// CodeDeadlinePassed.
func (r *Reporting) WithdrawNil(ctx context.Context, actor models.Actor, id int64) (models.NilReport, error) {
	var n models.NilReport
	if actor.Role != models.RoleLiaison {
		return n, errNotLiaison
	}
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		found, ok, err := tx.NilReportByID(id)
		switch {
		case err != nil:
			return err
		case !ok || found.SectionNo != actor.SectionNo:
			return models.NewError(models.CodeNotFound, "没有找到这份零报告,请刷新后重试。")
		case !tx.Now().Before(found.DeadlineAt.Time()):
			return models.NewError(models.CodeDeadlinePassed, "零报告的截止时间已过,不能再撤回;确有服务未报的请向县评议办书面说明。")
		}
		done, err := tx.WithdrawNilReport(id, actor.AccountID)
		if err == nil && !done {
			err = models.NewError(models.CodeAlreadyWithdrawn, "这份零报告已经撤回,无需再次操作。")
		}
		if err != nil {
			return err
		}
		n, _, err = tx.NilReportByID(id)
		return err
	})
	return n, err
}

// NilReports lists the standing nil reports of a section that the actor may see, for periods that touch from to to;
// a zero day is a year ago and today. Errors: CodeForbidden, CodeNotFound.
func (r *Reporting) NilReports(ctx context.Context, actor models.Actor, sectionNo int, from, to models.Day) ([]models.NilReport, error) {
	sectionNo, _, err := narrow(actor, sectionNo, 0)
	if err != nil {
		return nil, err
	}
	var rows []models.NilReport
	err = r.read(ctx, func(tx *models.Tx) error {
		ok, err := visible(tx, actor, sectionNo, today(tx))
		if err == nil && !ok {
			err = errNoSection
		}
		if err != nil {
			return err
		}
		if to.IsZero() {
			to = today(tx)
		}
		if from.IsZero() {
			from = to.AddDays(-365)
		}
		rows, err = tx.NilReports(sectionNo, from, to)
		return err
	})
	return rows, err
}
