package stages_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/stages"
	"wanping/models"
)

func day(t *testing.T, text string) models.Day {
	t.Helper()
	d, err := models.ParseDay(text)
	require.NoError(t, err)
	return d
}

func TestGates(t *testing.T) {
	plan, err := stages.Load(configs.FS, 2023)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		what, on, today string
		open            bool
	}{
		"within the season":                     {"supervision", "2023-06-03", "2023-09-27", true},
		"the season's last day":                 {"supervision", "2023-11-30", "2023-11-30", true},
		"the day after the season":              {"supervision", "2023-11-30", "2023-12-01", false},
		"a ballot before the vote":              {"online", "2023-09-27", "2023-09-27", false},
		"a ballot in the vote":                  {"online", "2023-11-25", "2023-11-25", true},
		"the decision too early":                {"decision", "2023-11-25", "2023-11-25", false},
		"a second quarter's case, on its close": {"hotline", "2023-06-30", "2023-09-30", true},
		"a second quarter's case, closed":       {"hotline", "2023-06-30", "2023-10-01", false},
		"a third quarter's case, open":          {"hotline", "2023-07-01", "2023-10-01", true},
		"no quarters for supervision":           {"supervision", "2023-02-01", "2023-11-01", true},
		"what no stage knows":                   {"weather", "2023-06-03", "2023-09-27", false},
	} {
		t.Run(name, func(t *testing.T) {
			err := plan.Check(tc.what, day(t, tc.on), day(t, tc.today), nil)
			if tc.open {
				require.NoError(t, err)
			} else {
				require.Equal(t, models.CodeStageClosed, models.CodeOf(err))
			}
		})
	}
}

func TestReopened(t *testing.T) {
	plan, err := stages.Load(configs.FS, 2023)
	require.NoError(t, err)
	for _, id := range []string{"season", "q2"} {
		role, ok := plan.Reopener(id)
		require.True(t, ok)
		require.Equal(t, models.RoleReviewOffice, role)
	}
	until := []stages.Reopening{{Stage: "q2", Until: day(t, "2023-10-08")}}
	require.NoError(t, plan.Check("hotline", day(t, "2023-06-30"), day(t, "2023-10-08"), until))
	require.Error(t, plan.Check("hotline", day(t, "2023-06-30"), day(t, "2023-10-09"), until))
}

func TestFaultyPlans(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown key": "year: 2023\nappeal_days: 1\nobjection_days: 1\nwhatever: 1\n",
		"another year":   "year: 2022\nappeal_days: 1\nobjection_days: 1\n",
		"ends before it begins": "year: 2023\nappeal_days: 1\nobjection_days: 1\nstages:\n" +
			"  - {id: a, from: \"2023-02-01\", to: \"2023-01-01\", reopened_by: review_office}\n",
		"reopened by nobody": "year: 2023\nappeal_days: 1\nobjection_days: 1\nstages:\n  - {id: a, from: \"2023-01-01\", to: \"2023-02-01\"}\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stages.Load(fstest.MapFS{"stages/2023.yaml": {Data: []byte(text)}}, 2023)
			require.Error(t, err)
		})
	}
}
