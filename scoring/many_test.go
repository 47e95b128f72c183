package scoring_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

// manyFacts invents valid facts of more sections than one block of a tally holds, or of fewer, the same for the same seed:
// every kind of entry, on sections and on whole units, of numbers from none to more than 64 bits hold.
func manyFacts(rules *scoring.Rules, seed uint64) scoring.Facts {
	random := rand.New(rand.NewPCG(seed, 77))
	facts := yearOfFacts(rules, 1+random.IntN(1_600), random.IntN(6_000))
	random.Shuffle(len(facts.Sections), func(i, j int) {
		facts.Sections[i], facts.Sections[j] = facts.Sections[j], facts.Sections[i]
	})
	for i := range facts.Entries {
		twist(rules, random, &facts, i)
	}
	return facts
}

// twist makes an entry of a plain year one that a plain year seldom has.
func twist(rules *scoring.Rules, random *rand.Rand, facts *scoring.Facts, i int) {
	e := &facts.Entries[i]
	switch twist := random.IntN(20); {
	case e.Kind == scoring.KindDeduction && twist < 4:
		e.Count, e.HasCount = random.Int64N(math.MaxInt64)>>random.IntN(63)+1, true
	case e.Kind == scoring.KindDeduction && twist < 8:
		section := facts.Sections[random.IntN(len(facts.Sections))]
		onUnit := scoring.Entry{ID: e.ID, Kind: e.Kind, On: e.On, Clause: "A5.1", OnUnit: true, Unit: section.Unit}
		clause, _ := rules.Clause(onUnit.Clause)
		onUnit.Points, onUnit.HasPoints = clause.Lines[0].Value.Max, true
		*e = onUnit
	case e.Kind == scoring.KindVotes && twist == 0:
		e.Satisfied, e.Dissatisfied = random.Int64N(math.MaxInt64)>>random.IntN(63), random.Int64N(math.MaxInt64)>>random.IntN(63)
	case e.Kind == scoring.KindCaseFile && twist < 4:
		e.Mark = scoring.Whole(random.Int64N(100)).Add(scoring.Whole(1).Quo(scoring.Whole(1 + random.Int64N(1e9))))
	case twist == 4 && e.Section%9 != 1: // of no unit are all sections rated, so that there is no quota to keep
		*e = scoring.Entry{ID: e.ID, Kind: scoring.KindRating, On: e.On, Section: e.Section, Rater: scoring.RaterUnit}
		e.Points = scoring.Whole(random.Int64N(51)).Quo(scoring.Whole(10))
	case twist == 5 && i > 0:
		reverse(facts, i, random.IntN(len(facts.Entries)))
	}
}

// reverse makes an entry the reversal of another, if that is no reversal and has none yet.
func reverse(facts *scoring.Facts, i, target int) {
	id := facts.Entries[target].ID
	taken := slices.ContainsFunc(facts.Entries, func(e scoring.Entry) bool { return e.Reverses == id || e.Reverses == facts.Entries[i].ID })
	if i != target && !taken && facts.Entries[target].Kind != scoring.KindReversal {
		facts.Entries[i] = scoring.Entry{ID: facts.Entries[i].ID, Kind: scoring.KindReversal, On: facts.Entries[i].On, Reverses: id}
	}
}

// holdVote has the office select some sections, and lets the county vote on them.
func holdVote(t *testing.T, rules *scoring.Rules, facts *scoring.Facts) {
	t.Helper()
	few := int64(len(facts.Sections) / 10)
	facts.Settings.Selection = &scoring.Sizes{Satisfied: &few, Unsatisfied: &few}
	facts.Settings.Designation = &scoring.Sizes{Satisfied: &few, First: &few, Unsatisfied: &few, Least: &few}
	for _, s := range mustEvaluate(t, rules, *facts).Sections {
		if s.Candidate != "" {
			facts.Entries = append(facts.Entries, scoring.Entry{
				ID: fmt.Sprintf("o%d", s.No), Kind: scoring.KindVotes, Indicator: "online", Section: s.No,
				Satisfied: s.No % 7, Basic: 1, On: 20231203,
			})
		}
	}
}

// oneByOne is the board of a tally to which every entry was added, and from which the reversed were removed.
func oneByOne(t *testing.T, rules *scoring.Rules, facts scoring.Facts) scoring.Board {
	t.Helper()
	tally := scoring.NewTally(rules, scoring.NewRoster(facts.Sections))
	byID := map[string]*scoring.Entry{}
	for i := range facts.Entries {
		if e := &facts.Entries[i]; e.Kind != scoring.KindReversal {
			byID[e.ID] = e
			require.NoError(t, tally.Add(e))
		}
	}
	for _, e := range facts.Entries {
		if e.Kind == scoring.KindReversal {
			require.NoError(t, tally.Remove(byID[e.Reverses]))
		}
	}
	board, err := tally.Board(0, facts.Settings)
	require.NoError(t, err)
	return board
}

// withProcessors runs a test as on a machine with so many.
func withProcessors(t *testing.T, n int) {
	t.Helper()
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// However many sections there are, and however many processors share the work, the board is that of the entries one by
// one.
func TestManySectionsAreScoredAsOneByOne(t *testing.T) {
	rules := load2023(t)
	for seed := range uint64(12) {
		facts := manyFacts(rules, seed)
		holdVote(t, rules, &facts)
		want := oneByOne(t, rules, facts)
		for _, processors := range []int{1, 2, 5} {
			withProcessors(t, processors)
			require.Equal(t, want, mustEvaluate(t, rules, facts), "seed %d on %d processors", seed, processors)
		}
	}
}

// The entry that is blamed is the first at fault in the order of posting, whichever is found first; and a reversal at
// fault comes before all others.
func TestOfManyEntriesTheFirstAtFaultIsBlamed(t *testing.T) {
	rules := load2023(t)
	for seed := range uint64(12) {
		facts := manyFacts(rules, seed)
		random := rand.New(rand.NewPCG(seed, 78))
		for range min(len(facts.Entries), random.IntN(9)) {
			spoil(random, &facts.Entries[random.IntN(len(facts.Entries))])
		}
		roster := scoring.NewRoster(facts.Sections)
		for _, processors := range []int{1, 5} {
			withProcessors(t, processors)
			_, err := scoring.Evaluate(rules, facts, 0)
			requireSameFault(t, firstFault(rules, roster, facts.Entries), err)
		}
	}
}

// spoil makes an entry faulty; a reversal comes to name what is not there.
func spoil(random *rand.Rand, e *scoring.Entry) {
	switch random.IntN(4) {
	case 0:
		e.Section, e.Unit, e.Reverses = 9_999, 9_999, "nothing"
	case 1:
		e.Kind = "gossip"
	case 2:
		e.Kind, e.Indicator, e.Basic = scoring.KindVotes, "satisfaction", -1
	case 3:
		*e = scoring.Entry{ID: e.ID, Kind: scoring.KindReversal, On: e.On, Reverses: "nothing"}
	}
}

// firstFault looks at the entries one by one: first at the reversals, then at what they reverse.
func firstFault(rules *scoring.Rules, roster *scoring.Roster, entries []scoring.Entry) error {
	posted := map[string]bool{}
	for _, e := range entries {
		posted[e.ID] = e.Kind != scoring.KindReversal
	}
	for _, e := range entries {
		if e.Kind == scoring.KindReversal && !posted[e.Reverses] {
			return &scoring.Error{Entry: e.ID, Code: scoring.CodeUnknownEntry}
		}
	}
	for i := range entries {
		if err := rules.Check(roster, &entries[i]); err != nil && entries[i].Kind != scoring.KindReversal {
			return err
		}
	}
	return nil
}

func requireSameFault(t *testing.T, want, got error) {
	t.Helper()
	if want == nil {
		require.NoError(t, got)
		return
	}
	var wanted, found *scoring.Error
	require.ErrorAs(t, want, &wanted)
	require.ErrorAs(t, got, &found)
	require.Equal(t, []string{wanted.Entry, string(wanted.Code)}, []string{found.Entry, string(found.Code)})
}

// Ranks and lists of many sections are those that comparing each with every other gives.
func TestManySectionsAreRankedByTheirScores(t *testing.T) {
	rules := load2023(t)
	for seed := range uint64(6) {
		facts := manyFacts(rules, seed)
		few := int64(len(facts.Sections) / 10)
		facts.Settings.Selection = &scoring.Sizes{Satisfied: &few, Unsatisfied: &few}
		board := mustEvaluate(t, rules, facts)
		best := slices.Clone(board.Sections)
		slices.SortFunc(best, func(a, b scoring.SectionResult) int { return compareSections(rules, &a, &b) })
		for i, s := range best {
			if i > 0 && s.Daily == best[i-1].Daily {
				require.Equal(t, best[i-1].DailyRank, s.DailyRank)
			} else {
				require.Equal(t, i+1, s.DailyRank)
			}
		}
		requireSelected(t, facts.Sections, best, int(few))
	}
}

// compareSections puts the better one first: by daily score, by the indicators of the rule file's order, by number.
func compareSections(rules *scoring.Rules, a, b *scoring.SectionResult) int {
	order := []int{cmp.Compare(b.Daily, a.Daily)}
	for _, id := range rules.Selection.Order {
		k := slices.IndexFunc(a.Indicators, func(i scoring.IndicatorScore) bool { return i.ID == id })
		order = append(order, cmp.Compare(b.Indicators[k].Score, a.Indicators[k].Score))
	}
	return cmp.Or(append(order, cmp.Compare(a.No, b.No))...)
}

// requireSelected holds the candidates to a list of all results, the best first.
func requireSelected(t *testing.T, sections []scoring.Section, best []scoring.SectionResult, few int) {
	t.Helper()
	out := map[int64]bool{}
	for _, s := range sections {
		out[s.No] = s.Exempt || s.Carried
	}
	best = slices.DeleteFunc(best, func(s scoring.SectionResult) bool { return out[s.No] })
	for i, s := range best {
		want := scoring.Candidate("")
		switch {
		case i < few:
			want = scoring.ForSatisfied
		case i >= len(best)-few:
			want = scoring.ForUnsatisfied
		}
		require.Equal(t, want, s.Candidate, "section %d, the %d. of %d", s.No, i+1, len(best))
	}
}
