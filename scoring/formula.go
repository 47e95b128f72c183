package scoring

// scorer is a formula with the numbers in force on a day, for one indicator.
type scorer interface {
	// prepare finds what all sections share, such as an average.
	prepare(t *Tally)
	// score is the rounded score of a section, and whether it is pending.
	score(s *Section, r row) (score Points, pending bool)
	// explain is the tree of the score before it is held within 0 and the maximum and rounded.
	explain(x *explainer) *Node
	common() *base
}

// base is what all formulas have: the maximum, the rounding and the deductions.
type base struct {
	rules    *Rules
	ind      *Indicator
	day      Day
	max      Exact
	decimals int
	losses   []lossTerm
	slots    uint64 // of all losses
}

// lossTerm is one pool of deductions with its cap on the day.
type lossTerm struct {
	group, slot, parts int
	slots              uint64 // as a row tells which were touched
	cap                Exact  // 0: none
	own                *Clause
	waivedBy           string
}

func (b *base) common() *base { return b }

// finish holds a raw score within 0 and the maximum and rounds it.
func (b *base) finish(raw Exact) Points { return raw.Clamp(b.max).Round(b.decimals) }

func (b *base) parameter(name string) Exact { return b.ind.Parameters[name].at(b.day) }

// allParts asks for the losses of the whole year.
const allParts = -1

// untouched tells at a glance that nothing was ever charged, as mostly.
func (b *base) untouched(r row) bool { return r.touched&b.slots == 0 }

// loss is what the deductions of one group cost a section, in one part of the year or in all.
func (b *base) loss(r row, group, part int) Exact {
	var total Exact
	if b.untouched(r) {
		return total
	}
	for i := range b.losses {
		if t := &b.losses[i]; t.group == group && r.touched&t.slots != 0 {
			total = total.Add(t.loss(r, part))
		}
	}
	return total
}

func (t *lossTerm) loss(r row, part int) Exact {
	sum := t.charged(r, part)
	if sum.Sign() == 0 || t.waivedBy != "" && r.has(t.waivedBy) {
		return Exact{}
	}
	if t.cap.Sign() > 0 {
		return sum.Min(t.cap)
	}
	return sum
}

// charged is what the deductions come to before any cap.
func (t *lossTerm) charged(r row, part int) Exact {
	if part == allParts {
		return r.points(t.slot, t.parts)
	}
	return r.points(t.slot+part, 1)
}

// scorers makes the formulas ready for a day, by indicator.
func (r *Rules) scorers(day Day) []scorer {
	out := make([]scorer, len(r.Indicators))
	for i := range r.Indicators {
		out[i] = r.scorer(i, day)
	}
	return out
}

func (r *Rules) scorer(i int, day Day) scorer {
	ind := &r.Indicators[i]
	b := base{rules: r, ind: ind, day: day, max: ind.Max.at(day), decimals: r.Decimals.at(day), losses: r.lossTerms(i, day)}
	for _, t := range b.losses {
		b.slots |= t.slots
	}
	switch ind.Formula {
	case FormulaVotes, FormulaVotesBlended:
		return newVotesScorer(b, r.index.layout.voteSlot[i])
	case FormulaCaseFiles:
		return newCaseFilesScorer(b)
	case FormulaRatings:
		return newRatingsScorer(b)
	default: // the loader lets no other formula pass than deductions
		return newDeductionsScorer(b)
	}
}

func (r *Rules) lossTerms(indicator int, day Day) []lossTerm {
	l := &r.index.layout
	everyTime := r.Reading(DecisionYearlyClauses, day) == ReadingEveryTime
	var terms []lossTerm
	for _, i := range l.poolsOf[indicator] {
		p := &l.pools[i]
		t := lossTerm{group: p.group, slot: p.slot, parts: p.parts, own: p.own}
		for part := range t.parts {
			t.slots |= touch(t.slot + part)
		}
		if p.own != nil {
			t.waivedBy = p.own.WaivedBy
			if !p.own.Yearly || !everyTime {
				t.cap = p.own.Lines.nearest(day).Value.Cap
			}
		}
		terms = append(terms, t)
	}
	return terms
}
