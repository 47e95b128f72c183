package proposals

import (
	"encoding/json"
	"fmt"
	"slices"

	"wanping/internal/facts"
	"wanping/internal/stages"
	"wanping/models"
	"wanping/scoring"
)

// checkRuling holds what a ruling may say, and who may propose it when. Errors: CodeInvalid, CodeNotYourIndicator,
// CodeStageClosed.
func checkRuling(actor models.Actor, s *scene, p *models.Proposal) error {
	if p.Subject == facts.SubjectCandidates && p.Detail == "" {
		if err := s.adoptComputed(p); err != nil {
			return err
		}
	}
	ruling, err := facts.ParseRuling(p.Subject, p.Detail)
	if err != nil {
		return refuse(models.CodeInvalid, "detail", "裁定的内容不符合格式,请对照 docs/ledger-format.md 填写。").Because(err)
	}
	if err := mayPropose(actor, s, p); err != nil {
		return err
	}
	if reopening, ok := ruling.(*stages.Reopening); ok {
		return checkReopening(actor, s, reopening)
	}
	if err := s.plan.Check(p.Subject, p.OnDay, s.today, s.state.Rulings.Reopened); err != nil {
		return err
	}
	if fault := s.faultOf(ruling); fault != "" {
		return refuse(models.CodeInvalid, "detail", fault)
	}
	return nil
}

func checkReopening(actor models.Actor, s *scene, r *stages.Reopening) error {
	role, ok := s.plan.Reopener(r.Stage)
	switch {
	case !ok:
		return refuse(models.CodeInvalid, "detail", "没有这个阶段,请核对阶段的代号。")
	case r.Until.Before(s.today):
		return refuse(models.CodeInvalid, "detail", "重新开放的最后一天不能早于今天。")
	case role != actor.Role:
		return models.NewError(models.CodeNotYourIndicator, "这个阶段不由您的单位重新开放。")
	}
	return nil
}

// adoptComputed fills in the lists as the daily scores make them now.
func (s *scene) adoptComputed(p *models.Proposal) error {
	board, err := s.state.Board()
	if err != nil {
		return err
	}
	lists := facts.Lists{Satisfied: []int64{}, Unsatisfied: []int64{}}
	for _, section := range board.Sections {
		switch section.Candidate {
		case scoring.ForSatisfied:
			lists.Satisfied = append(lists.Satisfied, section.No)
		case scoring.ForUnsatisfied:
			lists.Unsatisfied = append(lists.Unsatisfied, section.No)
		}
	}
	text, err := json.Marshal(lists)
	p.Detail = string(text)
	return err
}

// faultOf tells what is wrong with a ruling as things stand; "" where nothing is.
func (s *scene) faultOf(ruling any) string {
	switch r := ruling.(type) {
	case *facts.Lists:
		return s.listsFault(r)
	case *facts.Replacement:
		return s.replacementFault(r)
	case *facts.Tie:
		return s.tieFault(r)
	case *facts.Pending:
		known := slices.ContainsFunc(s.state.Rules.Indicators, func(i scoring.Indicator) bool { return i.ID == r.Indicator })
		if _, ok := s.unitOf(int(r.Section)); !known || r.Section != 0 && !ok {
			return "没有这项指标或这个参评科室,请核对。"
		}
	case *facts.Decision:
		if r.Number == "" || r.Date.IsZero() || r.Date.After(s.today) {
			return "请填写县委常委会决定的文号和日期(不晚于今天)。"
		}
	}
	return ""
}

func (s *scene) listsFault(r *facts.Lists) string {
	day := s.state.Day()
	for _, l := range []struct {
		name string
		list []int64
		size scoring.Dated[int64]
	}{{"满意", r.Satisfied, s.state.Rules.Selection.Satisfied}, {"不满意", r.Unsatisfied, s.state.Rules.Selection.Unsatisfied}} {
		if line, _ := l.size.On(day); int64(len(l.list)) != line.Value {
			return fmt.Sprintf("%s候选名单应有%d个科室,现有%d个。", l.name, line.Value, len(l.list))
		}
	}
	seen := map[int64]bool{}
	for _, no := range slices.Concat(r.Satisfied, r.Unsatisfied) {
		if seen[no] || !s.eligible(no) {
			return fmt.Sprintf("科室%d重复、不参评、免评或已直接列入,不能在候选名单里。", no)
		}
		seen[no] = true
	}
	return ""
}

// eligible sections may be candidates: neither exempt nor carried.
func (s *scene) eligible(no int64) bool {
	return slices.ContainsFunc(s.state.Roster.Sections(), func(x scoring.Section) bool { return x.No == no && !x.Exempt && !x.Carried })
}

func (s *scene) replacementFault(r *facts.Replacement) string {
	lists := s.state.Settings.Adopted
	if lists == nil {
		return "候选名单还没有通过,不能替换。"
	}
	list := lists.Satisfied
	if r.List == string(scoring.ForUnsatisfied) {
		list = lists.Unsatisfied
	} else if r.List != string(scoring.ForSatisfied) {
		return "名单只能是 satisfied(满意)或 unsatisfied(不满意)。"
	}
	if !slices.Contains(list, r.Out) {
		return fmt.Sprintf("科室%d不在这份名单里,不能换下。", r.Out)
	}
	if !s.eligible(r.In) || slices.Contains(lists.Satisfied, r.In) || slices.Contains(lists.Unsatisfied, r.In) {
		return fmt.Sprintf("科室%d已在名单里,或不参评、免评、已直接列入,不能换上。", r.In)
	}
	return ""
}

// tieFault holds that a ruling orders exactly the sections that are equal at the cut now.
func (s *scene) tieFault(r *facts.Tie) string {
	board, err := s.state.Board()
	if err != nil {
		return "现在还排不出名单,不能裁定同分。"
	}
	for _, tie := range board.Ties {
		if tie.Cut == r.Cut && slices.Equal(tie.Sections, slices.Sorted(slices.Values(r.Order))) {
			return ""
		}
	}
	return "这条线上没有这些科室的同分,请对照工作表填写全部同分科室的次序。"
}
