package scoring

import (
	"fmt"
)

// Explanation shows how one section came by its numbers.
type Explanation struct {
	Result  SectionResult
	Pending []string // labels of the indicators that cannot be final yet
	Daily   *Node    // the daily score: the sum of the daily indicators and the bonus
	Total   *Node    // the daily score and the vote; nil where the section has no total
}

// Explain evaluates the facts as Evaluate does and explains one section. A refusal of the facts is Evaluate's; a
// section that is not among them is unknown_section.
func Explain(rules *Rules, facts Facts, asOf Day, section int64) (Explanation, error) {
	count, err := newCount(rules, facts, asOf)
	if err != nil {
		return Explanation{}, err
	}
	board, failure := count.Board(asOf, facts.Settings)
	if failure != nil {
		return Explanation{}, failure
	}
	if err := count.checkBallots(&board, facts.Entries); err != nil {
		return Explanation{}, err
	}
	at, ok := count.roster.find(section)
	if !ok {
		return Explanation{}, refuse("", CodeUnknownSection, "没有编号为 %d 的参评科室", section)
	}
	x := &explainer{rules: rules, day: rules.dayOf(asOf), section: &count.roster.sections[at], row: count.row(int(at))}
	x.gather(count, facts.Entries)
	return x.explain(count.Tally, board.Sections[at]), nil
}

// explainer builds the tree of one section.
type explainer struct {
	rules   *Rules
	day     Day
	section *Section
	row     row
	entries []*Entry // standing, on this section or its unit, in order
}

func (x *explainer) gather(c *count, entries []Entry) {
	for i := range entries {
		e := &entries[i]
		if c.stands(e) && (e.OnUnit && e.Unit == x.section.Unit || !e.OnUnit && e.Section == x.section.No) {
			x.entries = append(x.entries, e)
		}
	}
}

func (x *explainer) explain(t *Tally, result SectionResult) Explanation {
	out := Explanation{Result: result}
	for _, i := range result.Indicators {
		if i.Pending {
			out.Pending = append(out.Pending, x.rules.Indicators[x.rules.index.indicators[i.ID]].Label)
		}
	}
	var parts []*Node
	var vote *Node
	for i, s := range x.rules.scorers(x.day) {
		if i == x.rules.index.vote {
			if result.Total != nil {
				s.prepare(t)
				vote = x.indicator(s)
			}
			continue
		}
		s.prepare(t)
		parts = append(parts, x.indicator(s))
	}
	out.Daily = node(OpSum, "日常得分", append(parts, x.bonus())...)
	if vote != nil {
		out.Total = node(OpSum, "总成绩", out.Daily, vote)
	}
	return out
}

// indicator explains one indicator down from its rounded score.
func (x *explainer) indicator(s scorer) *Node {
	b := s.common()
	raw := s.explain(x)
	floor := node(OpGreatest, "扣完为止,不低于0分", raw, given("0分", Exact{}))
	line, _ := b.ind.Max.On(x.day)
	held := node(OpLeast, "不超过满分", floor, fromRule("满分", line))
	rounded := x.round(b.ind.Label, held)
	rounded.Basis = line.Basis
	return rounded
}

func (x *explainer) round(label string, n *Node) *Node {
	line, _ := x.rules.Decimals.On(x.day)
	decimals := &Node{Op: OpRule, Label: "小数位数", Value: Whole(int64(line.Value)), Basis: line.Basis}
	return node(OpRound, label, n, decimals)
}

// lessLoss takes the section's deductions off a score, if the indicator knows any.
func (x *explainer) lessLoss(b *base, n *Node) *Node {
	if len(b.losses) == 0 {
		return n
	}
	return node(OpDifference, "减去扣分", n, x.loss(b, 0, allParts))
}

// loss explains what the deductions of one group cost, in one part of the year or in all of it.
func (x *explainer) loss(b *base, group, part int) *Node {
	total := node(OpSum, "扣分合计")
	for i := range x.rules.Clauses {
		c := &x.rules.Clauses[i]
		if c.Indicator != b.ind.ID || c.caseFile || c.group != group {
			continue
		}
		if n := x.clause(b, c, part); n != nil {
			total.Children = append(total.Children, n)
		}
	}
	total.Value = compute(OpSum, total.Children)
	return total
}

// clause explains what one clause cost the section, with its cap and waiver; nil where it was not charged.
func (x *explainer) clause(b *base, c *Clause, part int) *Node {
	sum := node(OpSum, c.Label)
	for _, e := range x.entries {
		if e.Kind == KindDeduction && e.Clause == c.ID && (part == allParts || b.ind.part(e.On) == part) {
			sum.Children = append(sum.Children, x.charge(e, c))
		}
	}
	if len(sum.Children) == 0 {
		return nil
	}
	sum.Value, sum.Clause = compute(OpSum, sum.Children), c.ID
	line := c.Lines.nearest(x.day)
	sum.Basis = line.Basis
	return x.limit(b, c, sum, line)
}

func (x *explainer) limit(b *base, c *Clause, sum *Node, line Line[Tariff]) *Node {
	if c.WaivedBy != "" && x.row.has(c.WaivedBy) {
		none := given("有有效加分,不扣", Exact{})
		return x.named(node(OpProduct, c.Label, sum, none), c, line).because("有“" + x.groupLabel(c.WaivedBy) + "”加分的不扣")
	}
	for i := range b.losses {
		if t := &b.losses[i]; t.own == c && t.cap.Sign() > 0 {
			top := &Node{Op: OpRule, Label: "全年封顶", Value: t.cap, Basis: line.Basis}
			return x.named(node(OpLeast, c.Label, sum, top), c, line)
		}
	}
	return sum
}

func (x *explainer) named(n *Node, c *Clause, line Line[Tariff]) *Node {
	n.Clause, n.Basis = c.ID, line.Basis
	return n
}

func (x *explainer) groupLabel(id string) string {
	return x.rules.Bonus.Groups[x.rules.index.bonusGroups[id]].Label
}

// charge explains one entry: points, modifiers and count.
func (x *explainer) charge(e *Entry, c *Clause) *Node {
	factors := []*Node{x.points(e, c)}
	for _, name := range e.Modifiers {
		m := &x.rules.Modifiers[x.rules.index.modifiers[name]]
		line, _ := m.Factor.On(x.rules.InForce.clamp(e.On))
		factors = append(factors, fromRule(m.Label, line))
	}
	if e.HasCount {
		factors = append(factors, given("次数("+c.Per+")", Whole(e.Count)))
	}
	n := node(OpProduct, fmt.Sprintf("%s 的一笔", e.On), factors...)
	n.Entry, n.Clause = e.ID, c.ID
	if e.OnUnit {
		n.Note = "扣在整个单位上"
	}
	return n
}

// points is the leaf of an entry's points: given within the clause's range, or the clause's own.
func (x *explainer) points(e *Entry, c *Clause) *Node {
	line, _ := c.Lines.On(x.rules.InForce.clamp(e.On))
	if t := line.Value; !t.Fixed() {
		n := given("裁量分值", e.Points)
		n.Basis, n.Note = line.Basis, fmt.Sprintf("范围 %s 至 %s", t.Min, t.Max)
		return n
	}
	return &Node{Op: OpRule, Label: "每" + c.Per, Value: line.Value.Min, Basis: line.Basis, Clause: c.ID}
}

// bonus explains the section's bonus.
func (x *explainer) bonus() *Node {
	b := x.rules.bonusScorer(x.day)
	sum := node(OpSum, "各组合计")
	for g := range x.rules.Bonus.Groups {
		if n := x.bonusGroup(g); n != nil {
			sum.Children = append(sum.Children, n)
		}
	}
	sum.Value = compute(OpSum, sum.Children)
	line, _ := b.bonus.Max.On(x.day)
	return x.round(x.rules.Bonus.Label, node(OpLeast, "合计封顶", sum, fromRule("加分上限", line)))
}

func (x *explainer) bonusGroup(g int) *Node {
	group := &x.rules.Bonus.Groups[g]
	sum := node(OpSum, group.Label)
	matters := map[string]*Node{}
	for _, e := range x.entries {
		c := x.rules.index.clauses[e.Clause]
		if e.Kind != KindBonus || c.group != g {
			continue
		}
		merit := node(OpSame, c.Label, x.points(e, c))
		merit.Entry, merit.Clause = e.ID, c.ID
		if best := matters[e.Matter]; group.PerMatter && best != nil {
			best.Children = append(best.Children, merit)
			best.Value = compute(best.Op, best.Children)
			continue
		}
		matters[e.Matter] = x.matter(group, e, merit)
		sum.Children = append(sum.Children, matters[e.Matter])
	}
	if len(sum.Children) == 0 {
		return nil
	}
	sum.Value = compute(OpSum, sum.Children)
	if line, ok := group.Max.On(x.day); ok {
		return node(OpLeast, group.Label, sum, fromRule("本组上限", line))
	}
	return sum
}

func (x *explainer) matter(group *BonusGroup, e *Entry, merit *Node) *Node {
	if !group.PerMatter {
		return merit
	}
	return node(OpGreatest, "“"+e.Matter+"”取最高", merit)
}
