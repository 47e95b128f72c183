package bot

import (
	"context"
	"fmt"
	"slices"

	"wanping/internal/proposals"
	"wanping/models"
)

// objectionQuestions are what is asked of an objection where an appeal would be asked something else.
var objectionQuestions = map[question]string{
	askDeduction: "回复序号:提出与本科室无关,或确定应扣的科室。",
	askGrounds:   "请写明理由,如“本科室没有这项职能”,不超过300个字。同一笔只能提一次;不提就回复“取消”。",
	askAppeal:    "回复 1 提出;要改理由,直接重新发;回复“取消”不提。",
	askNaming:    "应扣哪个科室?回复序号加理由,如“2 该事项由综合科负责”;不确定就回复“取消”。",
	askNamed:     "回复 1 确定;要改,重新发序号和理由;回复“取消”不确定。",
}

// objections asks for the deductions of which the section may say that they are none of its business (annex 5, note 1),
// and for those of which it has, and the unit is to name another.
type objections struct{}

func (objections) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := d.Proposals.Objectionable(ctx, in.who.Actor)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	names, err := d.sectionNames(ctx, in)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	if in.role() != models.RoleUnitManager { // a section waits for its unit
		rows = slices.DeleteFunc(rows, func(row proposals.Objectionable) bool { return row.Objection != nil })
	}
	return objectionsTold{rows[:min(len(rows), mostChoices)], names}, nil
}

type objectionsTold struct {
	rows  []proposals.Objectionable
	names sectionNames
}

func (o objectionsTold) tell(s State, _ input) (State, string) {
	if len(o.rows) == 0 {
		return s, "没有能提出“与本科室无关”的扣分:只有行政执法(附件5)扣在科室上、还在期限内的可以提。对其他扣分有异议,由单位管理员申诉,回复“扣分”查看。" + reminder(s)
	}
	lines := []string{"行政执法的扣分:"}
	var numbered []charge
	for i, row := range o.rows {
		one := charge{Seq: row.ID, Text: o.names.of(row.Proposal) + " " + row.Words, Named: row.Objection != nil}
		numbered = append(numbered, one)
		lines = append(lines, fmt.Sprintf("%d %s\n  %s发生,%s", i+1, one.Text, monthDay(row.OnDay), standing(row)))
	}
	if s.Asking == askNothing {
		s.Entries, s.Asking, s.Picking = numbered, askDeduction, cmdObject
	}
	return s, fit(roomy, lines, func(left int) string { return fmt.Sprintf("还有%d笔,处理完这些再看。", left) }) + reminder(s)
}

func standing(row proposals.Objectionable) string {
	switch {
	case row.Objection != nil:
		return fmt.Sprintf("科室提出与其无关,请在%s前确定应扣的科室", momentText(row.Objection.DueAt.Time()))
	case row.State == models.ProposalConfirmed:
		return "已入账,可提出与本科室无关"
	}
	return "还没有入账,可提出与本科室无关"
}

// objection says that a deduction is none of the section's business.
type objection struct {
	charge charge // its Seq is the proposal's id
	text   string
}

func (c objection) make(ctx context.Context, d Desk, in input) (outcome, error) {
	kept, err := d.Proposals.Object(ctx, in.who.Actor, c.charge.Seq, c.text)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return objected{c.charge, kept}, nil
}

type objected struct {
	charge charge
	kept   models.Objection
}

func (o objected) tell(s State, _ input) (State, string) {
	return s, fmt.Sprintf("已提出与本科室无关:%s。\n单位管理员会收到通知,应在%s前确定应扣的科室;过期扣本单位所有参评科室。结果会通知您。",
		o.charge.Text, momentText(o.kept.DueAt.Time()))
}
