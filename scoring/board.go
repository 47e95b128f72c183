package scoring

import (
	"cmp"
	"slices"
	"strconv"
)

// Board is all scores and ranks at a day, sections by number.
type Board struct {
	Sections []SectionResult `json:"sections"`
	Ties     []Tie           `json:"ties"`
	Units    []UnitResult    `json:"units"`
}

// SectionResult is one section's line on the board.
type SectionResult struct {
	No, Unit    int64
	Indicators  []IndicatorScore // in the order of the rule file; of the vote stage only once it has a score
	Bonus       Points
	Daily       Points
	DailyRank   int
	Online      *Points // nil before the vote and for those not in it
	Total       *Points // candidates only, once any vote is in
	TotalRank   int     // among candidates; 0: none
	Candidate   Candidate
	Designation Designated
}

// IndicatorScore is a section's score of one indicator.
type IndicatorScore struct {
	ID      string
	Score   Points
	Pending bool // it cannot be final yet
}

// Candidate is how a section came into the vote; "" where it did not.
type Candidate string

// The ways into the vote.
const (
	ForSatisfied   Candidate = "satisfied"
	ForUnsatisfied Candidate = "unsatisfied"
	ByCarrying     Candidate = "carried"
)

// Designated is what a section is designated; "" for most.
type Designated string

// The designations. First are also satisfied, and least also unsatisfied.
const (
	First       Designated = "first"
	Satisfied   Designated = "satisfied"
	Unsatisfied Designated = "unsatisfied"
	Least       Designated = "least"
)

// The cuts, in the order in which they are made.
const (
	CutCandidatesSatisfied    = "candidates.satisfied"
	CutCandidatesUnsatisfied  = "candidates.unsatisfied"
	CutDesignationSatisfied   = "designation.satisfied"
	CutDesignationFirst       = "designation.first"
	CutDesignationUnsatisfied = "designation.unsatisfied"
	CutDesignationLeast       = "designation.least"
)

// Tie names the sections, by number, that are equal where a list is cut.
type Tie struct {
	Cut      string  `json:"cut"`
	Sections []int64 `json:"sections"`
}

// UnitResult is what a unit's designated sections add to its yearly performance points.
type UnitResult struct {
	Unit   int64 `json:"unit"`
	Points int64 `json:"performance_points"`
}

// dayOf is the day whose numbers a board as of a day takes; without a day, the last one of the file.
func (r *Rules) dayOf(asOf Day) Day {
	if asOf == 0 {
		return r.InForce.To
	}
	return r.InForce.clamp(asOf)
}

// boardMaker fills a board from a tally.
type boardMaker struct {
	tally    *Tally
	day      Day
	settings *Settings
	board    Board
	plain    []Points // daily scores without the bonus, by position
	standing []int    // all positions, the best daily score first
}

// Board computes all scores, ranks, candidates and designations as of a day. The entries of the tally are taken as they
// are; asOf only chooses the numbers of the rule file. It returns too_few_sections where the lists cannot be filled.
func (t *Tally) Board(asOf Day, settings Settings) (Board, error) {
	m := &boardMaker{tally: t, day: t.rules.dayOf(asOf), settings: &settings}
	if err := m.fill(); err != nil {
		return Board{}, err
	}
	return m.board, nil
}

func (m *boardMaker) fill() *Error {
	m.board = Board{Sections: make([]SectionResult, len(m.tally.roster.sections)), Ties: []Tie{}, Units: []UnitResult{}}
	scorers := m.tally.rules.scorers(m.day)
	m.daily(scorers)
	m.rankDaily()
	if err := m.selectCandidates(); err != nil {
		return err
	}
	if m.tally.ballots > 0 {
		m.vote(scorers[m.tally.rules.index.vote])
		m.designate()
		m.rewardUnits()
	}
	return nil
}

func (m *boardMaker) daily(scorers []scorer) {
	rules, sections := m.tally.rules, m.tally.roster.sections
	var order []int // of the scorers, without the vote's
	for k, s := range scorers {
		s.prepare(m.tally)
		if k != rules.index.vote {
			order = append(order, k)
		}
	}
	scores := make([]IndicatorScore, len(order)*len(sections))
	m.plain = make([]Points, len(sections))
	bonus := rules.bonusScorer(m.day)
	m.tally.each(func(i int) {
		row, section, result := m.tally.row(i), &sections[i], &m.board.Sections[i]
		result.No, result.Unit = section.No, section.Unit
		result.Indicators = scores[i*len(order) : (i+1)*len(order) : (i+1)*len(order)]
		for j, k := range order {
			score, pending := scorers[k].score(section, row)
			result.Indicators[j] = IndicatorScore{ID: rules.Indicators[k].ID, Score: score, Pending: pending}
			m.plain[i] += score
		}
		result.Bonus = bonus.score(row)
		result.Daily = m.plain[i] + result.Bonus
	})
}

func (m *boardMaker) rankDaily() {
	m.standing = make([]int, len(m.board.Sections))
	for i := range m.standing {
		m.standing[i] = i
	}
	values := m.dailyValues()
	m.sort(m.standing, values)
	for i, rank := range ranks(m.standing, values) {
		m.board.Sections[m.standing[i]].DailyRank = rank
	}
}

func (m *boardMaker) dailyValues() []Points {
	values := make([]Points, len(m.board.Sections))
	for i := range values {
		values[i] = m.board.Sections[i].Daily
	}
	return values
}

// vote gives every candidate its score of the vote stage and its total.
func (m *boardMaker) vote(s scorer) {
	for i := range m.board.Sections {
		result := &m.board.Sections[i]
		if result.Candidate == "" {
			continue
		}
		score, pending := s.score(&m.tally.roster.sections[i], m.tally.row(i))
		total := result.Daily + score
		result.Online, result.Total = &score, &total
		result.Indicators = append(result.Indicators, IndicatorScore{ID: s.common().ind.ID, Score: score, Pending: pending})
	}
}

// sort lists positions best first: by value, then by the indicators of the rule file's order, then by lower number.
func (m *boardMaker) sort(list []int, values []Points) {
	sortByValue(list, values)
	for i := 0; i < len(list); {
		from := i
		for i < len(list) && values[list[i]] == values[list[from]] {
			i++
		}
		slices.SortFunc(list[from:i], m.compareEquals)
	}
}

// sortByValue sorts positions by value, the greatest first: digit by digit from the last, as comparing a whole hundred
// counties takes longer.
func sortByValue(list []int, values []Points) {
	const digit = 11 // bits: points of a daily score have two
	if len(list) == 0 {
		return
	}
	top, low := values[list[0]], values[list[0]]
	for _, at := range list {
		top, low = max(top, values[at]), min(low, values[at])
	}
	var sorted buckets[int]
	for shift := 0; uint64(top-low)>>shift > 0; shift += digit {
		sorted.fill(1<<digit, list, func(i int) int { return int(uint64(top-values[list[i]]) >> shift % (1 << digit)) })
		copy(list, sorted.items)
	}
}

func (m *boardMaker) compareEquals(a, b int) int {
	for _, k := range m.tally.rules.Selection.order {
		if c := cmp.Compare(m.scoreOf(b, k), m.scoreOf(a, k)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b) // positions are by number
}

// scoreOf is the score of the k-th indicator of the file, as printed.
func (m *boardMaker) scoreOf(section, k int) Points {
	if vote := m.tally.rules.index.vote; vote >= 0 && k > vote {
		k--
	}
	return m.board.Sections[section].Indicators[k].Score
}

// ranks of a list that is sorted by value: equals share a rank, as in 1, 2, 2, 4.
func ranks(list []int, values []Points) []int {
	out := make([]int, len(list))
	for i := range list {
		if i > 0 && values[list[i]] == values[list[i-1]] {
			out[i] = out[i-1]
		} else {
			out[i] = i + 1
		}
	}
	return out
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
