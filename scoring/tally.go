package scoring

// Tally keeps, for every section, the sums from which its scores follow, so that a board costs nothing more than the
// sections. Entries are added and removed one by one; after that the tally equals one built from what stands. It is not
// safe for concurrent use.
type Tally struct {
	rules   *Rules
	roster  *Roster
	blocks  []block
	ballots int // entries with votes in the vote stage
}

// NewTally returns a tally without entries.
func NewTally(rules *Rules, roster *Roster) *Tally {
	t := newTally(rules, roster)
	for b := range t.blocks {
		t.blocks[b] = t.newBlock(b)
	}
	return t
}

// newTally returns a tally whose blocks are still to be made. There is always one.
func newTally(rules *Rules, roster *Roster) *Tally {
	n := max(1, (len(roster.sections)+blockSize-1)/blockSize)
	return &Tally{rules: rules, roster: roster, blocks: make([]block, n)}
}

func (t *Tally) newBlock(b int) block {
	return newBlock(t.rules.index.layout.slots, min(blockSize, len(t.roster.sections)-b*blockSize))
}

// row is the view of the section at a position.
func (t *Tally) row(at int) row {
	r := t.blocks[at/blockSize].row(at % blockSize)
	r.at = at
	return r
}

// each does something for every section, by position; many at a time, so each must keep to its own.
func (t *Tally) each(do func(at int)) {
	n := len(t.roster.sections)
	share(hands(), len(t.blocks), func(_, b int) {
		for at := b * blockSize; at < min(n, (b+1)*blockSize); at++ {
			do(at)
		}
	})
}

// Add checks an entry and adds it. Ratings of one rater for one section must be added in the order of posting.
// A reversal is not added: remove what it reverses.
func (t *Tally) Add(e *Entry) error {
	var p posting
	if err := t.rules.resolve(t.roster, e, &p); err != nil {
		return err
	}
	for _, at := range p.rows {
		t.blocks[at/blockSize].apply(int(at%blockSize), &p.worth)
	}
	t.ballots += p.ballots
	return nil
}

// Remove takes back an entry that was added before.
func (t *Tally) Remove(e *Entry) error {
	var p posting
	if err := t.rules.resolve(t.roster, e, &p); err != nil {
		return err
	}
	for _, at := range p.rows {
		t.blocks[at/blockSize].withdraw(int(at%blockSize), &p.worth)
	}
	t.ballots -= p.ballots
	return nil
}
