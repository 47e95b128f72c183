package proposals

import (
	"fmt"

	"wanping/internal/ledger"
	"wanping/models"
	"wanping/scoring"
)

// noticeLimit bounds the notices that tell of one batch one by one; a larger batch is told of as a whole.
const noticeLimit = 20

// describe tells what a proposal is about, without anything personal.
func describe(p *models.Proposal) string {
	whom := fmt.Sprintf("科室%d", p.SectionNo)
	if p.SectionNo == 0 {
		whom = fmt.Sprintf("单位%d所有参评科室", p.UnitNo)
	}
	switch p.Kind {
	case models.EntryVotes:
		return fmt.Sprintf("%s %s的票(满意%d、基本满意%d、不满意%d)", whom, p.Indicator, p.Satisfied, p.Basic, p.Dissatisfied)
	case models.EntryDeduction:
		return fmt.Sprintf("%s按%s扣分%s", whom, p.Clause, amountText(p.Points))
	case models.EntryBonus:
		return fmt.Sprintf("%s按%s加分%s", whom, p.Clause, amountText(p.Points))
	case models.EntryCaseFile:
		return fmt.Sprintf("%s的案卷得分%s", whom, amountText(p.Mark))
	case models.EntryRating:
		return fmt.Sprintf("%s的管理单位评分", whom)
	case models.EntryReversal:
		return fmt.Sprintf("冲正第%d号分录", *p.Reverses)
	case models.EntryAttribute:
		return fmt.Sprintf("%s自%s起属性 %s=%s ", whom, p.OnDay, p.Subject, p.Detail)
	case models.EntryTerm:
		return describeTerm(whom, p)
	case models.EntryRuleFile:
		return fmt.Sprintf("自%s起采用规则文件(%s)", p.OnDay, p.Subject)
	case models.EntryBoard:
		return fmt.Sprintf("公布榜 %s ", p.Subject)
	default:
		return fmt.Sprintf("裁定(%s)", p.Subject)
	}
}

func describeTerm(whom string, p *models.Proposal) string {
	switch {
	case p.Subject == models.TermBegins:
		return fmt.Sprintf("%s自%s起属单位%d、名称为“%s”", whom, p.OnDay, p.UnitNo, p.Detail)
	case p.Detail != "":
		return fmt.Sprintf("%s自%s起并入科室%s", whom, p.OnDay, p.Detail)
	default:
		return fmt.Sprintf("%s自%s起撤销", whom, p.OnDay)
	}
}

func amountText(n *int64) string {
	if n == nil {
		return ""
	}
	return " " + scoring.Points(*n).String()
}

// proposedNotices go to who is to act next; of a deduction that a section may object to, to section and unit as well.
func proposedNotices(s *scene, rows []models.Proposal) []models.Message {
	d, _ := dutyOf(s.state.Rules, &rows[0])
	next := d.confirmer
	if d.examiner != "" && rows[0].State == models.ProposalProposed {
		next = d.examiner
	}
	out := []models.Message{message(&rows[0], "proposed", batchText(rows)+",请处理。", models.Message{ToRole: next})}
	for i := range rows {
		if objectionable(s, &rows[i]) == nil {
			body := describe(&rows[i]) + fmt.Sprintf("待确认。与本科室无关的,请在确认前提出;单位应在提出后%d天内确定科室。", s.plan.ObjectionDays)
			out = append(out, concerned(&rows[i], "proposed", body)...)
		}
	}
	return out
}

func batchText(rows []models.Proposal) string {
	if len(rows) == 1 {
		return describe(&rows[0]) + "待处理"
	}
	return fmt.Sprintf("第%d批共%d笔待处理", rows[0].BatchID, len(rows))
}

func message(p *models.Proposal, topic, body string, to models.Message) models.Message {
	to.Topic, to.Subject, to.Body = topic, Subject(p.ID), body
	return to
}

// concerned addresses the section and its unit's manager.
func concerned(p *models.Proposal, topic, body string) []models.Message {
	out := []models.Message{message(p, topic, body, models.Message{ToUnit: p.ConcernedUnit})}
	if p.SectionNo != 0 {
		out = append(out, message(p, topic, body, models.Message{ToSection: p.SectionNo}))
	}
	if p.Kind == models.EntryTerm && p.UnitNo != 0 && p.UnitNo != p.ConcernedUnit { // the unit that it comes to
		out = append(out, message(p, topic, body, models.Message{ToUnit: p.UnitNo}))
	}
	return out
}

// postedNotices tell those concerned, the office that proposed, and whom the year's plan names beside them.
func postedNotices(s *scene, list []models.Proposal) []models.Message {
	var out []models.Message
	for i := range list {
		p := &list[i]
		if p.ConcernedUnit == 0 {
			continue
		}
		body := describe(p) + "已入账。"
		if p.Kind != models.EntryRuling && ledger.Reversible(p.Kind) {
			body += fmt.Sprintf("对此有异议的,单位可在%d天内申诉。", s.plan.AppealDays)
		}
		out = append(out, concerned(p, "posted", body)...)
	}
	first := &list[0]
	d, _ := dutyOf(s.state.Rules, first)
	tell := append([]models.Role(nil), s.plan.AlsoTell[first.Responsibility]...)
	for _, role := range d.proposers {
		if role != models.RoleUnitManager && role != RoleVote {
			tell = append(tell, role)
		}
	}
	for _, role := range tell {
		for i := range list[:min(len(list), noticeLimit)] {
			out = append(out, message(&list[i], "posted", describe(&list[i])+"已入账。", models.Message{ToRole: role}))
		}
	}
	return out
}

// decidedNotices tell of what was examined, declined or withdrawn.
func decidedNotices(list []models.Proposal, to string) []models.Message {
	words := map[string]string{
		models.ProposalExamined: "已审核,待确认。", models.ProposalDeclined: "未被采纳,理由见办理记录。", models.ProposalWithdrawn: "已由提出人撤回。",
	}
	var out []models.Message
	for i := range list {
		if list[i].ConcernedUnit != 0 {
			out = append(out, message(&list[i], to, describe(&list[i])+words[to], models.Message{ToUnit: list[i].ConcernedUnit}))
		}
		out = append(out, message(&list[i], to, describe(&list[i])+words[to], models.Message{ToRole: models.RoleReviewOffice}))
	}
	return out
}

func settledNotices(p *models.Proposal, state string) []models.Message {
	body := describe(p) + "(由单位确定)待确认。"
	if state == models.ObjectionLapsed {
		body = describe(p) + "(单位未在期限内确定科室,附件5注1)待确认。"
	}
	return append(concerned(p, "objection", body), message(p, "objection", body, models.Message{ToRole: models.RoleReviewOffice}))
}

// appealNotices tell the offices that an appeal waits for an account that had no part in the entry.
func appealNotices(s *scene, p *models.Proposal) []models.Message {
	d, _ := dutyOf(s.state.Rules, p)
	out := []models.Message{message(p, "appeal", describe(p)+"有申诉,请由没有经手的账号裁决。", models.Message{ToRole: d.confirmer})}
	if d.confirmer != models.RoleReviewOffice {
		out = append(out, message(p, "appeal", describe(p)+"有申诉。", models.Message{ToRole: models.RoleReviewOffice}))
	}
	return out
}

func appealDecidedNotices(p *models.Proposal, state string) []models.Message {
	body := describe(p) + "的申诉未被支持,理由见办理记录。"
	if state == models.AppealUpheld {
		body = describe(p) + "的申诉成立,已冲正。"
	}
	return append(concerned(p, "appeal", body), message(p, "appeal", body, models.Message{ToRole: models.RoleReviewOffice}))
}
