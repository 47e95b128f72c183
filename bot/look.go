package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/calendar"
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
	return s, strings.Join(append(lines, "回复“上报”开始报送。"), "\n") + reminder(s)
}

func dueText(due reporting.Due, in input) string {
	count := "还没有报"
	if due.Records > 0 {
		count = fmt.Sprintf("已报%d条", due.Records)
	} else if !due.Deadline.Owed {
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

// listing asks for the latest records, to look at or to withdraw one.
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
	if c.for_ == cmdWithdraw {
		rows = slices.DeleteFunc(rows, func(v reporting.View) bool {
			return v.WithdrawnAt != nil || !in.now.Before(v.DeadlineAt.Time())
		})
	}
	return listingTold{c, rows[:min(len(rows), listed)]}, nil
}

type listingTold struct {
	listing
	rows []reporting.View
}

func (o listingTold) tell(s State, in input) (State, string) {
	if o.for_ == cmdWithdraw {
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

// offer numbers the records that can still be withdrawn.
func (o listingTold) offer(s State, in input) (State, string) {
	s = s.idle()
	if len(o.rows) == 0 {
		return s, "没有能撤回的记录:截止时间过后不能撤回,确有错误请向县评议办书面说明。"
	}
	lines := []string{"截止前可以撤回:"}
	for i, row := range o.rows {
		s.Records = append(s.Records, row.ID)
		lines = append(lines, fmt.Sprintf("%d %s", i+1, rowText(row, in)))
	}
	if o.pick > 0 && o.pick <= len(s.Records) {
		s.Records, s.Asking = s.Records[o.pick-1:o.pick], askReason
		return s, rowText(o.rows[o.pick-1], in) + "\n" + asking(s)
	}
	s.Asking = askPick
	return s, strings.Join(append(lines, asking(s)), "\n")
}

func rowText(row reporting.View, in input) string {
	return fmt.Sprintf("%s %s %s,办结%s", row.RecipientName, row.RecipientMobile, row.Item, dayText(row.CompletedOn, in.today()))
}

// pick reads which record is to be withdrawn.
func pick(s State, in input) (State, turn) {
	n := chosen(in.words)
	if n == 0 || n > len(s.Records) {
		return say(s, fmt.Sprintf("请回复1到%d的序号。", len(s.Records))+reminder(s))
	}
	s.Records, s.Asking = s.Records[n-1:n], askReason
	return say(s, asking(s))
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

// attempts asks what was refused, and why.
type attempts struct{}

func (attempts) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := d.Reporting.Attempts(ctx, in.who.Actor, models.AttemptFilter{Limit: listed})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return attemptsTold(rows), nil
}

type attemptsTold []models.Attempt

func (o attemptsTold) tell(s State, _ input) (State, string) {
	if len(o) == 0 {
		return s, "没有未采录的报送。" + reminder(s)
	}
	lines := []string{fmt.Sprintf("最近%d次未采录:", len(o))}
	for _, row := range o {
		lines = append(lines, fmt.Sprintf("· %s提交:%s", momentText(row.ReceivedAt.Time()), row.Message))
	}
	return s, strings.Join(lines, "\n") + reminder(s)
}

// unit asks what each section of a manager's unit has reported for what is due now.
type unit struct{}

func (unit) make(ctx context.Context, d Desk, in input) (outcome, error) {
	sections, err := d.Roster.Sections(ctx, in.today(), models.SectionFilter{UnitNo: in.who.Actor.UnitNo})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	told := make(unitTold, 0, len(sections))
	for _, section := range sections {
		one, err := d.Reporting.Duty(ctx, in.who.Actor, section.SectionNo)
		if err != nil {
			return refusal{err}, unforeseen(err)
		}
		told = append(told, one)
	}
	return told, nil
}

type unitTold []reporting.Duty

const (
	mostWindows = 12 // lines of an answer
	mostNamed   = 10 // sections named in one of them
)

func (o unitTold) tell(s State, in input) (State, string) {
	var windows, others []reporting.Duty
	for _, one := range o {
		if one.Kind == calendar.Window {
			windows = append(windows, one)
		} else {
			others = append(others, one)
		}
	}
	head := fmt.Sprintf("%s,本单位共%d个科室。", momentText(in.now), len(o))
	return s, join(head, windowsText(windows, in), othersText(others, in)) + reminder(s)
}

// windowsText has a line for each window section, those that lack a day first.
func windowsText(windows []reporting.Duty, in input) string {
	if len(windows) == 0 {
		return ""
	}
	slices.SortStableFunc(windows, func(a, b reporting.Duty) int { return btoi(lacking(b)) - btoi(lacking(a)) })
	missing, lines := 0, []string{""}
	for i, one := range windows {
		missing += btoi(lacking(one))
		if i < mostWindows {
			lines = append(lines, windowText(one, in))
		}
	}
	lines[0] = fmt.Sprintf("\n按日报送的%d个窗口科室,%d个有没报的:", len(windows), missing)
	if len(windows) > mostWindows {
		lines = append(lines, fmt.Sprintf("还有%d个科室。", len(windows)-mostWindows))
	}
	return strings.Join(lines, "\n")
}

func windowText(d reporting.Duty, in input) string {
	parts := []string{}
	for _, due := range d.Due {
		if len(parts) < 2 && (due.Records > 0 || due.Deadline.Owed) {
			parts = append(parts, strings.TrimPrefix(dueText(due, in), "· "))
		}
	}
	if len(parts) == 0 {
		parts = []string{"没有要报的"}
	}
	return "· " + d.Section.Name + "\n  " + strings.Join(parts, "\n  ")
}

// othersText counts the sections that report by the month, and names those that have not.
func othersText(others []reporting.Duty, in input) string {
	var names []string
	var period *reporting.Due
	for _, one := range others {
		if len(one.Due) > 0 {
			period = &one.Due[0]
		}
		if lacking(one) {
			names = append(names, one.Section.Name)
		}
	}
	if period == nil {
		return ""
	}
	text := fmt.Sprintf("\n按月报送的%d个科室(%s,%s截止):", len(others), spanText(*period, in), momentText(period.Deadline.At))
	if len(names) == 0 {
		return text + "都报了。"
	}
	text += fmt.Sprintf("%d个还没有报:%s", len(names), strings.Join(names[:min(len(names), mostNamed)], "、"))
	if len(names) > mostNamed {
		return text + "等。"
	}
	return text + "。"
}

// lacking reports whether a section has nothing yet for something that it owes.
func lacking(d reporting.Duty) bool {
	return slices.ContainsFunc(d.Due, func(due reporting.Due) bool { return due.Records == 0 && due.Deadline.Owed })
}

func btoi(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
