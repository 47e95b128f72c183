package scoring_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/scoring"
)

func asError(err error, target **scoring.Error) bool { return errors.As(err, target) }

// with2023 loads the rules of 2023 with one decision read otherwise.
func with2023(t *testing.T, decision string, reading scoring.Reading) *scoring.Rules {
	t.Helper()
	text, err := fs.ReadFile(configs.FS, "rules/2023.yaml")
	require.NoError(t, err)
	before, after, found := strings.Cut(string(text), "  - name: "+decision+"\n")
	require.True(t, found, "the rule file has no decision %s", decision)
	head, rest, _ := strings.Cut(after, "reading: ")
	_, tail, _ := strings.Cut(rest, ",")
	text = []byte(before + "  - name: " + decision + "\n" + head + "reading: " + string(reading) + "," + tail)
	rules, err := scoring.ParseRules("2023.yaml", text)
	require.NoError(t, err)
	require.Equal(t, reading, rules.Reading(decision, 20230601))
	return rules
}

// scoreOf evaluates a case and returns one section's score of an indicator.
func scoreOf(t *testing.T, rules *scoring.Rules, text string, section int, indicator string) string {
	t.Helper()
	for _, i := range evaluate(t, rules, text).Sections[section-1].Indicators {
		if i.ID == indicator {
			return i.Score.String()
		}
	}
	t.Fatalf("no score of %s", indicator)
	return ""
}

func evaluate(t *testing.T, rules *scoring.Rules, text string) scoring.Board {
	t.Helper()
	c, err := scoring.DecodeCase([]byte(text))
	require.NoError(t, err)
	board, err := scoring.Evaluate(rules, c.Facts, c.AsOf)
	require.NoError(t, err)
	return board
}

const (
	twoSections = `"sections":[{"no":1,"unit":1},{"no":2,"unit":2}]`
	powered     = `"sections":[{"no":1,"unit":1,"enforcement":true}]`
	stationed   = `"sections":[{"no":1,"unit":1,"stationed":true}]`
)

// Each reading that the engine computes with gives another score for the same facts; the arithmetic is beside it.
func TestReadingsChangeTheScore(t *testing.T) {
	votes := `{` + twoSections + `,"entries":[
		{"id":"a","kind":"votes","section":1,"indicator":"satisfaction","satisfied":90,"basic":0,"dissatisfied":10,"on":"2023-06-01"}]}`
	lone := `{"sections":[{"no":1,"unit":1},{"no":2,"unit":2},{"no":3,"unit":3}],"entries":[
		{"id":"a","kind":"votes","section":1,"indicator":"satisfaction","satisfied":90,"basic":0,"dissatisfied":10,"on":"2023-06-01"},
		{"id":"b","kind":"votes","section":2,"indicator":"satisfaction","satisfied":0,"basic":0,"dissatisfied":50,"on":"2023-06-01"}]}`
	rounds := `{` + twoSections + `,"entries":[
		{"id":"a","kind":"votes","section":1,"indicator":"stations","satisfied":9,"basic":0,"dissatisfied":0,"on":"2023-06-30"},
		{"id":"b","kind":"votes","section":1,"indicator":"stations","satisfied":0,"basic":0,"dissatisfied":1,"on":"2023-07-01"}]}`
	eaten := `{` + powered + `,"entries":[
		{"id":"a","kind":"deduction","section":1,"clause":"A5.25b","count":3,"on":"2023-06-01"}]}`
	one := `{` + stationed + `,"entries":[{"id":"a","kind":"rating","section":1,"rater":"unit","points":"4.2","on":"2023-06-01"}]}`
	yearly := `{` + powered + `,"entries":[{"id":"a","kind":"deduction","section":1,"clause":"A5.27d1","count":2,"on":"2023-06-01"}]}`
	quarters := `{` + twoSections + `,"entries":[
		{"id":"a","kind":"deduction","section":1,"clause":"A3.1","count":9,"on":"2023-03-31"},
		{"id":"b","kind":"deduction","section":1,"clause":"A3.1","on":"2023-04-01"}]}`
	for _, c := range []struct {
		decision  string
		reading   scoring.Reading
		facts     string
		section   int
		indicator string
		score     string
	}{
		{"satisfaction_average", "mean_of_voted", votes, 2, "satisfaction", "18.9000"}, // 0.7 x 27
		{"satisfaction_average", "mean_of_all", votes, 2, "satisfaction", "9.4500"},    // 0.7 x 27 / 2
		{"satisfaction_average", "mean_of_voted", lone, 3, "satisfaction", "9.4500"},   // 0.7 x (27 + 0) / 2
		{"satisfaction_average", "pooled", lone, 3, "satisfaction", "12.6000"},         // 0.7 x 90/150 x 30
		{"station_rounds", "pooled", rounds, 1, "stations", "9.0000"},                  // 9/10 x 10
		{"station_rounds", "mean_of_rounds", rounds, 1, "stations", "5.0000"},          // (10 + 0) / 2
		{"case_file_part", "one_pool", eaten, 1, "enforcement", "1.0000"},              // 10 - 9
		{"case_file_part", "separate", eaten, 1, "enforcement", "4.0000"},              // max(0, 6 - 9) + 4
		{"no_case_file", "full", `{` + powered + `,"entries":[]}`, 1, "enforcement", "10.0000"},
		{"no_case_file", "zero", `{` + powered + `,"entries":[]}`, 1, "enforcement", "6.0000"},
		{"one_rating_of_two", "counts", one, 1, "management", "4.2000"},
		{"one_rating_of_two", "half", one, 1, "management", "2.1000"},
		{"one_rating_of_two", "waits", one, 1, "management", "0.0000"},
		{"yearly_clauses", "capped", yearly, 1, "enforcement", "7.0000"},
		{"yearly_clauses", "every_time", yearly, 1, "enforcement", "4.0000"},
		{"deduction_quarters", "year", quarters, 1, "hotline", "2.5000"},             // 2.5 + max(0, 2.5 - 3)
		{"deduction_quarters", "mean_of_quarters", quarters, 1, "hotline", "4.3000"}, // (2.5 + 4.7 + 5 + 5) / 4
	} {
		t.Run(c.decision+"="+string(c.reading), func(t *testing.T) {
			require.Equal(t, c.score, scoreOf(t, with2023(t, c.decision, c.reading), c.facts, c.section, c.indicator))
		})
	}
}

// finalCase is four sections of which the last is carried, all voted on; section 2 has its lead from a bonus.
const finalCase = `{"sections":[{"no":1,"unit":1},{"no":2,"unit":2},{"no":3,"unit":3},{"no":4,"unit":4,"carried":true}],
	"selection":{"satisfied":1,"unsatisfied":2},"designation":{"first":0,"satisfied":1,"unsatisfied":1,"least":1},
	"entries":[
	{"id":"a","kind":"deduction","section":2,"clause":"A1.1.5a","on":"2023-06-01"},
	{"id":"b","kind":"bonus","section":2,"clause":"B1p","matter":"m","on":"2023-06-01"},
	{"id":"c","kind":"deduction","section":4,"clause":"A1.4.3d","on":"2023-06-01"}
	%ballots%]}`

func TestReadingsChangeWhoIsDesignated(t *testing.T) {
	plain := strings.Replace(finalCase, "%ballots%", "", 1)
	require.Equal(t, scoring.ForSatisfied, evaluate(t, with2023(t, "bonus_in_selection", "counts"), plain).Sections[1].Candidate)
	require.Equal(t, scoring.ForSatisfied, evaluate(t, with2023(t, "bonus_in_selection", "left_out"), plain).Sections[0].Candidate)

	voted := strings.Replace(finalCase, "%ballots%", `,{"id":"v","kind":"votes","section":2,"indicator":"online",
		"satisfied":1,"basic":0,"dissatisfied":0,"on":"2023-12-03"}`, 1)
	with := evaluate(t, with2023(t, "unsatisfied_designation", "with_carried"), voted)
	require.Equal(t, scoring.Least, with.Sections[3].Designation)
	without := evaluate(t, with2023(t, "unsatisfied_designation", "candidates_only"), voted)
	require.Equal(t, scoring.Least, without.Sections[2].Designation)
	require.Empty(t, without.Sections[3].Designation)

	require.Equal(t, int64(-10), evaluate(t, with2023(t, "least_points", "instead"), voted).Units[1].Points)
	require.Equal(t, int64(-15), evaluate(t, with2023(t, "least_points", "in_addition"), voted).Units[1].Points)
}

func TestReadingOfTiesDecidesWhetherTheyAreReported(t *testing.T) {
	equal := `{` + twoSections + `,"entries":[],"selection":{"satisfied":1,"unsatisfied":0}}`
	require.Len(t, evaluate(t, with2023(t, "tie_at_cut", "provisional"), equal).Ties, 1)
	require.Empty(t, evaluate(t, with2023(t, "tie_at_cut", "listing_order"), equal).Ties)
}

func TestReadingOfAdoptionDecidesWhetherTheListsStay(t *testing.T) {
	c, err := scoring.DecodeCase([]byte(`{` + twoSections + `,"entries":[],"selection":{"satisfied":1,"unsatisfied":1}}`))
	require.NoError(t, err)
	c.Facts.Settings.Adopted = &scoring.Lists{Satisfied: []int64{2}, Unsatisfied: []int64{1}}
	for reading, first := range map[scoring.Reading]scoring.Candidate{
		"lists_frozen": scoring.ForUnsatisfied, "all_frozen": scoring.ForUnsatisfied, "nothing_frozen": scoring.ForSatisfied,
	} {
		board, err := scoring.Evaluate(with2023(t, "after_adoption", reading), c.Facts, 0)
		require.NoError(t, err)
		require.Equal(t, first, board.Sections[0].Candidate, reading)
	}
}

// The readings that other rooms follow are exposed as typed values.
func TestReadingsOfOtherRoomsAreExposed(t *testing.T) {
	const day = 20230601
	require.True(t, load2023(t).ReportingOn(day).WorkingDays)
	require.False(t, with2023(t, "window_deadline_day", "calendar").ReportingOn(day).WorkingDays)
	require.False(t, load2023(t).ReportingOn(day).RunsFromAccepted)
	require.True(t, with2023(t, "period_runs_from", "accepted_on").ReportingOn(day).RunsFromAccepted)
	require.True(t, load2023(t).ReportingOn(day).CutLastPeriod)
	require.False(t, with2023(t, "last_monthly_period", "whole").ReportingOn(day).CutLastPeriod)
	require.True(t, load2023(t).ReportingOn(day).NilReports)
	require.False(t, with2023(t, "nil_report", "none").ReportingOn(day).NilReports)
	require.True(t, load2023(t).ReportingOn(day).MissedByDay)
	require.False(t, with2023(t, "missed_reports", "by_record").ReportingOn(day).MissedByDay)
	require.True(t, load2023(t).ModifierApplies("before_2022", 20211231, day))
	require.False(t, with2023(t, "act_day_limit", "exclusive").ModifierApplies("before_2022", 20211231, day))
	require.False(t, load2023(t).WordingOn(day).CanInsist["contact"])
	require.True(t, load2023(t).WordingOn(day).CanInsist["too_long"])
	require.True(t, with2023(t, "wording_findings", "all_insistable").WordingOn(day).CanInsist["contact"])
	require.False(t, with2023(t, "wording_findings", "all_refused").WordingOn(day).CanInsist["too_long"])
	require.Equal(t, scoring.ReadingOneOnly, with2023(t, "one_event_two_indicators", "one_only").Reading("one_event_two_indicators", day))
	require.Equal(t, scoring.ReadingNotApplied, with2023(t, "transfer_modifiers", "not_applied").Reading("transfer_modifiers", day))
}
