package scoring

import (
	"slices"
)

// bonusScorer adds up a section's merits (P5.1.8).
type bonusScorer struct {
	max      Exact
	caps     []Exact // by group; 0: none
	bonus    *Bonus
	decimals int
}

func (r *Rules) bonusScorer(day Day) bonusScorer {
	b := bonusScorer{max: r.Bonus.Max.at(day), bonus: &r.Bonus, decimals: r.Decimals.at(day)}
	for _, g := range r.Bonus.Groups {
		b.caps = append(b.caps, g.Max.at(day))
	}
	return b
}

func (b *bonusScorer) score(r row) Points {
	if len(r.merits) == 0 {
		return 0
	}
	var total Exact
	for g := range b.caps {
		total = total.Add(b.group(r, g))
	}
	return total.Min(b.max).Round(b.decimals)
}

// group is what the merits of one group are worth together.
func (b *bonusScorer) group(r row, g int) Exact {
	var sum Exact
	if !slices.ContainsFunc(r.merits, func(m *worth) bool { return m.slot == g }) {
		return sum
	}
	if b.bonus.Groups[g].PerMatter {
		for _, best := range highest(r.merits, g) {
			sum = sum.Add(best)
		}
	} else {
		for _, m := range r.merits {
			if m.slot == g {
				sum = sum.Add(m.points)
			}
		}
	}
	if b.caps[g].Sign() > 0 {
		return sum.Min(b.caps[g])
	}
	return sum
}

// highest is the best of each matter of a group.
func highest(merits []*worth, group int) map[string]Exact {
	best := map[string]Exact{}
	for _, m := range merits {
		if m.slot == group {
			best[m.matter] = best[m.matter].Max(m.points)
		}
	}
	return best
}
