package app_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRulesCheckOfGoodFiles(t *testing.T) {
	for _, name := range []string{"../../configs/rules/2023.yaml", exampleRules} {
		status, out, errs := run("rules", "check", name)
		require.Zero(t, status, errs)
		require.Contains(t, out, "没有错误")
		require.Contains(t, out, "sha256:")
	}
}

func TestRulesCheckNamesFileAndLine(t *testing.T) {
	good, err := os.ReadFile(exampleRules)
	require.NoError(t, err)
	bad := file(t, "county.yaml", strings.Replace(string(good), `points: "0.4"`, "points: 0.4", 1))
	status, out, errs := run("rules", "check", bad)
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Regexp(t, `county\.yaml:\d+: .*引号`, errs)
	require.Contains(t, errs, "共 1 处错误")
}

func TestRulesShowListsEveryClauseWithPointsAndBasis(t *testing.T) {
	status, out, _ := run("rules", "show")
	require.Zero(t, status)
	table, err := os.Open("../../scoring/testdata/clauses-2023.csv")
	require.NoError(t, err)
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	require.NoError(t, err)
	lines := map[string]string{}
	for _, line := range strings.Split(out, "\n") {
		id, _, _ := strings.Cut(line, " ")
		lines[id] = line
	}
	for _, row := range rows[1:] {
		line, ok := lines[row[0]]
		require.True(t, ok, "clause %s is not shown", row[0])
		require.Contains(t, line, row[3])
		require.Contains(t, line, row[4])
	}
	require.Contains(t, lines["A1.2.6"], "0.5-1.5")
	require.Contains(t, lines["A5.1"], "附件5第1行")
	require.Contains(t, lines["satisfaction_average"], "D1")
}
