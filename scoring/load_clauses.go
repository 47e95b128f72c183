package scoring

import (
	"slices"
)

// maxDecimals is the finest rounding: a stored score has no more decimals.
const maxDecimals = Places

// formulaParameters names the parameters that each formula needs; a star marks those that must not be 0.
var formulaParameters = map[Formula][]string{
	FormulaVotes:        {"satisfied", "basic", "dissatisfied"},
	FormulaVotesBlended: {"satisfied", "basic", "dissatisfied", "threshold", "average_weight", "own_weight"},
	FormulaDeductions:   {},
	FormulaCaseFiles:    {"part", "full_mark*", "pass_mark", "failed_share", "powerless_share"},
	FormulaRatings:      {"lowest", "highest", "step*", "unit_weight*", "centre_weight*"},
}

func (o *object) namedPeriod() NamedPeriod {
	return NamedPeriod{ID: o.text("id"), Label: o.text("label"), Lines: o.periods("lines"), at: o.place()}
}

func (o *object) indicator() Indicator {
	ind := Indicator{
		ID: o.text("id"), Label: o.text("label"),
		Stage:     IndicatorStage(o.r.word(o.required("stage"), string(StageDaily), string(StageVote))),
		Formula:   Formula(o.text("formula")),
		Max:       o.positive("max"),
		WholeUnit: o.flag("whole_unit"),
		at:        o.place(),
	}
	names, known := formulaParameters[ind.Formula]
	if !known {
		o.r.fault(ind.at.of("formula"), FaultUnknownFormula, "没有名为 "+string(ind.Formula)+" 的公式")
		o.keys = nil // its keys cannot be judged
		return ind
	}
	ind.Parameters = o.parameters(names)
	switch ind.Formula {
	case FormulaVotes, FormulaVotesBlended:
		ind.PartEnds = o.r.days(o.optional("part_ends"))
	case FormulaDeductions:
		ind.PartEnds = o.r.days(o.optional("part_ends"))
		o.each(o.optional("groups"), func(c *object) { ind.Groups = append(ind.Groups, c.group()) })
	case FormulaCaseFiles:
		ind.CaseClause = o.text("case_clause")
	case FormulaRatings:
		o.each(o.required("tiers"), func(c *object) { ind.Tiers = append(ind.Tiers, c.tier()) })
	}
	return ind
}

func (o *object) parameters(names []string) map[string]Dated[Exact] {
	if len(names) == 0 {
		return nil
	}
	out := make(map[string]Dated[Exact], len(names))
	p := o.child("parameters")
	for _, name := range names {
		if plain := name[:len(name)-1]; name[len(name)-1] == '*' {
			out[plain] = p.positive(plain)
		} else {
			out[name] = p.decimals(name)
		}
	}
	p.close()
	return out
}

func (o *object) group() Group {
	return Group{ID: o.text("id"), Label: o.text("label"), Max: o.positive("max"), at: o.place()}
}

func (o *object) tier() Tier {
	return Tier{ID: o.text("id"), Label: o.text("label"), AtLeast: o.optionalDecimals("at_least"), at: o.place()}
}

func (o *object) modifier() Modifier {
	m := Modifier{
		ID: o.text("id"), Label: o.text("label"), Factor: o.decimals("lines"),
		Excludes: o.r.texts(o.optional("excludes")), at: o.place(),
	}
	if o.fields["act_until"] != nil {
		m.ActUntil = o.dayLines("act_until")
	}
	return m
}

func (o *object) clause(bonus bool) Clause {
	c := Clause{
		ID: o.text("id"), Label: o.text("label"), Per: o.text("per"), Note: o.optionalText("note"),
		Group: o.optionalText("group"), period: -1, at: o.place(),
	}
	if !bonus {
		c.Indicator = o.text("indicator")
		c.Modifiers = o.r.texts(o.optional("modifiers"))
		c.Period, c.WaivedBy = o.optionalText("period"), o.optionalText("waived_by")
		c.Replaces, c.Excludes = o.r.texts(o.optional("replaces")), o.r.texts(o.optional("excludes"))
		c.Yearly, c.caseFile = o.flag("yearly"), o.flag("case_file")
	}
	if !c.caseFile {
		c.Lines = datedLines(o.r, o.required("lines"), o.r.tariff)
	} else if n := o.optional("lines"); n != nil {
		o.r.fault(n.Line, FaultUnknownKey, "案卷条款按分数计,没有自己的分值")
	}
	return c
}

// tariff reads either points, or min and max; and cap where the clause has one.
func (r *reader) tariff(line *object) Tariff {
	var t Tariff
	if n := line.optional("points"); n != nil {
		t.Min = r.decimal(n)
		t.Max = t.Min
	} else {
		t.Min, t.Max = r.decimal(line.required("min")), r.decimal(line.required("max"))
	}
	if t.Max.Cmp(t.Min) < 0 {
		r.fault(line.line, FaultBadNumber, "min 大于 max")
	}
	if n := line.optional("cap"); n != nil {
		if t.Cap = r.decimal(n); t.Cap.Sign() == 0 {
			r.fault(n.Line, FaultBadNumber, "封顶要大于 0;没有封顶就不写")
		}
	}
	return t
}

func (o *object) bonus() Bonus {
	b := o.child("bonus")
	out := Bonus{Label: b.text("label"), Max: b.positive("max")}
	period := b.text("period")
	b.each(b.required("groups"), func(c *object) { out.Groups = append(out.Groups, c.bonusGroup()) })
	b.each(b.required("clauses"), func(c *object) { out.Clauses = append(out.Clauses, c.clause(true)) })
	for i := range out.Clauses {
		out.Clauses[i].Period = period
	}
	b.close()
	return out
}

func (o *object) bonusGroup() BonusGroup {
	counting := o.r.word(o.required("counts"), "highest_of_matter", "every_entry")
	return BonusGroup{
		ID: o.text("id"), Label: o.text("label"), Max: o.optionalDecimals("max"),
		PerMatter: counting == "highest_of_matter", at: o.place(),
	}
}

func (o *object) decision() Decision {
	d := Decision{Name: o.text("name"), ID: o.optionalText("id"), Question: o.text("question"), at: o.place()}
	d.Lines = dated(o.r, o.required("lines"), func(line *object) Reading { return Reading(line.text("reading")) })
	known, ok := decisionReadings[d.Name]
	if !ok {
		o.r.fault(d.at.of("name"), FaultDangling, "程序里没有名为 "+d.Name+" 的决定")
	}
	if n := o.required("readings"); n != nil {
		texts := o.r.object(n)
		for _, reading := range known {
			d.Readings = append(d.Readings, ReadingText{Reading: reading, Text: texts.text(string(reading))})
		}
		if ok {
			texts.unknownReadings()
		}
	}
	for _, line := range d.Lines {
		if ok && !slices.Contains(known, line.Value) {
			o.r.fault(line.at, FaultUnknownReading, d.Name+" 没有 "+string(line.Value)+" 这种读法")
		}
	}
	return d
}

func (o *object) unknownReadings() {
	for key, line := range o.keys {
		o.r.fault(line, FaultUnknownReading, "程序不会 "+key+" 这种读法")
	}
}
