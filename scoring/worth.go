package scoring

// worth is what an entry brings to each section it falls on: whole numbers for sums, or points with what goes with them.
type worth struct {
	kind   kind
	slot   int     // of the first sum it adds to; of a rating, the rater; of a bonus, its group
	adds   addends // to the sum of the slot and those after it
	points Exact   // of a rating or a bonus; where adds cannot hold them, units of points for the slot
	entry  string  // of a rating or a bonus, as the rest
	clause *Clause
	matter string
}

// kind is how a worth is kept.
type kind uint8

const (
	asSum     kind = iota // its adds are all
	asLongSum             // its points come on top of its adds
	asRating
	asMerit
)

// addends are whole numbers for neighbouring sums: votes of each value; or units of points, and the number of case files.
type addends [votesPerCount]int64

// weigh makes points the first of the addends.
func (w *worth) weigh(points Exact) {
	if n, ok := points.inUnits(); ok {
		w.adds[0] = n
	} else {
		w.kind, w.points = asLongSum, points.Mul(Whole(sumUnits))
	}
}

// negated is what takes a sum's entry back.
func (w *worth) negated() worth {
	less := *w
	for k := range less.adds {
		less.adds[k] = -less.adds[k]
	}
	less.points = w.points.Neg()
	return less
}
