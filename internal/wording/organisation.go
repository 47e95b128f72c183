package wording

// findOrganisations finds organisations that are named. A kind of organisation (公司设立登记, 物业公司投诉) names none.
func (r *reading) findOrganisations(f faults) {
	for i, t := range r.tokens {
		switch {
		case t.is(orgName):
			f.add(Organisation, t.from, t.to)
		case t.is(orgSuffix):
			if from, ok := r.nameOfOrganisation(i); ok {
				f.add(Organisation, from, t.to)
			}
		case t.kind == single && r.lex.has("weak_suffixes", r.of(t)) && r.at(i+1).kind != single:
			if from, ok := r.nameOfOrganisation(i); ok && (r.at(i-1).is(generic) || r.startsName(from)) {
				f.add(Organisation, from, t.to)
			}
		case t.is(place):
			if to := r.branded(i); to > 0 {
				f.add(Organisation, t.from, to)
			}
		}
	}
}

// nameOfOrganisation walks left from an organisation's suffix over what describes a kind, and tells whether a name
// stands there and where it begins.
func (r *reading) nameOfOrganisation(i int) (from int, named bool) {
	unknown := 0
	from = r.tokens[i].from
	for j := i - 1; j >= 0; j-- {
		t := r.tokens[j]
		switch {
		case t.kind == blank, t.kind == name, t.is(place), t.is(orgName):
			return t.from, true
		case t.is(strongMarker):
			return from, j < i-1
		case t.isLoose():
			unknown++
		case !t.is(generic) && (t.kind != word || t.is(action|marker|story)):
			return from, unknown >= 2
		}
		from = t.from
	}
	return from, unknown >= 2
}

// isLoose tells whether a character can be part of a name: nothing explains it, or it is a word of one character that
// no sentence needs.
func (t token) isLoose() bool {
	return t.kind == single || t.kind == word && t.to-t.from == 1 && !t.is(marker|story|division)
}

// startsName tells whether a place, something left out or a word such as 给 makes what follows a name.
func (r *reading) startsName(from int) bool {
	for i, t := range r.tokens {
		if t.from == from {
			return t.is(place) || t.kind == blank || r.at(i-1).is(strongMarker)
		}
	}
	return false
}

// branded returns where a name of the form place, unexplained characters, trade ends (温州佳成机械), or 0.
func (r *reading) branded(i int) int {
	j := i + 1
	for r.at(j).isLoose() || r.at(j).kind == name {
		j++
	}
	if end := r.at(j); end.is(generic) && !end.is(street|division|work) && end.from-r.at(i).to >= 2 {
		return end.to
	}
	return 0
}

// unknownBefore counts the unexplained characters right before the i-th token.
func (r *reading) unknownBefore(i int) int {
	n := 0
	for j := i - 1; j >= 0; j-- {
		t := r.tokens[j]
		if t.kind != single && t.kind != name {
			break
		}
		n += t.to - t.from
	}
	return n
}
