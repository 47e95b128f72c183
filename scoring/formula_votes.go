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
	averageReading         Reading   // D1
	raws                   []Exact   // by position, of those with votes
	voted                  []Exact   // the same without gaps
	votedBy                []int64   // section numbers of voted
	pool                   voteCount // of all sections
	sections               int64
	average                Exact
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
	v.raws = make([]Exact, len(t.roster.sections))
	v.pool, v.sections = voteCount{}, int64(len(t.roster.sections))
	for i := range t.roster.sections {
		row := t.row(i)
		if count := v.count(row); count.total().Sign() > 0 {
			v.raws[i] = v.raw(row)
			v.voted = append(v.voted, v.raws[i])
			v.votedBy = append(v.votedBy, t.roster.sections[i].No)
			if v.averageReading == ReadingPooled {
				v.pool = v.pool.plus(count)
			}
		}
	}
	v.average = v.averageOf()
	v.leaning = Enclose(v.averageWeight.Mul(v.average))
}

func (v *votesScorer) averageOf() Exact {
	if len(v.voted) == 0 {
		return Exact{}
	}
	switch v.averageReading {
	case ReadingPooled:
		return v.ratio(v.pool).Mul(v.max)
	case ReadingMeanOfAll:
		return Sum(v.voted).Quo(Whole(v.sections))
	default:
		return Mean(v.voted)
	}
}

// count is the section's votes of the year.
func (v *votesScorer) count(r row) voteCount {
	sum := r.votes[v.slot]
	for i := 1; i < v.ind.parts(); i++ {
		sum = sum.plus(r.votes[v.slot+i])
	}
	return sum
}

func (v *votesScorer) ratio(c voteCount) Exact {
	n := c.exact()
	value := v.satisfied.Mul(n.satisfied).Add(v.basic.Mul(n.basic)).Add(v.dissatisfied.Mul(n.dissatisfied))
	return value.Quo(c.total())
}

// raw is the score by the section's own votes, of which there must be some.
func (v *votesScorer) raw(r row) Exact {
	if !v.byPart {
		return v.ratio(v.count(r)).Mul(v.max)
	}
	var rounds []Exact
	for i := range v.ind.parts() {
		if c := r.votes[v.slot+i]; c.total().Sign() > 0 {
			rounds = append(rounds, v.ratio(c).Mul(v.max))
		}
	}
	return Mean(rounds)
}

func (v *votesScorer) score(_ *Section, r row) (Points, bool) {
	total, loss := v.count(r).total(), v.loss(r, 0, allParts)
	if !v.blended {
		if total.Sign() == 0 {
			return 0, true
		}
		return v.finish(v.raw(r).Sub(loss)), false
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
