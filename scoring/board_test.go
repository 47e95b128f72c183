package scoring_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

func sizes(satisfied, unsatisfied int64) *scoring.Sizes {
	return &scoring.Sizes{Satisfied: &satisfied, Unsatisfied: &unsatisfied}
}

func TestRulingOnATieDecidesWhoGetsIn(t *testing.T) {
	rules := load2023(t)
	facts := scoring.Facts{Sections: []scoring.Section{{No: 1, Unit: 1}, {No: 2, Unit: 2}, {No: 3, Unit: 3}}}
	facts.Settings.Selection = sizes(1, 0)
	board := mustEvaluate(t, rules, facts)
	require.Equal(t, []scoring.Tie{{Cut: scoring.CutCandidatesSatisfied, Sections: []int64{1, 2, 3}}}, board.Ties)
	require.Equal(t, scoring.ForSatisfied, board.Sections[0].Candidate)

	facts.Settings.Rulings = []scoring.TieRuling{{Cut: scoring.CutCandidatesSatisfied, Order: []int64{3, 1, 2}}}
	board = mustEvaluate(t, rules, facts)
	require.Empty(t, board.Ties)
	require.Equal(t, scoring.ForSatisfied, board.Sections[2].Candidate)
	require.Empty(t, board.Sections[0].Candidate)
}

func TestRulingThatForgetsASectionResolvesNothing(t *testing.T) {
	rules := load2023(t)
	facts := scoring.Facts{Sections: []scoring.Section{{No: 1, Unit: 1}, {No: 2, Unit: 2}, {No: 3, Unit: 3}}}
	facts.Settings.Selection = sizes(1, 0)
	facts.Settings.Rulings = []scoring.TieRuling{{Cut: scoring.CutCandidatesSatisfied, Order: []int64{3, 1}}}
	require.Len(t, mustEvaluate(t, rules, facts).Ties, 1)
}

func TestAdoptedListsStandInForTheComputedOnes(t *testing.T) {
	rules := load2023(t)
	facts := scoring.Facts{
		Sections: []scoring.Section{{No: 1, Unit: 1}, {No: 2, Unit: 1}, {No: 3, Unit: 1, Carried: true}, {No: 4, Unit: 1, Carried: true, Exempt: true}},
		Entries:  []scoring.Entry{{ID: "v", Kind: scoring.KindVotes, Indicator: "online", Section: 2, Satisfied: 1, On: 20231203}},
	}
	facts.Settings.Adopted = &scoring.Lists{Satisfied: []int64{2}, Unsatisfied: []int64{1}}
	board := mustEvaluate(t, rules, facts)
	got := []scoring.Candidate{}
	for _, s := range board.Sections {
		got = append(got, s.Candidate)
	}
	require.Equal(t, []scoring.Candidate{scoring.ForUnsatisfied, scoring.ForSatisfied, scoring.ByCarrying, ""}, got)
	require.Equal(t, "15.0000", board.Sections[1].Online.String())
}

// The door uses the same codes as a whole case does.
func TestCheckAtTheDoor(t *testing.T) {
	rules := load2023(t)
	roster := scoring.NewRoster([]scoring.Section{{No: 1, Unit: 1}})
	good := scoring.Entry{ID: "e", Kind: scoring.KindDeduction, Section: 1, Clause: "A1.1.1", On: 20230601}
	require.NoError(t, rules.Check(roster, &good))
	bad := good
	bad.Clause = "A1.2.1"
	var refusal *scoring.Error
	require.ErrorAs(t, rules.Check(roster, &bad), &refusal)
	require.Equal(t, scoring.CodePointsRequired, refusal.Code)
	require.Equal(t, "e", refusal.Entry)
	require.Contains(t, refusal.Message, "1 到 3")
}

func TestTallyChecksTheQuotaWhenAsked(t *testing.T) {
	rules := load2023(t)
	tally := scoring.NewTally(rules, scoring.NewRoster([]scoring.Section{{No: 1, Unit: 1}, {No: 2, Unit: 1}}))
	add := func(section int64) {
		e := scoring.Entry{ID: string(rune('a' + section)), Kind: scoring.KindRating, Section: section, Rater: scoring.RaterUnit, On: 20230601}
		require.NoError(t, tally.Add(&e))
	}
	add(1)
	require.NoError(t, tally.CheckQuota(0))
	add(2) // both 0.0: two in the lowest of three tiers
	var fault *scoring.Error
	require.ErrorAs(t, tally.CheckQuota(0), &fault)
	require.Equal(t, scoring.CodeTierQuota, fault.Code)
	require.Contains(t, fault.Message, "“一般”档有 2 个")
}

func TestTallyRefusesWhatTheRulesRefuse(t *testing.T) {
	rules := load2023(t)
	tally := scoring.NewTally(rules, scoring.NewRoster([]scoring.Section{{No: 1, Unit: 1}}))
	var fault *scoring.Error
	require.ErrorAs(t, tally.Add(&scoring.Entry{ID: "e", Kind: "gift"}), &fault)
	require.Equal(t, scoring.CodeUnknownKind, fault.Code)
	require.ErrorAs(t, tally.Remove(&scoring.Entry{ID: "e", Kind: "gift"}), &fault)
}

func TestWhatIfAddsEntriesFromAnotherFile(t *testing.T) {
	base := `{"sections":[{"no":1,"unit":1}],"entries":[]}`
	list := `[{"id":"w","kind":"deduction","section":1,"clause":"A1.1.5b","on":"2023-06-01"}]`
	for _, extra := range []string{list, `{"entries":` + list + `}`} {
		c, err := scoring.DecodeCase([]byte(base), []byte(extra))
		require.NoError(t, err)
		require.Equal(t, "3.0000", indicator(t, mustEvaluate(t, load2023(t), c.Facts).Sections[0], "complaints").Score.String())
	}
	for _, extra := range []string{`{}`, `3`, `[`, `[{"id":""}]`} {
		_, err := scoring.DecodeCase([]byte(base), []byte(extra))
		var fault *scoring.Error
		require.ErrorAs(t, err, &fault, extra)
		require.Equal(t, scoring.CodeBadCase, fault.Code)
	}
	_, err := scoring.DecodeCase([]byte(`{"sections":[{"no":1,"unit":1}],"entries":`+list+`}`), []byte(list))
	require.ErrorContains(t, err, "出现了两次")
}

func TestRulesAnswerForOneClauseOrIndicator(t *testing.T) {
	rules := load2023(t)
	c, ok := rules.Clause("A1.2.6")
	require.True(t, ok)
	require.Equal(t, "其他作风效能、纪律或职业道德问题", c.Label)
	c, ok = rules.Clause("B2n")
	require.True(t, ok)
	require.Equal(t, "publicity", c.Group)
	_, ok = rules.Clause("A9")
	require.False(t, ok)
	i, ok := rules.Indicator("hotline")
	require.True(t, ok)
	require.Len(t, i.Groups, 2)
	_, ok = rules.Indicator("bonus")
	require.False(t, ok)
}

func TestDaysAreRealDays(t *testing.T) {
	for text, next := range map[string]string{
		"2023-02-28": "2023-03-01", "2024-02-28": "2024-02-29", "2000-02-29": "2000-03-01", "2023-12-31": "2024-01-01",
		"2023-04-30": "2023-05-01", "0001-01-01": "0001-01-02", "9999-12-31": "9999-12-31",
	} {
		day, ok := scoring.ParseDay(text)
		require.True(t, ok, text)
		require.Equal(t, text, day.String())
		require.Equal(t, next, day.Next().String())
	}
	for _, text := range []string{
		"", "2023-02-29", "1900-02-29", "2023-04-31", "2023-13-01", "2023-00-01", "2023-01-00", "0000-01-01",
		"2023-1-01", "2023/01/01", "20230101", "2023-01-01T00:00:00Z", "+023-01-01", "２０２３-01-01",
	} {
		_, ok := scoring.ParseDay(text)
		require.False(t, ok, text)
	}
	_, ok := scoring.NewDay(2023, 2, 29)
	require.False(t, ok)
}

func TestReportingOfTheYearIsExposed(t *testing.T) {
	r := load2023(t).ReportingOn(20230601)
	require.Equal(t, scoring.Period{From: 20230505, To: 20231115}, r.Season)
	require.Equal(t, "11:30:00", r.WindowDeadline.String())
	require.Equal(t, 25, r.ClosingDay)
	require.Equal(t, 10, load2023(t).WordingOn(20230601).MaxLength)
}
