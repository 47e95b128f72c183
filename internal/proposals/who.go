package proposals

import (
	"fmt"
	"slices"

	"wanping/models"
	"wanping/scoring"
)

// responsibilityOf names who is responsible for an entry: an indicator, "bonus", or one of scoring.OfficeMatters; "" where nobody
// is.
func responsibilityOf(rules *scoring.Rules, p *models.Proposal) string {
	switch p.Kind {
	case models.EntryVotes:
		return p.Indicator
	case models.EntryBonus:
		return models.EntryBonus
	case models.EntryRuling:
		return scoring.MatterRulings
	case models.EntryAttribute, models.EntryTerm:
		return scoring.MatterRoster
	case models.EntryRuleFile:
		return scoring.MatterRules
	case models.EntryBoard:
		return scoring.MatterBoards
	case models.EntryDeduction:
		for i := range rules.Clauses {
			if rules.Clauses[i].ID == p.Clause {
				return rules.Clauses[i].Indicator
			}
		}
	case models.EntryCaseFile:
		return byFormula(rules, scoring.FormulaCaseFiles)
	case models.EntryRating:
		return byFormula(rules, scoring.FormulaRatings)
	}
	return ""
}

func byFormula(rules *scoring.Rules, formula scoring.Formula) string {
	for i := range rules.Indicators {
		if rules.Indicators[i].Formula == formula {
			return rules.Indicators[i].ID
		}
	}
	return ""
}

// duty is who moves an entry.
type duty struct {
	proposers []models.Role
	confirmer models.Role
	examiner  models.Role // of applications; "": nobody
}

func dutyOf(rules *scoring.Rules, p *models.Proposal) (duty, bool) {
	at := slices.IndexFunc(rules.Responsibilities, func(r scoring.Responsibility) bool { return r.For == p.Responsibility })
	if at < 0 && slices.Contains(scoring.OfficeMatters(), p.Responsibility) { // of which a rule file may be silent
		return duty{proposers: []models.Role{models.RoleReviewOffice}, confirmer: models.RoleReviewOffice}, true
	}
	if at < 0 {
		return duty{}, false
	}
	r := rules.Responsibilities[at]
	d := duty{confirmer: models.Role(r.ConfirmedBy)}
	for _, role := range r.ProposedBy {
		d.proposers = append(d.proposers, roleOf(role))
	}
	if slices.Contains(r.ProposedBy, "section_manager") { // what the section applies for, the other proposer examines
		d.examiner = d.proposers[len(d.proposers)-1]
	}
	if p.Kind == models.EntryDeduction && slices.Contains(d.proposers, RoleVote) { // P7.4c: the vote proposes no deductions
		d.proposers = []models.Role{d.confirmer}
	}
	return d, true
}

// roleOf maps the rule file's word to an account's role: a section's manager is its unit's.
func roleOf(word string) models.Role {
	if word == "section_manager" {
		return models.RoleUnitManager
	}
	return models.Role(word)
}

// mayPropose holds who enters what, and that units and the centre speak for themselves only.
func mayPropose(actor models.Actor, s *scene, p *models.Proposal) error {
	d, ok := dutyOf(s.state.Rules, p)
	if !ok {
		return nil // the engine names what is wrong with it
	}
	if !slices.Contains(d.proposers, actor.Role) {
		return models.NewError(models.CodeNotYourIndicator, fmt.Sprintf("这一项不由您的单位提出(%s),没有保存。", labelOf(s.state.Rules, p.Responsibility)))
	}
	if actor.Role == models.RoleUnitManager && p.ConcernedUnit != actor.UnitNo {
		return models.NewError(models.CodeNotYourIndicator, "只能为本单位的科室提出,没有保存,请核对科室序号。")
	}
	if p.Kind == models.EntryRating && (p.Rater == scoring.RaterCentre) != (actor.Role == models.RoleServiceCentre) {
		return models.NewError(models.CodeNotYourIndicator, "主管单位只填 unit 的评分,政务服务中心只填 centre 的评分,没有保存。")
	}
	return nil
}

func labelOf(rules *scoring.Rules, responsibility string) string {
	for i := range rules.Indicators {
		if rules.Indicators[i].ID == responsibility {
			return rules.Indicators[i].Label
		}
	}
	switch responsibility {
	case models.EntryBonus:
		return "加分项"
	case scoring.MatterRulings:
		return "裁定"
	case scoring.MatterRoster:
		return "科室名单和属性"
	case scoring.MatterRules:
		return "采用规则文件"
	case scoring.MatterBoards:
		return "公布"
	}
	return responsibility
}

// sees tells whether a proposal is the actor's to see: sections and units their own, offices and auditors all.
func sees(actor models.Actor, p *models.Proposal) bool {
	switch actor.Role {
	case models.RoleLiaison:
		return p.SectionNo == actor.SectionNo || p.SectionNo == 0 && p.UnitNo != 0 && p.UnitNo == actor.UnitNo
	case models.RoleUnitManager:
		return p.ConcernedUnit == actor.UnitNo
	default:
		return true
	}
}
