package wording

// longestSubject is the most characters that are taken for a subject.
const longestSubject = 4

// findSubjects finds who begins a text without any sign of a name: up to four characters that nothing explains, before
// what only a person (拙荆|医保), a firm (正泰|环评) or a home (岙底|漏水) has.
func (r *reading) findSubjects(f faults) {
	end, loose := r.subjectEnd()
	if loose < 2 && !r.isNameOfWords(end) {
		return
	}
	subject := r.at(end).from
	unexplained := loose == subject
	placed := r.lex.has("place_tails", r.str(subject-1, subject))
	switch {
	case unexplained && placed && (r.affair("own_affairs", end) || r.affair("home_affairs", end)):
		f.add(Address, 0, subject)
	case r.affair("own_affairs", end) && (unexplained && r.isCalled(subject) || r.isNameOfWords(end)):
		f.add(PersonName, 0, subject)
	case unexplained && r.affair("firm_affairs", end):
		f.add(Organisation, 0, subject)
	}
}

// isCalled tells whether the first characters, up to one, can be what somebody is called: a surname first (余生), one
// character twice (豆豆, 水灵灵), an ending of nicknames (胖子), or a foreign name by its sounds (约翰).
func (r *reading) isCalled(to int) bool {
	_, surname := r.lex.surnames[r.str(0, 1)]
	twice := r.runes[to-1] == r.runes[to-2]
	return surname || twice || r.lex.has("nickname_ends", r.str(to-1, to)) || r.soundsForeign(to)
}

// soundsForeign tells whether every character up to one is one that writes the sounds of foreign names.
func (r *reading) soundsForeign(to int) bool {
	for i := range to {
		if !r.lex.has("sounds", r.str(i, i+1)) {
			return false
		}
	}
	return true
}

// affair tells whether the i-th token is one of a list of affairs or begins with one of two characters: 漏水报修.
func (r *reading) affair(list string, i int) bool {
	t := r.at(i)
	return r.lex.has(list, r.of(t)) || t.to-t.from > 2 && r.lex.has(list, r.str(t.from, t.from+2))
}

// subjectEnd returns the first token after the subject, which is up to four characters, and how many of these nothing
// explains; or 0 twice.
func (r *reading) subjectEnd() (end, loose int) {
	for end, t := range r.tokens {
		affair := r.affair("own_affairs", end) || r.affair("firm_affairs", end) || r.affair("home_affairs", end)
		switch {
		case affair && t.from > 0 && t.from <= longestSubject:
			return end, loose
		case affair, t.from >= longestSubject, t.kind != single && t.kind != name && t.kind != word:
			return 0, 0
		case t.isLoose() || t.kind == name:
			loose += t.to - t.from
		}
	}
	return 0, 0
}

// isNameOfWords tells whether before the token stand a surname and a given name of two characters, one of which nothing
// explains while the other two are a word: 蓝天|野.
func (r *reading) isNameOfWords(end int) bool {
	first, second := r.at(0), r.at(1)
	if end != 2 || r.at(end).from != 3 || first.is(action|people) || first.kind == second.kind {
		return false
	}
	_, surname := r.lex.surnames[r.str(0, 1)]
	return surname
}
