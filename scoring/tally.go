package scoring

import (
	"slices"

	"wanping/scoring/points"
)

// Tally keeps, for every section, the sums from which its scores follow, so that a board costs nothing more than the
// sections. Entries are added and removed one by one; after that the tally equals one built from what stands. It is not
// safe for concurrent use.
type Tally struct {
	rules   *Rules
	roster  *Roster
	rows    []row
	ballots int // entries with votes in the vote stage
}

// row is one section's sums.
type row struct {
	votes   []voteCount    // by vote slot
	losses  []points.Exact // by loss slot
	files   points.Exact   // sum of the points of the case files
	fileNum int64
	ratings [len(raters)][]rating // in order of posting: the last one stands
	merits  []merit
}

type voteCount struct{ satisfied, basic, dissatisfied points.Exact }

type rating struct {
	entry  string
	points points.Exact
}

type merit struct {
	entry  string
	clause *Clause
	matter string
	points points.Exact
}

// NewTally returns a tally without entries.
func NewTally(rules *Rules, roster *Roster) *Tally {
	l := &rules.index.layout
	n := len(roster.sections)
	t := &Tally{rules: rules, roster: roster, rows: make([]row, n)}
	votes, losses := make([]voteCount, n*l.voteSlots), make([]points.Exact, n*l.lossSlots)
	for i := range t.rows {
		t.rows[i].votes = votes[i*l.voteSlots : (i+1)*l.voteSlots]
		t.rows[i].losses = losses[i*l.lossSlots : (i+1)*l.lossSlots]
	}
	return t
}

// Add checks an entry and adds it. Ratings of one rater for one section must be added in the order of posting.
// A reversal is not added: remove what it reverses.
func (t *Tally) Add(e *Entry) error {
	var p posting
	if err := t.rules.resolve(t.roster, e, &p); err != nil {
		return err
	}
	t.apply(e, &p)
	return nil
}

// Remove takes back an entry that was added before.
func (t *Tally) Remove(e *Entry) error {
	var p posting
	if err := t.rules.resolve(t.roster, e, &p); err != nil {
		return err
	}
	t.withdraw(e, &p)
	return nil
}

func (t *Tally) apply(e *Entry, p *posting) {
	for _, at := range p.rows {
		row := &t.rows[at]
		switch p.kind {
		case KindVotes:
			row.votes[p.slot].add(e)
		case KindDeduction:
			row.losses[p.slot] = row.losses[p.slot].Add(p.amount)
		case KindCaseFile:
			row.files = row.files.Add(p.amount)
			row.fileNum++
		case KindRating:
			row.ratings[p.rater] = append(row.ratings[p.rater], rating{entry: e.ID, points: p.amount})
		case KindBonus:
			row.merits = append(row.merits, merit{entry: e.ID, clause: p.clause, matter: e.Matter, points: p.amount})
		}
	}
	if t.isBallot(e, p) {
		t.ballots++
	}
}

func (t *Tally) withdraw(e *Entry, p *posting) {
	for _, at := range p.rows {
		row := &t.rows[at]
		switch p.kind {
		case KindVotes:
			row.votes[p.slot].sub(e)
		case KindDeduction:
			row.losses[p.slot] = row.losses[p.slot].Sub(p.amount)
		case KindCaseFile:
			row.files = row.files.Sub(p.amount)
			row.fileNum--
		case KindRating:
			row.ratings[p.rater] = slices.DeleteFunc(row.ratings[p.rater], func(r rating) bool { return r.entry == e.ID })
		case KindBonus:
			row.merits = slices.DeleteFunc(row.merits, func(m merit) bool { return m.entry == e.ID })
		}
	}
	if t.isBallot(e, p) {
		t.ballots--
	}
}

// isBallot tells whether an entry brings votes of the vote stage.
func (t *Tally) isBallot(e *Entry, p *posting) bool {
	return p.kind == KindVotes && p.indicator == t.rules.index.vote && e.hasVotes()
}

func (v *voteCount) add(e *Entry) {
	v.satisfied = v.satisfied.Add(points.Int(e.Satisfied))
	v.basic = v.basic.Add(points.Int(e.Basic))
	v.dissatisfied = v.dissatisfied.Add(points.Int(e.Dissatisfied))
}

func (v *voteCount) sub(e *Entry) {
	v.satisfied = v.satisfied.Sub(points.Int(e.Satisfied))
	v.basic = v.basic.Sub(points.Int(e.Basic))
	v.dissatisfied = v.dissatisfied.Sub(points.Int(e.Dissatisfied))
}

func (v voteCount) plus(o voteCount) voteCount {
	return voteCount{v.satisfied.Add(o.satisfied), v.basic.Add(o.basic), v.dissatisfied.Add(o.dissatisfied)}
}

func (v voteCount) total() points.Exact { return v.satisfied.Add(v.basic).Add(v.dissatisfied) }

// has tells whether the section has a bonus entry of a group.
func (r *row) has(bonusGroup string) bool {
	return slices.ContainsFunc(r.merits, func(m merit) bool { return m.clause.Group == bonusGroup })
}

// standing is the rating of a rater that counts now.
func (r *row) standing(rater int) (points.Exact, bool) {
	if list := r.ratings[rater]; len(list) > 0 {
		return list[len(list)-1].points, true
	}
	return points.Exact{}, false
}
