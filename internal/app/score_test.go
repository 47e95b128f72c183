package app_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/app"
)

// run runs one command line and returns the exit status and what it wrote.
func run(args ...string) (status int, out, errs string) {
	var stdout, stderr bytes.Buffer
	status = app.Main(args, app.IO{In: &bytes.Buffer{}, Out: &stdout, Err: &stderr})
	return status, stdout.String(), stderr.String()
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

const oneSection = `{"sections":[{"no":7,"unit":3}],"entries":[
	{"id":"e1","kind":"deduction","section":7,"clause":"A1.1.5b","on":"2023-06-01"}]}`

// exampleRules is the invented county's rule file.
const exampleRules = "../../configs/rules/example-county.yaml"

func TestScorePrintsTheBoard(t *testing.T) {
	status, out, errs := run("score", file(t, "case.json", oneSection))
	require.Zero(t, status)
	require.Empty(t, errs)
	var board struct {
		Sections []struct {
			No         int64
			Indicators map[string]struct{ Score string }
			Online     *string
		}
		Ties, Units []any
	}
	require.NoError(t, json.Unmarshal([]byte(out), &board))
	require.Equal(t, "3.0000", board.Sections[0].Indicators["complaints"].Score)
	require.Nil(t, board.Sections[0].Online)
	require.NotNil(t, board.Ties)
	require.NotNil(t, board.Units)
}

func TestScoreErrorsAndExitStatus(t *testing.T) {
	for _, c := range []struct {
		name, text string
		status     int
		entry      any
		code       string
	}{
		{"misshapen", `{`, 2, nil, "bad_case"},
		{"an entry's fault", `{"sections":[],"entries":[{"id":"x","kind":"gift","section":1,"on":"2023-06-01"}]}`, 1, "x", "unknown_kind"},
		{"the whole case's fault", `{"sections":[],"entries":[],"selection":{}}`, 1, nil, "too_few_sections"},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, errs := run("score", file(t, "case.json", c.text))
			require.Equal(t, c.status, status)
			require.Empty(t, errs)
			var body map[string]map[string]any
			require.NoError(t, json.Unmarshal([]byte(out), &body))
			require.Equal(t, c.entry, body["error"]["entry"])
			require.Equal(t, c.code, body["error"]["code"])
			require.NotEmpty(t, body["error"]["message"])
		})
	}
}

func TestScoreWithAnotherCountysRules(t *testing.T) {
	status, out, _ := run("score", "--rules", exampleRules, file(t, "case.json", `{"sections":[{"no":1,"unit":1}],"entries":[]}`))
	require.Zero(t, status)
	require.Contains(t, out, `"response"`)
	require.NotContains(t, out, `"hotline"`)
}

func TestScoreWithFilesThatCannotBeRead(t *testing.T) {
	good := file(t, "case.json", oneSection)
	for _, args := range [][]string{
		{"score", "no-such-case.json"},
		{"score", "--rules", "no-such-rules.yaml", good},
		{"score", "--rules", file(t, "rules.yaml", "format: 9"), good},
		{"score", "--what-if", "no-such-entries.json", good},
		{"explain", "--section", "7", "no-such-case.json"},
		{"rules", "check", "no-such-rules.yaml"},
		{"rules", "show", "--rules", "no-such-rules.yaml"},
	} {
		status, out, errs := run(args...)
		require.Equal(t, 2, status, args)
		require.Empty(t, out, args)
		require.NotEmpty(t, errs, args)
	}
}

func TestWhatIfChangesTheAnswerAndNoFile(t *testing.T) {
	facts := file(t, "case.json", oneSection)
	extra := file(t, "what-if.json", `[{"id":"w","kind":"deduction","section":7,"clause":"A1.1.5a","on":"2023-06-02"}]`)
	_, plain, _ := run("score", facts)
	_, what, _ := run("score", "--what-if", extra, facts)
	require.Contains(t, plain, `"3.0000"`)
	require.Contains(t, what, `"2.0000"`)
	_, told, _ := run("explain", "--section", "7", "--what-if", extra, facts)
	require.Contains(t, told, "分录 w")
	kept, err := os.ReadFile(facts)
	require.NoError(t, err)
	require.Equal(t, oneSection, string(kept))
}

func TestExplainPrintsTheTree(t *testing.T) {
	status, out, errs := run("explain", "--section", "7", file(t, "case.json", oneSection))
	require.Zero(t, status)
	require.Empty(t, errs)
	require.Contains(t, out, "科室 7(单位 3)")
	require.Contains(t, out, "(A1.1.5b;分录 e1)")
}

func TestExplainTellsAPersonWhatIsWrong(t *testing.T) {
	status, out, errs := run("explain", "--section", "8", file(t, "case.json", oneSection))
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "没有编号为 8 的参评科室")
	status, _, errs = run("explain", "--section", "7", file(t, "case.json",
		`{"sections":[{"no":7,"unit":3}],"entries":[{"id":"x","kind":"gift","section":7,"on":"2023-06-01"}]}`))
	require.Equal(t, 1, status)
	require.Contains(t, errs, "分录 x")
}
