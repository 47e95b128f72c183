package scoring

import (
	"slices"
)

// selectCandidates fills the lists for the vote (P5.2.1). Where there are too few sections to fill them it is an error
// once there is a vote or the case gives sizes; otherwise nobody is a candidate yet.
func (m *boardMaker) selectCandidates() *Error {
	if m.adopted() {
		return nil
	}
	list, values := m.eligible()
	satisfied, unsatisfied := m.selectionSizes()
	if n := int64(len(list)); satisfied > n || unsatisfied > n-satisfied {
		if m.tally.ballots == 0 && m.settings.Selection == nil {
			return nil
		}
		return refuse("", CodeTooFewSections, "可以进名单的科室只有 %d 个,不够 %d 个满意候选和 %d 个不满意候选", n, satisfied, unsatisfied)
	}
	for _, i := range m.cut(CutCandidatesSatisfied, list, satisfied, values) {
		m.board.Sections[i].Candidate = ForSatisfied
	}
	slices.Reverse(list)
	for _, i := range m.cut(CutCandidatesUnsatisfied, list, unsatisfied, values) {
		m.board.Sections[i].Candidate = ForUnsatisfied
	}
	m.carry()
	return nil
}

// eligible are the sections that are neither exempt nor carried, the best first, and the scores by which they are chosen:
// with the bonus or without (D7).
func (m *boardMaker) eligible() ([]int, []Points) {
	list, values := slices.Clone(m.standing), m.plain
	if m.tally.rules.Reading(DecisionBonusSelection, m.day) == ReadingLeftOut {
		m.sort(list, values)
	} else {
		values = m.dailyValues()
	}
	sections := m.tally.roster.sections
	list = slices.DeleteFunc(list, func(i int) bool { return sections[i].Exempt || sections[i].Carried })
	return list, values
}

// carry takes last year's unsatisfied sections into the vote; exempt ones never.
func (m *boardMaker) carry() {
	for i, s := range m.tally.roster.sections {
		if s.Carried && !s.Exempt {
			m.board.Sections[i].Candidate = ByCarrying
		}
	}
}

// adopted puts the office's lists in place of the computed ones, unless the rules freeze nothing (D14).
func (m *boardMaker) adopted() bool {
	lists := m.settings.Adopted
	if lists == nil || m.tally.rules.Reading(DecisionAdoption, m.day) == ReadingNothingFrozen {
		return false
	}
	m.carry()
	m.enlist(lists.Satisfied, ForSatisfied)
	m.enlist(lists.Unsatisfied, ForUnsatisfied)
	return true
}

func (m *boardMaker) enlist(numbers []int64, as Candidate) {
	for _, no := range numbers {
		if at, ok := m.tally.roster.find(no); ok {
			m.board.Sections[at].Candidate = as
		}
	}
}

func (m *boardMaker) selectionSizes() (satisfied, unsatisfied int64) {
	s, given := &m.tally.rules.Selection, m.settings.Selection
	if given == nil {
		given = &Sizes{}
	}
	return size(given.Satisfied, s.Satisfied, m.day), size(given.Unsatisfied, s.Unsatisfied, m.day)
}

// size is the given one, or the rule file's.
func size(given *int64, rule Dated[int64], day Day) int64 {
	if given != nil {
		return *given
	}
	return rule.at(day)
}

// cut takes the first of a list that is sorted by value. Where equals straddle the line the tie is reported, unless the
// office has ruled on it or the rules let the listing order decide (D9). A size of 0, or of the whole list, is no cut.
func (m *boardMaker) cut(name string, list []int, size int64, values []Points) []int {
	if size >= int64(len(list)) {
		return list
	}
	if size == 0 || values[list[size-1]] != values[list[size]] {
		return list[:size]
	}
	from, to := int(size), int(size)
	for from > 0 && values[list[from-1]] == values[list[size]] {
		from--
	}
	for to < len(list) && values[list[to]] == values[list[size]] {
		to++
	}
	if !m.ruled(name, list[from:to]) && m.tally.rules.Reading(DecisionTies, m.day) != ReadingListingOrder {
		m.board.Ties = append(m.board.Ties, Tie{Cut: name, Sections: m.numbers(list[from:to])})
	}
	return list[:size]
}

// ruled puts equals into the order of a recorded ruling that names them all.
func (m *boardMaker) ruled(cut string, equals []int) bool {
	for _, ruling := range m.settings.Rulings {
		place := func(i int) int { return slices.Index(ruling.Order, m.board.Sections[i].No) }
		if ruling.Cut != cut || slices.ContainsFunc(equals, func(i int) bool { return place(i) < 0 }) {
			continue
		}
		slices.SortFunc(equals, func(a, b int) int { return place(a) - place(b) })
		return true
	}
	return false
}

func (m *boardMaker) numbers(list []int) []int64 {
	out := make([]int64, len(list))
	for i, at := range list {
		out[i] = m.board.Sections[at].No
	}
	slices.Sort(out)
	return out
}
