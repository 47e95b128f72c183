package scoring

import (
	"slices"
	"strings"
)

// posting is an entry resolved against rules and roster: where it goes and what it is worth.
type posting struct {
	worth
	rows    []int32 // positions of the sections it falls on
	single  [1]int32
	ballots int // 1 where it brings votes of the vote stage
}

// Check tells whether an entry other than a reversal may be posted: the codes and their order are those of
// score-cases, "Errors". It returns nil for a valid entry and an *Error otherwise.
func (r *Rules) Check(roster *Roster, e *Entry) error {
	var p posting
	if err := r.resolve(roster, e, &p); err != nil {
		return err
	}
	return nil
}

// resolve checks an entry and says where it goes and what it is worth.
func (r *Rules) resolve(roster *Roster, e *Entry, p *posting) *Error {
	if !r.knowsKind(e.Kind) {
		return refuse(e.ID, CodeUnknownKind, "没有“%s”这一种分录", e.Kind)
	}
	p.worth, p.ballots = worth{}, 0
	if err := resolveTarget(roster, e, p); err != nil {
		return err
	}
	switch e.Kind {
	case KindVotes:
		return r.resolveVotes(e, p)
	case KindDeduction:
		return r.resolveDeduction(e, p)
	case KindBonus:
		return r.resolveBonus(e, p)
	case KindCaseFile:
		return r.resolveCaseFile(e, p)
	default:
		return r.resolveRating(roster, e, p)
	}
}

// knowsKind tells whether the rule file has a use for entries of a kind.
func (r *Rules) knowsKind(kind string) bool {
	switch kind {
	case KindVotes, KindDeduction, KindBonus:
		return true
	case KindCaseFile:
		return r.index.caseFiles >= 0
	case KindRating:
		return r.index.ratings >= 0
	}
	return false
}

func resolveTarget(roster *Roster, e *Entry, p *posting) *Error {
	if e.OnUnit {
		if p.rows = roster.units[e.Unit]; len(p.rows) == 0 {
			return refuse(e.ID, CodeUnknownSection, "单位 %d 没有参评科室", e.Unit)
		}
	} else if at, ok := roster.find(e.Section); ok {
		p.single[0] = at
		p.rows = p.single[:]
	} else {
		return refuse(e.ID, CodeUnknownSection, "没有编号为 %d 的参评科室", e.Section)
	}
	if e.Kind == KindDeduction {
		return nil
	}
	if e.OnUnit {
		return refuse(e.ID, CodeUnitNotAllowed, "只有扣分可以落在整个单位上,这一笔要写明科室")
	}
	if e.HasCount {
		return refuse(e.ID, CodeBadCount, "只有扣分有次数,这一笔不能写 count")
	}
	return nil
}

func (r *Rules) resolveVotes(e *Entry, p *posting) *Error {
	i, ok := r.index.indicators[e.Indicator]
	if !ok || r.index.layout.voteSlot[i] < 0 {
		return refuse(e.ID, CodeUnknownIndicator, "“%s”不是按票计分的指标", e.Indicator)
	}
	if e.Satisfied < 0 || e.Basic < 0 || e.Dissatisfied < 0 {
		return refuse(e.ID, CodeNegativeVotes, "票数不能是负数")
	}
	p.slot = r.index.layout.voteSlot[i] + votesPerCount*r.Indicators[i].part(e.On)
	p.adds = addends{e.Satisfied, e.Basic, e.Dissatisfied}
	if i == r.index.vote && e.hasVotes() {
		p.ballots = 1
	}
	return nil
}

func (r *Rules) resolveDeduction(e *Entry, p *posting) *Error {
	c, tariff, err := r.clauseOf(e)
	if err != nil {
		return err
	}
	ind := &r.Indicators[c.indicator]
	if e.OnUnit && !ind.WholeUnit {
		return refuse(e.ID, CodeUnitNotAllowed, "条款 %s 不能扣在整个单位上,要写明科室", c.ID)
	}
	points, err := pointsOf(e, c, tariff)
	if err != nil {
		return err
	}
	if e.HasCount && e.Count < 1 {
		return refuse(e.ID, CodeBadCount, "次数(count)应当是不小于 1 的整数")
	}
	if len(e.Modifiers) > 0 {
		factor, err := r.factorOf(e, c)
		if err != nil {
			return err
		}
		points = points.Mul(factor)
	}
	if e.HasCount && e.Count != 1 {
		points = points.Mul(Whole(e.Count))
	}
	p.slot = r.index.layout.pools[c.pool].slot
	if ind.parts() > 1 {
		p.slot += ind.part(e.On)
	}
	p.weigh(points)
	return r.checkPeriod(e, c)
}

func (r *Rules) resolveBonus(e *Entry, p *posting) *Error {
	c, tariff, err := r.clauseOf(e)
	if err != nil {
		return err
	}
	if p.points, err = pointsOf(e, c, tariff); err != nil {
		return err
	}
	if len(e.Modifiers) > 0 {
		return refuse(e.ID, CodeBadModifier, "加分条款 %s 没有加倍或减半的情节", c.ID)
	}
	p.kind, p.slot, p.clause, p.entry, p.matter = asMerit, c.group, c, e.ID, e.Matter
	return r.checkPeriod(e, c)
}

// clauseOf finds the entry's clause and its tariff on the entry's day.
func (r *Rules) clauseOf(e *Entry) (*Clause, Tariff, *Error) {
	c := r.index.clauses[e.Clause]
	if c == nil || c.caseFile || (c.indicator < 0) != (e.Kind == KindBonus) {
		return nil, Tariff{}, refuse(e.ID, CodeUnknownClause, "“%s”不是可以这样记的条款", e.Clause)
	}
	line, ok := c.Lines.On(r.InForce.clamp(e.On))
	if !ok {
		return nil, Tariff{}, refuse(e.ID, CodeUnknownClause, "条款 %s 在 %s 不生效", c.ID, e.On)
	}
	return c, line.Value, nil
}

// pointsOf returns the points for one count: those given, which must lie in the clause's range, or the fixed ones.
func pointsOf(e *Entry, c *Clause, t Tariff) (Exact, *Error) {
	if !e.HasPoints {
		if !t.Fixed() {
			return Exact{}, refuse(e.ID, CodePointsRequired, "条款 %s 要在 %s 到 %s 分之间写明分值", c.ID, t.Min, t.Max)
		}
		return t.Min, nil
	}
	if e.Points.Cmp(t.Min) < 0 || e.Points.Cmp(t.Max) > 0 {
		if t.Fixed() {
			return Exact{}, refuse(e.ID, CodePointsOutOfRange, "条款 %s 的分值是 %s,不是 %s", c.ID, t.Min, e.Points)
		}
		return Exact{}, refuse(e.ID, CodePointsOutOfRange, "条款 %s 的分值在 %s 到 %s 之间,%s 不在其内", c.ID, t.Min, t.Max, e.Points)
	}
	return e.Points, nil
}

// factorOf multiplies the entry's modifiers; each must be one of the clause's, once, and compatible with the others.
func (r *Rules) factorOf(e *Entry, c *Clause) (Exact, *Error) {
	factor := Whole(1)
	day := r.InForce.clamp(e.On)
	for i, name := range e.Modifiers {
		if !slices.Contains(c.Modifiers, name) {
			return factor, refuse(e.ID, CodeBadModifier, "条款 %s 没有“%s”这种情节;可用的有:%s", c.ID, name, strings.Join(c.Modifiers, "、"))
		}
		m := &r.Modifiers[r.index.modifiers[name]]
		for _, earlier := range e.Modifiers[:i] {
			if earlier == name || r.exclude(m, earlier) {
				return factor, refuse(e.ID, CodeBadModifier, "情节“%s”与“%s”不能同时用", earlier, name)
			}
		}
		line, ok := m.Factor.On(day)
		if !ok {
			return factor, refuse(e.ID, CodeBadModifier, "情节“%s”在 %s 不生效", name, e.On)
		}
		factor = factor.Mul(line.Value)
	}
	return factor, nil
}

// exclude tells whether two modifiers shut one another out; it is enough that one of them says so.
func (r *Rules) exclude(m *Modifier, other string) bool {
	o := &r.Modifiers[r.index.modifiers[other]]
	return slices.Contains(m.Excludes, other) || slices.Contains(o.Excludes, m.ID)
}

func (r *Rules) checkPeriod(e *Entry, c *Clause) *Error {
	if c.period < 0 {
		return nil
	}
	period := r.Periods[c.period].Lines.at(r.InForce.clamp(e.On))
	if !period.Contains(e.On) {
		return refuse(e.ID, CodeOutsidePeriod, "条款 %s 只认 %s 的事,%s 不在其内", c.ID, period, e.On)
	}
	return nil
}

func (r *Rules) resolveCaseFile(e *Entry, p *posting) *Error {
	ind := &r.Indicators[r.index.caseFiles]
	day := r.InForce.clamp(e.On)
	full := ind.Parameters["full_mark"].at(day)
	if e.Mark.Sign() < 0 || e.Mark.Cmp(full) > 0 {
		return refuse(e.ID, CodeMarkOutOfRange, "案卷得分在 0 到 %s 之间,%s 不在其内", full, e.Mark)
	}
	p.slot = r.index.layout.fileSlot
	p.adds[1] = 1
	p.weigh(filePoints(ind, e, day))
	return nil
}

// filePoints is what one case file is worth (A5.23): its part by its mark, or the share of a failing file.
func filePoints(ind *Indicator, e *Entry, day Day) Exact {
	part := ind.Parameters["part"].at(day)
	if e.failing(ind, day) {
		return part.Mul(ind.Parameters["failed_share"].at(day))
	}
	return part.Mul(e.Mark).Quo(ind.Parameters["full_mark"].at(day))
}

func (e *Entry) failing(ind *Indicator, day Day) bool {
	return e.Failed || e.Mark.Cmp(ind.Parameters["pass_mark"].at(day)) < 0
}

func (r *Rules) resolveRating(roster *Roster, e *Entry, p *posting) *Error {
	ind := &r.Indicators[r.index.ratings]
	day := r.InForce.clamp(e.On)
	low, high, step := ind.Parameters["lowest"].at(day), ind.Parameters["highest"].at(day), ind.Parameters["step"].at(day)
	p.slot = slices.Index(raters[:], e.Rater)
	if p.slot < 0 {
		return refuse(e.ID, CodeBadRating, "评分人只能是 unit(主管单位)或 centre(政务服务中心)")
	}
	if e.Points.Cmp(low) < 0 || e.Points.Cmp(high) > 0 || !e.Points.Sub(low).IsMultipleOf(step) {
		return refuse(e.ID, CodeBadRating, "评分在 %s 到 %s 之间,每 %s 分一级,%s 不符", low, high, step, e.Points)
	}
	if e.Rater == RaterCentre && !roster.sections[p.rows[0]].Stationed {
		return refuse(e.ID, CodeNotStationed, "科室 %d 没有进驻政务服务中心,中心不能给它评分", e.Section)
	}
	p.kind, p.points, p.entry = asRating, e.Points, e.ID
	return nil
}

// raters in the order in which a section's ratings are kept.
var raters = [...]string{RaterUnit, RaterCentre}

// Charge returns what a deduction costs or a bonus gives by itself, before any cap: points, modifiers and count.
func (r *Rules) Charge(e *Entry) (Exact, error) {
	c, tariff, err := r.clauseOf(e)
	if err != nil {
		return Exact{}, err
	}
	amount, err := pointsOf(e, c, tariff)
	if err != nil {
		return Exact{}, err
	}
	factor, err := r.factorOf(e, c)
	if err != nil {
		return Exact{}, err
	}
	if e.HasCount {
		factor = factor.Mul(Whole(e.Count))
	}
	return amount.Mul(factor), nil
}
