package scoring

import (
	"slices"
)

// designate ranks the totals and designates the best and the worst (P5.3).
func (m *boardMaker) designate() {
	values := m.totals()
	all := m.candidates(ForSatisfied, ForUnsatisfied, ByCarrying)
	m.sort(all, values)
	for i, rank := range ranks(all, values) {
		m.board.Sections[all[i]].TotalRank = rank
	}
	m.designateBest(values)
	m.designateWorst(values)
}

func (m *boardMaker) totals() []Points {
	values := make([]Points, len(m.board.Sections))
	for i := range values {
		if total := m.board.Sections[i].Total; total != nil {
			values[i] = *total
		}
	}
	return values
}

// candidates are the positions of those in the vote in one of the given ways.
func (m *boardMaker) candidates(ways ...Candidate) []int {
	var list []int
	for i := range m.board.Sections {
		if slices.Contains(ways, m.board.Sections[i].Candidate) {
			list = append(list, i)
		}
	}
	return list
}

func (m *boardMaker) designateBest(values []Points) {
	rule, given := &m.tally.rules.Designation, m.designationSizes()
	list := m.candidates(ForSatisfied)
	m.sort(list, values)
	best := m.cut(CutDesignationSatisfied, list, size(given.Satisfied, rule.Satisfied, m.day), values)
	m.mark(best, Satisfied)
	m.mark(m.cut(CutDesignationFirst, best, size(given.First, rule.First, m.day), values), First)
}

// designateWorst takes the lowest totals among the candidates for unsatisfied and, by D8, the carried.
func (m *boardMaker) designateWorst(values []Points) {
	rule, given := &m.tally.rules.Designation, m.designationSizes()
	list := m.candidates(ForUnsatisfied, ByCarrying)
	if m.tally.rules.Reading(DecisionUnsatisfied, m.day) == ReadingCandidatesOnly {
		list = m.candidates(ForUnsatisfied)
	}
	m.sort(list, values)
	slices.Reverse(list)
	worst := m.cut(CutDesignationUnsatisfied, list, size(given.Unsatisfied, rule.Unsatisfied, m.day), values)
	m.mark(worst, Unsatisfied)
	m.mark(m.cut(CutDesignationLeast, worst, size(given.Least, rule.Least, m.day), values), Least)
}

func (m *boardMaker) designationSizes() Sizes {
	if m.settings.Designation == nil {
		return Sizes{}
	}
	return *m.settings.Designation
}

func (m *boardMaker) mark(list []int, as Designated) {
	for _, i := range list {
		m.board.Sections[i].Designation = as
	}
}

// rewardUnits adds up the performance points of each unit with a designated section (P6.1a).
func (m *boardMaker) rewardUnits() {
	sums := map[int64]int64{}
	for i := range m.board.Sections {
		if s := &m.board.Sections[i]; s.Designation != "" {
			sums[s.Unit] += m.reward(s.Designation)
		}
	}
	for _, unit := range sortedKeys(sums) {
		m.board.Units = append(m.board.Units, UnitResult{Unit: unit, Points: sums[unit]})
	}
}

func (m *boardMaker) reward(d Designated) int64 {
	p := &m.tally.rules.Performance
	switch d {
	case First, Satisfied:
		return p.Satisfied.at(m.day)
	case Unsatisfied:
		return p.Unsatisfied.at(m.day)
	}
	if m.tally.rules.Reading(DecisionLeastPoints, m.day) == ReadingInAddition {
		return p.Unsatisfied.at(m.day) + p.Least.at(m.day)
	}
	return p.Least.at(m.day)
}
