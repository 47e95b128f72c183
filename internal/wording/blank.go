package wording

// findBlanks files what was left out (某, XX, ××) under what stands after it.
func (r *reading) findBlanks(f faults) {
	for i, t := range r.tokens {
		if t.kind != blank {
			continue
		}
		next := r.at(i + 1)
		switch {
		case r.kindOfOrganisation(i+1) > 0:
			f.add(Organisation, t.from, r.kindOfOrganisation(i+1))
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

// kindOfOrganisation returns where a kind of organisation ends that begins with the i-th token, as 印染|公司 or 企业, or 0.
func (r *reading) kindOfOrganisation(i int) int {
	j := i
	for r.at(j).is(generic) && !r.at(j).is(orgSuffix) && !r.lex.has("lettered", r.of(r.at(j))) {
		j++
	}
	end := r.at(j)
	if j == i && end.kind == word && end.is(service) && !end.is(action) && r.lex.has("blank_suffixes", r.str(end.to-1, end.to)) {
		return end.to // XX|屠宰场
	}
	if end.is(orgSuffix) || r.lex.has("lettered", r.of(end)) || j > i && end.kind == single && r.lex.has("blank_suffixes", r.of(end)) {
		return end.to
	}
	return 0
}
