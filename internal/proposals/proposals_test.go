package proposals_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/facts/factstest"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/stages"
	"wanping/models"
	"wanping/models/modelstest"
	"wanping/scoring"
)

var (
	review1    = factstest.Actor(1, models.RoleReviewOffice)
	review2    = factstest.Actor(2, models.RoleReviewOffice)
	review3    = factstest.Actor(3, models.RoleReviewOffice)
	committee1 = factstest.Actor(4, models.RoleWorkCommittee)
	committee2 = factstest.Actor(5, models.RoleWorkCommittee)
	committee3 = factstest.Actor(6, models.RoleWorkCommittee)
	petitions  = factstest.Actor(7, models.RolePetitionsBureau)
	justice    = factstest.Actor(8, models.RoleJusticeBureau)
	centre     = factstest.Actor(9, models.RoleServiceCentre)
	manager1   = models.Actor{AccountID: 11, Login: "unit1", Role: models.RoleUnitManager, UnitNo: 1}
	manager2   = models.Actor{AccountID: 12, Login: "unit2", Role: models.RoleUnitManager, UnitNo: 2}
	liaison1   = models.Actor{AccountID: 21, Login: "section1", Role: models.RoleLiaison, UnitNo: 1, SectionNo: 1}
	liaison4   = models.Actor{AccountID: 24, Login: "section4", Role: models.RoleLiaison, UnitNo: 2, SectionNo: 4}
)

// county: unit 1 has sections 1 to 3, unit 2 has 4 and 5; 1 and 4 are stationed, 5 is exempt, 1 enforces.
type county struct {
	*factstest.County
	*proposals.Proposals
	outbox *outbox.Outbox
}

var attributes = map[string][]int{
	models.AttributeStationed: {1, 4}, models.AttributeExempt: {5}, models.AttributeEnforcement: {1},
}

func over(c *factstest.County) *county {
	plan := func(year int) (*stages.Plan, error) { return stages.Load(configs.FS, year) }
	return &county{County: c, Proposals: proposals.New(c.Store, c.Keys, c.Ledger, c.Rules, plan), outbox: outbox.New(c.Store)}
}

func open(t *testing.T) *county { return over(factstest.Open(t, []int{3, 2}, attributes)) }

func day(text string) models.Day {
	d, err := models.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func supervision(section int) proposals.Line {
	return proposals.Line{Kind: "deduction", Section: section, Clause: "A1.2.1", Points: "2", On: day("2023-06-03"), Evidence: "督查第7号", Reason: "窗口无人"}
}

func (c *county) propose(t *testing.T, actor models.Actor, lines ...proposals.Line) proposals.Batch {
	t.Helper()
	batch, err := c.Propose(t.Context(), actor, lines, proposals.Key{})
	require.NoError(t, err)
	return batch
}

func (c *county) confirm(t *testing.T, actor models.Actor, batch proposals.Batch) []models.LedgerEntry {
	t.Helper()
	entries, err := c.Confirm(t.Context(), actor, proposals.Selection{Batch: batch.ID}, "属实")
	require.NoError(t, err)
	return entries
}

func (c *county) daily(t *testing.T, section int) string {
	t.Helper()
	var board scoring.Board
	require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
		state, err := c.Rules.At(tx, 2023, models.DayOf(tx.Now(), clock.Shanghai))
		if err != nil {
			return err
		}
		board, err = state.Board()
		return err
	}))
	return board.Sections[section-1].Daily.String()
}

func TestProposedConfirmedPosted(t *testing.T) {
	c := open(t)
	before := c.daily(t, 2)
	batch := c.propose(t, committee1, supervision(2))
	require.Equal(t, before, c.daily(t, 2), "a proposal counts for nothing")
	entry := c.confirm(t, committee2, batch)[0]
	require.NotEqual(t, before, c.daily(t, 2))
	require.Equal(t, committee1.Login, entry.ProposedBy)
	require.Equal(t, committee2.Login, entry.ConfirmedBy)

	view, err := c.Show(t.Context(), manager1, batch.Proposals[0].ID)
	require.NoError(t, err)
	require.Equal(t, models.ProposalConfirmed, view.State)
	require.Equal(t, entry.Seq, *view.EntrySeq)
	require.Equal(t, "窗口无人", view.Reason)
	require.Len(t, view.Moves, 2)
	require.Equal(t, "属实", view.Moves[1].Text)
	report, err := c.Ledger.Verify(t.Context(), nil)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
}

func TestRefusedAtTheDoor(t *testing.T) {
	c := open(t)
	with := func(change func(*proposals.Line)) proposals.Line {
		l := supervision(2)
		change(&l)
		return l
	}
	hotline := proposals.Line{Kind: "deduction", Section: 2, Clause: "A3.1", On: day("2023-08-01"), Reason: "未按期受理"}
	bonus := proposals.Line{Kind: "bonus", Section: 1, Clause: "B1c", Matter: "deed-1", On: day("2023-05-01"), Evidence: "县委〔2023〕1号", Issuer: "县委", Reason: "表彰"}
	votes := proposals.Line{Kind: "votes", Section: 2, Indicator: "satisfaction", Satisfied: 40, On: day("2023-06-01"), Reason: "市里通报"}
	for name, tc := range map[string]struct {
		actor models.Actor
		line  proposals.Line
		code  models.Code
	}{
		"another office's indicator":           {committee1, hotline, models.CodeNotYourIndicator},
		"a liaison proposes":                   {liaison1, supervision(1), models.CodeNotYourIndicator},
		"a manager for another unit":           {manager2, bonus, models.CodeNotYourIndicator},
		"a bonus without a document":           {manager1, func() proposals.Line { b := bonus; b.Evidence = ""; return b }(), models.CodeRequired},
		"a bonus without an issuer":            {manager1, func() proposals.Line { b := bonus; b.Issuer = ""; return b }(), models.CodeRequired},
		"a bonus outside its period":           {manager1, func() proposals.Line { b := bonus; b.On = day("2022-11-30"); return b }(), models.Code(scoring.CodeOutsidePeriod)},
		"points outside the range":             {committee1, with(func(l *proposals.Line) { l.Points = "9" }), models.Code(scoring.CodePointsOutOfRange)},
		"points missing":                       {committee1, with(func(l *proposals.Line) { l.Points = "" }), models.Code(scoring.CodePointsRequired)},
		"points that are no number":            {committee1, with(func(l *proposals.Line) { l.Points = "two" }), models.CodeInvalid},
		"points finer than the ledger":         {committee1, with(func(l *proposals.Line) { l.Points = "1.00001" }), models.CodeInvalid},
		"an unknown section":                   {committee1, supervision(99), models.Code(scoring.CodeUnknownSection)},
		"an unknown clause":                    {committee1, with(func(l *proposals.Line) { l.Clause = "A9" }), models.Code(scoring.CodeUnknownClause)},
		"a modifier that is not the clause's":  {committee1, with(func(l *proposals.Line) { l.Modifiers = []string{"chief"} }), models.Code(scoring.CodeBadModifier)},
		"a whole unit outside annex 5":         {committee1, with(func(l *proposals.Line) { l.Section, l.Unit = 0, 1 }), models.Code(scoring.CodeUnitNotAllowed)},
		"section and unit":                     {committee1, with(func(l *proposals.Line) { l.Unit = 1 }), models.CodeInvalid},
		"no reason":                            {committee1, with(func(l *proposals.Line) { l.Reason = " " }), models.CodeRequired},
		"no day":                               {committee1, with(func(l *proposals.Line) { l.On = models.Day{} }), models.CodeRequired},
		"a day to come":                        {committee1, with(func(l *proposals.Line) { l.On = day("2023-09-28") }), models.CodeFutureDate},
		"negative votes":                       {review1, func() proposals.Line { v := votes; v.Basic = -1; return v }(), models.Code(scoring.CodeNegativeVotes)},
		"an online vote before the vote":       {models.Actor{Login: "vote", Role: proposals.RoleVote}, func() proposals.Line { v := votes; v.Indicator = "online"; return v }(), models.Code(scoring.CodeNotACandidate)},
		"an online vote for an exempt section": {models.Actor{Login: "vote", Role: proposals.RoleVote}, func() proposals.Line { v := votes; v.Indicator, v.Section = "online", 5; return v }(), models.CodeExemptSection},
		"a reversal of nothing":                {committee1, proposals.Line{Kind: "reversal", Reverses: 999, On: day("2023-09-01"), Reason: "有误"}, models.CodeUnknownEntry},
		"P7.4 without a ruling":                {committee1, with(func(l *proposals.Line) { l.Clause, l.Points, l.Evidence = "P7.4a", "5", "" }), models.CodeRequired},
		"a lone rating":                        {manager1, proposals.Line{Kind: "rating", Section: 1, Rater: "unit", Points: "4", On: day("2023-09-01"), Reason: "评分"}, models.CodeSetIncomplete},
		"the centre's rating of others":        {centre, proposals.Line{Kind: "rating", Section: 2, Rater: "centre", Points: "4", On: day("2023-09-01"), Reason: "评分"}, models.Code(scoring.CodeNotStationed)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Propose(t.Context(), tc.actor, []proposals.Line{tc.line}, proposals.Key{})
			require.Equal(t, tc.code, models.CodeOf(err), "%v", err)
		})
	}
	rows, err := c.List(t.Context(), review1, models.ProposalFilter{})
	require.NoError(t, err)
	require.Empty(t, rows)
}

func TestStageIsClosed(t *testing.T) {
	c := open(t)
	c.Clock.Set(time.Date(2023, 12, 1, 4, 0, 0, 0, time.UTC))
	_, err := c.Propose(t.Context(), committee1, []proposals.Line{supervision(2)}, proposals.Key{})
	require.Equal(t, models.CodeStageClosed, models.CodeOf(err))

	reopen := proposals.Line{Kind: "ruling", Subject: "reopen", Detail: `{"stage":"season","until":"2023-12-03"}`, On: day("2023-12-01"), Reason: "漏录一笔"}
	_, err = c.Propose(t.Context(), committee1, []proposals.Line{reopen}, proposals.Key{})
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err), "the review office reopens")
	c.confirm(t, review2, c.propose(t, review1, reopen))
	c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))
}

func TestWhoConfirms(t *testing.T) {
	c := open(t)
	batch := c.propose(t, committee1, supervision(2))
	for name, tc := range map[string]struct {
		actor models.Actor
		code  models.Code
	}{
		"the proposer":   {committee1, models.CodeSameAccount},
		"another office": {review1, models.CodeNotYourIndicator},
		"the unit":       {manager1, models.CodeNotYourIndicator},
	} {
		_, err := c.Confirm(t.Context(), tc.actor, proposals.Selection{Batch: batch.ID}, "属实")
		require.Equal(t, tc.code, models.CodeOf(err), name)
	}
	c.confirm(t, committee2, batch)
	_, err := c.Confirm(t.Context(), committee3, proposals.Selection{Batch: batch.ID}, "属实")
	require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err))
	_, err = c.Confirm(t.Context(), committee3, proposals.Selection{IDs: []int64{999}}, "属实")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
}

func TestDeclinedAndWithdrawn(t *testing.T) {
	c := open(t)
	batch := c.propose(t, committee1, supervision(2))
	sel := proposals.Selection{Batch: batch.ID}
	_, err := c.Withdraw(t.Context(), committee2, sel, "误录")
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
	_, err = c.Decline(t.Context(), committee2, sel, "")
	require.Equal(t, models.CodeRequired, models.CodeOf(err))
	_, err = c.Decline(t.Context(), committee2, sel, "证据不足")
	require.NoError(t, err)
	_, err = c.Confirm(t.Context(), committee3, sel, "属实")
	require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err))

	other := c.propose(t, committee1, supervision(2))
	_, err = c.Withdraw(t.Context(), committee1, proposals.Selection{Batch: other.ID}, "误录")
	require.NoError(t, err)
}

// Two confirmations at the same moment make one entry.
func TestTwoConfirmationsAtOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, opener modelstest.Opener) {
		stopped := clock.NewStopped(factstest.Start)
		c := over(factstest.Furnish(t, opener(t, stopped), stopped, []int{3, 2}, attributes))
		batch := c.propose(t, committee1, supervision(2), supervision(3))
		var group sync.WaitGroup
		errs := make(chan error, 8)
		for i := range 8 {
			group.Go(func() {
				_, err := c.Confirm(t.Context(), factstest.Actor(int64(30+i), models.RoleWorkCommittee), proposals.Selection{Batch: batch.ID}, "属实")
				errs <- err
			})
		}
		group.Wait()
		close(errs)
		done := 0
		for err := range errs {
			if err == nil {
				done++
			} else {
				require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err), "%v", err)
			}
		}
		require.Equal(t, 1, done)
		require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
			entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryDeduction}})
			require.Len(t, entries, 2)
			return err
		}))
	})
}

func TestBonusApplication(t *testing.T) {
	c := open(t)
	line := proposals.Line{Kind: "bonus", Section: 1, Clause: "B1c", Matter: "deed-1", On: day("2023-05-01"), Evidence: "县委〔2023〕1号", Issuer: "县委", Reason: "获县级表彰"}
	batch := c.propose(t, manager1, line)
	sel := proposals.Selection{Batch: batch.ID}
	_, err := c.Confirm(t.Context(), review1, sel, "同意")
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err), "nobody has examined it")
	_, err = c.Examine(t.Context(), review1, sel, "文件属实")
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err))
	_, err = c.Examine(t.Context(), committee1, sel, "文件属实")
	require.NoError(t, err)
	entry := c.confirm(t, review1, batch)[0]
	require.Equal(t, "县委〔2023〕1号(县委)", entry.Evidence)
}

func ratings(section int, marks ...string) []proposals.Line {
	lines := make([]proposals.Line, len(marks))
	for i, mark := range marks {
		lines[i] = proposals.Line{Kind: "rating", Section: section + i, Rater: "unit", Points: mark, On: day("2023-09-01"), Reason: "年度评分"}
	}
	return lines
}

func TestRatingsAreSets(t *testing.T) {
	c := open(t)
	for name, tc := range map[string]struct {
		lines []proposals.Line
		code  models.Code
	}{
		"a section is missing":     {ratings(1, "4", "3"), models.CodeSetIncomplete},
		"two in a tier":            {ratings(1, "4", "4.5", "3"), models.Code(scoring.CodeTierQuota)},
		"a section twice":          {append(ratings(1, "4", "3", "2"), ratings(1, "4")...), models.CodeSetIncomplete},
		"a step that is too small": {ratings(1, "4.05", "3", "2"), models.CodeImportFaults},
	} {
		_, err := c.Propose(t.Context(), manager1, tc.lines, proposals.Key{})
		require.Equal(t, tc.code, models.CodeOf(err), name)
	}
	first := c.propose(t, manager1, ratings(1, "4", "3", "2")...)
	_, err := c.Confirm(t.Context(), review1, proposals.Selection{IDs: []int64{first.Proposals[0].ID}}, "同意")
	require.Contains(t, []models.Code{models.CodeSetOnly, models.CodeSetIncomplete}, models.CodeOf(err), "a part of a set")
	c.confirm(t, review1, first)
	before := c.daily(t, 1)
	posted := c.confirm(t, review1, c.propose(t, manager1, ratings(1, "2", "3", "4.5")...))
	require.NotEqual(t, before, c.daily(t, 1), "the later set stands")
	_, err = c.Propose(t.Context(), manager1, []proposals.Line{{Kind: "reversal", Reverses: posted[0].Seq, On: day("2023-09-02"), Reason: "有误"}}, proposals.Key{})
	require.Equal(t, models.CodeSetOnly, models.CodeOf(err))
}

func TestReversalByProposal(t *testing.T) {
	c := open(t)
	before := c.daily(t, 2)
	entry := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	back := proposals.Line{Kind: "reversal", Reverses: entry.Seq, On: day("2023-09-02"), Reason: "录错科室"}
	_, err := c.Propose(t.Context(), review1, []proposals.Line{back}, proposals.Key{})
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err))
	reversal := c.confirm(t, committee2, c.propose(t, committee1, back))[0]
	require.Equal(t, before, c.daily(t, 2))
	for seq, code := range map[int64]models.Code{reversal.Seq: models.CodeUnknownEntry, entry.Seq: models.CodeAlreadyReversed} {
		again := back
		again.Reverses = seq
		_, err = c.Propose(t.Context(), committee1, []proposals.Line{again}, proposals.Key{})
		require.Equal(t, code, models.CodeOf(err))
	}
}

func TestAppeal(t *testing.T) {
	c := open(t)
	before := c.daily(t, 2)
	entry := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	_, err := c.Appeal(t.Context(), manager2, entry.Seq, "与事实不符")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "not the unit's own")
	appeal, err := c.Appeal(t.Context(), manager1, entry.Seq, "与事实不符")
	require.NoError(t, err)
	_, err = c.Appeal(t.Context(), manager1, entry.Seq, "与事实不符")
	require.Equal(t, models.CodeAppealOpen, models.CodeOf(err))
	for _, involved := range []models.Actor{committee1, committee2} {
		_, err = c.Decide(t.Context(), involved, appeal.ID, true, "成立")
		require.Equal(t, models.CodeSameAccount, models.CodeOf(err))
	}
	_, err = c.Decide(t.Context(), justice, appeal.ID, true, "成立")
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err))
	decided, err := c.Decide(t.Context(), committee3, appeal.ID, true, "经查不属实")
	require.NoError(t, err)
	require.NotNil(t, decided.Reversal)
	require.Equal(t, before, c.daily(t, 2))
	_, err = c.Decide(t.Context(), review3, appeal.ID, false, "不成立")
	require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err))
}

func TestRotationKeepsReasonsReadable(t *testing.T) {
	c := open(t)
	entry := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	want, _, err := c.Ledger.Reason(t.Context(), entry.Seq)
	require.NoError(t, err)
	require.NotEmpty(t, want)

	c.Rotate(t)
	for range 2 {
		moved, err := c.Reseal(t.Context())
		require.NoError(t, err)
		texts, err := c.Ledger.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, moved == 0, texts == 0, "the first run seals anew, the second finds nothing left")
	}
	got, _, err := c.Ledger.Reason(t.Context(), entry.Seq)
	require.NoError(t, err)
	require.Equal(t, want, got)
	again, err := c.Reseal(t.Context())
	require.NoError(t, err)
	require.Zero(t, again)
}

func TestAppealWindow(t *testing.T) {
	c := open(t)
	first := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	second := c.confirm(t, committee2, c.propose(t, committee1, supervision(3)))[0]
	c.Clock.Set(time.Date(2023, 10, 7, 15, 59, 59, 0, time.UTC)) // the tenth day, 23:59:59
	appeal, err := c.Appeal(t.Context(), manager1, first.Seq, "与事实不符")
	require.NoError(t, err)
	after := c.daily(t, 2)
	_, err = c.Decide(t.Context(), review1, appeal.ID, false, "不成立")
	require.NoError(t, err)
	require.Equal(t, after, c.daily(t, 2))
	c.Clock.Set(time.Date(2023, 10, 7, 16, 0, 0, 0, time.UTC))
	_, err = c.Appeal(t.Context(), manager1, second.Seq, "与事实不符")
	require.Equal(t, models.CodeOutsideWindow, models.CodeOf(err))
}

func enforcement(section int) proposals.Line {
	return proposals.Line{Kind: "deduction", Section: section, Clause: "A5.2a", On: day("2023-08-03"), Evidence: "司法局通报", Reason: "无证执法"}
}

func TestObjectionNamed(t *testing.T) {
	c := open(t)
	batch := c.propose(t, justice, enforcement(1))
	id := batch.Proposals[0].ID
	_, err := c.Object(t.Context(), liaison4, id, "无关")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	_, err = c.Object(t.Context(), liaison1, id, "本科室没有这项职能")
	require.NoError(t, err)
	_, err = c.Confirm(t.Context(), review1, proposals.Selection{Batch: batch.ID}, "属实")
	require.Equal(t, models.CodeObjectionOpen, models.CodeOf(err))
	require.Equal(t, models.CodeInvalid, models.CodeOf(c.Name(t.Context(), manager1, id, 4, "另一科室")), "a section of another unit")
	require.NoError(t, c.Name(t.Context(), manager1, id, 3, "应为第三科室"))
	require.Equal(t, 3, c.confirm(t, review1, batch)[0].SectionNo)
}

func TestObjectionLapsed(t *testing.T) {
	c := open(t)
	batch := c.propose(t, justice, enforcement(1))
	objection, err := c.Object(t.Context(), liaison1, batch.Proposals[0].ID, "本科室没有这项职能")
	require.NoError(t, err)
	c.Clock.Set(objection.DueAt.Time())
	require.Equal(t, models.CodeOutsideWindow, models.CodeOf(c.Name(t.Context(), manager1, batch.Proposals[0].ID, 3, "应为第三科室")))
	entry := c.confirm(t, review1, batch)[0]
	require.Equal(t, [2]int{0, 1}, [2]int{entry.SectionNo, entry.UnitNo})
	for section := 1; section <= 3; section++ {
		view, err := c.List(t.Context(), models.Actor{Role: models.RoleLiaison, SectionNo: section}, models.ProposalFilter{})
		require.NoError(t, err)
		require.Len(t, view, 1, "section %d sees what falls on its unit", section)
	}
}

// The unit is told with the entry: the section may still object within the days of an appeal.
func TestObjectionAfterPosting(t *testing.T) {
	for name, tc := range map[string]struct {
		settle  func(*testing.T, *county, models.Objection)
		section int
		unit    int
	}{
		"named": {func(t *testing.T, c *county, o models.Objection) {
			require.NoError(t, c.Name(t.Context(), manager1, o.ProposalID, 3, "应为第三科室"))
		}, 3, 0},
		"lapsed": {func(t *testing.T, c *county, o models.Objection) {
			c.Clock.Set(o.DueAt.Time())
			require.NoError(t, c.Lapse(t.Context()))
			require.NoError(t, c.Lapse(t.Context()), "twice is once")
		}, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			before := c.daily(t, 1)
			entry := c.confirm(t, review1, c.propose(t, justice, enforcement(1)))[0]
			require.NotEqual(t, before, c.daily(t, 1))
			objection, err := c.Object(t.Context(), liaison1, 1, "本科室没有这项职能")
			require.NoError(t, err)
			tc.settle(t, c, objection)
			view, err := c.Show(t.Context(), review1, 1)
			require.NoError(t, err)
			require.Equal(t, entry.Seq+2, *view.EntrySeq, "a reversal, and the same deduction elsewhere")
			require.Equal(t, [2]int{tc.section, tc.unit}, [2]int{view.SectionNo, view.UnitNo})
			require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
				_, reversed, err := tx.ReversalOf(entry.Seq)
				require.True(t, reversed)
				return err
			}))
			report, err := c.Ledger.Verify(t.Context(), nil)
			require.NoError(t, err)
			require.Nil(t, report.Flaw)
		})
	}
}

func TestClausesThatCannotStandTogether(t *testing.T) {
	c := open(t)
	c.confirm(t, review1, c.propose(t, justice, enforcement(1)))
	worse := enforcement(1)
	worse.Clause = "A5.2d"
	_, err := c.Propose(t.Context(), justice, []proposals.Line{worse}, proposals.Key{})
	require.Equal(t, models.CodeClauseConflict, models.CodeOf(err))
	worse.On = day("2023-08-04")
	c.propose(t, justice, worse)
}

// D15: whoever enters an event is shown the entry that charges it under another indicator.
func TestSimilarEntriesAreShown(t *testing.T) {
	c := open(t)
	entry := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	complaint := proposals.Line{Kind: "deduction", Section: 2, Clause: "A1.1.5a", On: entry.OnDay, Reason: "查实"}
	batch := c.propose(t, review1, complaint)
	require.Len(t, batch.Similar, 1)
	require.Equal(t, entry.Seq, batch.Similar[0].Seq)
}

func TestIdempotency(t *testing.T) {
	c := open(t)
	key := proposals.Key{Key: "a-key-of-a-client", Body: []byte("one")}
	first, err := c.Propose(t.Context(), committee1, []proposals.Line{supervision(2)}, key)
	require.NoError(t, err)
	again, err := c.Propose(t.Context(), committee1, []proposals.Line{supervision(2)}, key)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	key.Body = []byte("two")
	_, err = c.Propose(t.Context(), committee1, []proposals.Line{supervision(2)}, key)
	require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err))
}

func TestNoticesAndReceipts(t *testing.T) {
	c := open(t)
	c.confirm(t, review1, c.propose(t, petitions, proposals.Line{Kind: "deduction", Section: 2, Clause: "A3.1", On: day("2023-08-01"), Reason: "张小明来电"}))
	c.confirm(t, review2, c.propose(t, review1, proposals.Line{Kind: "deduction", Section: 2, Clause: "A1.1.1", On: day("2023-08-01"), Reason: "未告知"}))
	liaison2 := models.Actor{AccountID: 22, Login: "section2", Role: models.RoleLiaison, UnitNo: 1, SectionNo: 2}
	for name, tc := range map[string]struct {
		actor models.Actor
		want  int
	}{
		"the section": {liaison2, 2}, "the unit": {manager1, 2}, "another unit": {manager2, 0}, "another section": {liaison1, 0},
		"the petitions bureau, of its own": {petitions, 1}, "the work committee, of complaints": {committee1, 1},
	} {
		inbox, err := c.outbox.Inbox(t.Context(), tc.actor, 0, 50)
		require.NoError(t, err)
		require.Len(t, inbox, tc.want, name)
		for _, m := range inbox {
			require.NotContains(t, m.Body, "张小明", fmt.Sprintf("%s: a notice names nobody", name))
			require.Nil(t, m.ReadAt)
		}
	}
	inbox, err := c.outbox.Inbox(t.Context(), manager1, 0, 50)
	require.NoError(t, err)
	require.NoError(t, c.outbox.MarkRead(t.Context(), manager1, inbox[0].ID))
	require.Equal(t, models.CodeNotFound, models.CodeOf(c.outbox.MarkRead(t.Context(), manager2, inbox[0].ID)))
	inbox, err = c.outbox.Inbox(t.Context(), manager1, 0, 50)
	require.NoError(t, err)
	require.NotNil(t, inbox[0].ReadAt)
	require.Nil(t, inbox[1].ReadAt)
}

func TestOfficesSeeWhoHasRead(t *testing.T) {
	c := open(t)
	account := models.Account{Login: "unit1", Role: models.RoleUnitManager, State: models.AccountActive}
	require.NoError(t, c.Store.Write(t.Context(), func(tx *models.Tx) error { return tx.AddAccount(&account) }))
	manager := manager1
	manager.AccountID = account.ID
	batch := c.propose(t, committee1, supervision(2))
	c.confirm(t, committee2, batch)
	inbox, err := c.outbox.Inbox(t.Context(), manager, 0, 50)
	require.NoError(t, err)
	require.NoError(t, c.outbox.MarkRead(t.Context(), manager, inbox[0].ID))
	require.NoError(t, c.outbox.MarkRead(t.Context(), manager, inbox[0].ID), "again changes nothing")
	told, err := c.outbox.About(t.Context(), proposals.Subject(batch.Proposals[0].ID))
	require.NoError(t, err)
	read := map[string]int{}
	for _, one := range told {
		read[one.To] = len(one.Reads)
	}
	require.Equal(t, map[string]int{"work_committee": 0, "unit 1": 1, "section 2": 0}, read)
}

func TestErased(t *testing.T) {
	c := open(t)
	entry := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	require.Equal(t, models.CodeForbidden, models.CodeOf(c.Erase(t.Context(), committee1, entry.Seq)))
	require.NoError(t, c.Erase(t.Context(), review1, entry.Seq))
	view, err := c.Show(t.Context(), manager1, 1)
	require.NoError(t, err)
	require.Empty(t, view.Reason)
	require.Len(t, view.Moves, 2)
	require.Empty(t, view.Moves[0].Text)
	report, err := c.Ledger.Verify(t.Context(), nil)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
	require.Equal(t, models.CodeNotFound, models.CodeOf(c.Erase(t.Context(), review1, entry.Seq)))
}

// Many accounts propose, confirm and appeal at once: each entry is posted once, and the chain is whole.
func TestStormOfProposals(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, opener modelstest.Opener) {
		stopped := clock.NewStopped(factstest.Start)
		c := over(factstest.Furnish(t, opener(t, stopped), stopped, []int{3, 2}, attributes))
		var group sync.WaitGroup
		for i := range 64 {
			group.Go(func() {
				line := supervision(1 + i%5)
				batch, err := c.Propose(t.Context(), factstest.Actor(int64(100+i), models.RoleWorkCommittee), []proposals.Line{line}, proposals.Key{})
				if err != nil {
					t.Errorf("propose %d: %v", i, err)
					return
				}
				_, err = c.Confirm(t.Context(), factstest.Actor(int64(200+i), models.RoleWorkCommittee), proposals.Selection{Batch: batch.ID}, "属实")
				if err != nil {
					t.Errorf("confirm %d: %v", i, err)
				}
			})
		}
		group.Wait()
		report, err := c.Ledger.Verify(t.Context(), nil)
		require.NoError(t, err)
		require.Nil(t, report.Flaw)
		require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
			entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryDeduction}})
			require.Len(t, entries, 64)
			return err
		}))
	})
}

func TestSeen(t *testing.T) {
	c := open(t)
	id := c.propose(t, committee1, supervision(2)).Proposals[0].ID
	for name, tc := range map[string]struct {
		actor models.Actor
		sees  bool
	}{
		"its unit": {manager1, true}, "another unit": {manager2, false}, "another section of the unit": {liaison1, false}, "the office": {review1, true},
	} {
		_, err := c.Show(t.Context(), tc.actor, id)
		require.Equal(t, tc.sees, err == nil, name)
	}
}
