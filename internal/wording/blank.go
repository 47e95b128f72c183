package wording

// findBlanks files what was left out (某, XX, ××) under what stands after it.
func (r *reading) findBlanks(f faults) {
	for i, t := range r.tokens {
		if t.kind != blank {
			continue
		}
		next := r.at(i + 1)
		switch {
		case next.is(orgSuffix) || next.kind == single && r.lex.has("blank_suffixes", r.of(next)):
			f.add(Organisation, t.from, next.to)
		case next.is(division|street|place) || next.kind == single && r.isStreetChar(next):
			f.add(Address, t.from, next.to)
		case next.is(illness) || next.kind == single && (r.of(next) == "病" || r.of(next) == "症"):
			f.add(Private, t.from, next.to)
		default:
			f.add(PersonName, t.from-r.surnameBefore(i), t.to)
		}
	}
}
