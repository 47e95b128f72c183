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
	switch {
	case r.affair("own_affairs", end) && (unexplained || r.isNameOfWords(end)):
		f.add(PersonName, 0, subject)
	case unexplained && r.affair("firm_affairs", end):
		f.add(Organisation, 0, subject)
	case unexplained && r.affair("home_affairs", end):
		f.add(Address, 0, subject)
	}
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
	if end != 2 || r.at(end).from != 3 || r.at(0).is(action|people) || r.at(0).kind == single == (r.at(1).kind == single) {
		return false
	}
	_, surname := r.lex.surnames[r.str(0, 1)]
	return surname
}
