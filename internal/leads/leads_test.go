package leads_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/leads"
	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// desk is the office looking for leads.
type desk struct {
	*testkit.Kit
	t      *testing.T
	leads  *leads.Leads
	office models.Actor
	taken  *proposer
}

// proposer keeps what it is asked for, or refuses.
type proposer struct {
	asked   []leads.Proposal
	refusal error
}

func (p *proposer) Prepare(_ context.Context, _ models.Actor, asked leads.Proposal) (func(*models.Tx) (int64, error), error) {
	p.asked = append(p.asked, asked)
	return func(*models.Tx) (int64, error) { return int64(len(p.asked)), p.refusal }, nil
}

func newDesk(t *testing.T, open modelstest.Opener) *desk {
	t.Helper()
	k := testkit.NewOn(t, open)
	d := &desk{Kit: k, t: t, taken: &proposer{}}
	d.leads = leads.New(k.Store, k.Keys, k.Reporting, d.taken)
	d.office, _ = k.Office(t, models.RoleReviewOffice, 1)
	return d
}

func (d *desk) plan() int {
	d.t.Helper()
	n, err := d.leads.Plan(d.t.Context())
	require.NoError(d.t, err)
	return n
}

func (d *desk) list(f models.LeadFilter) []leads.View {
	d.t.Helper()
	f.Limit = 1000
	rows, err := d.leads.List(d.t.Context(), d.office, f)
	require.NoError(d.t, err)
	return rows
}

// of returns the keys of a section's leads from a day on.
func (d *desk) of(section int, from string) []string {
	d.t.Helper()
	var keys []string
	for _, l := range d.list(models.LeadFilter{SectionNo: section}) {
		if !l.PeriodFrom.Before(testkit.Day(from)) {
			keys = append(keys, l.LeadKey)
		}
	}
	return keys
}

func key(n int) reporting.Key { return reporting.Key{Key: fmt.Sprintf("key-%05d", n)} }

func TestMissedDaysBecomeLeadsOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		liaison := d.Liaison(t, testkit.Window)
		_, err := d.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-26"), key(1))
		require.NoError(t, err)
		_, err = d.Reporting.DeclareNil(t.Context(), liaison, testkit.Day("2023-09-27"), key(2))
		require.NoError(t, err)
		require.Positive(t, d.plan(), "whoever reported nothing all summer")
		require.Zero(t, d.plan())

		d.At(t, "2023-09-27 11:30:00")
		require.Equal(t, 1, d.plan(), "the 26th of the other window section")
		d.At(t, "2023-09-28 11:29:59")
		require.Zero(t, d.plan(), "the deadline has not passed")
		d.At(t, "2023-09-28 11:30:00")
		require.Equal(t, 1, d.plan(), "the 27th of the other window section")
		require.Empty(t, d.of(testkit.Window, "2023-09-26"), "a record and a nil report")
		require.Equal(t, []string{"missed:3:2023-09-27", "missed:3:2023-09-26"}, d.of(testkit.Abroad, "2023-09-26"))

		d.At(t, "2023-10-07 11:30:00")
		require.Equal(t, 2, d.plan(), "the 28th of both, and no day off")
		d.At(t, "2023-10-26 00:00:00")
		d.plan()
		require.Equal(t, []string{"missed:2:2023-09-26"}, d.of(testkit.Monthly, "2023-09-01"), "a period of the others")
		require.Contains(t, d.list(models.LeadFilter{SectionNo: testkit.Monthly})[0].Evidence, "2023-09-26至2023-10-25")
	})
}

func TestWhatWasDueBeforeTheSystemWasThereIsNoLead(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	require.NoError(t, d.Store.Write(t.Context(), func(tx *models.Tx) error {
		_, err := tx.InstallationOf("production")
		return err
	}))
	require.Zero(t, d.plan())
	d.At(t, "2023-09-27 11:30:00")
	require.Equal(t, 2, d.plan(), "the 26th of the window sections")
}

func TestEveryoneCanPlanAtOnce(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	var wait sync.WaitGroup
	added := make([]int, 4)
	for n := range added {
		wait.Go(func() {
			var err error
			added[n], err = d.leads.Plan(context.Background())
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	total := 0
	for _, n := range added {
		total += n
	}
	require.Len(t, d.list(models.LeadFilter{}), total)
}

func TestDissolvedAndChangedSectionsOweNothingMore(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.Dissolve(t, testkit.Abroad, "2023-09-26")
	d.SetAttribute(t, testkit.Window, models.AttributeWindow, models.No, "2023-09-27")
	d.At(t, "2023-09-28 12:00:00")
	d.plan()
	require.Equal(t, []string{"missed:1:2023-09-26"}, d.of(testkit.Window, "2023-09-26"))
	require.Empty(t, d.of(testkit.Abroad, "2023-09-26"))
}

func TestLateAttemptsBecomeLeadsWithEvidence(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		liaison := d.Liaison(t, testkit.Window)
		late := testkit.Submission("2023-09-25")
		for range 2 { // a phone that sends again
			_, err := d.Reporting.Submit(t.Context(), liaison, late, key(1))
			require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
		}
		wrong := testkit.Submission("2023-09-28")
		_, err := d.Reporting.Submit(t.Context(), liaison, wrong, key(2))
		require.Equal(t, models.CodeFutureDate, models.CodeOf(err))
		d.plan()
		require.Zero(t, d.plan())
		found := d.list(models.LeadFilter{Kind: models.LeadLate})
		require.Len(t, found, 1, "only what came too late")
		require.NotNil(t, found[0].AttemptID)
		require.Equal(t, "A1.4.3b", found[0].Clause)
		require.Contains(t, found[0].Evidence, "截止时间2023年9月26日11:30")
		require.NotContains(t, found[0].Evidence, late.RecipientName)
		for _, missed := range d.list(models.LeadFilter{Kind: models.LeadMissed, SectionNo: testkit.Window}) {
			if missed.PeriodFrom == testkit.Day("2023-09-25") {
				require.Contains(t, missed.Evidence, "截止后有1次报送未采录")
			}
		}
	})
}

func TestALeadIsDecidedOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		d.plan()
		all := d.list(models.LeadFilter{State: models.LeadOpen})
		_, err := d.leads.Dismiss(t.Context(), d.office, all[0].ID, " ")
		require.Equal(t, models.CodeInvalid, models.CodeOf(err))
		gone, err := d.leads.Dismiss(t.Context(), d.office, all[0].ID, "当日停电,已书面说明")
		require.NoError(t, err)
		require.Equal(t, models.LeadDismissed, gone.State)
		require.Equal(t, "当日停电,已书面说明", gone.Reason)
		require.NotContains(t, string(gone.ReasonSealed), "停电")
		_, err = d.leads.Propose(t.Context(), d.office, all[0].ID, "又想提")
		require.Equal(t, models.CodeLeadDecided, models.CodeOf(err))
		require.Empty(t, d.taken.asked)
		require.Zero(t, d.plan(), "what is dismissed does not come back")

		proposed, err := d.leads.Propose(t.Context(), d.office, all[1].ID, "漏报属实")
		require.NoError(t, err)
		require.Equal(t, models.LeadProposed, proposed.State)
		require.Equal(t, int64(1), *proposed.ProposalID)
		require.Equal(t, all[1].SectionNo, d.taken.asked[0].SectionNo)
		require.Equal(t, all[1].Evidence, d.taken.asked[0].Evidence)
		_, err = d.leads.Dismiss(t.Context(), d.office, all[1].ID, "晚了")
		require.Equal(t, models.CodeLeadDecided, models.CodeOf(err))

		d.taken.refusal = errors.New("not taken")
		_, err = d.leads.Propose(t.Context(), d.office, all[2].ID, "漏报属实")
		require.Error(t, err)
		require.Len(t, d.list(models.LeadFilter{State: models.LeadOpen}), len(all)-2, "a proposal that fails leaves the lead open")
		_, err = d.leads.Dismiss(t.Context(), d.office, 1<<40, "没有这条")
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	})
}

func TestWhoMayDoWhatWithLeads(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.plan()
	id := d.list(models.LeadFilter{})[0].ID
	for role, may := range map[models.Role]struct{ list, dismiss, propose bool }{
		models.RoleReviewOffice: {true, true, true}, models.RoleWorkCommittee: {true, false, true}, models.RoleAuditor: {true, false, false},
		models.RoleLiaison: {}, models.RoleUnitManager: {}, models.RoleAdministrator: {}, models.RoleJusticeBureau: {},
	} {
		actor := models.Actor{Role: role, SectionNo: 1, UnitNo: 1}
		_, err := d.leads.List(t.Context(), actor, models.LeadFilter{Limit: 1})
		require.Equal(t, may.list, err == nil, role)
		_, err = d.leads.Dismiss(t.Context(), actor, id, "")
		require.Equal(t, may.dismiss, models.CodeOf(err) != models.CodeForbidden, role)
		_, err = d.leads.Propose(t.Context(), actor, id, "")
		require.Equal(t, may.propose, models.CodeOf(err) != models.CodeForbidden, role)
	}
	alone := leads.New(d.Store, d.Keys, d.Reporting, nil)
	_, err := alone.Propose(t.Context(), d.office, id, "漏报属实")
	require.Equal(t, models.CodeNoProposals, models.CodeOf(err))
}

func TestRotationKeepsReasonsReadable(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	d.plan()
	id := d.list(models.LeadFilter{})[0].ID
	_, err := d.leads.Dismiss(t.Context(), d.office, id, "当日停电")
	require.NoError(t, err)
	d.Rotate(t)
	n, err := d.leads.Reseal(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, "当日停电", d.list(models.LeadFilter{State: models.LeadDismissed})[0].Reason)
}
