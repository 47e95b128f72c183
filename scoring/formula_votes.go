package scoring

import "wanping/scoring/points"

// votesScorer turns three-valued votes into points; with few votes it may lean on the average (P5.1.1).
type votesScorer struct {
	base
	slot                           int
	satisfied, basic, dissatisfied points.Exact
	byPart                         bool // the mean of the rounds, rather than their votes pooled (D2)

	blended                bool
	threshold              points.Exact
	averageWeight, ownPart points.Exact
	averageReading         Reading        // D1
	raws                   []points.Exact // by position, of those with votes
	voted                  []points.Exact // the same without gaps
	votedBy                []int64        // section numbers of voted
	pool                   voteCount      // of all sections
	sections               int64
	average                points.Exact
	leaning                points.Bracket // the average by its weight
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
	v.raws = make([]points.Exact, len(t.roster.sections))
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
	v.leaning = points.Enclose(v.averageWeight.Mul(v.average))
}

func (v *votesScorer) averageOf() points.Exact {
	if len(v.voted) == 0 {
		return points.Exact{}
	}
	switch v.averageReading {
	case ReadingPooled:
		return v.ratio(v.pool).Mul(v.max)
	case ReadingMeanOfAll:
		return points.Sum(v.voted).Quo(points.Int(v.sections))
	default:
		return points.Mean(v.voted)
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

func (v *votesScorer) ratio(c voteCount) points.Exact {
	n := c.exact()
	value := v.satisfied.Mul(n.satisfied).Add(v.basic.Mul(n.basic)).Add(v.dissatisfied.Mul(n.dissatisfied))
	return value.Quo(c.total())
}

// raw is the score by the section's own votes, of which there must be some.
func (v *votesScorer) raw(r row) points.Exact {
	if !v.byPart {
		return v.ratio(v.count(r)).Mul(v.max)
	}
	var rounds []points.Exact
	for i := range v.ind.parts() {
		if c := r.votes[v.slot+i]; c.total().Sign() > 0 {
			rounds = append(rounds, v.ratio(c).Mul(v.max))
		}
	}
	return points.Mean(rounds)
}

func (v *votesScorer) score(_ *Section, r row) (points.Value, bool) {
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
	return v.leaning.Settle(func(x points.Exact) points.Value { return v.finish(x.Add(own)) }), total.Sign() == 0
}
