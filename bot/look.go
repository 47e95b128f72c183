package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/reporting"
	"wanping/models"
)

// refusal is an outcome that a capability has put in words already.
type refusal struct{ err error }

func (o refusal) tell(s State, _ input) (State, string) {
	return s, models.MessageOf(o.err) + reminder(s)
}

// duty asks what is due for the liaison's section.
type duty struct{}

func (duty) make(ctx context.Context, d Desk, in input) (outcome, error) {
	found, err := d.Reporting.Duty(ctx, in.who.Actor, 0)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return dutyTold{found}, nil
}

type dutyTold struct{ reporting.Duty }

const mostDue = 8 // lines of an answer

func (o dutyTold) tell(s State, in input) (State, string) {
	if len(o.Due) == 0 {
		return s, o.Section.Name + "现在没有要报的:不在报送期内。" + reminder(s)
	}
	lines := []string{o.Section.Name + "现在可以报:"}
	for i, due := range o.Due {
		if i == mostDue {
			lines = append(lines, fmt.Sprintf("还有%d项。", len(o.Due)-mostDue))
			break
		}
		lines = append(lines, dueText(due, in))
	}
	return s, strings.Join(append(lines, "回复“上报”开始报送;没有服务的,回复“零报告”。"), "\n") + reminder(s)
}

func dueText(due reporting.Due, in input) string {
	count := "还没有报"
	switch {
	case due.Records > 0:
		count = fmt.Sprintf("已报%d条", due.Records)
	case due.Nil:
		count = "已零报告"
	case !due.Deadline.Owed:
		count = "休息日,有服务才报"
	}
	return fmt.Sprintf("· %s:%s,%s截止", spanText(due, in), count, momentText(due.Deadline.At))
}

func spanText(due reporting.Due, in input) string {
	period := due.Deadline.Period
	if period.From == period.To {
		return dayText(period.From, in.today())
	}
	return monthDay(period.From) + "至" + monthDay(period.To)
}

// listing asks for the latest records, to look at, to withdraw one or to correct one.
type listing struct {
	for_ command
	pick int // the one that was named with the command, 0: none
}

const listed = 5

func (c listing) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := d.Reporting.Records(ctx, in.who.Actor, models.RecordFilter{Limit: 50})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	told := listingTold{listing: c}
	if c.for_ != cmdRecords {
		rows = slices.DeleteFunc(rows, func(v reporting.View) bool {
			return v.WithdrawnAt != nil || !in.now.Before(v.DeadlineAt.Time())
		})
	}
	told.rows = rows[:min(len(rows), listed)]
	if c.for_ == cmdWithdraw {
		nils, err := openNils(ctx, d, in)
		if err != nil {
			return refusal{err}, unforeseen(err)
		}
		told.nils = len(nils)
	}
	return told, nil
}

type listingTold struct {
	listing
	rows []reporting.View
	nils int // that can still be withdrawn
}

func (o listingTold) tell(s State, in input) (State, string) {
	if o.for_ != cmdRecords {
		return o.offer(s, in)
	}
	if len(o.rows) == 0 {
		return s, "还没有报过记录。回复“上报”开始报送。" + reminder(s)
	}
	lines := []string{fmt.Sprintf("最近%d条:", len(o.rows))}
	for _, row := range o.rows {
		line := "· " + rowText(row, in)
		if row.WithdrawnAt != nil {
			line += "(已撤回)"
		}
		lines = append(lines, line)
	}
	return s, strings.Join(lines, "\n") + reminder(s)
}

// offer numbers the records that can still be withdrawn or corrected.
func (o listingTold) offer(s State, in input) (State, string) {
	s = s.idle()
	s.Picking = o.for_
	does, hint := "撤回", ""
	if o.for_ == cmdFix {
		does = "更正"
	} else if o.nils > 0 {
		hint = "要撤回零报告,请回复“撤回零报告”。"
	}
	if len(o.rows) == 0 {
		return s.idle(), join("没有能"+does+"的记录:截止时间过后不能"+does+",确有错误请向县评议办书面说明。", hint)
	}
	lines := []string{"截止前可以" + does + ":"}
	for i, row := range o.rows {
		s.Records = append(s.Records, row.ID)
		lines = append(lines, fmt.Sprintf("%d %s", i+1, rowText(row, in)))
	}
	if o.pick > 0 && o.pick <= len(s.Records) {
		if o.for_ == cmdFix {
			return opened{o.rows[o.pick-1]}.tell(s, in)
		}
		s.Records, s.Asking = s.Records[o.pick-1:o.pick], askReason
		return s, rowText(o.rows[o.pick-1], in) + "\n" + asking(s)
	}
	s.Asking = askPick
	return s, join(strings.Join(append(lines, asking(s)), "\n"), hint)
}

func rowText(row reporting.View, in input) string {
	return fmt.Sprintf("%s %s %s,办结%s", row.RecipientName, row.RecipientMobile, row.Item, dayText(row.CompletedOn, in.today()))
}

// pick reads which record is to be withdrawn or corrected.
func pick(s State, in input) (State, turn) {
	n := chosen(in.words)
	if n == 0 || n > len(s.Records) {
		return notListed(s, in, len(s.Records))
	}
	if s.Picking == cmdFix {
		return ask(s, opening{id: s.Records[n-1]})
	}
	s.Records, s.Asking = s.Records[n-1:n], askReason
	return say(s, asking(s))
}

// opening asks for a kept record that is to be corrected.
type opening struct{ id int64 }

func (c opening) make(ctx context.Context, d Desk, in input) (outcome, error) {
	row, err := d.Reporting.Record(ctx, in.who.Actor, c.id)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return opened{row}, nil
}

type opened struct{ row reporting.View }

func (o opened) tell(s State, in input) (State, string) {
	s = s.idle()
	s.Draft, s.Asking = correction(o.row), askConfirm
	return s, "更正这一条:\n" + s.Draft.shown(in.today()) + "\n\n" + asking(s)
}

// withdrawal takes a record back.
type withdrawal struct {
	id     int64
	reason string
}

func (c withdrawal) make(ctx context.Context, d Desk, in input) (outcome, error) {
	view, err := d.Reporting.Withdraw(ctx, in.who.Actor, c.id, c.reason)
	if models.CodeOf(err) == models.CodeInvalid { // the reason: asked for again
		return refusal{err}, nil
	}
	return withdrawn{view, err}, unforeseen(err)
}

type withdrawn struct {
	view reporting.View
	err  error
}

func (o withdrawn) tell(s State, in input) (State, string) {
	if o.err != nil {
		return s.idle(), models.MessageOf(o.err)
	}
	return s.idle(), "已撤回:" + rowText(o.view, in) + "。\n要重新报,回复“上报”。"
}
