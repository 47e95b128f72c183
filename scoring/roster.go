package scoring

import (
	"cmp"
	"slices"
)

// Roster is the sections of a case, by number, with what rules ask of them.
type Roster struct {
	sections  []Section
	dense     []int32         // position + 1 by number, where numbers are small
	positions map[int64]int32 // by number, where they are not
	units     map[int64][]int32
	stationed []int32
}

// NewRoster sorts sections by number. Numbers must differ.
func NewRoster(sections []Section) *Roster {
	r := &Roster{
		sections: slices.Clone(sections),
		units:    map[int64][]int32{},
	}
	slices.SortFunc(r.sections, func(a, b Section) int { return cmp.Compare(a.No, b.No) })
	for i, s := range r.sections {
		at := int32(i)
		r.units[s.Unit] = append(r.units[s.Unit], at)
		if s.Stationed {
			r.stationed = append(r.stationed, at)
		}
	}
	r.index()
	return r
}

// Sections are the sections by number, in the order of a board's. They are not to be changed.
func (r *Roster) Sections() []Section { return r.sections }

// index fills the dense look-up or, where the numbers are too far apart for it, the map.
func (r *Roster) index() {
	n := len(r.sections)
	if n == 0 || r.sections[0].No < 0 || r.sections[n-1].No > int64(8*n+1024) {
		r.positions = make(map[int64]int32, n)
		for i, s := range r.sections {
			r.positions[s.No] = int32(i)
		}
		return
	}
	r.dense = make([]int32, r.sections[n-1].No+1)
	for i, s := range r.sections {
		r.dense[s.No] = int32(i) + 1
	}
}

// find returns the position of the section with a number.
func (r *Roster) find(no int64) (int32, bool) {
	if r.dense == nil {
		at, ok := r.positions[no]
		return at, ok
	}
	if no < 0 || no >= int64(len(r.dense)) {
		return 0, false
	}
	return r.dense[no] - 1, r.dense[no] > 0
}
