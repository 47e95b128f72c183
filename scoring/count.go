package scoring

import "slices"

// count is a tally of the standing entries of some facts, with what it took to know which stand.
//
// Entries are resolved piece by piece, in the order in which they lie in memory, and what they bring is then added up
// block by block: the sums of many sections do not fit a processor's cache together, and in the order of posting nearly
// every entry would wait for its own. Pieces, and then blocks, are shared among the processors. It makes no difference
// who does which: a block takes from the pieces in their order, so that every section gets what it gets in the order of
// posting. A county is one block, and one processor's.
type count struct {
	*Tally
	asOf     Day
	reversed map[string]bool
}

// entriesPerBlock is how many entries a piece has for each block.
const entriesPerBlock = 256

// piece is a run of entries, and what they bring, by block.
type piece struct {
	entries []Entry
	parcels buckets[parcel]
	others  buckets[placed]
	notes
}

// notes are what else there is to say of a piece.
type notes struct {
	ballots   int
	reversals []*Entry
	fault     *Error // of the first entry at fault
}

// bench is where a hand lays what a piece brings, before it is sorted.
type bench struct {
	parcels  []parcel
	sections []int32 // positions of the sections that the parcels are for
	others   []placed
	notes
	_ [64]byte // a hand writes all the time, so the next one's bench is not to share its line of the cache
}

func newCount(rules *Rules, facts Facts, asOf Day) (*count, error) {
	c := &count{Tally: newTally(rules, NewRoster(facts.Sections)), asOf: asOf, reversed: map[string]bool{}}
	reversals, fault := c.post(facts.Entries)
	reversed, err := c.find(reversals, facts.Entries)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		return nil, fault
	}
	if err := c.takeBack(reversed); err != nil {
		return nil, err
	}
	if err := c.checkQuota(rules.dayOf(asOf)); err != nil {
		return nil, err
	}
	return c, nil
}

// post adds all entries in sight, reversed or not. It returns the reversals among them, and the fault of the first entry
// at fault; after one, the tally is of no use.
func (c *count) post(entries []Entry) (reversals []*Entry, fault *Error) {
	pieces := make([]piece, len(c.blocks))
	benches := make([]bench, hands())
	for {
		var round []piece
		round, entries = cut(entries, pieces)
		share(len(benches), len(round), func(hand, i int) { c.resolve(&round[i], &benches[hand]) })
		share(len(benches), len(c.blocks), func(_, b int) { c.add(b, round) })
		for i := range round {
			reversals = append(reversals, round[i].reversals...)
			c.ballots += round[i].ballots
			if fault == nil {
				fault = round[i].fault
			}
		}
		if len(entries) == 0 {
			return reversals, fault
		}
	}
}

// cut fills pieces, or as many as it takes, and returns them and the entries that are left.
func cut(entries []Entry, pieces []piece) (round []piece, left []Entry) {
	for i := range pieces {
		n := min(entriesPerBlock*len(pieces), len(entries))
		pieces[i].entries, entries = entries[:n], entries[n:]
		if len(entries) == 0 {
			return pieces[:i+1], nil
		}
	}
	return pieces, entries
}

// resolve finds what a piece brings.
func (c *count) resolve(p *piece, b *bench) {
	b.clear(len(p.entries))
	var q posting
	for i := range p.entries {
		e := &p.entries[i]
		switch {
		case !e.inSight(c.asOf):
		case e.Kind == KindReversal:
			b.reversals = append(b.reversals, e)
		case b.fault == nil:
			if b.fault = c.rules.resolve(c.roster, e, &q); b.fault == nil {
				b.lay(&q)
			}
		}
	}
	p.parcels.fill(len(c.blocks), b.parcels, func(i int) int { return int(b.sections[i]) / blockSize })
	p.others = buckets[placed]{} // as blocks keep what the old ones held
	p.others.fill(len(c.blocks), b.others, func(i int) int { return int(b.others[i].at) / blockSize })
	p.notes = b.notes
}

// clear makes room for what so many entries mostly bring.
func (b *bench) clear(entries int) {
	b.parcels, b.sections = slices.Grow(b.parcels[:0], entries), slices.Grow(b.sections[:0], entries)
	b.others, b.notes = b.others[:0], notes{}
}

func (b *bench) lay(p *posting) {
	b.ballots += p.ballots
	r, ok := p.pack()
	for _, at := range p.rows {
		if ok {
			r.at = uint16(at % blockSize)
			b.parcels, b.sections = append(b.parcels, r), append(b.sections, at)
		} else {
			b.others = append(b.others, placed{at, p.worth})
		}
	}
}

// add adds up what a round of pieces brings to a block, whose sums are made just before they are needed.
func (c *count) add(b int, round []piece) {
	block := &c.blocks[b]
	if block.marks == nil {
		*block = c.newBlock(b)
	}
	for i := range round {
		parcels, others := round[i].parcels.of(b), round[i].others.of(b)
		for k := range parcels {
			block.deliver(&parcels[k])
		}
		for k := range others {
			block.apply(int(others[k].at%blockSize), &others[k].worth)
		}
	}
}

// find returns the entries that are reversed. Where a reversal stands in the file does not matter.
func (c *count) find(reversals []*Entry, entries []Entry) ([]*Entry, *Error) {
	if len(reversals) == 0 {
		return nil, nil
	}
	targets := make(map[string]*Entry, len(reversals))
	for _, e := range reversals {
		targets[e.Reverses] = nil
	}
	for i := range entries {
		e := &entries[i]
		if _, wanted := targets[e.ID]; wanted && e.Kind != KindReversal && e.inSight(c.asOf) {
			targets[e.ID] = e
		}
	}
	return c.mark(reversals, targets)
}

func (c *count) mark(reversals []*Entry, targets map[string]*Entry) ([]*Entry, *Error) {
	list := make([]*Entry, len(reversals))
	for i, e := range reversals {
		if list[i] = targets[e.Reverses]; list[i] == nil {
			return nil, refuse(e.ID, CodeUnknownEntry, "没有可以冲正的分录“%s”;冲正本身不能再冲正", e.Reverses)
		}
		if c.reversed[e.Reverses] {
			return nil, refuse(e.ID, CodeAlreadyReversed, "分录“%s”已经冲正过了", e.Reverses)
		}
		c.reversed[e.Reverses] = true
	}
	return list, nil
}

// takeBack removes what is reversed.
func (c *count) takeBack(list []*Entry) error {
	for _, e := range list {
		if err := c.Remove(e); err != nil {
			return err
		}
	}
	return nil
}

// stands tells whether an entry counts.
func (c *count) stands(e *Entry) bool {
	return e.Kind != KindReversal && e.inSight(c.asOf) && !c.reversed[e.ID]
}
