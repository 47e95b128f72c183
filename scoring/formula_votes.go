package scoring

// votesScorer turns three-valued votes into points; with few votes it may lean on the average (P5.1.1).
type votesScorer struct {
	base
	slot                           int
	satisfied, basic, dissatisfied Exact
	byPart                         bool // the mean of the rounds, rather than their votes pooled (D2)

	blended                bool
	threshold              Exact
	averageWeight, ownPart Exact
	averageReading         Reading // D1
	tally                  *Tally
	voted                  []bool  // by position: whether the section has votes
	raws                   []Exact // by position; 0 without votes
	leaning                Bracket // the average by its weight
}

func newVotesScorer(b base, slot int) *votesScorer {
	v := &votesScorer{base: b, slot: slot}
	v.satisfied, v.basic, v.dissatisfied = v.parameter("satisfied"), v.parameter("basic"), v.parameter("dissatisfied")
	v.byPart = v.ind.parts() > 1 && v.rules.Reading(DecisionRounds, v.day) == ReadingMeanOfRounds
	if v.ind.Formula == FormulaVotesBlended {
		v.blended = true
		v.threshold = v.parameter("threshold")
		v.averageWeight, v.ownPart = v.parameter("average_weight"), v.parameter("own_weight")
		v.averageReading = v.rules.Reading(DecisionAverage, v.day)
	}
	return v
}

// prepare finds the average that sections with few votes lean on (D1).
func (v *votesScorer) prepare(t *Tally) {
	if !v.blended {
		return
	}
	n := len(t.roster.sections)
	v.tally, v.voted, v.raws = t, make([]bool, n), make([]Exact, n)
	t.each(func(at int) {
		row := t.row(at)
		year := v.year(row)
		if v.voted[at] = year.total().Sign() > 0; v.voted[at] {
			v.raws[at] = v.raw(row, year)
		}
	})
	v.leaning = Enclose(v.averageWeight.Mul(v.average()))
}

func (v *votesScorer) average() Exact {
	voters := v.voters()
	if voters == 0 {
		return Exact{}
	}
	switch v.averageReading {
	case ReadingPooled:
		return v.ratio(v.pool()).Mul(v.max)
	case ReadingMeanOfAll:
		return Sum(v.raws).Quo(Whole(int64(len(v.raws))))
	default:
		return Sum(v.raws).Quo(Whole(voters))
	}
}

// voters is how many sections have votes.
func (v *votesScorer) voters() (n int64) {
	for _, voted := range v.voted {
		if voted {
			n++
		}
	}
	return n
}

// pool is the votes of all sections.
func (v *votesScorer) pool() voteCount {
	var sum voteCount
	for i := range v.raws {
		sum = sum.plus(v.year(v.tally.row(i)))
	}
	return sum
}

// year is the section's votes of the year.
func (v *votesScorer) year(r row) voteCount { return r.votes(v.slot, v.ind.parts()) }

// round is the section's votes of one round.
func (v *votesScorer) round(r row, i int) voteCount { return r.votes(v.slot+i*votesPerCount, 1) }

func (v *votesScorer) ratio(n voteCount) Exact {
	value := v.satisfied.Mul(n.satisfied).Add(v.basic.Mul(n.basic)).Add(v.dissatisfied.Mul(n.dissatisfied))
	return value.Quo(n.total())
}

// raw is the score by the section's own votes, of which there must be some in the year.
func (v *votesScorer) raw(r row, year voteCount) Exact {
	if !v.byPart {
		return v.ratio(year).Mul(v.max)
	}
	var rounds []Exact
	for i := range v.ind.parts() {
		if c := v.round(r, i); c.total().Sign() > 0 {
			rounds = append(rounds, v.ratio(c).Mul(v.max))
		}
	}
	return Mean(rounds)
}

func (v *votesScorer) score(_ *Section, r row) (Points, bool) {
	year, loss := v.year(r), v.loss(r, 0, allParts)
	total := year.total()
	if !v.blended {
		if total.Sign() == 0 {
			return 0, true
		}
		return v.finish(v.raw(r, year).Sub(loss)), false
	}
	if total.Sign() > 0 && total.Cmp(v.threshold) >= 0 {
		return v.finish(v.raws[r.at].Sub(loss)), false
	}
	own := loss.Neg()
	if total.Sign() > 0 {
		own = v.ownPart.Mul(v.raws[r.at]).Sub(loss)
	}
	return v.leaning.Settle(func(x Exact) Points { return v.finish(x.Add(own)) }), total.Sign() == 0
}
