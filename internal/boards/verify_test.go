package boards_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/facts/factstest"
	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/models"
	"wanping/models/modelstest"
)

// keptYear is a county with ranks kept of five days on which something happened each, and its database.
func keptYear(t *testing.T) (*county, *sql.DB) {
	t.Helper()
	stopped := clock.NewStopped(factstest.Start)
	config := modelstest.Config(t, models.SQLite, stopped)
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	store, err := models.Open(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	c := over(factstest.Furnish(t, store, stopped, []int{2, 2}, nil))
	for n := range int64(5) {
		c.post(t, deduction(int(1+n%4), "A1.2.1", 10_000*(1+n%3)))
		c.Clock.Advance(24 * time.Hour)
	}
	kept, err := c.Snapshot(t.Context(), day("2023-09-27"))
	require.NoError(t, err)
	require.Equal(t, 5, kept)
	db, err := sql.Open(config.Engine, config.DSN)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return c, db
}

func (c *county) flaw(tb testing.TB) *ledger.Flaw {
	tb.Helper()
	report, err := c.Ledger.Verify(tb.Context(), nil, c.Verify)
	require.NoError(tb, err)
	return report.Flaw
}

func TestDamagedRanksAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ statement, field, expected, found string }{
		"a score": {"UPDATE board_ranks SET daily = daily + 1 WHERE on_day = '2023-09-29' AND section_no = 3",
			"board_ranks.daily", "2023-09-29, section 3: ", "2023-09-29, section 3: "},
		"a rank": {"UPDATE board_ranks SET daily_rank = 9 WHERE on_day = '2023-09-29' AND section_no = 3",
			"board_ranks.daily_rank", "2023-09-29, section 3: ", "2023-09-29, section 3: 9"},
		"a total":      {"UPDATE board_ranks SET total = 0 WHERE on_day = '2023-10-01' AND section_no = 4", "board_ranks.total", "2023-10-01, section 4: ", "2023-10-01, section 4: 0"},
		"a total rank": {"UPDATE board_ranks SET total_rank = 1 WHERE on_day = '2023-10-01' AND section_no = 4", "board_ranks.total_rank", "2023-10-01, section 4: 0", "2023-10-01, section 4: 1"},
		"a row removed": {"DELETE FROM board_ranks WHERE on_day = '2023-09-28' AND section_no = 2",
			"board_ranks", "2023-09-28, section 2", "2023-09-28, section 3"},
		"the last row removed": {"DELETE FROM board_ranks WHERE on_day = '2023-09-28' AND section_no = 4", "board_ranks", "2023-09-28, section 4", "2023-09-28: no more sections"},
		"a day removed":        {"DELETE FROM board_ranks WHERE on_day = '2023-09-30'", "board_ranks", "2023-09-30, section 1", "2023-09-30: no more sections"},
		"a row of another section": {"UPDATE board_ranks SET section_no = 7 WHERE on_day = '2023-09-28' AND section_no = 4",
			"board_ranks", "2023-09-28, section 4", "2023-09-28, section 7"},
		"a row put in": {"INSERT INTO board_ranks VALUES ('2023-09-28', 8, 1, 1, NULL, 0)", "board_ranks", "2023-09-28: no more sections", "2023-09-28, section 8"},
		"a day put in": {"INSERT INTO board_ranks VALUES ('2023-08-01', 1, 1, 1, NULL, 0)", "board_ranks", "2023-08-01: no ranks", "2023-08-01: ranks of 1 sections"},
	} {
		t.Run(name, func(t *testing.T) {
			c, db := keptYear(t)
			require.Nil(t, c.flaw(t))
			for _, s := range []string{"DROP TRIGGER board_ranks_no_update", "DROP TRIGGER board_ranks_no_delete", tc.statement} {
				_, err := db.Exec(s)
				require.NoError(t, err, s)
			}
			flaw := c.flaw(t)
			require.NotNil(t, flaw)
			require.Equal(t, tc.field, flaw.Field)
			require.Contains(t, flaw.Expected, tc.expected)
			require.Contains(t, flaw.Found, tc.found)
			require.NotEqual(t, flaw.Expected, flaw.Found)
		})
	}
}

func TestDamagedRosterTablesAreNamed(t *testing.T) {
	for name, tc := range map[string]struct{ statement, field string }{
		"a term's unit":           {"UPDATE section_terms SET unit_no = 2 WHERE section_no = 1", "section_terms"},
		"a term's name":           {"UPDATE section_terms SET name = '别科' WHERE section_no = 2", "section_terms"},
		"a term ended":            {"UPDATE section_terms SET valid_to = '2023-09-30' WHERE section_no = 2", "section_terms"},
		"a term removed":          {"DELETE FROM section_terms WHERE section_no = 4", "section_terms"},
		"an attribute nobody set": {"INSERT INTO section_attributes (section_no, attribute, value, effective_from, source, reason, recorded_by, recorded_at) VALUES (1, 'exempt', 'yes', '2023-01-01', 'office', 'x', 1, 1)", "section_attributes"},
	} {
		t.Run(name, func(t *testing.T) {
			c, db := keptYear(t)
			_, err := db.Exec(tc.statement)
			require.NoError(t, err)
			flaw := c.flaw(t)
			require.NotNil(t, flaw)
			require.Equal(t, tc.field, flaw.Field)
			require.NotEqual(t, flaw.Expected, flaw.Found)
		})
	}
}

func TestKeptRanksAreKeptForGood(t *testing.T) {
	_, db := keptYear(t)
	for _, s := range []string{"UPDATE board_ranks SET daily = 0", "DELETE FROM board_ranks"} {
		_, err := db.Exec(s)
		require.ErrorContains(t, err, "append-only", s)
	}
}

// Whatever happens, and whenever the ranks are kept, they can be made again from the ledger as it was known then: after
// reversals, rulings, moves of sections that are told late, attributes and other rules.
func TestKeptRanksCanAlwaysBeMadeAgain(t *testing.T) {
	for seed := range uint64(15) {
		r := rand.New(rand.NewPCG(2023, seed))
		c := over(factstest.Open(t, []int{3, 2}, map[string][]int{models.AttributeStationed: {1}, models.AttributeEnforcement: {2}}))
		var posted []models.LedgerEntry
		started := c.Clock.Now()
		for n := range 3 + r.IntN(12) {
			section := 1 + r.IntN(5)
			switch r.IntN(9) {
			case 0, 1:
				posted = append(posted, c.post(t, deduction(section, "A1.2.1", 10_000))...)
			case 2:
				posted = append(posted, c.post(t, votes(section, "satisfaction", int64(r.IntN(91)), 3, 1))...)
			case 3:
				points := int64(r.IntN(51) * 1000)
				posted = append(posted, c.post(t, draft(models.EntryRating, 1, func(e *models.LedgerEntry) { e.Rater, e.Points = "centre", &points }))...)
			case 4:
				if len(posted) > 0 {
					target := posted[len(posted)-1].Seq
					posted = posted[:len(posted)-1]
					c.post(t, draft(models.EntryReversal, 0, func(e *models.LedgerEntry) { e.Reverses = &target }))
				}
			case 5:
				c.Claim(t, 1+r.IntN(5), models.AttributeStationed, []string{models.Yes, models.No}[r.IntN(2)])
			case 6: // told late, or ahead
				back := -3 + r.IntN(6)
				line := proposals.Line{Kind: models.EntryTerm, Subject: models.TermBegins, Section: 3, Detail: fmt.Sprintf("某科%d", n),
					On: models.DayOf(c.Clock.Now(), clock.Shanghai).AddDays(back), Reason: "更名"}
				if batch, err := c.proposals.Propose(t.Context(), office, []proposals.Line{line}, proposals.Key{}); err == nil {
					_, err = c.proposals.Confirm(t.Context(), office2, proposals.Selection{Batch: batch.ID}, "属实")
					require.NoError(t, err)
				}
			case 7:
				c.post(t, ruling(facts.SubjectPending, facts.Pending{Indicator: "stations"}))
			case 8:
				_, err := c.Snapshot(t.Context(), models.DayOf(started, clock.Shanghai))
				require.NoError(t, err)
			}
			c.Clock.Advance(time.Duration(r.IntN(41)) * time.Hour)
		}
		_, err := c.Snapshot(t.Context(), models.DayOf(started, clock.Shanghai))
		require.NoError(t, err)
		require.Nil(t, c.flaw(t), "seed %d", seed)
	}
}
