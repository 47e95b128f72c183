package proposals

import (
	"fmt"
	"strconv"
	"time"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/models"
	"wanping/scoring"
)

// noticeLimit bounds the notices that tell of one batch one by one; a larger batch is told of as a whole.
const noticeLimit = 20

// notices words what proposals and their moves mean for people, who know sections by their names.
type notices struct {
	sections map[int]string
	units    map[int]string
}

// noticesOf reads what sections and units are called today.
func noticesOf(tx *models.Tx) (notices, error) {
	n := notices{sections: map[int]string{}, units: map[int]string{}}
	today := models.DayOf(tx.Now(), clock.Shanghai)
	units, err := tx.UnitsOn(today)
	if err != nil {
		return n, err
	}
	for _, unit := range units {
		n.units[unit.UnitNo] = unit.Name
	}
	sections, err := tx.SectionsOn(today, models.SectionFilter{})
	for _, section := range sections {
		n.sections[section.SectionNo] = section.Name
	}
	return n, err
}

// section is what a section is called, by its number where its term has ended.
func (n notices) section(no int) string {
	if name := n.sections[no]; name != "" {
		return name
	}
	return fmt.Sprintf("科室%d", no)
}

func (n notices) unit(no int) string {
	if name := n.units[no]; name != "" {
		return name
	}
	return fmt.Sprintf("单位%d", no)
}

// whom tells on whom a proposal falls, to those who know the unit.
func (n notices) whom(p *models.Proposal) string {
	if p.SectionNo == 0 {
		return n.unit(p.UnitNo) + "所有参评科室"
	}
	return n.section(p.SectionNo)
}

// fully is whom with the unit: offices see the same names in many units.
func (n notices) fully(p *models.Proposal) string {
	if p.SectionNo == 0 || p.ConcernedUnit == 0 {
		return n.whom(p)
	}
	return n.unit(p.ConcernedUnit) + n.section(p.SectionNo)
}

// describe tells what a proposal is about, without anything personal.
func (n notices) describe(p *models.Proposal) string {
	whom := n.fully(p)
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
		return n.describeTerm(whom, p)
	case models.EntryRuleFile:
		return fmt.Sprintf("自%s起采用规则文件(%s)", p.OnDay, p.Subject)
	case models.EntryBoard:
		return fmt.Sprintf("公布榜 %s ", p.Subject)
	default:
		return fmt.Sprintf("裁定(%s)", p.Subject)
	}
}

func (n notices) describeTerm(whom string, p *models.Proposal) string {
	switch {
	case p.Subject == models.TermBegins:
		return fmt.Sprintf("%s自%s起属%s、名称为“%s”", whom, p.OnDay, n.unit(p.UnitNo), p.Detail)
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
	return " " + scoring.Points(*n).Plain() + "分"
}

// values are what the words about a proposal may use.
func (n notices) values(p *models.Proposal, more ...string) map[string]string {
	out := map[string]string{"what": n.describe(p), "section": n.whom(p), "clause": p.Clause, "points": "0"}
	if out["clause"] == "" {
		out["clause"] = "-"
	}
	if p.Points != nil {
		out["points"] = scoring.Points(*p.Points).Plain()
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

// proposed go to who is to act next; of a deduction that a section may object to, to section and unit as well.
func (n notices) proposed(s *scene, rows []models.Proposal) []models.Message {
	d, _ := dutyOf(s.state.Rules, &rows[0])
	next := d.confirmer
	if d.examiner != "" && rows[0].State == models.ProposalProposed {
		next = d.examiner
	}
	out := []models.Message{message(&rows[0], "proposed", map[string]string{"what": n.batchText(rows)}, models.Message{ToRole: next})}
	for i := range rows {
		if objectionable(s, &rows[i]) == nil {
			by := outbox.Moment(s.today.AddDays(s.plan.ObjectionDays).At(24*time.Hour-time.Minute, clock.Shanghai))
			said := n.values(&rows[i], "days", strconv.Itoa(s.plan.ObjectionDays), "by", by)
			out = append(out, concerned(&rows[i], "deduction_proposed", said)...)
		}
	}
	return out
}

func (n notices) batchText(rows []models.Proposal) string {
	if len(rows) == 1 {
		return n.describe(&rows[0]) + "待处理"
	}
	return fmt.Sprintf("第%d批共%d笔待处理", rows[0].BatchID, len(rows))
}

func message(p *models.Proposal, topic string, said map[string]string, to models.Message) models.Message {
	to.Topic, to.Subject, to.Values = topic, Subject(p.ID), said
	return to
}

// concerned addresses the section and its unit's manager.
func concerned(p *models.Proposal, topic string, said map[string]string) []models.Message {
	out := []models.Message{message(p, topic, said, models.Message{ToUnit: p.ConcernedUnit})}
	if p.SectionNo != 0 {
		out = append(out, message(p, topic, said, models.Message{ToSection: p.SectionNo}))
	}
	if p.Kind == models.EntryTerm && p.UnitNo != 0 && p.UnitNo != p.ConcernedUnit { // the unit that it comes to
		out = append(out, message(p, topic, said, models.Message{ToUnit: p.UnitNo}))
	}
	return out
}

// posted tell those concerned, the office that proposed, and whom the year's plan names beside them.
func (n notices) posted(s *scene, list []models.Proposal, now time.Time) []models.Message {
	var out []models.Message
	for i := range list {
		if list[i].ConcernedUnit != 0 {
			out = append(out, n.concernedByEntry(s, &list[i], now)...)
		}
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
			out = append(out, message(&list[i], "posted", n.values(&list[i]), models.Message{ToRole: role}))
		}
	}
	return out
}

// concernedByEntry tells those whom an entry concerns: of a deduction, until when they may appeal; of a reversal, what was
// taken back.
func (n notices) concernedByEntry(s *scene, p *models.Proposal, now time.Time) []models.Message {
	last := s.today.AddDays(s.plan.AppealDays).At(24*time.Hour-time.Minute, clock.Shanghai)
	switch {
	case p.Kind == models.EntryDeduction:
		return concerned(p, "deduction_posted", n.values(p, "days", strconv.Itoa(s.plan.AppealDays), "by", outbox.Moment(last)))
	case p.Kind == models.EntryReversal:
		topic := "entry_reversed"
		if s.targets[*p.Reverses].Kind == models.EntryDeduction {
			topic = "deduction_reversed"
		}
		return concerned(p, topic, n.values(p, "by", outbox.Moment(now)))
	case p.Kind == models.EntryRuling || !ledger.Reversible(p.Kind):
		return concerned(p, "posted", n.values(p))
	default:
		return concerned(p, "entry_posted", n.values(p, "days", strconv.Itoa(s.plan.AppealDays)))
	}
}

// decided tell of what was examined, declined or withdrawn.
func (n notices) decided(list []models.Proposal, to string) []models.Message {
	topics := map[string]string{models.ProposalExamined: "examined", models.ProposalDeclined: "declined", models.ProposalWithdrawn: "withdrawn"}
	var out []models.Message
	for i := range list {
		if list[i].ConcernedUnit != 0 {
			out = append(out, message(&list[i], topics[to], n.values(&list[i]), models.Message{ToUnit: list[i].ConcernedUnit}))
		}
		out = append(out, message(&list[i], topics[to], n.values(&list[i]), models.Message{ToRole: models.RoleReviewOffice}))
	}
	return out
}

// objection asks the unit which of its sections it is.
func (n notices) objection(one *models.Proposal, due time.Time) models.Message {
	said := n.values(one, "by", outbox.Moment(due))
	return message(one, "objection", said, models.Message{ToUnit: one.ConcernedUnit})
}

func (n notices) settled(p *models.Proposal, state string) []models.Message {
	how := "由单位确定"
	if state == models.ObjectionLapsed {
		how = "单位未在期限内确定科室,附件5注1"
	}
	said := n.values(p, "how", how)
	return append(concerned(p, "objection_settled", said), message(p, "objection_settled", said, models.Message{ToRole: models.RoleReviewOffice}))
}

// appeal tell the offices that an appeal waits for an account that had no part in the entry.
func (n notices) appeal(s *scene, p *models.Proposal) []models.Message {
	d, _ := dutyOf(s.state.Rules, p)
	out := []models.Message{message(p, "appeal", n.values(p), models.Message{ToRole: d.confirmer})}
	if d.confirmer != models.RoleReviewOffice {
		out = append(out, message(p, "appeal", n.values(p), models.Message{ToRole: models.RoleReviewOffice}))
	}
	return out
}

func (n notices) appealDecided(p *models.Proposal, state string, now time.Time) []models.Message {
	outcome := "申诉未被支持,理由见办理记录。"
	if state == models.AppealUpheld {
		outcome = "申诉成立,已冲正。"
	}
	said := n.values(p, "outcome", outcome, "by", outbox.Moment(now))
	return append(concerned(p, "appeal_decided", said), message(p, "appeal_decided", said, models.Message{ToRole: models.RoleReviewOffice}))
}
