package scoring_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/scoring"
)

// load2023 loads the rule file that the program ships.
func load2023(tb testing.TB) *scoring.Rules {
	tb.Helper()
	rules, err := scoring.LoadRules(configs.FS, "rules/2023.yaml")
	require.NoError(tb, err)
	return rules
}

// yearOfFacts invents a year of valid entries for n sections, the same for the same sizes.
func yearOfFacts(rules *scoring.Rules, sections, entries int) scoring.Facts {
	random := rand.New(rand.NewPCG(2023, uint64(sections)))
	facts := scoring.Facts{Sections: make([]scoring.Section, sections), Entries: make([]scoring.Entry, entries)}
	for i := range facts.Sections {
		facts.Sections[i] = scoring.Section{
			No: int64(i + 1), Unit: int64(i/9 + 1),
			Enforcement: i%3 == 0, Stationed: i%10 == 0, Exempt: i%47 == 1, Carried: i%48 == 2,
		}
	}
	for i := range facts.Entries {
		e := &facts.Entries[i]
		e.ID, e.On = fmt.Sprintf("e%d", i), scoring.Day(20230101+100*random.IntN(10)+random.IntN(28))
		e.Section = int64(random.IntN(sections) + 1)
		inventEntry(rules, random, e)
	}
	return facts
}

// inventEntry fills an entry of a likely kind; most of a year's entries are votes and deductions.
func inventEntry(rules *scoring.Rules, random *rand.Rand, e *scoring.Entry) {
	switch kind := random.IntN(20); {
	case kind < 9:
		e.Kind, e.Indicator = scoring.KindVotes, "satisfaction"
		e.Satisfied, e.Basic, e.Dissatisfied = random.Int64N(3), random.Int64N(2), random.Int64N(2)
	case kind < 11:
		e.Kind, e.Indicator = scoring.KindVotes, "stations"
		e.Satisfied, e.Basic, e.Dissatisfied = random.Int64N(30), random.Int64N(9), random.Int64N(5)
	case kind < 17:
		c := rules.Clauses[random.IntN(len(rules.Clauses))]
		if c.ID == "A5.23" {
			c = rules.Clauses[0]
		}
		e.Kind, e.Clause = scoring.KindDeduction, c.ID
		e.Points, e.HasPoints = c.Lines[0].Value.Min, true
	case kind < 19:
		e.Kind, e.Mark = scoring.KindCaseFile, scoring.Whole(random.Int64N(101))
	default:
		e.Kind, e.Clause, e.Matter = scoring.KindBonus, "B3b", "m"
	}
}
