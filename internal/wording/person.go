package wording

import "strings"

// nameThreshold is the evidence from which a candidate is taken for a person's name, shortNameThreshold that for one of
// two characters, which more often is a word that the lexicon lacks.
const (
	nameThreshold      = 2.75
	shortNameThreshold = 3.0
)

// What a surname gives as evidence: one of two characters most, one that often begins ordinary words least.
const (
	ambiguousWeight = 1.0
	clearWeight     = 2.0
	compoundWeight  = 3.0
)

// findPeople finds full names, names with an honorific, and nicknames such as 小王 or 老李.
func (r *reading) findPeople(f faults) {
	for i, t := range r.tokens {
		switch {
		case t.kind == name && r.nameEvidence(i) >= threshold(t):
			f.add(PersonName, t.from, t.to)
		case t.is(honorific) && r.surnameBefore(i) > 0:
			f.add(PersonName, t.from-r.surnameBefore(i), t.to)
		case t.kind != word && r.isShortHonorific(i):
			f.add(PersonName, t.from-1, t.to)
		case r.isSurnameAtEnd(i):
			f.add(PersonName, t.from, t.to)
		case r.isCalledByRank(i):
			f.add(PersonName, 0, t.to)
		case r.isForeignName(i):
			f.add(PersonName, t.from, t.to)
		case t.kind == single && r.isNickname(i):
			f.add(PersonName, t.from, r.at(i+1).to)
		case t.kind == single && r.isSpokenName(i):
			f.add(PersonName, t.from, r.at(i+1).to)
		case t.kind == single && r.compoundName(i) > 0:
			f.add(PersonName, t.from, r.compoundName(i))
		case t.kind == single && r.rareName(i):
			f.add(PersonName, t.from, t.from+3)
		case t.is(strongMarker) && r.unusualName(i) > 0:
			f.add(PersonName, t.to, r.unusualName(i))
		}
	}
}

// threshold returns the evidence that a candidate needs.
func threshold(t token) float64 {
	if t.to-t.from == 2 {
		return shortNameThreshold
	}
	return nameThreshold
}

// nameEvidence weighs a candidate by its characters and by what stands around it.
func (r *reading) nameEvidence(i int) float64 {
	t := r.tokens[i]
	if t.to-t.from == 3 && r.str(t.from+1, t.from+2) == "家" && r.lex.has("landmarks", r.str(t.to-1, t.to)) {
		return 0 // 何家岩, 张家湾: a place named after a family
	}
	n := 1
	if _, compound := r.lex.surnames[r.str(t.from, t.from+2)]; compound && t.to-t.from > 2 {
		n = 2
	}
	weight := r.lex.surnames[r.str(t.from, t.from+n)]
	for _, c := range r.runes[t.from+n : t.to] {
		weight += r.lex.given[c]
	}
	if r.lex.words[r.str(t.from+n, t.to)]&honorific != 0 {
		return nameThreshold // 林|博士, whatever follows
	}
	return weight + r.evidenceBefore(r.at(i-1)) + r.evidenceAfter(r.at(i+1)) + r.evidenceOfEnd(i)
}

// evidenceOfEnd weighs that a candidate ends the text after an item: an item's last word says what was done, so a name
// alone can stand there.
func (r *reading) evidenceOfEnd(i int) float64 {
	if i == len(r.tokens)-1 && r.at(i-1).is(action|service) {
		return 0.5
	}
	return 0
}

// isSpokenName tells whether the i-th token is a surname and the next a given name that is an ordinary word too: 程国庆.
func (r *reading) isSpokenName(i int) bool {
	t, next := r.at(i), r.at(i+1)
	weight, ok := r.lex.surnames[r.of(t)]
	if !ok || next.kind != word || next.to-next.from != 2 || !r.startsPerson(i) || next.is(action) && weight < clearWeight {
		return false
	}
	for _, c := range r.runes[next.from:next.to] {
		g, ok := r.lex.given[c]
		if !ok {
			return false
		}
		weight += 0.8 * g
	}
	return weight+r.evidenceBefore(r.at(i-1))+r.evidenceAfter(r.at(i+2)) >= nameThreshold
}

// evidenceBefore weighs what stands right before a name: 为, somebody, the beginning.
func (r *reading) evidenceBefore(t token) float64 {
	switch {
	case t.is(strongMarker):
		return 1.5
	case t.is(people | agent | kin):
		return 1
	case t.is(marker), t.kind == name:
		return 0.75
	case t.kind == mark, t.is(action), t.kind == single && r.lex.has("person_ends", r.of(t)):
		return 0.5
	case t.is(service):
		return 0.25
	case t.kind == single:
		return -1.5
	}
	return 0
}

// evidenceAfter weighs what stands right after a name. A landmark says that it is none.
func (r *reading) evidenceAfter(t token) float64 {
	switch {
	case t.is(honorific | kin):
		return 2
	case t.is(marker), t.kind == name:
		return 0.75
	case t.to > t.from && (r.isLandmark(t) || r.lex.has("memorials", r.of(t))):
		return -10
	case t.kind == single && (r.lex.has("name_ends", r.of(t)) || r.lex.has("short_actions", r.of(t))):
		return 0.5
	case t.kind == single:
		return -1.5
	case t.kind == mark, t.kind == word:
		return 0.5
	}
	return 0
}

// isLandmark tells whether a token is a landmark, as 坝 after 王家.
func (r *reading) isLandmark(t token) bool {
	return t.is(landmark) || t.kind == single && r.lex.has("landmarks", r.of(t))
}

// surnameBefore returns how many characters of surname (and given name) stand right before the i-th token, or 0.
func (r *reading) surnameBefore(i int) int {
	p := r.at(i - 1)
	if p.kind == name {
		return p.to - p.from
	}
	if p.kind != single {
		return 0
	}
	if q := r.at(i - 2); q.kind == single {
		if _, ok := r.lex.surnames[r.str(q.from, p.to)]; ok {
			return 2
		}
		if _, ok := r.lex.surnames[r.of(q)]; ok {
			return 2
		}
		if r.lex.surnames[r.of(p)] < 2 && !r.begins(i-1) {
			return 0
		}
	}
	if _, ok := r.lex.surnames[r.of(p)]; ok {
		return 1
	}
	return 0
}

// isShortHonorific tells whether the i-th token is 总, 姐 and the like after a surname and before an ordinary word.
func (r *reading) isShortHonorific(i int) bool {
	t, p := r.at(i), r.at(i-1)
	if t.kind != single || p.kind != single || !r.lex.has("short_honorifics", r.of(t)) {
		return false
	}
	_, surname := r.lex.surnames[r.of(p)]
	called := i == 1 && p.kind == single && r.lex.given[r.runes[p.from]] >= 0.75 // 强哥, 娟姐
	next := r.at(i + 1)
	return (surname || called) && r.begins(i-1) && (next.kind != single || r.lex.has("short_actions", r.of(next)))
}

// isCalledByRank tells whether the i-th token is 董, 老, 氏 and the like after a surname that begins the text: 夏老退休金.
func (r *reading) isCalledByRank(i int) bool {
	t, p, next := r.at(i), r.at(i-1), r.at(i+1)
	_, surname := r.lex.surnames[r.of(p)]
	return i == 1 && surname && t.kind == single && r.lex.has("firm_ranks", r.of(t)) && next.kind == word && !r.worksAfter(i+1)
}

// isSurnameAtEnd tells whether the i-th token is nothing but a surname and ends the text after an item: 随访|张.
func (r *reading) isSurnameAtEnd(i int) bool {
	t := r.at(i)
	return i > 0 && i == len(r.tokens)-1 && t.kind == single && r.lex.surnames[r.of(t)] >= clearWeight && r.at(i-1).is(action) && !r.at(i-1).is(people)
}

// isForeignName tells whether the i-th token is a name in letters before or after what only a person has: Tom签证.
func (r *reading) isForeignName(i int) bool {
	t := r.at(i)
	lower := strings.IndexFunc(r.of(t), func(c rune) bool { return c >= 'a' && c <= 'z' })
	if t.kind != latin || t.to-t.from < 3 || lower < 0 {
		return false
	}
	return r.lex.has("own_affairs", r.of(r.at(i+1))) || r.lex.has("own_affairs", r.of(r.at(i-1)))
}

// isNickname tells whether the i-th token is 小, 老 or 阿 before a surname or, for 阿, a character of given names.
func (r *reading) isNickname(i int) bool {
	t, next := r.at(i), r.at(i+1)
	if next.kind != single || !r.begins(i) {
		return false
	}
	after := r.at(i + 2)
	free := after.kind == mark || after.is(action|story|storyWeak|marker|honorific|people) || after.kind == single && r.lex.has("name_ends", r.of(after))
	weight := r.lex.surnames[r.of(next)]
	switch r.of(t) {
	case "小", "老":
		called := r.at(i-1).is(people) && r.lex.given[r.runes[next.from]] >= 0.75 // 学生小明
		return called || weight >= 2 && (free || after.kind == word) || weight >= 1 && free
	case "阿":
		c := r.runes[next.from]
		return weight > 0 || r.lex.given[c] >= 0.25
	}
	return false
}

// begins tells whether a name can begin with the i-th token: before it stands no unexplained character, unless it ends
// a word for a kind of person.
func (r *reading) begins(i int) bool {
	p := r.at(i - 1)
	return p.kind != single || r.lex.has("person_ends", r.of(p))
}

// startsPerson tells whether somebody may be named from the i-th token: at the beginning, and after somebody or 为.
func (r *reading) startsPerson(i int) bool {
	p := r.at(i - 1)
	return p.kind == mark || p.is(people|agent|kin|marker) || p.kind == single && r.lex.has("person_ends", r.of(p))
}

// unexplained returns the first token from the i-th on that is no unexplained character.
func (r *reading) unexplained(i int) int {
	for r.at(i).kind == single {
		i++
	}
	return i
}

// unusualName returns where a name ends that no list knows and that stands between 为, 给 or the like and what was
// done, or 0: a surname and one or two characters that no word explains.
func (r *reading) unusualName(i int) int {
	end := r.unexplained(i + 1)
	n := end - i - 1
	if n < 2 || n > 4 || !r.at(end).is(action|service|marker) && r.at(end).kind != mark {
		return 0
	}
	from := r.at(i + 1).from
	_, one := r.lex.surnames[r.str(from, from+1)]
	_, two := r.lex.surnames[r.str(from, from+2)]
	if !one && !two {
		return 0
	}
	return from + n
}

// rareName tells whether three characters that nothing explains begin the text or follow somebody, the first a surname
// that seldom begins a word and one of the others a character of given names: 薛佳凝.
func (r *reading) rareName(i int) bool {
	end := r.unexplained(i)
	t, after := r.tokens[i], r.at(end)
	if end != i+3 || r.lex.surnames[r.of(t)] < clearWeight || !after.is(action|service) || r.isLandmark(after) {
		return false
	}
	return r.startsPerson(i) && r.lex.given[r.runes[t.from+1]]+r.lex.given[r.runes[t.from+2]] > 0
}

// compoundName returns where a name with a surname of two characters ends whose given name no list knows, or 0: 西门吹雪.
func (r *reading) compoundName(i int) int {
	end := r.unexplained(i)
	t := r.tokens[i]
	if n := end - i; n < 3 || n > 4 || r.isLandmark(r.at(end)) || r.lex.surnames[r.str(t.from, t.from+2)] < compoundWeight {
		return 0
	}
	return t.from + end - i
}
