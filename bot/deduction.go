package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/proposals"
	"wanping/models"
)

// charge is a deduction as the chat numbers it.
type charge struct {
	Seq   int64  `json:"seq"`
	Text  string `json:"text"`
	Named bool   `json:"named,omitempty"` // its section is to be named
}

// deductions asks for the deductions that may still be appealed against.
type deductions struct{}

func (deductions) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := d.Proposals.Appealable(ctx, in.who.Actor)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	names, err := d.sectionNames(ctx, in)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return deductionsTold{rows, names}, nil
}

// sectionNames are the names of a unit's sections by their numbers.
type sectionNames map[int]string

func (d Desk) sectionNames(ctx context.Context, in input) (sectionNames, error) {
	sections, err := d.Roster.Sections(ctx, in.today(), models.SectionFilter{UnitNo: in.who.Actor.UnitNo})
	names := sectionNames{}
	for _, section := range sections {
		names[section.SectionNo] = section.Name
	}
	return names, err
}

// of names whom a deduction falls on.
func (n sectionNames) of(p models.Proposal) string {
	if p.SectionNo == 0 {
		return "全单位"
	}
	return orElse(n[p.SectionNo], fmt.Sprintf("科室%d", p.SectionNo))
}

type deductionsTold struct {
	rows  []proposals.Appealable
	names sectionNames
}

func (o deductionsTold) tell(s State, in input) (State, string) {
	if len(o.rows) == 0 {
		return s, "没有在申诉期内的扣分。全部入账情况,回复“得分”查看。" + reminder(s)
	}
	lines := []string{fmt.Sprintf("申诉期内的扣分%d笔(快到期的在前):", len(o.rows))}
	var numbered []charge
	for _, row := range o.rows {
		one := charge{Seq: row.Entry, Text: o.names.of(row.Proposal) + " " + row.Words}
		before, after := "· ", fmt.Sprintf("%s入账,申诉还剩%d天(%s止)", monthDay(dayOfMoment(row.DecidedAt)), row.DaysLeft, monthDay(row.LastDay))
		if row.Appeal != nil {
			after = appealText(row.Appeal)
		} else if in.role() == models.RoleUnitManager && len(numbered) < mostChoices {
			numbered = append(numbered, one)
			before = fmt.Sprintf("%d ", len(numbered))
		}
		lines = append(lines, before+one.Text+"\n  "+after)
	}
	text := fit(roomy, lines, func(left int) string { return fmt.Sprintf("还有%d笔,请在网页版查看和申诉。", left) })
	if slices.ContainsFunc(o.rows, func(row proposals.Appealable) bool { return row.Objectionable }) {
		text = join(text, "行政执法的扣分与本科室无关的,回复“与本科室无关”。")
	}
	switch {
	case in.role() != models.RoleUnitManager:
		text = join(text, "有异议的,请单位管理员在期限内申诉。")
	case s.Asking == askNothing && len(numbered) > 0:
		s.Entries, s.Asking = numbered, askDeduction
	}
	return s, text + reminder(s)
}

func appealText(a *models.Appeal) string {
	at := monthDay(dayOfMoment(&a.AppealedAt))
	if a.State == models.AppealRejected {
		return at + "申诉,没有得到支持"
	}
	return at + "已申诉,等待裁决"
}

// contest is what is said against a deduction: an objection of the section, or an appeal of the unit.
func (s State) contest() string {
	if s.Picking == cmdObject {
		return "与本科室无关"
	}
	return "申诉"
}

// pickDeduction reads which deduction something is said against; anything else is a new message.
func pickDeduction(s State, in input) (State, turn) {
	n := chosen(in.words)
	if n == 0 {
		return words(s.idle(), in)
	}
	if n > len(s.Entries) {
		return notListed(s, in, len(s.Entries))
	}
	if s.Entries[n-1].Named {
		return ask(s, names{s.Entries[n-1]})
	}
	s.Entries, s.Asking = s.Entries[n-1:n], askGrounds
	return say(s, s.contest()+":"+s.Entries[0].Text+"\n"+asking(s))
}

// grounds takes why, and asks to confirm.
func grounds(s State, in input) (State, turn) {
	if trimmed(in.words) == "" {
		return say(s, asking(s))
	}
	s.Text, s.Asking = in.words, askAppeal
	return say(s, fmt.Sprintf("请核对:\n%s:%s\n理由:%s\n\n%s", s.contest(), s.Entries[0].Text, longNumber.ReplaceAllString(s.Text, "***"), asking(s)))
}

// appealing files the appeal or the objection, or takes other grounds.
func appealing(s State, in input) (State, turn) {
	switch {
	case isYes(in.words) && s.Picking == cmdObject:
		return ask(s.idle(), objection{charge: s.Entries[0], text: s.Text})
	case isYes(in.words):
		return ask(s.idle(), appeal{entry: s.Entries[0], text: s.Text})
	case isNo(in.words):
		s.Asking = askGrounds
		return say(s, asking(s))
	}
	return grounds(s, in)
}

// appeal files an appeal. Made again it finds the one that is filed.
type appeal struct {
	entry charge
	text  string
}

func (c appeal) make(ctx context.Context, d Desk, in input) (outcome, error) {
	_, err := d.Proposals.Appeal(ctx, in.who.Actor, c.entry.Seq, c.text)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return appealed{c.entry}, nil
}

type appealed struct{ entry charge }

func (o appealed) tell(s State, _ input) (State, string) {
	return s, "已提交申诉:" + strings.TrimSpace(o.entry.Text) + "。\n由没有经手这一笔的账号裁决,结果会通知您;进展回复“扣分”查看。"
}
