package scoring

// voteCount is the votes of one section in one round. The sums of int64 votes may outgrow an int64: what would
// overflow goes to spill, so that the count stays exact and is yet small in every real year.
type voteCount struct {
	satisfied, basic, dissatisfied int64
	spill                          *voteSpill
}

type voteSpill struct{ satisfied, basic, dissatisfied Exact }

// limit keeps a counter so far from the ends of an int64 that the three of a section can be added up.
const limit = 1 << 61

func (v *voteCount) add(satisfied, basic, dissatisfied int64) {
	if !small(satisfied) || !small(basic) || !small(dissatisfied) || !small(v.satisfied) || !small(v.basic) || !small(v.dissatisfied) {
		v.spillOver()
		v.spill.satisfied = v.spill.satisfied.Add(Whole(satisfied))
		v.spill.basic = v.spill.basic.Add(Whole(basic))
		v.spill.dissatisfied = v.spill.dissatisfied.Add(Whole(dissatisfied))
		return
	}
	v.satisfied += satisfied
	v.basic += basic
	v.dissatisfied += dissatisfied
}

func small(n int64) bool { return -limit/2 < n && n < limit/2 }

// spillOver moves the counters into the spill.
func (v *voteCount) spillOver() {
	s := v.exact()
	*v = voteCount{spill: &s}
}

// exact is the votes of each value.
func (v voteCount) exact() voteSpill {
	s := voteSpill{Whole(v.satisfied), Whole(v.basic), Whole(v.dissatisfied)}
	if v.spill != nil {
		s.satisfied = s.satisfied.Add(v.spill.satisfied)
		s.basic = s.basic.Add(v.spill.basic)
		s.dissatisfied = s.dissatisfied.Add(v.spill.dissatisfied)
	}
	return s
}

func (v voteCount) plus(o voteCount) voteCount {
	if v.spill == nil && o.spill == nil {
		v.add(o.satisfied, o.basic, o.dissatisfied)
		return v
	}
	a, b := v.exact(), o.exact()
	return voteCount{spill: &voteSpill{
		a.satisfied.Add(b.satisfied), a.basic.Add(b.basic), a.dissatisfied.Add(b.dissatisfied),
	}}
}

func (v voteCount) total() Exact {
	if v.spill == nil {
		return Whole(v.satisfied + v.basic + v.dissatisfied)
	}
	s := v.exact()
	return s.satisfied.Add(s.basic).Add(s.dissatisfied)
}
