package scoring_test

import (
	"syscall"
	"testing"
	"time"

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

// A county's year: the whole board from every entry, in under 30 ms.
func BenchmarkEvaluate472x100k(b *testing.B) { benchmarkEvaluate(b, 472, 100_000) }

// Ten times the entries for the same sections.
func BenchmarkEvaluate472x1M(b *testing.B) { benchmarkEvaluate(b, 472, 1_000_000) }

// A hundred counties' sections, each by itself.
func BenchmarkEvaluate47200x100k(b *testing.B) { benchmarkEvaluate(b, 47_200, 100_000) }

func BenchmarkEvaluate47200x1M(b *testing.B) { benchmarkEvaluate(b, 47_200, 1_000_000) }

// Ten times the entries for a hundred times the sections should cost no more than ten times as much. Each turn takes ten
// small years and one large, so that whatever else the machine does falls on both alike; a few go before, until the heap has
// grown to what they take.
func BenchmarkEvaluate472x100kBeside47200x1M(b *testing.B) {
	const times = 10
	rules := load2023(b)
	small, large := yearOfFacts(rules, 472, 100_000), yearOfFacts(rules, 47_200, 1_000_000)
	type cost struct{ wall, cpu time.Duration }
	evaluate := func(facts scoring.Facts, c *cost) {
		start, used := b.Elapsed(), cpuTime(b)
		_, err := scoring.Evaluate(rules, facts, 0)
		require.NoError(b, err)
		c.wall += b.Elapsed() - start
		c.cpu += cpuTime(b) - used
	}
	var s, l, before cost
	for range times {
		evaluate(large, &before)
	}
	for b.Loop() {
		for range times {
			evaluate(small, &s)
		}
		evaluate(large, &l)
	}
	smalls, larges := s.wall, l.wall
	b.ReportMetric(float64(s.cpu.Microseconds())/float64(times*b.N)/1000, "cpu-ms/472x100k")
	b.ReportMetric(float64(l.cpu.Microseconds())/float64(b.N)/1000, "cpu-ms/47200x1M")
	b.ReportMetric(times*l.cpu.Seconds()/s.cpu.Seconds(), "x-cpu-for-10x-entries")
	b.ReportMetric(float64(smalls.Microseconds())/float64(times*b.N)/1000, "ms/472x100k")
	b.ReportMetric(float64(larges.Microseconds())/float64(b.N)/1000, "ms/47200x1M")
	b.ReportMetric(times*larges.Seconds()/smalls.Seconds(), "x-time-for-10x-entries")
}

// cpuTime is what the process has used of the processors, collecting garbage included: on a machine that others use too
// it says more than the clock.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchmarkBoard(b *testing.B, entries int) {
	rules := load2023(b)
	facts := yearOfFacts(rules, 472, entries)
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

// The live board: all scores and ranks from the tallies, in under 2 ms.
func BenchmarkBoardFromTally472(b *testing.B) { benchmarkBoard(b, 100_000) }

// The same early in the year, when most sections have fewer votes than the threshold and lean on a long fraction.
func BenchmarkBoardFromTally472Early(b *testing.B) { benchmarkBoard(b, 8_000) }

// One posting on the live board: the entry goes in and comes out again.
func BenchmarkTallyAddAndRemove(b *testing.B) {
	rules := load2023(b)
	facts := yearOfFacts(rules, 472, 1)
	tally := scoring.NewTally(rules, scoring.NewRoster(facts.Sections))
	e := scoring.Entry{ID: "e", Kind: scoring.KindDeduction, Section: 7, Clause: "A1.1.1", On: 20230601}
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, tally.Add(&e))
		require.NoError(b, tally.Remove(&e))
	}
}
