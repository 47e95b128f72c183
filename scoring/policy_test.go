package scoring_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

// policyRows reads a table of the policy, as copied into testdata.
func policyRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// Every clause of the policy stands in the rule file with its indicator, group, points, cap and modifiers.
func TestRuleFileHoldsEveryClauseOfThePolicy(t *testing.T) {
	rules := load2023(t)
	clauses := map[string]scoring.Clause{}
	for _, c := range append(slices.Clone(rules.Clauses), rules.Bonus.Clauses...) {
		clauses[c.ID] = c
	}
	rows := policyRows(t, "clauses-2023.csv")
	require.Len(t, clauses, len(rows))
	for _, row := range rows {
		c, ok := clauses[row["clause"]]
		require.True(t, ok, "clause %s is missing", row["clause"])
		require.Equal(t, row["label"], c.Label)
		require.Equal(t, row["per"], c.Per)
		require.Equal(t, strings.FieldsFunc(row["modifiers"], func(r rune) bool { return r == '|' }), append([]string{}, c.Modifiers...))
		if c.ID == "A5.23" {
			require.Empty(t, c.Lines)
			continue
		}
		require.Equal(t, row["indicator"], map[bool]string{true: "bonus", false: c.Indicator}[c.Indicator == ""])
		require.Equal(t, row["group"], c.Group)
		requireTariff(t, row, c)
	}
}

func requireTariff(t *testing.T, row map[string]string, c scoring.Clause) {
	t.Helper()
	require.Len(t, c.Lines, 1)
	line := c.Lines[0]
	require.NotEmpty(t, line.Basis)
	requireDecimal(t, row["points_min"], line.Value.Min)
	requireDecimal(t, row["points_max"], line.Value.Max)
	if row["cap"] == "" {
		requireDecimal(t, "0", line.Value.Cap)
	} else {
		requireDecimal(t, row["cap"], line.Value.Cap)
	}
}

func requireDecimal(t *testing.T, want string, got scoring.Exact) {
	t.Helper()
	exact, err := scoring.ParseDecimal(want)
	require.NoError(t, err)
	require.Zero(t, exact.Cmp(got), "want %s, got %s", want, got)
}

// The register says for every clause and every duty who does it.
func TestRegisterIsComplete(t *testing.T) {
	register := load2023(t).Register
	require.Equal(t, column(policyRows(t, "clauses-2023.csv")), ids(register.Clauses))
	require.Equal(t, column(policyRows(t, "duties-2023.csv")), ids(register.Duties))
	for _, row := range append(slices.Clone(register.Clauses), register.Duties...) {
		require.Contains(t, []string{scoring.RegisterComputed, scoring.RegisterEntered, scoring.RegisterOutside}, row.Status)
		require.NotEmpty(t, row.How, row.ID)
	}
}

func column(rows []map[string]string) []string {
	var out []string
	for _, row := range rows {
		out = append(out, row["clause"])
	}
	return out
}

func ids(rows []scoring.RegisterRow) []string {
	var out []string
	for _, row := range rows {
		out = append(out, row.ID)
	}
	return out
}

// Every row of part 6 of the policy that follows from a designation is among the consequences or the performance points.
func TestConsequencesCoverPartSix(t *testing.T) {
	rules := load2023(t)
	covered := map[string]bool{"P6.1a": true} // the performance points
	for _, c := range rules.Consequences {
		covered[c.Duty] = true
		require.NotEmpty(t, c.For)
	}
	for _, row := range policyRows(t, "duties-2023.csv") {
		if strings.HasPrefix(row["clause"], "P6") {
			require.True(t, covered[row["clause"]], row["clause"])
		}
	}
}

// Every decision of the reading that was taken (there is no D18) is a parameter with at least one other reading.
func TestEveryDecisionHasOtherReadings(t *testing.T) {
	rules := load2023(t)
	var numbers []string
	for _, d := range rules.Decisions {
		numbers = append(numbers, d.ID)
		require.GreaterOrEqual(t, len(d.Readings), 2, d.Name)
		for _, r := range d.Readings {
			require.NotEmpty(t, r.Text, d.Name)
		}
	}
	require.Equal(t, strings.Fields("D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12 D13 D14 D15 D16 D17 D19 D20 D21 D22"), numbers)
}
