package scoring

import (
	"slices"
)

// Tally keeps, for every section, the sums from which its scores follow, so that a board costs nothing more than the
// sections. Entries are added and removed one by one; after that the tally equals one built from what stands. It is not
// safe for concurrent use.
type Tally struct {
	rules   *Rules
	roster  *Roster
	votes   []voteCount // by section, then vote slot
	losses  []int64     // sums in lossUnits, by section, then loss slot
	touched []uint64    // by section: which slots were ever charged, a bit for each (and for each 64th after it)
	marks   []marks     // by section
	ballots int         // entries with votes in the vote stage
}

// row is one section's sums, as a view into the tally.
type row struct {
	at      int         // position of the section
	votes   []voteCount // by vote slot
	losses  []int64     // by loss slot
	touched uint64      // which loss slots were ever charged
	*marks
}

// marks is what a section has few of.
type marks struct {
	files   Exact // sum of the points of the case files
	fileNum int64
	ratings [len(raters)][]rating // in order of posting: the last one stands
	merits  []merit
	spill   map[int]Exact // by loss slot: deductions that its sum cannot hold
}

type rating struct {
	entry  string
	points Exact
}

type merit struct {
	entry  string
	clause *Clause
	matter string
	points Exact
}

// NewTally returns a tally without entries.
func NewTally(rules *Rules, roster *Roster) *Tally {
	l, n := &rules.index.layout, len(roster.sections)
	t := &Tally{
		rules: rules, roster: roster, marks: make([]marks, n), touched: make([]uint64, n),
		votes: make([]voteCount, n*l.voteSlots), losses: make([]int64, n*l.lossSlots),
	}
	room := make([]rating, n*len(raters)) // for the one rating that each rater mostly gives, so that none is allocated alone
	for i := range t.marks {
		for k := range t.marks[i].ratings {
			t.marks[i].ratings[k], room = room[:0:1], room[1:]
		}
	}
	return t
}

// row is the view of the section at a position.
func (t *Tally) row(at int) row {
	l := &t.rules.index.layout
	return row{
		at:      at,
		votes:   t.votes[at*l.voteSlots : (at+1)*l.voteSlots],
		losses:  t.losses[at*l.lossSlots : (at+1)*l.lossSlots],
		touched: t.touched[at],
		marks:   &t.marks[at],
	}
}

func (t *Tally) vote(at int32, slot int) *voteCount {
	return &t.votes[int(at)*t.rules.index.layout.voteSlots+slot]
}

func (t *Tally) charge(at int32, slot int, amount Exact) {
	t.touched[at] |= 1 << (slot & 63)
	if !addUnits(&t.losses[int(at)*t.rules.index.layout.lossSlots+slot], amount) {
		t.marks[at].spillOver(slot, amount)
	}
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
		switch p.kind {
		case KindVotes:
			t.vote(at, p.slot).add(e.Satisfied, e.Basic, e.Dissatisfied)
		case KindDeduction:
			t.charge(at, p.slot, p.amount)
		default:
			t.marks[at].apply(e, p)
		}
	}
	if t.isBallot(e, p) {
		t.ballots++
	}
}

func (m *marks) apply(e *Entry, p *posting) {
	switch p.kind {
	case KindCaseFile:
		m.files = m.files.Add(p.amount)
		m.fileNum++
	case KindRating:
		m.ratings[p.rater] = append(m.ratings[p.rater], rating{entry: e.ID, points: p.amount})
	case KindBonus:
		m.merits = append(m.merits, merit{entry: e.ID, clause: p.clause, matter: e.Matter, points: p.amount})
	}
}

func (t *Tally) withdraw(e *Entry, p *posting) {
	for _, at := range p.rows {
		switch p.kind {
		case KindVotes:
			t.vote(at, p.slot).add(-e.Satisfied, -e.Basic, -e.Dissatisfied)
		case KindDeduction:
			t.charge(at, p.slot, p.amount.Neg())
		default:
			t.marks[at].withdraw(e, p)
		}
	}
	if t.isBallot(e, p) {
		t.ballots--
	}
}

func (m *marks) withdraw(e *Entry, p *posting) {
	switch p.kind {
	case KindCaseFile:
		m.files = m.files.Sub(p.amount)
		m.fileNum--
	case KindRating:
		m.ratings[p.rater] = slices.DeleteFunc(m.ratings[p.rater], func(r rating) bool { return r.entry == e.ID })
	case KindBonus:
		m.merits = slices.DeleteFunc(m.merits, func(g merit) bool { return g.entry == e.ID })
	}
}

// isBallot tells whether an entry brings votes of the vote stage.
func (t *Tally) isBallot(e *Entry, p *posting) bool {
	return p.kind == KindVotes && p.indicator == t.rules.index.vote && e.hasVotes()
}

// has tells whether the section has a bonus entry of a group.
func (m *marks) has(bonusGroup string) bool {
	return slices.ContainsFunc(m.merits, func(g merit) bool { return g.clause.Group == bonusGroup })
}

// standing is the rating of a rater that counts now.
func (m *marks) standing(rater int) (Exact, bool) {
	if list := m.ratings[rater]; len(list) > 0 {
		return list[len(list)-1].points, true
	}
	return Exact{}, false
}
