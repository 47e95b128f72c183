package bot

import (
	"context"
	"fmt"
	"strings"

	"wanping/internal/reporting"
	"wanping/models"
)

// nilDay is the day that was said with the command; zero where none was.
func nilDay(rest string, in input) models.Day {
	if day, ok := dayOf(rest, in.today()); ok {
		return day
	}
	for back, words := range [][]string{{"今天", "今日"}, {"昨天", "昨日"}, {"前天"}} {
		for _, word := range words {
			if strings.Contains(in.words, word) {
				return in.today().AddDays(-back)
			}
		}
	}
	return models.Day{}
}

// nilChoices asks for which day or period a section may say that it had no service.
type nilChoices struct{ day models.Day }

func (c nilChoices) make(ctx context.Context, d Desk, in input) (outcome, error) {
	duty, err := d.Reporting.Duty(ctx, in.who.Actor, 0)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return nilChoicesTold{c, duty}, nil
}

type nilChoicesTold struct {
	nilChoices
	duty reporting.Duty
}

func (o nilChoicesTold) tell(s State, in input) (State, string) {
	s = s.idle()
	var open []reporting.Due
	for _, due := range o.duty.Due {
		if !o.day.IsZero() && due.Deadline.Period.Contains(o.day) {
			return o.one(s, due, in)
		}
		if due.Deadline.Owed && due.Records == 0 && !due.Nil {
			open = append(open, due)
		}
	}
	switch {
	case !o.day.IsZero():
		return s, dayText(o.day, in.today()) + "现在不能零报告:已经截止,或不在报送期内。回复“待报”看还有什么要报。"
	case len(open) == 0:
		return s, "没有要零报告的:现在该报的都有记录,或已经零报告。回复“待报”可以核对。"
	case len(open) == 1:
		return o.one(s, open[0], in)
	}
	lines := []string{o.duty.Section.Name + "还没有报的:"}
	for i, due := range open[:min(len(open), listed)] {
		s.Days = append(s.Days, due.Deadline.Period.From)
		lines = append(lines, fmt.Sprintf("%d %s,%s截止", i+1, spanText(due, in), momentText(due.Deadline.At)))
	}
	s.Asking = askNilDay
	return s, strings.Join(append(lines, asking(s)), "\n")
}

// one asks to confirm one period, or says why there is nothing to confirm.
func (o nilChoicesTold) one(s State, due reporting.Due, in input) (State, string) {
	span := spanText(due, in)
	switch {
	case due.Records > 0:
		return s, fmt.Sprintf("%s已有%d条记录,不能零报告。记录有误的请先回复“撤回”。", span, due.Records)
	case due.Nil:
		return s, span + "已经零报告,不用再报。要撤回,回复“撤回零报告”。"
	case !due.Deadline.Owed:
		return s, span + "是休息日,没有服务就不用报,也不用零报告。"
	}
	s.Days, s.Asking = []models.Day{due.Deadline.Period.From}, askNil
	return s, fmt.Sprintf("%s 零报告:%s,%s截止。\n%s", o.duty.Section.Name, span, momentText(due.Deadline.At), asking(s))
}

// declare reads which period, and the yes to it.
func declare(s State, in input) (State, turn) {
	n := chosen(in.words)
	switch {
	case s.Asking == askNilDay && (n == 0 || n > len(s.Days)):
		return notListed(s, in, len(s.Days))
	case s.Asking == askNilDay:
		return ask(s.idle(), nilReport{day: s.Days[n-1]})
	case isYes(in.words):
		return ask(s.idle(), nilReport{day: s.Days[0]})
	case isNo(in.words):
		return say(s.idle(), "好的,没有零报告。")
	}
	return unclear(s, in, "没有看懂。")
}

// nilReport declares that a period had no service.
type nilReport struct{ day models.Day }

func (c nilReport) make(ctx context.Context, d Desk, in input) (outcome, error) {
	n, err := d.Reporting.DeclareNil(ctx, in.who.Actor, c.day, reporting.Key{Key: "wechat-nil-" + in.ID, Body: []byte(c.day.String())})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return nilReported{n}, nil
}

type nilReported struct{ models.NilReport }

func (o nilReported) tell(s State, in input) (State, string) {
	return s, fmt.Sprintf("已零报告:%s。\n之后又有服务的,直接上报,零报告自动作废;报错了,%s前回复“撤回零报告”。",
		periodText(o.PeriodFrom, o.PeriodTo, in), momentText(o.DeadlineAt.Time()))
}

func periodText(from, to models.Day, in input) string {
	if from == to {
		return dayText(from, in.today())
	}
	return monthDay(from) + "至" + monthDay(to)
}

// standingNils asks for the nil reports that can still be withdrawn.
type standingNils struct{}

// nilsBefore is how many days before today a period that is still open may have begun.
const nilsBefore = 40

func (standingNils) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := openNils(ctx, d, in)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return standingNilsTold(rows), nil
}

// openNils lists the section's nil reports whose deadline is not over.
func openNils(ctx context.Context, d Desk, in input) ([]models.NilReport, error) {
	rows, err := d.Reporting.NilReports(ctx, in.who.Actor, 0, in.today().AddDays(-nilsBefore), in.today())
	open := rows[:0]
	for _, row := range rows {
		if in.now.Before(row.DeadlineAt.Time()) {
			open = append(open, row)
		}
	}
	return open, err
}

type standingNilsTold []models.NilReport

func (o standingNilsTold) tell(s State, in input) (State, string) {
	s = s.idle()
	if len(o) == 0 {
		return s, "没有能撤回的零报告:没有报过,或截止时间已过。"
	}
	lines := []string{"截止前可以撤回的零报告:"}
	for i, row := range o[:min(len(o), listed)] {
		s.Nils = append(s.Nils, row.ID)
		lines = append(lines, fmt.Sprintf("%d %s,%s截止", i+1, periodText(row.PeriodFrom, row.PeriodTo, in), momentText(row.DeadlineAt.Time())))
	}
	s.Asking = askUnnil
	return s, strings.Join(append(lines, asking(s)), "\n")
}

func pickNil(s State, in input) (State, turn) {
	n := chosen(in.words)
	if n == 0 || n > len(s.Nils) {
		return notListed(s, in, len(s.Nils))
	}
	return ask(s.idle(), nilWithdrawal{id: s.Nils[n-1]})
}

// nilWithdrawal takes a nil report back.
type nilWithdrawal struct{ id int64 }

func (c nilWithdrawal) make(ctx context.Context, d Desk, in input) (outcome, error) {
	n, err := d.Reporting.WithdrawNil(ctx, in.who.Actor, c.id)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return nilWithdrawn{n}, nil
}

type nilWithdrawn struct{ models.NilReport }

func (o nilWithdrawn) tell(s State, in input) (State, string) {
	return s, fmt.Sprintf("已撤回%s的零报告。请在%s前上报服务,或重新零报告。",
		periodText(o.PeriodFrom, o.PeriodTo, in), momentText(o.DeadlineAt.Time()))
}
