package wording

import "strings"

// findOpinions finds praise, blame and how a matter ended.
func (r *reading) findOpinions(f faults) {
	for i, t := range r.tokens {
		switch {
		case t.is(opinion):
			f.add(Opinion, t.from, t.to)
		case t.kind == single && r.of(t) == "已":
			f.add(Opinion, t.from, max(t.to, r.at(max(i+1, r.unexplained(i+1)-1)).to))
		case t.is(quality) && r.judges(i):
			f.add(Opinion, r.at(i-1).from, t.to)
		case r.exaggerates(i):
			f.add(Opinion, t.from, r.at(i+1).to)
		case r.ended(i):
			f.add(Opinion, t.from, r.at(i+1).to)
		case i > 0 && r.isOutcomeAtEnd(i):
			f.add(Opinion, t.from, t.to)
		case t.kind == single && r.of(t) == "获" && r.at(i+1).kind == word:
			f.add(Opinion, t.from, r.at(i+1).to)
		}
	}
}

// judges tells whether the quality at i is somebody's judgement: 太慢, 态度好, 效率高, and every one in a single character
// at the end, for an item ends in what was done.
func (r *reading) judges(i int) bool {
	p, next := r.at(i-1), r.at(i+1)
	if p.to > p.from && (p.is(degree) || r.tokens[i].to-r.tokens[i].from == 1 && next.kind == mark) {
		return true
	}
	return p.is(qualitySubject) && (next.kind == mark || next.is(story|storyWeak|action))
}

// exaggerates tells whether the i-th token is 太, 很 and the like before whatever is judged, or another degree before a
// character at the end that nothing explains.
func (r *reading) exaggerates(i int) bool {
	t, next := r.at(i), r.at(i+1)
	if !t.is(degree) || next.to == next.from {
		return false
	}
	return r.lex.has("sure_degrees", r.of(t)) && r.at(i-1).kind != single || next.kind == single && r.at(i+2).kind == mark
}

// isOutcomeAtEnd tells whether the i-th token ends a clause with how it ended, where an item says what was done.
func (r *reading) isOutcomeAtEnd(i int) bool {
	t, next := r.at(i), r.at(i+1)
	if next.kind != mark || next.to > next.from && !strings.ContainsRune(clauseMarks, r.runes[next.from]) {
		return false
	}
	return r.lex.has("final_outcomes", r.of(t)) || r.lex.has("final_tests", r.of(t)) && containsAny(r.of(r.at(i-1)), r.lex.lists["tests"])
}

// ended tells whether the i-th token and 了 say how something ended: 拿到|了, 通|了.
func (r *reading) ended(i int) bool {
	t, next := r.at(i), r.at(i+1)
	if next.to == next.from || r.of(next) != "了" || r.at(i+2).kind != mark || t.to == t.from {
		return false
	}
	return r.lex.has("results", r.str(t.to-1, t.to)) && (i == 0 || r.of(r.at(i-1)) != "不")
}
