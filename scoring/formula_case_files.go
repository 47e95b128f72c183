package scoring

// caseFilesScorer is enforcement (annex 5): deductions and reviewed case files for sections with power, a share of their
// mean for those without.
type caseFilesScorer struct {
	base
	part, share Exact
	separate    bool // D3: the case files' part cannot be eaten by deductions
	zero        bool // D4: no file sampled is worth nothing
	sections    []Section
	raws        []Exact // by position, of sections with power
	powerful    int64   // how many they are
	lent        Bracket // what sections without power start from
	lentWhole   Points  // what those have to which nothing was charged
}

func newCaseFilesScorer(b base) *caseFilesScorer {
	c := &caseFilesScorer{base: b}
	c.part, c.share = c.parameter("part"), c.parameter("powerless_share")
	c.separate = c.rules.Reading(DecisionCasePart, c.day) == ReadingSeparate
	c.zero = c.rules.Reading(DecisionNoCaseFile, c.day) == ReadingZero
	return c
}

func (c *caseFilesScorer) prepare(t *Tally) {
	c.sections, c.raws, c.powerful = t.roster.sections, make([]Exact, len(t.roster.sections)), 0
	for _, s := range c.sections {
		if s.Enforcement {
			c.powerful++
		}
	}
	t.each(func(at int) {
		if c.sections[at].Enforcement {
			c.raws[at] = c.powered(t.row(at)).Clamp(c.max)
		}
	})
	if c.powerful > 0 {
		c.lent = Enclose(c.share.Mul(Sum(c.raws).Quo(Whole(c.powerful))))
		c.lentWhole = c.lent.Settle(c.finish)
	}
}

// files is the section's part for its case files.
func (c *caseFilesScorer) files(r row) Exact {
	slot := c.rules.index.layout.fileSlot
	number := r.number(slot+1, 1, 1)
	switch {
	case number.Sign() > 0:
		return r.points(slot, 1).Quo(number)
	case c.zero:
		return Exact{}
	}
	return c.part
}

// powered is the raw score of a section with power (D3).
func (c *caseFilesScorer) powered(r row) Exact {
	loss := c.loss(r, 0, allParts)
	if c.separate {
		return c.max.Sub(c.part).Sub(loss).Max(Exact{}).Add(c.files(r))
	}
	return c.max.Sub(loss).Sub(c.part.Sub(c.files(r)))
}

func (c *caseFilesScorer) score(s *Section, r row) (Points, bool) {
	if s.Enforcement {
		return c.finish(c.raws[r.at]), false
	}
	switch {
	case c.powerful == 0:
		return 0, true
	case c.untouched(r):
		return c.lentWhole, false
	}
	loss := c.loss(r, 0, allParts)
	return c.lent.Settle(func(x Exact) Points { return c.finish(x.Sub(loss)) }), false
}
