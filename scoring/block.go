package scoring

import "slices"

// blockSize is how many sections make a block: about a county's, whose sums fit a processor's own cache.
const blockSize = 512

// block is the sums of some sections, which lie together in memory and touch those of no other block.
type block struct {
	slots   int      // of each section in sums
	sums    []int32  // by section, then sum slot
	touched []uint64 // by section: which slots were ever added to, a bit for each (and for each 64th after it)
	marks   []marks  // by section
}

// row is one section's sums, as a view into its block.
type row struct {
	at      int     // position of the section
	sums    []int32 // by slot
	touched uint64  // which slots were ever added to
	*marks
}

// marks is what a section has few of.
type marks struct {
	ratings [len(raters)][]*worth // in order of posting: the last one stands
	merits  []*worth
	spill   map[int]Exact // by sum slot: what it cannot hold
}

// has tells whether the section has a bonus entry of a group.
func (m *marks) has(bonusGroup string) bool {
	return slices.ContainsFunc(m.merits, func(w *worth) bool { return w.clause.Group == bonusGroup })
}

// standing is the rating of a rater that counts now; nil: none.
func (m *marks) standing(rater int) *worth {
	if list := m.ratings[rater]; len(list) > 0 {
		return list[len(list)-1]
	}
	return nil
}

func newBlock(slots, n int) block {
	b := block{slots: slots, sums: make([]int32, n*slots), touched: make([]uint64, n), marks: make([]marks, n)}
	room := make([]*worth, n*len(raters)) // for the one rating that each rater mostly gives, so that none is allocated alone
	for i := range b.marks {
		for k := range b.marks[i].ratings {
			b.marks[i].ratings[k], room = room[:0:1], room[1:]
		}
	}
	return b
}

// row is the view of the i-th section.
func (b *block) row(i int) row {
	return row{sums: b.sums[i*b.slots : (i+1)*b.slots], touched: b.touched[i], marks: &b.marks[i]}
}

// touch is the bit by which a row tells that a slot was added to.
func touch(slot int) uint64 { return 1 << (slot & 63) }

// add adds to the sums of a slot and of those after it.
func (b *block) add(i, slot int, n *addends) {
	b.touched[i] |= touch(slot)
	sums := b.sums[i*b.slots+slot:][:len(n)]
	for k := range n {
		if sum, ok := addInt(int64(sums[k]), n[k]); ok && fits32(sum) {
			sums[k] = int32(sum)
		} else {
			b.spill(i, slot+k, Whole(n[k]))
		}
	}
}

// spill adds what a slot cannot hold.
func (b *block) spill(i, slot int, n Exact) {
	b.touched[i] |= touch(slot)
	m := &b.marks[i]
	if m.spill == nil {
		m.spill = map[int]Exact{}
	}
	m.spill[slot] = m.spill[slot].Add(n)
}

// apply adds a worth, which must not change from then on.
func (b *block) apply(i int, w *worth) {
	m := &b.marks[i]
	switch w.kind {
	case asRating:
		m.ratings[w.slot] = append(m.ratings[w.slot], w)
	case asMerit:
		m.merits = append(m.merits, w)
	default:
		b.addWorth(i, w)
	}
}

func (b *block) withdraw(i int, w *worth) {
	m := &b.marks[i]
	same := func(o *worth) bool { return o.entry == w.entry }
	switch w.kind {
	case asRating:
		m.ratings[w.slot] = slices.DeleteFunc(m.ratings[w.slot], same)
	case asMerit:
		m.merits = slices.DeleteFunc(m.merits, same)
	default:
		less := w.negated()
		b.addWorth(i, &less)
	}
}

func (b *block) addWorth(i int, w *worth) {
	b.add(i, w.slot, &w.adds)
	if w.kind == asLongSum {
		b.spill(i, w.slot, w.points)
	}
}
