package scoring_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/scoring"
)

// loadExample loads the invented county's rules: other indicators, maxima, thresholds, clauses and readings.
func loadExample(t *testing.T) *scoring.Rules {
	t.Helper()
	rules, err := scoring.LoadRules(configs.FS, exampleFile)
	require.NoError(t, err)
	return rules
}

func TestInventedCountyIsMarkedAsInvented(t *testing.T) {
	require.True(t, loadExample(t).Invented)
	require.False(t, load2023(t).Invented)
}

// exampleCase is scored by hand in the test below.
const exampleCase = `{"sections":[
	{"no":1,"unit":1,"enforcement":true,"stationed":true},{"no":2,"unit":1},{"no":3,"unit":2},{"no":4,"unit":2}],
	"entries":[
	{"id":"a","kind":"votes","section":1,"indicator":"service","satisfied":10,"basic":10,"dissatisfied":0,"on":"2030-03-01"},
	{"id":"b","kind":"votes","section":2,"indicator":"service","satisfied":9,"basic":0,"dissatisfied":10,"on":"2030-03-01"},
	{"id":"c","kind":"deduction","section":1,"clause":"Y-02","on":"2030-06-30"},
	{"id":"d","kind":"deduction","section":1,"clause":"Y-02","on":"2030-07-01"},
	{"id":"e","kind":"deduction","unit":2,"clause":"Y-01","modifiers":["repeated"],"count":2,"on":"2030-03-01"},
	{"id":"f","kind":"deduction","section":3,"clause":"Y-03","points":"2.5","count":5,"on":"2030-03-01"},
	{"id":"g","kind":"bonus","section":4,"clause":"J-1","matter":"x","on":"2030-03-01"},
	{"id":"h","kind":"bonus","section":4,"clause":"J-2","matter":"y","points":"0.25","on":"2030-03-01"},
	{"id":"i","kind":"case_file","section":1,"mark":"7.5","on":"2030-03-01"},
	{"id":"j","kind":"case_file","section":1,"mark":"4.9","on":"2030-03-01"},
	{"id":"k","kind":"rating","section":1,"rater":"centre","points":"9.5","on":"2030-03-01"},
	{"id":"l","kind":"rating","section":2,"rater":"unit","points":"5.5","on":"2030-03-01"}]}`

func TestInventedCountyScoresWithTheSameProgram(t *testing.T) {
	board := evaluate(t, loadExample(t), exampleCase)
	for section, want := range []map[string]string{
		{
			"service": "30.00", // 40 x (10 + 10 x 0.5) / 20; 20 votes reach the threshold
			// Y-02: 1 until June, 2 from July, together 3 and not over the cap of 3
			"response": "22.00", // 15 - 3 + 10
			"files":    "16.00", // separate: 20 - 8, and (8 x 0.75 + 8 x 0.25) / 2 = 4
			"peer":     "2.38",  // half: 9.5 x 1 / (3 + 1) = 2.375
		},
		{
			"service": "22.89", // 0.6 x 40 x 10/19 + 0.4 x 40 x (10 + 5 + 9 + 1) / 39
			"files":   "8.00",  // half of 16
			"peer":    "5.50", "response": "25.00",
		},
		{
			"service":  "10.26", // 0.4 x 40 x 25 / 39, pending
			"response": "12.60", // 15 - 2 x 0.4 x 3, and 10 - 12.5 stops at 0
			"files":    "8.00", "peer": "0.00",
		},
		{"service": "10.26", "response": "25.00", "files": "8.00", "peer": "0.00"}, // Y-01 waived by the honour J-1
	} {
		for id, score := range want {
			got := indicator(t, board.Sections[section], id)
			require.Equal(t, score+"00", got.Score.String(), "%s of section %d", id, section+1)
		}
	}
	require.Equal(t, "1.2500", board.Sections[3].Bonus.String())
}

func TestInventedCountyHasItsOwnVoteAndRewards(t *testing.T) {
	rules := loadExample(t)
	c, err := scoring.DecodeCase([]byte(exampleCase))
	require.NoError(t, err)
	c.Facts.Entries = append(c.Facts.Entries, scoring.Entry{
		ID: "v", Kind: scoring.KindVotes, Indicator: "ballot", Section: 1, Satisfied: 1, Basic: 1, On: 20301201,
	})
	board, err := scoring.Evaluate(rules, c.Facts, 0)
	require.NoError(t, err)
	require.Equal(t, "22.5000", board.Sections[0].Online.String()) // 30 x 1.5 / 2
	require.Equal(t, scoring.First, board.Sections[0].Designation)
	// section 4 is the last but one (-2), section 3 the last: -2 - 3
	require.Equal(t, []scoring.UnitResult{{Unit: 1, Points: 7}, {Unit: 2, Points: -7}}, board.Units)
}

// A clause that came in July cannot be charged for June, and an amended one costs what it cost on the day.
func TestAmendedLinesHoldFromTheirDay(t *testing.T) {
	rules := loadExample(t)
	roster := scoring.NewRoster([]scoring.Section{{No: 1, Unit: 1}})
	e := scoring.Entry{ID: "e", Kind: scoring.KindDeduction, Section: 1, Clause: "Y-21", On: 20300630}
	var fault *scoring.Error
	require.ErrorAs(t, rules.Check(roster, &e), &fault)
	require.Equal(t, scoring.CodeUnknownClause, fault.Code)
	e.On = 20300701
	require.NoError(t, rules.Check(roster, &e))
}

// A cap that came with an amendment holds only on boards from that day on.
func TestNumbersOfABoardAreThoseOfItsDay(t *testing.T) {
	rules := loadExample(t)
	c, err := scoring.DecodeCase([]byte(`{"sections":[{"no":1,"unit":1}],"entries":[
		{"id":"a","kind":"deduction","section":1,"clause":"Y-02","count":5,"on":"2030-03-01"}]}`))
	require.NoError(t, err)
	for day, score := range map[scoring.Day]string{20300630: "20.0000", 20300701: "22.0000", 0: "22.0000"} {
		board, err := scoring.Evaluate(rules, c.Facts, day)
		require.NoError(t, err)
		require.Equal(t, score, indicator(t, board.Sections[0], "response").Score.String(), day)
	}
}

// A clause that was repealed in the year still costs what it cost while it held, and no more than its cap.
func TestRepealedClauseKeepsItsCap(t *testing.T) {
	text, err := fs.ReadFile(configs.FS, exampleFile)
	require.NoError(t, err)
	repealed := strings.Replace(string(text), `{since: "2030-07-01", points: "1.5"`, `{since: "2030-07-01", until: "2030-08-31", points: "1.5"`, 1)
	rules, err := scoring.ParseRules("county.yaml", []byte(repealed))
	require.NoError(t, err)
	charged := `{"sections":[{"no":1,"unit":1,"enforcement":true}],"entries":[
		{"id":"a","kind":"deduction","section":1,"clause":"Y-21","count":3,"on":"2030-08-31"}]}`
	require.Equal(t, "10.5000", scoreOf(t, rules, charged, 1, "files")) // 20 - 8 - 1.5, and no case file is worth 0
	requireExplained(t, rules, charged)
}

// requireExplained explains every section of a case and holds each tree to its operations and to the board.
func requireExplained(t *testing.T, rules *scoring.Rules, text string) {
	t.Helper()
	c, err := scoring.DecodeCase([]byte(text))
	require.NoError(t, err)
	for _, s := range c.Facts.Sections {
		x, err := scoring.Explain(rules, c.Facts, c.AsOf, s.No)
		require.NoError(t, err)
		requireTrue(t, x.Daily)
		require.Equal(t, x.Result.Daily, x.Daily.Value.Round(scoring.Places))
	}
}

func TestInventedCountyIsExplainedToo(t *testing.T) {
	requireExplained(t, loadExample(t), exampleCase)
}
