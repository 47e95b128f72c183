package wording

// findOpinions finds praise, blame and how a matter ended.
func (r *reading) findOpinions(f faults) {
	for i, t := range r.tokens {
		switch {
		case t.is(opinion):
			f.add(Opinion, t.from, t.to)
		case t.kind == single && r.of(t) == "已" && r.at(i+1).kind == word:
			f.add(Opinion, t.from, r.at(i+1).to)
		case t.is(quality) && r.judges(i):
			f.add(Opinion, r.at(i-1).from, t.to)
		}
	}
}

// judges tells whether the quality at i is somebody's judgement: 太慢, 态度好, 效率高.
func (r *reading) judges(i int) bool {
	p := r.at(i - 1)
	if p.is(degree) && p.to > p.from {
		return true
	}
	next := r.at(i + 1)
	return p.is(qualitySubject) && (next.kind == mark || next.is(story|storyWeak|action))
}
