package proposals

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/models"
	"wanping/scoring"
)

// Line is an entry as it is handed in: the fields of score-cases, with what proves it. Decimals are strings.
type Line struct {
	Kind         string     `json:"kind"`
	Subject      string     `json:"subject,omitempty"` // of a ruling
	Section      int        `json:"section,omitempty"`
	Unit         int        `json:"unit,omitempty"` // instead of Section: a deduction on the whole unit
	Indicator    string     `json:"indicator,omitempty"`
	Satisfied    int64      `json:"satisfied,omitempty"`
	Basic        int64      `json:"basic,omitempty"`
	Dissatisfied int64      `json:"dissatisfied,omitempty"`
	Clause       string     `json:"clause,omitempty"`
	Points       string     `json:"points,omitempty"`
	Count        *int64     `json:"count,omitempty"`
	Modifiers    []string   `json:"modifiers,omitempty"`
	Mark         string     `json:"mark,omitempty"`
	Failed       bool       `json:"failed,omitempty"`
	Rater        string     `json:"rater,omitempty"`
	Matter       string     `json:"matter,omitempty"`
	Reverses     int64      `json:"reverses,omitempty"` // seq of the entry that a correction takes back
	On           models.Day `json:"on"`
	Evidence     string     `json:"evidence,omitempty"` // the document's number
	Issuer       string     `json:"issuer,omitempty"`   // who issued it
	Detail       string     `json:"detail,omitempty"`   // of a ruling, JSON
	Reason       string     `json:"reason"`
}

// proposal is the line as it is kept. Errors are refusals of a field.
func (l *Line) proposal(s *scene) (models.Proposal, error) {
	p := models.Proposal{
		State: models.ProposalProposed, Year: s.state.Year, Kind: l.Kind, Subject: l.Subject,
		SectionNo: l.Section, UnitNo: l.Unit, Indicator: indicatorOf(s, l.Indicator), Clause: l.Clause, Count: l.Count,
		Modifiers: strings.Join(modifiersOf(s, l.Modifiers), ","), Failed: l.Failed, Satisfied: l.Satisfied, Basic: l.Basic, Dissatisfied: l.Dissatisfied,
		Rater: raterOf(l.Rater), Matter: strings.TrimSpace(l.Matter), OnDay: l.On,
		Evidence: strings.TrimSpace(l.Evidence), Issuer: strings.TrimSpace(l.Issuer), Detail: l.Detail,
	}
	if l.Reverses != 0 {
		p.Reverses = &l.Reverses
	}
	var err error
	if p.Points, err = amount("points", l.Points); err != nil {
		return p, err
	}
	if p.Mark, err = amount("mark", l.Mark); err != nil {
		return p, err
	}
	like := &p // whose entry it is decides who is responsible
	if target, ok := s.targets[l.Reverses]; ok {
		p.SectionNo, p.UnitNo = target.SectionNo, target.UnitNo
		like = &models.Proposal{Kind: target.Kind, Indicator: target.Indicator, Clause: target.Clause}
	}
	p.ConcernedUnit = p.UnitNo
	if unit, ok := s.unitOf(p.SectionNo); ok {
		p.ConcernedUnit = unit
	}
	p.Responsibility = responsibilityOf(s.state.Rules, like)
	return p, nil
}

// indicatorOf finds an indicator by its label too, as people write it in a table.
func indicatorOf(s *scene, text string) string {
	for i := range s.state.Rules.Indicators {
		if s.state.Rules.Indicators[i].Label == text {
			return s.state.Rules.Indicators[i].ID
		}
	}
	return text
}

// modifiersOf finds modifiers by their labels too.
func modifiersOf(s *scene, texts []string) []string {
	out := slices.Clone(texts)
	for i := range out {
		for k := range s.state.Rules.Modifiers {
			if m := &s.state.Rules.Modifiers[k]; m.Label == out[i] {
				out[i] = m.ID
			}
		}
	}
	return out
}

// raterOf finds a rater by the words of the policy too.
func raterOf(text string) string {
	switch text {
	case "主管单位", "单位":
		return scoring.RaterUnit
	case "政务服务中心", "中心":
		return scoring.RaterCentre
	}
	return text
}

// unitOf is the unit of a section that takes part.
func (s *scene) unitOf(section int) (int, bool) {
	sections := s.state.Roster.Sections()
	at := slices.IndexFunc(sections, func(x scoring.Section) bool { return x.No == int64(section) })
	if at < 0 {
		return 0, false
	}
	return int(sections[at].Unit), true
}

// amount reads a decimal of at most four places into 1/10,000; "" is none.
func amount(field, text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	exact, err := scoring.ParseDecimal(text)
	if err != nil {
		return nil, refuse(models.CodeInvalid, field, "“"+text+"”不是小数,请填写如 1.5 的数字。")
	}
	value := exact.Round(scoring.Places)
	if value.Exact().Cmp(exact) != 0 {
		return nil, refuse(models.CodeInvalid, field, "至多填写四位小数。")
	}
	kept := int64(value)
	return &kept, nil
}

// check holds everything that is known at the door, in the order in which people can mend it.
func (p *Proposals) check(ctx context.Context, actor models.Actor, s *scene, l *Line, row *models.Proposal) error {
	if l.On.IsZero() {
		return refuse(models.CodeRequired, "on", "请填写事项发生的日期。")
	}
	if err := l.checkTexts(); err != nil {
		return err
	}
	if p.kinds[l.Kind] == nil {
		return l.check(actor, s, row)
	}
	if err := checkText("reason", l.Reason); err != nil {
		return err
	}
	return p.checkKind(ctx, actor, s, row)
}

// texts are a line's texts with how long they may be.
func (l *Line) texts() []lineText {
	return []lineText{
		{"subject", l.Subject, 60}, {"indicator", l.Indicator, 60}, {"clause", l.Clause, 60}, {"matter", l.Matter, 250},
		{"evidence", l.Evidence, 250}, {"issuer", l.Issuer, 200}, {"detail", l.Detail, 60_000}, {"modifiers", strings.Join(l.Modifiers, ","), 250},
	}
}

type lineText struct {
	name, text string
	limit      int // characters
}

func (l *Line) checkTexts() error {
	for _, t := range l.texts() {
		if utf8.RuneCountInString(t.text) > t.limit {
			return refuse(models.CodeInvalid, t.name, fmt.Sprintf("文字太长,至多%d个字。", t.limit))
		}
		if strings.ContainsFunc(t.text, unicode.IsControl) {
			return refuse(models.CodeInvalid, t.name, "含有换行等控制字符,请去掉。")
		}
	}
	return nil
}

func (l *Line) check(actor models.Actor, s *scene, p *models.Proposal) error {
	if l.On.After(s.today) {
		return refuse(models.CodeFutureDate, "on", "日期在今天之后,请核对。")
	}
	if l.Section != 0 && l.Unit != 0 {
		return refuse(models.CodeInvalid, "unit", "科室和单位只能填一个。")
	}
	if err := checkText("reason", l.Reason); err != nil {
		return err
	}
	if l.Kind == models.EntryRuling {
		return checkRuling(actor, s, p)
	}
	if l.Kind == models.EntryReversal {
		return checkReversal(actor, s, p)
	}
	if err := checkEntry(s, p); err != nil {
		return err
	}
	if err := mayPropose(actor, s, p); err != nil {
		return err
	}
	if err := l.checkDocuments(p); err != nil {
		return err
	}
	return s.plan.Check(p.Responsibility, p.OnDay, s.today, s.state.Rulings.Reopened)
}

// checkEntry is the engine's own check, and what follows from the state: who is in the vote, which clauses stand together.
func checkEntry(s *scene, p *models.Proposal) error {
	entry := facts.ToScoring(entryOf(p))
	entry.ID = "" // it has none yet
	if err := s.state.Rules.Check(s.state.Roster, &entry); err != nil {
		return facts.Refusal(err)
	}
	if p.Kind == models.EntryVotes && isVote(s.state.Rules, p.Indicator) {
		return checkBallots(s, p)
	}
	if p.Kind == models.EntryDeduction {
		return checkTogether(s, &entry)
	}
	return nil
}

func isVote(rules *scoring.Rules, indicator string) bool {
	return slices.ContainsFunc(rules.Indicators, func(i scoring.Indicator) bool { return i.ID == indicator && i.Stage == scoring.StageVote })
}

func checkBallots(s *scene, p *models.Proposal) error {
	board, err := s.state.Board()
	if err != nil {
		return err
	}
	for i, section := range board.Sections {
		if section.No != int64(p.SectionNo) {
			continue
		}
		if s.state.Roster.Sections()[i].Exempt {
			return models.NewError(models.CodeExemptSection, "免评科室不参加网络评价,不能有票,没有保存。")
		}
		if section.Candidate == "" {
			return models.NewError(models.Code(scoring.CodeNotACandidate), "这个科室不在网络评价的名单里,不能有票,没有保存。")
		}
	}
	return nil
}

// checkTogether refuses a clause beside one that it replaces or shuts out, for the same act: same section, day and document.
func checkTogether(s *scene, e *scoring.Entry) error {
	for _, other := range s.state.Standing() {
		if other.Kind == e.Kind && other.Section == e.Section && other.Unit == e.Unit && other.On == e.On &&
			other.Clause != e.Clause && apart(s.state.Rules, e.Clause, other.Clause) {
			return models.NewError(models.CodeClauseConflict,
				"同一行为已按"+other.Clause+"入账(第"+other.ID+"号),与"+e.Clause+"不能并存;请先冲正,再按应当适用的条款提出。")
		}
	}
	return nil
}

func apart(rules *scoring.Rules, a, b string) bool {
	return slices.ContainsFunc(rules.Clauses, func(c scoring.Clause) bool {
		return c.ID == a && (slices.Contains(c.Excludes, b) || slices.Contains(c.Replaces, b)) ||
			c.ID == b && (slices.Contains(c.Excludes, a) || slices.Contains(c.Replaces, a))
	})
}

// checkDocuments holds what must be shown: an application's document and issuer, the ruling behind P7.4.
func (l *Line) checkDocuments(p *models.Proposal) error {
	switch {
	case p.Kind == models.EntryBonus && p.Evidence == "":
		return refuse(models.CodeRequired, "evidence", "申请加分请填写文件的文号。")
	case p.Kind == models.EntryBonus && p.Issuer == "":
		return refuse(models.CodeRequired, "issuer", "申请加分请填写发文机关。")
	case p.Kind == models.EntryBonus && p.Matter == "":
		return refuse(models.CodeRequired, "matter", "申请加分请写明是哪一件事(同一件事只计最高一级)。")
	case strings.HasPrefix(p.Clause, "P7.4") && p.Evidence == "":
		return refuse(models.CodeRequired, "evidence", "这一条款没有写明分值,请填写作出裁定的文号。")
	}
	return nil
}

// checkReversal lets whoever proposes an indicator's entries propose to take one back.
func checkReversal(actor models.Actor, s *scene, p *models.Proposal) error {
	if p.Reverses == nil {
		return refuse(models.CodeRequired, "reverses", "请填写要冲正的分录号。")
	}
	target, ok := s.targets[*p.Reverses]
	if !ok || !ledger.Reversible(target.Kind) || p.Responsibility == "" {
		return models.NewError(models.CodeUnknownEntry, "没有可以冲正的这一号分录;冲正本身不能再冲正,请核对编号。")
	}
	if target.Kind == models.EntryRating {
		return models.NewError(models.CodeSetOnly, "评分要整套替换,不能单独冲正;请重新提交整套评分。")
	}
	if s.reversed[*p.Reverses] {
		return models.NewError(models.CodeAlreadyReversed, "这一号分录已经冲正过了,不能重复冲正。")
	}
	return mayPropose(actor, s, p)
}

// entryOf is what a proposal will be in the ledger.
func entryOf(p *models.Proposal) *models.LedgerEntry {
	return &models.LedgerEntry{
		Year: p.Year, Kind: p.Kind, Subject: p.Subject, SectionNo: p.SectionNo, UnitNo: p.UnitNo, Indicator: p.Indicator,
		Clause: p.Clause, Points: p.Points, Count: p.Count, Modifiers: p.Modifiers, Mark: p.Mark, Failed: p.Failed,
		Satisfied: p.Satisfied, Basic: p.Basic, Dissatisfied: p.Dissatisfied, Rater: p.Rater, Matter: p.Matter,
		Reverses: p.Reverses, OnDay: p.OnDay, Evidence: evidenceOf(p), Detail: p.Detail,
	}
}

// evidenceOf names the document, with who issued it where that is told.
func evidenceOf(p *models.Proposal) string {
	if p.Issuer == "" {
		return p.Evidence
	}
	return p.Evidence + "(" + p.Issuer + ")"
}
