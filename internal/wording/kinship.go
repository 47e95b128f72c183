package wording

// findKinship finds relatives. Words that official items use too count only in what was done for somebody.
func (r *reading) findKinship(f faults) {
	bound := false // a word such as 为 or 给 has come
	for i, t := range r.tokens {
		switch {
		case t.is(strongMarker):
			bound = true
		case t.is(kin), t.is(relative) && (bound || r.at(i+1).kind == single && r.of(r.at(i+1)) == "的"):
			f.add(Kinship, t.from, t.to)
		case t.is(action), t.kind == mark:
			bound = false
		}
	}
}
