package scoring_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

// oneSection is a county of one section, with enforcement power, and what is posted on it.
func oneSection(entries ...scoring.Entry) scoring.Facts {
	for i := range entries {
		entries[i].Section, entries[i].On = 1, 20230601
	}
	return scoring.Facts{Sections: []scoring.Section{{No: 1, Unit: 1, Enforcement: true}}, Entries: entries}
}

func stationVotes(id string, satisfied, dissatisfied int64) scoring.Entry {
	return scoring.Entry{
		ID: id, Kind: scoring.KindVotes, Indicator: "stations", Satisfied: satisfied, Dissatisfied: dissatisfied,
	}
}

// long are numbers that 32 bits hold no more, and that 64 hold only once.
var long = []int64{1 << 31, 1 << 40, math.MaxInt64}

func TestVotesThatOutgrowTheirSumsStayExact(t *testing.T) {
	rules := load2023(t)
	few := mustEvaluate(t, rules, oneSection(stationVotes("a", 3, 1)))
	for _, n := range long {
		many := oneSection(stationVotes("a", n, n), stationVotes("b", n, 0), stationVotes("c", n, 0))
		require.Equal(t, few, mustEvaluate(t, rules, many), n)
	}
}

func TestDeductionsThatOutgrowTheirSumsComeDownAgain(t *testing.T) {
	rules := load2023(t)
	one := scoring.Entry{ID: "one", Kind: scoring.KindDeduction, Clause: "A1.1.1"}
	undone := scoring.Entry{ID: "undone", Kind: scoring.KindReversal, Reverses: "many"}
	for _, n := range long {
		many := one
		many.ID, many.Count, many.HasCount = "many", n, true
		charged := mustEvaluate(t, rules, oneSection(many, one))
		require.Equal(t, "0.0000", indicator(t, charged.Sections[0], "complaints").Score.String(), n)
		require.Equal(t, mustEvaluate(t, rules, oneSection(one)), mustEvaluate(t, rules, oneSection(many, one, undone)), n)
	}
}

// A third of a mark is no whole number of units of points.
func TestPointsBetweenUnitsStayExact(t *testing.T) {
	file := func(id string, thirds int64) scoring.Entry {
		return scoring.Entry{ID: id, Kind: scoring.KindCaseFile, Mark: scoring.Whole(thirds).Quo(scoring.Whole(3))}
	}
	rules := load2023(t)
	board := mustEvaluate(t, rules, oneSection(file("a", 275)))
	require.Equal(t, "9.6667", indicator(t, board.Sections[0], "enforcement").Score.String()) // 10 - 4 + 4 x 275 / 300
	board = mustEvaluate(t, rules, oneSection(file("a", 275), file("b", 283), file("c", 285)))
	require.Equal(t, "9.7467", indicator(t, board.Sections[0], "enforcement").Score.String()) // 10 - 4 + 4 x 843 / 900
}
