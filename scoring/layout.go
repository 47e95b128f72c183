package scoring

import "sort"

// layout is where each number of a section's tally stands. Deductions that need no account of their own share a pool;
// a clause with a cap or a waiver has one for itself.
type layout struct {
	voteSlot []int // first slot of a votes indicator, by indicator; -1: not one
	pools    []pool
	poolsOf  [][]int // by indicator
	fileSlot int     // of the points of case files; their number is in the next
	slots    int
}

// pool gathers deductions of one indicator and group, a slot for each part of the year.
type pool struct {
	group int
	slot  int
	parts int
	own   *Clause // the only clause of the pool, if it is one with a cap or waiver
}

func layOut(rules *Rules) layout {
	l := layout{voteSlot: make([]int, len(rules.Indicators)), poolsOf: make([][]int, len(rules.Indicators))}
	for i := range rules.Indicators {
		l.voteSlot[i] = -1
		if ind := &rules.Indicators[i]; ind.Formula == FormulaVotes || ind.Formula == FormulaVotesBlended {
			l.voteSlot[i] = l.slots
			l.slots += ind.parts() * votesPerCount
		}
	}
	shared := map[[2]int]int{}
	for i := range rules.Clauses {
		if c := &rules.Clauses[i]; !c.caseFile && c.indicator < len(rules.Indicators) {
			c.pool = l.poolFor(c, rules.Indicators[c.indicator].parts(), shared)
		}
	}
	l.fileSlot = l.slots
	l.slots += len(addends{}) // which are always added together
	return l
}

func (l *layout) poolFor(c *Clause, parts int, shared map[[2]int]int) int {
	p := pool{group: c.group, slot: l.slots, parts: parts}
	key := [2]int{c.indicator, c.group}
	if c.capped() || c.WaivedBy != "" {
		p.own = c
	} else if i, ok := shared[key]; ok {
		return i
	} else {
		shared[key] = len(l.pools)
	}
	l.slots += parts
	l.pools = append(l.pools, p)
	l.poolsOf[c.indicator] = append(l.poolsOf[c.indicator], len(l.pools)-1)
	return len(l.pools) - 1
}

// capped tells whether any line of the clause has a cap.
func (c *Clause) capped() bool {
	for _, line := range c.Lines {
		if line.Value.Cap.Sign() > 0 {
			return true
		}
	}
	return false
}

// parts is into how many rounds or quarters the indicator's year is divided.
func (ind *Indicator) parts() int { return len(ind.PartEnds) + 1 }

// part is the round or quarter of a day.
func (ind *Indicator) part(day Day) int {
	return sort.Search(len(ind.PartEnds), func(i int) bool { return day <= ind.PartEnds[i] })
}
