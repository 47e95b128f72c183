package scoring

// caseFilesScorer is enforcement (annex 5): deductions and reviewed case files for sections with power, a share of their
// mean for those without.
type caseFilesScorer struct {
	base
	part, share Exact
	separate    bool    // D3: the case files' part cannot be eaten by deductions
	zero        bool    // D4: no file sampled is worth nothing
	raws        []Exact // by position, of sections with power
	scores      []Exact // the same without gaps
	scoredBy    []int64 // section numbers of scores
	mean        Exact
	lent        Bracket // what sections without power start from
}

func newCaseFilesScorer(b base) *caseFilesScorer {
	c := &caseFilesScorer{base: b}
	c.part, c.share = c.parameter("part"), c.parameter("powerless_share")
	c.separate = c.rules.Reading(DecisionCasePart, c.day) == ReadingSeparate
	c.zero = c.rules.Reading(DecisionNoCaseFile, c.day) == ReadingZero
	return c
}

func (c *caseFilesScorer) prepare(t *Tally) {
	c.raws = make([]Exact, len(t.roster.sections))
	for i := range t.roster.sections {
		if t.roster.sections[i].Enforcement {
			c.raws[i] = c.powered(t.row(i)).Clamp(c.max)
			c.scores = append(c.scores, c.raws[i])
			c.scoredBy = append(c.scoredBy, t.roster.sections[i].No)
		}
	}
	c.mean = Mean(c.scores)
	c.lent = Enclose(c.share.Mul(c.mean))
}

// files is the section's part for its case files.
func (c *caseFilesScorer) files(r row) Exact {
	switch {
	case r.fileNum > 0:
		return r.files.Quo(Whole(r.fileNum))
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
	if len(c.scores) == 0 {
		return 0, true
	}
	loss := c.loss(r, 0, allParts)
	return c.lent.Settle(func(x Exact) Points { return c.finish(x.Sub(loss)) }), false
}
