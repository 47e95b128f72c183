package scoring

import (
	"cmp"
	"slices"
)

// Roster is the sections of a case, by number, with what rules ask of them.
type Roster struct {
	sections  []Section
	positions map[int64]int32
	units     map[int64][]int32
	stationed []int32
}

// NewRoster sorts sections by number. Numbers must differ.
func NewRoster(sections []Section) *Roster {
	r := &Roster{
		sections:  slices.Clone(sections),
		positions: make(map[int64]int32, len(sections)),
		units:     map[int64][]int32{},
	}
	slices.SortFunc(r.sections, func(a, b Section) int { return cmp.Compare(a.No, b.No) })
	for i, s := range r.sections {
		at := int32(i)
		r.positions[s.No] = at
		r.units[s.Unit] = append(r.units[s.Unit], at)
		if s.Stationed {
			r.stationed = append(r.stationed, at)
		}
	}
	return r
}

// Sections returns the sections by number. They must not be changed.
func (r *Roster) Sections() []Section { return r.sections }
