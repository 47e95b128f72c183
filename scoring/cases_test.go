package scoring_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

// scoreJSON is what `wanping score` prints, as a JSON value, with an error's message taken out after a look at it.
func scoreJSON(t *testing.T, rules *scoring.Rules, data []byte) any {
	t.Helper()
	c, err := scoring.DecodeCase(data)
	var board scoring.Board
	if err == nil {
		board, err = scoring.Evaluate(rules, c.Facts, c.AsOf)
	}
	if err == nil {
		return asJSON(t, board)
	}
	var fault *scoring.Error
	require.True(t, errors.As(err, &fault), "an error of a case has a code: %v", err)
	require.NotEmpty(t, fault.Message)
	var entry any
	if fault.Entry != "" {
		entry = fault.Entry
	}
	return map[string]any{"error": map[string]any{"entry": entry, "code": string(fault.Code)}}
}

func asJSON(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var out any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// casesIn returns the case files of a folder, without their expected results.
func casesIn(t *testing.T, folder string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	require.NoError(t, err)
	var cases []string
	for _, name := range all {
		if !strings.HasSuffix(name, ".expected.json") {
			cases = append(cases, name)
		}
	}
	require.NotEmpty(t, cases)
	return cases
}

// Both folders were computed by independent scorers: cases by the county's, own by one written from score-cases only.
func TestCases(t *testing.T) {
	rules := load2023(t)
	for _, folder := range []string{"cases", "own"} {
		for _, name := range casesIn(t, folder) {
			t.Run(filepath.Base(name), func(t *testing.T) {
				data, err := os.ReadFile(name)
				require.NoError(t, err)
				want, err := os.ReadFile(strings.TrimSuffix(name, ".json") + ".expected.json")
				require.NoError(t, err)
				var expected any
				require.NoError(t, json.Unmarshal(want, &expected))
				require.Equal(t, expected, scoreJSON(t, rules, data))
			})
		}
	}
}

// Every clause of the rule file is charged or awarded by a case, so that no row of the policy is untried.
func TestCasesCoverEveryClause(t *testing.T) {
	rules := load2023(t)
	used := map[string]bool{"A5.23": false}
	for _, name := range casesIn(t, "own") {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		c, err := scoring.DecodeCase(data)
		if err != nil {
			continue
		}
		for _, e := range c.Facts.Entries {
			used[e.Clause] = true
			if e.Kind == scoring.KindCaseFile {
				used["A5.23"] = true
			}
		}
	}
	for _, c := range append(rules.Clauses, rules.Bonus.Clauses...) {
		require.True(t, used[c.ID], "no case uses clause %s", c.ID)
	}
}
