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
		case r.isSpokenKin(i):
			f.add(Kinship, r.at(i-1).from, t.to)
		case r.isSomebodysParent(i):
			f.add(Kinship, 0, t.to)
		case r.lex.has("own", r.of(t)) && r.startsPerson(i) && r.mattersAfter(i):
			f.add(Kinship, t.from, t.to)
		case t.is(action), t.kind == mark:
			bound = false
		}
	}
}

// isSpokenKin tells whether the i-th token is a relative in one character whom the one before it makes somebody's: 我|妈,
// 其|父, 二|舅.
func (r *reading) isSpokenKin(i int) bool {
	t, p := r.at(i), r.at(i-1)
	if t.kind != single || p.to-p.from != 1 || !r.begins(i-1) {
		return false
	}
	return r.lex.has("kin_owners", r.of(p)) && r.lex.has("kin_characters", r.of(t)) || r.lex.has("kin_ranks", r.of(p)) && r.lex.has("kin_ranked", r.of(t))
}

// isSomebodysParent tells whether the i-th token is 妈 or 爸 after what a child is called, at the beginning: 苗苗|妈.
func (r *reading) isSomebodysParent(i int) bool {
	t := r.at(i)
	return t.kind == single && t.from == 2 && (r.of(t) == "妈" || r.of(t) == "爸") && r.at(0).kind != word && r.at(i+1).kind == word
}

// mattersAfter tells whether something that is one person's own follows: a certificate, a school, an insurance.
func (r *reading) mattersAfter(i int) bool {
	return containsAny(r.str(r.at(i).to, len(r.runes)), r.lex.lists["own_matters"])
}
