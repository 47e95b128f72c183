package scoring

import (
	"fmt"
	"slices"
)

// index finds things of a rule file by identifier, and lays out the tallies.
type index struct {
	indicators, modifiers, decisions, periods, bonusGroups map[string]int

	clauses   map[string]*Clause
	vote      int // position of the one indicator of the vote stage, or -1
	ratings   int // position of the one indicator made of ratings, or -1
	caseFiles int // position of the one indicator with case files, or -1
	layout    layout
}

// link resolves every reference of the file and reports those that lead nowhere.
func (r *reader) link(rules *Rules) {
	r.linkNames(rules)
	r.linkIndicators(rules)
	r.linkModifiers(rules)
	for i := range rules.Clauses {
		r.linkClause(rules, &rules.Clauses[i])
	}
	for i := range rules.Bonus.Clauses {
		r.linkBonusClause(rules, &rules.Bonus.Clauses[i])
	}
	r.linkSelection(rules)
	r.linkOffice(rules)
	rules.index.layout = layOut(rules)
}

// names builds a look-up from identifiers to positions and reports those that stand twice.
func names[T any](r *reader, items []T, id func(*T) (string, int)) map[string]int {
	found := make(map[string]int, len(items))
	for i := range items {
		name, line := id(&items[i])
		if _, twice := found[name]; twice {
			r.fault(line, FaultDuplicateID, name+" 写了两次")
		}
		found[name] = i
	}
	return found
}

func (r *reader) linkNames(rules *Rules) {
	x := &rules.index
	x.periods = names(r, rules.Periods, func(p *NamedPeriod) (string, int) { return p.ID, p.at.line() })
	x.indicators = names(r, rules.Indicators, func(i *Indicator) (string, int) { return i.ID, i.at.line() })
	x.modifiers = names(r, rules.Modifiers, func(m *Modifier) (string, int) { return m.ID, m.at.line() })
	x.bonusGroups = names(r, rules.Bonus.Groups, func(g *BonusGroup) (string, int) { return g.ID, g.at.line() })
	x.decisions = names(r, rules.Decisions, func(d *Decision) (string, int) { return d.Name, d.at.line() })
	names(r, rules.Stages, func(s *Stage) (string, int) { return s.ID, s.at.line() })
	names(r, rules.Consequences, func(c *Consequence) (string, int) { return c.ID, c.at.line() })
	names(r, rules.Wording.Findings, func(f *Finding) (string, int) { return f.Code, f.at.line() })
	x.clauses = map[string]*Clause{}
	for _, list := range [][]Clause{rules.Clauses, rules.Bonus.Clauses} {
		for i := range list {
			if x.clauses[list[i].ID] != nil {
				r.fault(list[i].at.line(), FaultDuplicateID, list[i].ID+" 写了两次")
			}
			x.clauses[list[i].ID] = &list[i]
		}
	}
}

func (r *reader) linkIndicators(rules *Rules) {
	x := &rules.index
	x.vote, x.ratings, x.caseFiles = -1, -1, -1
	for i := range rules.Indicators {
		ind := &rules.Indicators[i]
		names(r, ind.Groups, func(g *Group) (string, int) { return g.ID, g.at.line() })
		names(r, ind.Tiers, func(t *Tier) (string, int) { return t.ID, t.at.line() })
		if ind.Stage == StageVote {
			r.only(&x.vote, i, ind.at.line(), "网络评价阶段的指标")
			if ind.Formula != FormulaVotes {
				r.fault(ind.at.line(), FaultBadValue, "网络评价阶段的指标只能用公式 votes")
			}
		}
		switch ind.Formula {
		case FormulaRatings:
			r.only(&x.ratings, i, ind.at.line(), "由评分构成的指标")
			r.checkTiers(ind)
		case FormulaCaseFiles:
			r.only(&x.caseFiles, i, ind.at.line(), "含案卷的指标")
			if c := x.clauses[ind.CaseClause]; c == nil || !c.caseFile || c.Indicator != ind.ID {
				r.fault(ind.at.of("case_clause"), FaultDangling, ind.CaseClause+" 不是本指标的案卷条款(case_file: true)")
			}
		}
	}
}

// only keeps the position of a thing that may stand once in a file.
func (r *reader) only(position *int, i, line int, what string) {
	if *position >= 0 {
		r.fault(line, FaultOverlap, "只能有一个"+what)
	}
	*position = i
}

// checkTiers makes sure that every rating falls in exactly one tier on every day.
func (r *reader) checkTiers(ind *Indicator) {
	if len(ind.Tiers) == 0 {
		r.fault(ind.at.line(), FaultGap, "评分指标至少要有一档")
		return
	}
	last := len(ind.Tiers) - 1
	if len(ind.Tiers[last].AtLeast) > 0 {
		r.fault(ind.Tiers[last].at.line(), FaultGap, "最后一档不写 at_least:它是其余的分,否则会有分不属于任何一档")
	}
	for i, tier := range ind.Tiers[:last] {
		if len(tier.AtLeast) == 0 {
			r.fault(tier.at.line(), FaultMissingKey, "缺少键 at_least:只有最后一档不写")
		} else if i > 0 {
			r.checkDescent(ind.Tiers[i-1], tier)
		}
	}
}

// checkDescent makes sure that a tier begins below the better one on every day on which either changes.
func (r *reader) checkDescent(better, tier Tier) {
	for _, line := range slices.Concat(better.AtLeast, tier.AtLeast) {
		if tier.AtLeast.at(line.Since).Cmp(better.AtLeast.at(line.Since)) >= 0 {
			r.fault(tier.at.line(), FaultOverlap, "各档从高到低排列,下一档的起点要低于上一档")
			return
		}
	}
}

func (r *reader) linkModifiers(rules *Rules) {
	for _, m := range rules.Modifiers {
		r.resolve(rules.index.modifiers, m.Excludes, m.at.of("excludes"), "加减分情节")
	}
}

// resolve returns the positions that names stand for and reports those that stand for nothing.
func (r *reader) resolve(known map[string]int, names []string, line int, what string) []int {
	var found []int
	for _, name := range names {
		i, ok := known[name]
		if !ok {
			r.fault(line, FaultDangling, fmt.Sprintf("没有名为 %s 的%s", name, what))
		}
		found = append(found, i)
	}
	return found
}

func (r *reader) linkClause(rules *Rules, c *Clause) {
	x := &rules.index
	i, ok := x.indicators[c.Indicator]
	if !ok {
		r.fault(c.at.of("indicator"), FaultDangling, "没有名为 "+c.Indicator+" 的指标")
		return
	}
	c.indicator = i
	if c.caseFile && rules.Indicators[i].CaseClause != c.ID {
		r.fault(c.at.line(), FaultDangling, "指标 "+c.Indicator+" 没有用到案卷条款 "+c.ID)
	}
	c.group = slices.IndexFunc(rules.Indicators[i].Groups, func(g Group) bool { return g.ID == c.Group })
	if grouped := len(rules.Indicators[i].Groups) > 0; grouped && c.group < 0 || !grouped && c.Group != "" {
		r.fault(c.at.of("group"), FaultDangling, "指标 "+c.Indicator+" 没有名为 "+c.Group+" 的组")
	}
	c.group = max(c.group, 0)
	c.modifiers = r.resolve(x.modifiers, c.Modifiers, c.at.of("modifiers"), "加减分情节")
	if c.Period != "" {
		c.period = r.resolve(x.periods, []string{c.Period}, c.at.of("period"), "期限")[0]
	}
	if c.WaivedBy != "" {
		r.resolve(x.bonusGroups, []string{c.WaivedBy}, c.at.of("waived_by"), "加分组")
	}
	r.linkOthers(x, c.Replaces, c.at.of("replaces"))
	r.linkOthers(x, c.Excludes, c.at.of("excludes"))
}

func (r *reader) linkOthers(x *index, clauses []string, line int) {
	for _, other := range clauses {
		if x.clauses[other] == nil {
			r.fault(line, FaultDangling, "没有条款 "+other)
		}
	}
}

func (r *reader) linkBonusClause(rules *Rules, c *Clause) {
	c.indicator = -1
	c.group = r.resolve(rules.index.bonusGroups, []string{c.Group}, c.at.of("group"), "加分组")[0]
	c.period = r.resolve(rules.index.periods, []string{c.Period}, c.at.of("period"), "期限")[0]
}

func (r *reader) linkSelection(rules *Rules) {
	s := &rules.Selection
	s.order = r.resolve(rules.index.indicators, s.Order, s.at.of("order"), "指标")
}

func (r *reader) linkOffice(rules *Rules) {
	x := &rules.index
	r.covers(names(r, rules.Responsibilities, func(p *Responsibility) (string, int) { return p.For, p.at.line() }),
		append(keys(x.indicators), "bonus"), "分工")
	for _, p := range rules.Responsibilities {
		if _, ok := x.indicators[p.For]; !ok && p.For != "bonus" && !slices.Contains(OfficeMatters(), p.For) {
			r.fault(p.at.of("for"), FaultDangling, "没有名为 "+p.For+" 的指标或事务")
		}
	}
	r.covers(x.decisions, keys(decisionReadings), "决定")
	registered := names(r, rules.Register.Clauses, func(row *RegisterRow) (string, int) { return row.ID, row.at.line() })
	r.covers(registered, keys(x.clauses), "登记的条款")
	for _, row := range rules.Register.Clauses {
		if x.clauses[row.ID] == nil {
			r.fault(row.at.line(), FaultDangling, "没有条款 "+row.ID)
		}
	}
	duties := names(r, rules.Register.Duties, func(row *RegisterRow) (string, int) { return row.ID, row.at.line() })
	for _, c := range rules.Consequences {
		r.resolve(duties, []string{c.Duty}, c.at.of("duty"), "登记的职责")
	}
}

// covers reports what should stand in a list and does not. The fault is of the whole file: line 1.
func (r *reader) covers(have map[string]int, want []string, what string) {
	slices.Sort(want)
	for _, name := range want {
		if _, ok := have[name]; !ok {
			r.fault(1, FaultGap, what+"里缺少 "+name)
		}
	}
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
