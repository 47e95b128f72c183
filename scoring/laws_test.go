package scoring_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/scoring"
)

func mustEvaluate(t require.TestingT, rules *scoring.Rules, facts scoring.Facts) scoring.Board {
	board, err := scoring.Evaluate(rules, facts, 0)
	require.NoError(t, err)
	return board
}

func indicator(t require.TestingT, s scoring.SectionResult, id string) scoring.IndicatorScore {
	i := slices.IndexFunc(s.Indicators, func(i scoring.IndicatorScore) bool { return i.ID == id })
	require.GreaterOrEqual(t, i, 0)
	return s.Indicators[i]
}

// votesOf counts a section's standing satisfaction votes.
func votesOf(facts scoring.Facts, section int64) int64 {
	reversed := map[string]bool{}
	for _, e := range facts.Entries {
		reversed[e.Reverses] = true
	}
	var n int64
	for _, e := range facts.Entries {
		if e.Kind == scoring.KindVotes && e.Indicator == "satisfaction" && e.Section == section && !reversed[e.ID] {
			n += e.Satisfied + e.Basic + e.Dissatisfied
		}
	}
	return n
}

// Adding a satisfied vote never lowers any section's score, except its own section's where it brings that to the 50
// votes from which the average no longer carries it.
func TestSatisfiedVoteNeverLowersAScore(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		section := facts.Sections[rapid.IntRange(0, len(facts.Sections)-1).Draw(rt, "voter's")]
		before := mustEvaluate(rt, rules, facts)
		crosses := votesOf(facts, section.No) == 49
		facts.Entries = append(facts.Entries, scoring.Entry{
			ID: "one more", Kind: scoring.KindVotes, Indicator: "satisfaction", Section: section.No, Satisfied: 1, On: 20230601,
		})
		for i, after := range mustEvaluate(rt, rules, facts).Sections {
			if after.No != section.No || !crosses {
				require.GreaterOrEqual(rt, indicator(rt, after, "satisfaction").Score,
					indicator(rt, before.Sections[i], "satisfaction").Score)
			}
		}
	})
}

// The exception is real: with the fiftieth vote a section stands on its own votes.
func TestFiftiethVoteMayLowerAScore(t *testing.T) {
	rules := load2023(t)
	at := func(satisfied string) string {
		return scoreOf(t, rules, `{`+twoSections+`,"entries":[
			{"id":"a","kind":"votes","section":1,"indicator":"satisfaction","satisfied":`+satisfied+`,"basic":0,"dissatisfied":40,"on":"2023-06-01"},
			{"id":"b","kind":"votes","section":2,"indicator":"satisfaction","satisfied":50,"basic":0,"dissatisfied":0,"on":"2023-06-01"}]}`,
			1, "satisfaction")
	}
	require.Equal(t, "14.0816", at("9")) // 0.7 x (270/49 + 30) / 2 + 0.3 x 270/49
	require.Equal(t, "6.0000", at("10"))
}

// A deduction never raises the score of the section it is charged to.
func TestDeductionNeverRaisesTheSectionsOwnScore(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		before := mustEvaluate(rt, rules, facts)
		e := scoring.Entry{ID: "one more", Kind: scoring.KindDeduction, On: 20230601}
		section := facts.Sections[rapid.IntRange(0, len(facts.Sections)-1).Draw(rt, "charged")]
		e.Section, e.Unit = section.No, section.Unit
		drawDeduction(rt, rules, &e)
		facts.Entries = append(facts.Entries, e)
		after := mustEvaluate(rt, rules, facts)
		require.LessOrEqual(rt, after.Sections[section.No-1].Daily, before.Sections[section.No-1].Daily)
	})
}

// The order of entries does not matter, but that the ratings of one rater for one section keep theirs.
func TestOrderOfEntriesDoesNotMatter(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		drawVote(rt, rules, &facts)
		before := mustEvaluate(rt, rules, facts)
		ratings := slices.DeleteFunc(slices.Clone(facts.Entries), func(e scoring.Entry) bool { return e.Kind != scoring.KindRating })
		others := slices.DeleteFunc(slices.Clone(facts.Entries), func(e scoring.Entry) bool { return e.Kind == scoring.KindRating })
		facts.Entries = append(rapid.Permutation(others).Draw(rt, "order"), ratings...)
		require.Equal(rt, before, mustEvaluate(rt, rules, facts))
	})
}

// A reversal restores the board exactly.
func TestReversalRestoresTheBoard(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		before := mustEvaluate(rt, rules, facts)
		facts.Entries = append(facts.Entries, drawEntry(rt, rules, facts.Sections, "one more"),
			scoring.Entry{ID: "undo", Kind: scoring.KindReversal, Reverses: "one more", On: 20231130})
		require.Equal(rt, before, mustEvaluate(rt, rules, facts))
	})
}

// The same facts give identical bytes, whoever computes them.
func TestSameFactsGiveIdenticalBytes(t *testing.T) {
	rules, again := load2023(t), load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		drawVote(rt, rules, &facts)
		one, err := json.Marshal(mustEvaluate(rt, rules, facts))
		require.NoError(rt, err)
		two, err := json.Marshal(mustEvaluate(rt, again, facts))
		require.NoError(rt, err)
		require.Equal(rt, string(one), string(two))
	})
}

// A tally to which entries were added, and from which some were removed again, gives the board of what stands.
func TestTallyEqualsFullEvaluation(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		drawVote(rt, rules, &facts)
		tally := scoring.NewTally(rules, scoring.NewRoster(facts.Sections))
		byID := map[string]*scoring.Entry{}
		for i := range facts.Entries {
			e := &facts.Entries[i]
			if byID[e.ID] = e; e.Kind != scoring.KindReversal {
				require.NoError(rt, tally.Add(e))
			}
		}
		for i := range facts.Entries {
			if e := &facts.Entries[i]; e.Kind == scoring.KindReversal {
				require.NoError(rt, tally.Remove(byID[e.Reverses]))
			}
		}
		board, err := tally.Board(0, facts.Settings)
		require.NoError(rt, err)
		require.Equal(rt, mustEvaluate(rt, rules, facts), board)
	})
}

// Scores stay within 0 and the maximum, whatever is charged and voted.
func TestScoresStayWithinTheirMaximum(t *testing.T) {
	rules := load2023(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := drawFacts(rt, rules)
		drawVote(rt, rules, &facts)
		for _, s := range mustEvaluate(rt, rules, facts).Sections {
			for _, i := range s.Indicators {
				k := slices.IndexFunc(rules.Indicators, func(ind scoring.Indicator) bool { return ind.ID == i.ID })
				top := rules.Indicators[k].Max[0].Value.Round(scoring.Places)
				require.True(rt, 0 <= i.Score && i.Score <= top, "%s of section %d is %s", i.ID, s.No, i.Score)
			}
		}
	})
}
