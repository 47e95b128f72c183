package scoring

// voteCount is the votes of one section, in one round or in the year.
type voteCount struct{ satisfied, basic, dissatisfied Exact }

// votesPerCount is how many sum slots a count takes.
const votesPerCount = 3

// votes counts so many rounds, of which the first slot is given.
func (r *row) votes(slot, rounds int) voteCount {
	return voteCount{
		r.number(slot, votesPerCount, rounds), r.number(slot+1, votesPerCount, rounds), r.number(slot+2, votesPerCount, rounds),
	}
}

func (v voteCount) plus(o voteCount) voteCount {
	return voteCount{v.satisfied.Add(o.satisfied), v.basic.Add(o.basic), v.dissatisfied.Add(o.dissatisfied)}
}

func (v voteCount) total() Exact { return v.satisfied.Add(v.basic).Add(v.dissatisfied) }
