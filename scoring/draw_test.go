package scoring_test

import (
	"fmt"

	"pgregory.net/rapid"

	"wanping/scoring"
)

// drawFacts draws a small county with valid entries of every kind, some of them reversed. Its ratings never make a set
// complete with a broken quota: only every second section is rated.
func drawFacts(t *rapid.T, rules *scoring.Rules) scoring.Facts {
	var facts scoring.Facts
	for i := range rapid.IntRange(2, 9).Draw(t, "sections") {
		facts.Sections = append(facts.Sections, scoring.Section{
			No: int64(i + 1), Unit: int64(rapid.IntRange(1, 3).Draw(t, "unit")),
			Enforcement: rapid.Bool().Draw(t, "enforcement"), Stationed: rapid.Bool().Draw(t, "stationed"),
			Exempt: rapid.IntRange(0, 7).Draw(t, "exempt") == 0, Carried: rapid.IntRange(0, 7).Draw(t, "carried") == 0,
		})
	}
	for i := range rapid.IntRange(0, 40).Draw(t, "entries") {
		facts.Entries = append(facts.Entries, drawEntry(t, rules, facts.Sections, fmt.Sprintf("e%d", i)))
	}
	drawReversals(t, &facts)
	return facts
}

func drawEntry(t *rapid.T, rules *scoring.Rules, sections []scoring.Section, id string) scoring.Entry {
	e := scoring.Entry{ID: id, On: rapid.SampledFrom([]scoring.Day{20221201, 20230331, 20230630, 20230701, 20231130}).Draw(t, "on")}
	section := sections[rapid.IntRange(0, len(sections)-1).Draw(t, "section")]
	e.Section = section.No
	e.Kind = rapid.SampledFrom([]string{"votes", "votes", "deduction", "deduction", "case_file", "rating", "bonus"}).Draw(t, "kind")
	switch e.Kind {
	case scoring.KindVotes:
		e.Indicator = rapid.SampledFrom([]string{"satisfaction", "stations"}).Draw(t, "indicator")
		drawVotes(t, &e)
	case scoring.KindDeduction:
		drawDeduction(t, rules, &e)
		e.Unit = section.Unit
	case scoring.KindCaseFile:
		e.Mark = drawDecimal(t, "mark", 0, 100)
		e.Failed = rapid.IntRange(0, 9).Draw(t, "failed") == 0
	case scoring.KindRating:
		drawRating(t, sections, &e)
	case scoring.KindBonus:
		e.Clause = rapid.SampledFrom(rules.Bonus.Clauses).Draw(t, "bonus").ID
		e.Matter = rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "matter")
	}
	return e
}

func drawVotes(t *rapid.T, e *scoring.Entry) {
	e.Satisfied = rapid.Int64Range(0, 40).Draw(t, "satisfied")
	e.Basic = rapid.Int64Range(0, 9).Draw(t, "basic")
	e.Dissatisfied = rapid.Int64Range(0, 20).Draw(t, "dissatisfied")
}

func drawDeduction(t *rapid.T, rules *scoring.Rules, e *scoring.Entry) {
	c := rapid.SampledFrom(rules.Clauses).Draw(t, "clause")
	if len(c.Lines) == 0 { // case files are no deductions
		c = rules.Clauses[0]
	}
	e.Clause = c.ID
	tariff := c.Lines[0].Value
	e.Points, e.HasPoints = rapid.SampledFrom([]scoring.Exact{tariff.Min, tariff.Max}).Draw(t, "points"), true
	if rapid.Bool().Draw(t, "counted") {
		e.Count, e.HasCount = rapid.Int64Range(1, 5).Draw(t, "count"), true
	}
	for _, m := range c.Modifiers {
		if m != "deputy" && rapid.Bool().Draw(t, m) {
			e.Modifiers = append(e.Modifiers, m)
		}
	}
	e.OnUnit = c.Indicator == "enforcement" && rapid.Bool().Draw(t, "on unit")
}

func drawRating(t *rapid.T, sections []scoring.Section, e *scoring.Entry) {
	e.Section = sections[0].No // one section only: a complete set of more would have to keep the quota
	e.Rater = scoring.RaterUnit
	if sections[0].Stationed && rapid.Bool().Draw(t, "centre") {
		e.Rater = scoring.RaterCentre
	}
	e.Points, e.HasPoints = scoring.Whole(rapid.Int64Range(0, 50).Draw(t, "tenths")).Quo(scoring.Whole(10)), true
}

func drawDecimal(t *rapid.T, label string, least, most int64) scoring.Exact {
	return scoring.Whole(rapid.Int64Range(least*10, most*10).Draw(t, label)).Quo(scoring.Whole(10))
}

func drawReversals(t *rapid.T, facts *scoring.Facts) {
	for i := range len(facts.Entries) {
		if rapid.IntRange(0, 9).Draw(t, "reversed") == 0 {
			facts.Entries = append(facts.Entries, scoring.Entry{
				ID: fmt.Sprintf("r%d", i), Kind: scoring.KindReversal, Reverses: facts.Entries[i].ID, On: 20231130,
			})
		}
	}
}

// drawVote gives the facts a selection and online votes for some of the candidates that it brings.
func drawVote(t *rapid.T, rules *scoring.Rules, facts *scoring.Facts) {
	eligible := int64(0)
	for _, s := range facts.Sections {
		if !s.Exempt && !s.Carried {
			eligible++
		}
	}
	best := rapid.Int64Range(0, eligible).Draw(t, "best")
	worst := rapid.Int64Range(0, eligible-best).Draw(t, "worst")
	few := rapid.Int64Range(0, 3).Draw(t, "few")
	facts.Settings.Selection = &scoring.Sizes{Satisfied: &best, Unsatisfied: &worst}
	facts.Settings.Designation = &scoring.Sizes{Satisfied: &few, First: &few, Unsatisfied: &few, Least: &few}
	board, err := scoring.Evaluate(rules, *facts, 0)
	if err != nil {
		t.Fatalf("the drawn facts are refused: %v", err)
	}
	for _, s := range board.Sections {
		if s.Candidate != "" && rapid.Bool().Draw(t, "voted on") {
			e := scoring.Entry{ID: fmt.Sprintf("o%d", s.No), Kind: scoring.KindVotes, Indicator: "online", Section: s.No, On: 20231203}
			drawVotes(t, &e)
			facts.Entries = append(facts.Entries, e)
		}
	}
}
