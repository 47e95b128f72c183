package boards_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/configs"
	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/facts/factstest"
	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/internal/stages"
	"wanping/models"
	"wanping/scoring"
)

var (
	office   = factstest.Actor(1, models.RoleReviewOffice)
	office2  = factstest.Actor(2, models.RoleReviewOffice)
	manager1 = models.Actor{AccountID: 11, Login: "unit1", Role: models.RoleUnitManager, UnitNo: 1}
	liaison1 = models.Actor{AccountID: 21, Login: "section1", Role: models.RoleLiaison, UnitNo: 1, SectionNo: 1}
	auditor  = factstest.Actor(3, models.RoleAuditor)
	citizen  = models.Actor{}
)

type county struct {
	*factstest.County
	*boards.Boards
	proposals *proposals.Proposals
}

func open(tb testing.TB, sections []int, attributes map[string][]int) *county {
	return over(factstest.Open(tb, sections, attributes))
}

func over(base *factstest.County) *county {
	c := &county{County: base, Boards: another(base)}
	c.proposals = proposals.New(c.Store, c.Keys, c.Ledger, c.Rules, func(year int) (*stages.Plan, error) { return stages.Load(configs.FS, year) })
	registry := roster.NewRegistry(c.Store)
	c.proposals.Attach(models.EntryTerm, roster.Terms{Registry: registry})
	c.proposals.Attach(models.EntryAttribute, roster.Attributes{Registry: registry})
	c.proposals.Attach(models.EntryRuleFile, facts.Adoption{Store: c.Store, Rules: c.Rules})
	c.proposals.Attach(models.EntryBoard, c.Boards)
	return c
}

// propose has one account propose an entry and another confirm it.
func (c *county) propose(tb testing.TB, line proposals.Line) {
	tb.Helper()
	batch, err := c.proposals.Propose(tb.Context(), office, []proposals.Line{line}, proposals.Key{})
	require.NoError(tb, err)
	_, err = c.proposals.Confirm(tb.Context(), office2, proposals.Selection{Batch: batch.ID}, "属实")
	require.NoError(tb, err)
}

// publish has one account propose to publish a board and another confirm it.
func (c *county) publish(tb testing.TB, name, stage string) (models.Board, error) {
	tb.Helper()
	batch, err := c.proposePublication(tb, office, name, stage)
	if err != nil {
		return models.Board{}, err
	}
	if _, err = c.proposals.Confirm(tb.Context(), office2, proposals.Selection{Batch: batch.ID}, "同意"); err != nil {
		return models.Board{}, err
	}
	return c.Published(tb.Context(), name)
}

func (c *county) proposePublication(tb testing.TB, actor models.Actor, name, stage string) (proposals.Batch, error) {
	tb.Helper()
	return c.proposals.Propose(tb.Context(), actor, []proposals.Line{{
		Kind: models.EntryBoard, Subject: name, Detail: stage, On: models.DayOf(c.Clock.Now(), clock.Shanghai), Reason: "按期公布",
	}}, proposals.Key{})
}

// another is the room of another process over the same store: it has seen nothing yet.
func another(c *factstest.County) *boards.Boards {
	return boards.New(c.Store, c.Ledger, c.Rules, func(year int) (*stages.Plan, error) { return stages.Load(configs.FS, year) })
}

func ptr[T any](v T) *T { return &v }

func draft(kind string, section int, change func(*models.LedgerEntry)) ledger.Draft {
	e := models.LedgerEntry{Kind: kind, Year: 2023, SectionNo: section, OnDay: models.NewDay(2023, 6, 3), ProposedBy: "a", ConfirmedBy: "b"}
	if change != nil {
		change(&e)
	}
	return ledger.Draft{LedgerEntry: e}
}

func votes(section int, indicator string, satisfied, basic, dissatisfied int64) ledger.Draft {
	return draft(models.EntryVotes, section, func(e *models.LedgerEntry) {
		e.Indicator, e.Satisfied, e.Basic, e.Dissatisfied = indicator, satisfied, basic, dissatisfied
	})
}

func deduction(section int, clause string, points int64) ledger.Draft {
	return draft(models.EntryDeduction, section, func(e *models.LedgerEntry) { e.Clause, e.Points = clause, &points })
}

func ruling(subject string, detail any) ledger.Draft {
	text, err := json.Marshal(detail)
	if err != nil {
		panic(err)
	}
	return draft(models.EntryRuling, 0, func(e *models.LedgerEntry) { e.Subject, e.Detail = subject, string(text) })
}

func (c *county) post(tb testing.TB, drafts ...ledger.Draft) []models.LedgerEntry {
	tb.Helper()
	entries, err := c.Ledger.Write(tb.Context(), drafts...)
	require.NoError(tb, err)
	return entries
}

func (c *county) board(tb testing.TB, actor models.Actor, q boards.Query) boards.View {
	tb.Helper()
	v, err := c.Board(tb.Context(), actor, q)
	require.NoError(tb, err)
	return v
}

func day(text string) models.Day {
	d, err := models.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

// The board that is kept entry by entry equals one that is evaluated from everything, on random ledgers.
func TestLiveBoardEqualsFullEvaluation(t *testing.T) {
	c := open(t, []int{3, 2, 1}, map[string][]int{models.AttributeStationed: {1, 4}, models.AttributeEnforcement: {1, 2, 6}, models.AttributeExempt: {5}})
	var posted []models.LedgerEntry
	reversed := map[int64]bool{}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 4).Draw(r, "entries") {
			posted = append(posted, c.post(t, random(r, posted, reversed))...)
		}
		live := c.board(t, office, boards.Query{})
		full, err := another(c.County).Board(t.Context(), office, boards.Query{})
		require.NoError(r, err)
		require.Equal(r, full, live)
		require.Equal(r, evaluated(t, c), live.Lines[0].Scores.Daily.String(), "and as the engine evaluates the same facts at once")
	})
}

// evaluated is section 1's daily score by scoring.Evaluate.
func evaluated(t *testing.T, c *county) string {
	var out string
	require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
		state, err := c.Rules.At(tx, 2023, models.DayOf(tx.Now(), clock.Shanghai))
		if err != nil {
			return err
		}
		board, err := scoring.Evaluate(state.Rules, state.Facts(), state.Day())
		if err != nil {
			return err
		}
		out = board.Sections[0].Daily.String()
		return nil
	}))
	return out
}

func random(r *rapid.T, posted []models.LedgerEntry, reversed map[int64]bool) ledger.Draft {
	section := rapid.IntRange(1, 6).Draw(r, "section")
	if len(posted) > 0 && rapid.IntRange(0, 4).Draw(r, "reverse") == 0 {
		target := posted[rapid.IntRange(0, len(posted)-1).Draw(r, "target")]
		if target.Kind != models.EntryReversal && !reversed[target.Seq] {
			reversed[target.Seq] = true
			return draft(models.EntryReversal, 0, func(e *models.LedgerEntry) { e.Reverses = &target.Seq })
		}
	}
	switch rapid.IntRange(0, 5).Draw(r, "kind") {
	case 0:
		n := rapid.Int64Range(0, 40)
		return votes(section, rapid.SampledFrom([]string{"satisfaction", "stations"}).Draw(r, "indicator"), n.Draw(r, "s"), n.Draw(r, "b"), n.Draw(r, "d"))
	case 1:
		return draft(models.EntryCaseFile, rapid.SampledFrom([]int{1, 2, 6}).Draw(r, "file"), func(e *models.LedgerEntry) {
			e.Mark = ptr(rapid.Int64Range(0, 1_000_000).Draw(r, "mark"))
		})
	case 2:
		return draft(models.EntryBonus, section, func(e *models.LedgerEntry) {
			e.Clause, e.Matter, e.OnDay = "B1c", fmt.Sprint(rapid.IntRange(1, 3).Draw(r, "deed")), models.NewDay(2023, 5, 1)
		})
	case 3:
		return draft(models.EntryDeduction, 0, func(e *models.LedgerEntry) {
			e.UnitNo, e.Clause, e.Count = rapid.IntRange(1, 3).Draw(r, "unit"), "A5.3", ptr(rapid.Int64Range(1, 5).Draw(r, "count"))
		})
	case 4:
		return deduction(section, "A1.2.1", rapid.Int64Range(10_000, 30_000).Draw(r, "points"))
	default:
		return deduction(section, "A3.7", rapid.Int64Range(3_000, 5_000).Draw(r, "points"))
	}
}

func TestSeenByRole(t *testing.T) {
	c := open(t, []int{2, 2}, nil)
	c.post(t, deduction(1, "A1.2.1", 20_000))
	line := func(actor models.Actor, section int) *boards.Line {
		for _, l := range c.board(t, actor, boards.Query{}).Lines {
			if l.Section == int64(section) {
				return &l
			}
		}
		return nil
	}
	require.NotNil(t, line(office, 3).Scores)
	require.NotNil(t, line(auditor, 3).Scores)
	require.NotNil(t, line(manager1, 2).Scores, "the own unit")
	require.Nil(t, line(manager1, 3).Scores, "another unit")
	require.NotZero(t, line(manager1, 3).DailyRank, "everyone's rank")
	require.NotNil(t, line(liaison1, 1).Scores)
	require.Nil(t, line(liaison1, 2), "not even the neighbours")
	_, err := c.Board(t.Context(), citizen, boards.Query{})
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))

	for name, tc := range map[string]struct {
		actor   models.Actor
		section int
		code    models.Code
	}{
		"the own section": {liaison1, 1, ""}, "a neighbour's": {liaison1, 2, models.CodeForbidden},
		"the own unit's": {manager1, 2, ""}, "another unit's": {manager1, 3, models.CodeForbidden},
		"the office": {office, 3, ""}, "nobody": {office, 99, models.CodeNotFound},
	} {
		_, err := c.Explain(t.Context(), tc.actor, tc.section, models.Day{})
		require.Equal(t, tc.code, models.CodeOf(err), name)
	}
}

func TestRanksAreHiddenWhileTheVoteRuns(t *testing.T) {
	c := open(t, []int{2, 2}, nil)
	for at, hidden := range map[time.Time]bool{
		time.Date(2023, 11, 20, 15, 59, 0, 0, time.UTC): false, time.Date(2023, 11, 20, 16, 0, 0, 0, time.UTC): true,
		time.Date(2023, 12, 10, 15, 59, 0, 0, time.UTC): true, time.Date(2023, 12, 10, 16, 0, 0, 0, time.UTC): false,
	} {
		c.Clock.Set(at)
		fresh := county{County: c.County, Boards: another(c.County)}
		line := fresh.board(t, manager1, boards.Query{}).Lines[0]
		require.Equal(t, hidden, line.DailyRank == 0, at)
		require.Equal(t, hidden, line.Scores.DailyRank == 0, at)
		require.NotZero(t, fresh.board(t, office, boards.Query{}).Lines[0].DailyRank, "the office sees them")
	}
}

func TestAsOfAndBetween(t *testing.T) {
	c := open(t, []int{2}, nil)
	c.post(t, deduction(1, "A1.2.1", 10_000))
	c.Clock.Set(factstest.Start.AddDate(0, 0, 2))
	second := c.post(t, deduction(2, "A1.2.1", 30_000))[0]
	before, now := c.board(t, office, boards.Query{AsOf: day("2023-09-28")}), c.board(t, office, boards.Query{})
	require.Equal(t, now.Lines[0].Scores.Daily, before.Lines[0].Scores.Daily)
	require.Greater(t, before.Lines[1].Scores.Daily, now.Lines[1].Scores.Daily)
	require.NotEqual(t, before.ETag(office), now.ETag(office))
	require.NotEqual(t, now.ETag(liaison1), now.ETag(office))

	changes, err := c.Between(t.Context(), office, day("2023-09-28"), day("2023-09-29"))
	require.NoError(t, err)
	require.Len(t, changes, 2, "one by its score, one by its rank")
	require.Equal(t, []int64{second.Seq}, changes[1].Entries)
	_, err = c.Board(t.Context(), office, boards.Query{AsOf: day("2023-09-30")})
	require.Equal(t, models.CodeFutureDate, models.CodeOf(err))
}

func TestExplanationAddsUp(t *testing.T) {
	c := open(t, []int{2}, nil)
	entry := c.post(t, deduction(1, "A1.2.1", 20_000), votes(1, "satisfaction", 40, 8, 2))[0]
	out, err := c.Explain(t.Context(), liaison1, 1, models.Day{})
	require.NoError(t, err)
	require.Equal(t, out.Result.Daily.String(), out.Daily.Value.Round(4).String())
	require.Len(t, out.Entries, 2)
	require.Equal(t, entry.Seq, out.Entries[0].Seq)
}

func TestRankHistory(t *testing.T) {
	c := open(t, []int{2}, nil)
	c.post(t, deduction(1, "A1.2.1", 10_000))
	c.Clock.Set(factstest.Start.AddDate(0, 0, 1))
	c.post(t, deduction(2, "A1.2.1", 30_000))
	c.Clock.Set(factstest.Start.AddDate(0, 0, 3))
	kept, err := c.Snapshot(t.Context(), day("2023-09-26"))
	require.NoError(t, err)
	require.Equal(t, 4, kept)
	kept, err = c.Snapshot(t.Context(), day("2023-09-26"))
	require.NoError(t, err)
	require.Zero(t, kept)
	out, err := c.Explain(t.Context(), liaison1, 1, models.Day{})
	require.NoError(t, err)
	var ranks []int
	for _, h := range out.History {
		ranks = append(ranks, h.DailyRank)
	}
	require.Equal(t, []int{1, 2, 1, 1}, ranks)
}

// A section that is dissolved, or leaves the centre, must not bring the board down.
func TestEntriesThatNoLongerFitAreSetAside(t *testing.T) {
	c := open(t, []int{2}, map[string][]int{models.AttributeStationed: {1}})
	c.post(t, draft(models.EntryRating, 1, func(e *models.LedgerEntry) { e.Rater, e.Points = "centre", ptr[int64](40_000) }))
	require.Empty(t, c.board(t, office, boards.Query{}).Aside)
	c.Claim(t, 1, models.AttributeStationed, models.No)
	aside := c.board(t, office, boards.Query{}).Aside
	require.Len(t, aside, 1)
	require.Equal(t, string(scoring.CodeNotStationed), aside[0].Code)
}

// voted is a county of 130 sections whose vote is over: section n has n-1 hundredths less than the full score of votes.
func voted(t *testing.T) *county {
	c := open(t, []int{65, 65}, map[string][]int{models.AttributeExempt: {60}, models.AttributeCarried: {61, 62}})
	c.Clock.Set(time.Date(2023, 12, 12, 4, 0, 0, 0, time.UTC))
	var drafts []ledger.Draft
	for n := 1; n <= 130; n++ {
		drafts = append(drafts, votes(n, "satisfaction", int64(1000-n), 0, int64(n)))
	}
	c.post(t, drafts...)
	var lists facts.Lists
	for n := 1; n <= 50; n++ {
		lists.Satisfied = append(lists.Satisfied, int64(n))
		lists.Unsatisfied = append(lists.Unsatisfied, int64(80+n))
	}
	c.post(t, ruling(facts.SubjectCandidates, lists))
	drafts = nil
	for n := 1; n <= 130; n++ {
		if n <= 50 || n > 80 || n == 61 || n == 62 {
			drafts = append(drafts, votes(n, "online", int64(1000-n), 0, int64(n)))
		}
	}
	c.post(t, drafts...)
	return c
}

func TestSelectionAndDesignation(t *testing.T) {
	c := voted(t)
	w, err := c.Select(t.Context(), office, models.Day{})
	require.NoError(t, err)
	require.Equal(t, []int64{60}, w.Exempt)
	require.Equal(t, []int64{61, 62}, w.Carried)
	require.Equal(t, 127, w.Eligible)
	sizes := map[string]int{}
	firsts := map[string]int64{}
	for _, s := range w.Steps {
		sizes[s.Cut], firsts[s.Cut] = s.Size, s.Places[0].Section
	}
	require.Equal(t, map[string]int{
		"candidates.satisfied": 50, "candidates.unsatisfied": 50, "designation.satisfied": 10, "designation.first": 3,
		"designation.unsatisfied": 10, "designation.least": 3,
	}, sizes)
	require.Equal(t, int64(1), firsts["designation.first"])
	require.Equal(t, int64(130), firsts["designation.least"])
	require.Equal(t, int64(50), w.Units[0].Points, "ten satisfied sections in unit 1")
	require.Equal(t, int64(-7*5-3*10), w.Units[1].Points)
	addressees := map[string]bool{}
	for _, one := range w.Consequences {
		addressees[one.Addressee] = true
	}
	require.Greater(t, len(addressees), 2)
	_, err = c.Select(t.Context(), manager1, models.Day{})
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
}

func TestReplacedCandidate(t *testing.T) {
	c := voted(t)
	c.post(t, ruling(facts.SubjectReplacement, facts.Replacement{List: "satisfied", Out: 1, In: 70}), votes(70, "online", 999, 0, 1))
	w, err := c.Select(t.Context(), office, models.Day{})
	require.NoError(t, err)
	require.Len(t, w.Replaced, 1)
	board := c.board(t, office, boards.Query{})
	require.Empty(t, board.Lines[0].Candidate)
	require.Equal(t, scoring.ForSatisfied, board.Lines[69].Candidate)
	_, err = c.Explain(t.Context(), office, 1, models.Day{})
	require.NoError(t, err, "whose ballots no longer count")
}

// A set of ratings was within its quotas when it was posted; a section that moves away must not silence the board.
func TestRatingsOutliveATransfer(t *testing.T) {
	c := open(t, []int{3, 3}, nil)
	for section, points := range map[int]int64{1: 45_000, 2: 35_000, 3: 20_000, 4: 45_000, 5: 35_000, 6: 20_000} {
		c.post(t, draft(models.EntryRating, section, func(e *models.LedgerEntry) { e.Rater, e.Points = "unit", &points }))
	}
	c.propose(t, proposals.Line{Kind: "term", Subject: "begin", Section: 3, Unit: 2, On: day("2023-09-27"), Reason: "机构改革"})
	require.Equal(t, int64(2), c.board(t, office, boards.Query{}).Lines[2].Unit)
	out, err := c.Explain(t.Context(), office, 3, models.Day{})
	require.NoError(t, err)
	require.Equal(t, out.Result.Daily.String(), out.Daily.Value.Round(4).String())
}

func TestFinalNeedsEverything(t *testing.T) {
	c := voted(t)
	obstacles := func() map[string]bool {
		w, err := c.Select(t.Context(), office, models.Day{})
		require.NoError(t, err)
		out := map[string]bool{}
		for _, o := range w.Obstacles {
			out[o.Code] = true
		}
		return out
	}
	require.Equal(t, map[string]bool{"pending": true, "decision": true}, obstacles())
	_, err := c.publish(t, "2023-final", boards.StageFinal)
	require.Equal(t, models.CodeNotPublishable, models.CodeOf(err))
	for _, indicator := range []string{"stations", "management", "enforcement"} {
		c.post(t, ruling(facts.SubjectPending, facts.Pending{Indicator: indicator}))
	}
	require.Equal(t, map[string]bool{"decision": true}, obstacles())
	c.post(t, ruling(facts.SubjectDecision, facts.Decision{Number: "县委常委会纪要〔2023〕30号", Date: day("2023-12-12")}))
	require.Empty(t, obstacles())

	board, err := c.publish(t, "2023-final", boards.StageFinal)
	require.NoError(t, err)
	require.Contains(t, string(board.Content), "县委常委会纪要〔2023〕30号")
}

func TestTieIsRuledOn(t *testing.T) {
	c := voted(t)
	level(t, c, 10, 11)
	w, err := c.Select(t.Context(), office, models.Day{})
	require.NoError(t, err)
	require.NotEmpty(t, w.Ties)
	tie := w.Ties[0]
	order := []int64{tie.Sections[1], tie.Sections[0]}
	c.post(t, ruling(facts.SubjectTie, facts.Tie{Cut: tie.Cut, Order: order}))
	w, err = c.Select(t.Context(), office, models.Day{})
	require.NoError(t, err)
	require.Empty(t, w.Ties)
	require.Len(t, w.Rulings, 1)
	require.Equal(t, scoring.Satisfied, c.board(t, office, boards.Query{}).Lines[order[0]-1].Designation)
	require.Empty(t, c.board(t, office, boards.Query{}).Lines[order[1]-1].Designation)
}

// level gives two sections, here those at the cut of the ten satisfied, one total by giving both the ballots and votes of the other.
func level(t *testing.T, c *county, a, b int) {
	t.Helper()
	c.post(t, votes(a, "satisfaction", int64(1000-b), 0, int64(b)), votes(b, "satisfaction", int64(1000-a), 0, int64(a)),
		votes(a, "online", int64(1000-b), 0, int64(b)), votes(b, "online", int64(1000-a), 0, int64(a)))
}

func TestPublishedBoardIsFrozen(t *testing.T) {
	c := open(t, []int{2}, nil)
	c.post(t, deduction(1, "A1.2.1", 20_000))
	_, err := c.proposePublication(t, manager1, "2023-q3", boards.StageDaily)
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err))
	board, err := c.publish(t, "2023-q3", boards.StageDaily)
	require.NoError(t, err)
	_, err = c.publish(t, "2023-q3", boards.StageDaily)
	require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err))

	rules, err := configs.FS.ReadFile("rules/2023.yaml")
	require.NoError(t, err)
	changed := strings.Replace(string(rules), `value: "20", basis: 第五部分(一)7`, `value: "19", basis: 第五部分(一)7`, 1)
	require.NotEqual(t, string(rules), changed)
	_, err = c.Rules.Adopt(t.Context(), c.Store, c.Ledger, "2023b.yaml", []byte(changed), day("2023-09-27"), factstest.Founders())
	require.NoError(t, err)
	c.post(t, deduction(2, "A1.2.1", 30_000))

	again, err := another(c.County).Published(t.Context(), "2023-q3")
	require.NoError(t, err)
	require.Equal(t, string(board.Content), string(again.Content))
	require.Contains(t, string(again.Content), board.LedgerHash)
	require.Contains(t, string(again.Content), board.RuleHash)
	live := c.board(t, office, boards.Query{})
	require.NotEqual(t, board.RuleHash, live.RuleHash)
	report, err := c.Ledger.Verify(t.Context(), nil, c.Verify)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
	rows, err := c.List(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, rows, 1)
}

func TestWhatMovedAScoreIsToldInWords(t *testing.T) {
	c := open(t, []int{2, 2}, nil)
	first := c.post(t, deduction(1, "A1.2.1", 20_000))[0]
	c.Clock.Advance(24 * time.Hour)
	c.post(t, draft(models.EntryDeduction, 0, func(e *models.LedgerEntry) { e.UnitNo, e.Clause, e.Count = 1, "A5.3", ptr(int64(2)) }))
	c.post(t, draft(models.EntryReversal, 0, func(e *models.LedgerEntry) { e.Reverses = &first.Seq }))
	last := c.post(t, votes(2, "satisfaction", 40, 1, 0))[0]

	yesterday := models.DayOf(c.Clock.Now(), clock.Shanghai).AddDays(-1)
	changes, err := c.Between(t.Context(), manager1, yesterday, models.Day{})
	require.NoError(t, err)
	require.Len(t, changes, 2, "the own unit's")
	words := func(list []boards.Cause) string {
		var out []string
		for _, cause := range list {
			out = append(out, cause.Words)
		}
		return strings.Join(out, "|")
	}
	require.Contains(t, words(changes[0].Causes), "扣分 A5.3 ")
	require.Contains(t, words(changes[0].Causes), "(全单位)")
	require.Contains(t, words(changes[0].Causes), "撤销(冲正):扣分 A1.2.1 ", "also where the reversal itself names no section")
	require.Equal(t, last.Seq, changes[1].Causes[len(changes[1].Causes)-1].Seq)
	require.Contains(t, words(changes[1].Causes), "满意40、基本满意1、不满意0")

	whole, err := c.Explain(t.Context(), manager1, 1, models.Day{})
	require.NoError(t, err)
	require.NotContains(t, words(whole.Causes), "A1.2.1", "it stands no more")
	require.Contains(t, words(whole.Causes), "A5.3")
}

func TestVotesAreNoCauseWhileTheVoteRuns(t *testing.T) {
	c := open(t, []int{60, 60}, nil)
	c.Clock.Set(time.Date(2023, 11, 25, 4, 0, 0, 0, time.UTC))
	c.post(t, votes(1, "online", 30, 1, 0), deduction(1, "A1.2.1", 20_000))
	yesterday := models.DayOf(c.Clock.Now(), clock.Shanghai).AddDays(-1)
	changes, err := c.Between(t.Context(), manager1, yesterday, models.Day{})
	require.NoError(t, err)
	require.NotEmpty(t, changes)
	for _, change := range changes {
		if change.Section == 1 {
			require.Len(t, change.Causes, 1)
			require.Contains(t, change.Causes[0].Words, "A1.2.1")
		}
	}
}

// Whoever confirms a publication confirms what was proposed: where the board says something else by then, it is refused.
func TestPublicationIsConfirmedAsProposed(t *testing.T) {
	c := open(t, []int{2}, nil)
	batch, err := c.proposePublication(t, office, "2023-q3", boards.StageDaily)
	require.NoError(t, err)
	confirm := func(actor models.Actor) error {
		_, err := c.proposals.Confirm(t.Context(), actor, proposals.Selection{Batch: batch.ID}, "同意")
		return err
	}
	require.Equal(t, models.CodeSameAccount, models.CodeOf(confirm(office)))
	c.post(t, deduction(1, "A1.2.1", 20_000))
	require.Equal(t, models.CodeNotPublishable, models.CodeOf(confirm(office2)))
	_, err = c.Published(t.Context(), "2023-q3")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nothing half done")
	_, err = c.proposals.Withdraw(t.Context(), office, proposals.Selection{Batch: batch.ID}, "有新的扣分")
	require.NoError(t, err)

	batch, err = c.proposePublication(t, office, "2023-q3", boards.StageDaily)
	require.NoError(t, err)
	c.Claim(t, 1, models.AttributeWindow, models.Yes) // says nothing on the board
	c.Clock.Set(c.Clock.Now().Add(24 * time.Hour))
	require.NoError(t, confirm(office2))
	board, err := c.Published(t.Context(), "2023-q3")
	require.NoError(t, err)
	require.Equal(t, day("2023-09-28"), board.AsOf)
	report, err := c.Ledger.Verify(t.Context(), nil, c.Verify)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
}

// A rule file is adopted by two accounts, as every entry.
func TestRulesAreAdoptedByTwo(t *testing.T) {
	c := open(t, []int{2}, nil)
	rules, err := configs.FS.ReadFile("rules/2023.yaml")
	require.NoError(t, err)
	changed := strings.Replace(string(rules), `value: "20", basis: 第五部分(一)7`, `value: "19", basis: 第五部分(一)7`, 1)
	adoption := facts.Adoption{Store: c.Store, Rules: c.Rules}
	kept, err := adoption.Keep(t.Context(), "2023b.yaml", []byte(changed))
	require.NoError(t, err)
	before := c.board(t, office, boards.Query{}).RuleHash
	require.NotEqual(t, kept.Hash, before, "keeping puts nothing in force")
	line := proposals.Line{Kind: models.EntryRuleFile, Detail: kept.Hash, On: day("2023-09-27"), Reason: "修订"}
	unknown := line
	unknown.Detail = "sha256:no"
	_, err = c.proposals.Propose(t.Context(), office, []proposals.Line{unknown}, proposals.Key{})
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	c.propose(t, line)
	require.Equal(t, kept.Hash, c.board(t, office, boards.Query{}).RuleHash)
	_, err = c.proposals.Propose(t.Context(), office, []proposals.Line{line}, proposals.Key{})
	require.Equal(t, models.CodeAlreadyPosted, models.CodeOf(err))
	_, err = adoption.Keep(t.Context(), "bad.yaml", []byte("county: 1\nnonsense: true\n"))
	require.Equal(t, models.CodeFileFaults, models.CodeOf(err))
}
