package scoring

import (
	"fmt"
)

// rule is the leaf of one of the formula's parameters.
func (b *base) rule(label, name string) *Node {
	line, _ := b.ind.Parameters[name].On(b.day)
	return fromRule(label, line)
}

func (b *base) maximum() *Node {
	line, _ := b.ind.Max.On(b.day)
	return fromRule("满分", line)
}

func (v *votesScorer) explain(x *explainer) *Node {
	total := v.year(x.row).total()
	switch {
	case !v.blended && total.Sign() == 0:
		return given("没有票,暂计0分", Exact{}).because("待定")
	case !v.blended:
		return x.lessLoss(&v.base, v.explainRaw(x.row))
	case total.Sign() > 0 && total.Cmp(v.threshold) >= 0:
		own := node(OpSame, "按自己的票计分", v.explainRaw(x.row))
		return x.lessLoss(&v.base, own.because(fmt.Sprintf("共 %s 票,达到 %s 票", total, v.threshold)))
	}
	lean := node(OpProduct, "平均分部分", v.rule("平均分的比重", "average_weight"), v.explainAverage())
	if total.Sign() == 0 {
		return x.lessLoss(&v.base, node(OpSame, "没有票,暂按平均分部分计", lean).because("待定"))
	}
	own := node(OpProduct, "自己的部分", v.rule("自己得分的比重", "own_weight"), v.explainRaw(x.row))
	sum := node(OpSum, "平均分与自己的得分加权", lean, own).because(fmt.Sprintf("共 %s 票,不足 %s 票", total, v.threshold))
	return x.lessLoss(&v.base, sum)
}

// explainRaw explains the score by the section's own votes.
func (v *votesScorer) explainRaw(r row) *Node {
	if !v.byPart {
		return v.explainVotes(v.year(r))
	}
	mean := node(OpMean, "各次汇总平均")
	for i := range v.ind.parts() {
		if c := v.round(r, i); c.total().Sign() > 0 {
			mean.Children = append(mean.Children, v.explainVotes(c))
		}
	}
	mean.Value = compute(OpMean, mean.Children)
	return mean
}

func (v *votesScorer) explainVotes(n voteCount) *Node {
	value := node(OpSum, "票值合计",
		node(OpProduct, "满意", given("满意票", n.satisfied), v.rule("每票", "satisfied")),
		node(OpProduct, "基本满意", given("基本满意票", n.basic), v.rule("每票", "basic")),
		node(OpProduct, "不满意", given("不满意票", n.dissatisfied), v.rule("每票", "dissatisfied")))
	return node(OpProduct, "票值折合得分", node(OpQuotient, "每票平均", value, given("总票数", n.total())), v.maximum())
}

// explainAverage explains the average that sections with few votes lean on (D1).
func (v *votesScorer) explainAverage() *Node {
	if v.voters() == 0 {
		return given("该项总平均分", Exact{}).because("还没有一个科室有票")
	}
	if v.averageReading == ReadingPooled {
		return node(OpSame, "该项总平均分", v.explainVotes(v.pool())).because("所有参评科室的票合在一起")
	}
	var scores []*Node
	for i, s := range v.tally.roster.sections {
		if v.voted[i] {
			scores = append(scores, given(fmt.Sprintf("科室 %d 的得分", s.No), v.raws[i]))
		}
	}
	if v.averageReading == ReadingMeanOfAll {
		all := node(OpSum, "有票科室得分合计", scores...)
		return node(OpQuotient, "该项总平均分", all, given("参评科室数", Whole(int64(len(v.raws)))))
	}
	return node(OpMean, "该项总平均分", scores...).because(fmt.Sprintf("%d 个有票的参评科室", len(scores)))
}

func (d *deductionsScorer) explain(x *explainer) *Node {
	if !d.byPart {
		return d.explainLeft(x, allParts)
	}
	quarters := make([]*Node, d.ind.parts())
	for i := range quarters {
		quarters[i] = d.explainLeft(x, i)
	}
	return node(OpMean, "各季平均", quarters...)
}

func (d *deductionsScorer) explainLeft(x *explainer, part int) *Node {
	if len(d.ind.Groups) == 0 {
		return node(OpDifference, "满分减去扣分", d.maximum(), x.loss(&d.base, 0, part))
	}
	groups := make([]*Node, len(d.ind.Groups))
	for i, g := range d.ind.Groups {
		line, _ := g.Max.On(d.day)
		left := node(OpDifference, g.Label, fromRule("本组满分", line), x.loss(&d.base, i, part))
		groups[i] = node(OpGreatest, g.Label+",不低于0分", left, given("0分", Exact{}))
	}
	return node(OpSum, "各组合计", groups...)
}

func (c *caseFilesScorer) explain(x *explainer) *Node {
	if !x.section.Enforcement {
		return c.explainPowerless(x)
	}
	loss := x.loss(&c.base, 0, allParts)
	part, files := c.rule("案卷部分满分", "part"), c.explainFiles(x)
	if c.separate {
		rest := node(OpDifference, "其余部分减去扣分", c.maximum(), part, loss)
		return node(OpSum, "其余部分与案卷", node(OpGreatest, "不低于0分", rest, given("0分", Exact{})), files)
	}
	return node(OpDifference, "满分减去扣分和案卷失分", c.maximum(), loss, node(OpDifference, "案卷失分", part, files))
}

func (c *caseFilesScorer) explainPowerless(x *explainer) *Node {
	if c.powerful == 0 {
		return given("没有一个科室有执法权,暂计0分", Exact{}).because("待定")
	}
	var scores []*Node
	for i, s := range c.sections {
		if s.Enforcement {
			scores = append(scores, given(fmt.Sprintf("科室 %d 的得分", s.No), c.raws[i]))
		}
	}
	mean := node(OpMean, "有执法权科室的平均分", scores...)
	lent := node(OpProduct, "无执法权科室的起点", c.rule("平均分的比例", "powerless_share"), mean)
	return node(OpDifference, "起点减去扣分", lent, x.loss(&c.base, 0, allParts))
}

func (c *caseFilesScorer) explainFiles(x *explainer) *Node {
	mean := node(OpMean, "案卷平均")
	for _, e := range x.entries {
		if e.Kind == KindCaseFile {
			mean.Children = append(mean.Children, c.explainFile(x, e))
		}
	}
	if len(mean.Children) > 0 {
		mean.Value, mean.Clause = compute(OpMean, mean.Children), c.ind.CaseClause
		return mean
	}
	if c.zero {
		return given("没有抽到案卷,计0分", Exact{})
	}
	return c.rule("没有抽到案卷,计满分", "part")
}

// explainFile takes the numbers of the file's own day, as the tally does.
func (c *caseFilesScorer) explainFile(x *explainer, e *Entry) *Node {
	then := base{ind: c.ind, day: x.rules.InForce.clamp(e.On)}
	var n *Node
	if e.failing(c.ind, then.day) {
		n = node(OpProduct, "不合格案卷", then.rule("每卷满分", "part"), then.rule("不合格的比例", "failed_share"))
		n.Note = fmt.Sprintf("得分 %s,%s 以下或直接判为不合格", e.Mark, then.parameter("pass_mark"))
	} else {
		scaled := node(OpProduct, "满分乘得分", then.rule("每卷满分", "part"), given("案卷得分", e.Mark))
		n = node(OpQuotient, "案卷折合", scaled, then.rule("得分的满分", "full_mark"))
	}
	n.Entry, n.Clause = e.ID, c.ind.CaseClause
	return n
}

func (s *ratingsScorer) explain(x *explainer) *Node {
	labels := [len(raters)]string{"主管单位评分", "政务服务中心评分"}
	weightNames := [len(raters)]string{"unit_weight", "centre_weight"}
	sum, weights := node(OpSum, "加权合计"), node(OpSum, "比重合计")
	for i := range raters {
		w := x.row.standing(i)
		if w != nil {
			mark := given(labels[i], w.points)
			mark.Entry = w.entry
			sum.Children = append(sum.Children, node(OpProduct, labels[i]+"按比重", mark, s.rule("比重", weightNames[i])))
		}
		if w != nil || x.section.Stationed && s.alone == ReadingHalf {
			weights.Children = append(weights.Children, s.rule(labels[i]+"的比重", weightNames[i]))
		}
	}
	if len(sum.Children) == 0 {
		return given("没有评分,暂计0分", Exact{}).because("待定")
	}
	return x.lessLoss(&s.base, s.explainMean(x, sum, weights))
}

func (s *ratingsScorer) explainMean(x *explainer, sum, weights *Node) *Node {
	incomplete := x.section.Stationed && len(sum.Children) < len(raters)
	if incomplete && s.alone == ReadingWaits {
		return given("只有一方评分,暂计0分", Exact{}).because("待定")
	}
	sum.Value, weights.Value = compute(OpSum, sum.Children), compute(OpSum, weights.Children)
	mean := node(OpQuotient, "评分", sum, weights)
	if incomplete {
		mean.Note = "只有一方评分,待定"
	}
	return mean
}
