package scoring

// deductionsScorer starts from the maximum, or from the maximum of each group, and takes off what is charged.
type deductionsScorer struct {
	base
	groups []Exact // maxima
	whole  Points  // the score of those to which nothing was charged
	byPart bool    // the mean of the quarters, rather than one account for the year (D20)
}

func newDeductionsScorer(b base) *deductionsScorer {
	d := &deductionsScorer{base: b}
	for _, g := range d.ind.Groups {
		d.groups = append(d.groups, g.Max.at(d.day))
	}
	if len(d.groups) == 0 {
		d.groups = []Exact{d.max}
	}
	d.byPart = d.ind.parts() > 1 && d.rules.Reading(DecisionHotlinePeriod, d.day) == ReadingMeanOfQuarters
	d.whole = d.after(row{})
	return d
}

func (d *deductionsScorer) prepare(*Tally) {}

func (d *deductionsScorer) score(_ *Section, r row) (Points, bool) {
	if d.untouched(r) {
		return d.whole, false
	}
	return d.after(r), false
}

// after is the score after what was charged.
func (d *deductionsScorer) after(r row) Points {
	if !d.byPart {
		return d.finish(d.left(r, allParts))
	}
	parts := make([]Exact, d.ind.parts())
	for i := range parts {
		parts[i] = d.left(r, i)
	}
	return d.finish(Mean(parts))
}

// left is what remains of all groups.
func (d *deductionsScorer) left(r row, part int) Exact {
	var sum Exact
	for g, top := range d.groups {
		sum = sum.Add(top.Sub(d.loss(r, g, part)).Max(Exact{}))
	}
	return sum
}
