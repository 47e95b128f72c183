package scoring_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

func benchmarkEvaluate(b *testing.B, sections, entries int) {
	rules := load2023(b)
	facts := yearOfFacts(rules, sections, entries)
	b.ReportAllocs()
	for b.Loop() {
		_, err := scoring.Evaluate(rules, facts, 0)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(entries), "ns/entry")
}

// A county's year: the whole board from every entry.
func BenchmarkEvaluate472(b *testing.B) { benchmarkEvaluate(b, 472, 100_000) }

// A hundred counties' sections and ten times the entries: the time must grow no faster than the entries.
func BenchmarkEvaluate47200(b *testing.B) { benchmarkEvaluate(b, 47_200, 1_000_000) }

// The live board: all scores and ranks from the tallies.
func BenchmarkBoardFromTally472(b *testing.B) {
	rules := load2023(b)
	facts := yearOfFacts(rules, 472, 100_000)
	tally := scoring.NewTally(rules, scoring.NewRoster(facts.Sections))
	for i := range facts.Entries {
		require.NoError(b, tally.Add(&facts.Entries[i]))
	}
	b.ReportAllocs()
	for b.Loop() {
		_, err := tally.Board(0, scoring.Settings{})
		require.NoError(b, err)
	}
}

// The same early in the year, when most sections have fewer votes than the threshold and lean on a long fraction.
func BenchmarkBoardFromTally472Early(b *testing.B) {
	rules := load2023(b)
	facts := yearOfFacts(rules, 472, 8_000)
	tally := scoring.NewTally(rules, scoring.NewRoster(facts.Sections))
	for i := range facts.Entries {
		require.NoError(b, tally.Add(&facts.Entries[i]))
	}
	for b.Loop() {
		_, err := tally.Board(0, scoring.Settings{})
		require.NoError(b, err)
	}
}
