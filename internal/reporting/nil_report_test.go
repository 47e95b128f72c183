package reporting_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/calendar"
	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func (b *bench) declare(on string) (models.NilReport, error) {
	b.keys++
	return b.Reporting.DeclareNil(b.t.Context(), b.liaison, day(on), reporting.Key{Key: fmt.Sprintf("nil-%05d", b.keys), Body: []byte(on)})
}

func TestDeclareNil(t *testing.T) {
	for _, tc := range []struct {
		name, on, at string
		section      int
		from, to     string
		code         models.Code
	}{
		{"window, today", "2023-09-27", "2023-09-27 17:00:00", testkit.Window, "2023-09-27", "2023-09-27", ""},
		{"window, in grace", "2023-09-27", "2023-09-28 11:29:59", testkit.Window, "2023-09-27", "2023-09-27", ""},
		{"window, too late", "2023-09-27", "2023-09-28 11:30:00", testkit.Window, "", "", models.CodeDeadlinePassed},
		{"window, tomorrow", "2023-09-28", "2023-09-27 17:00:00", testkit.Window, "", "", models.CodeFutureDate},
		{"window, a day off", "2023-09-30", "2023-09-30 17:00:00", testkit.Window, "", "", models.CodeNotOwed},
		{"monthly, in its period", "2023-09-27", "2023-09-28 09:00:00", testkit.Monthly, "2023-09-26", "2023-10-25", ""},
		{"monthly, too late", "2023-09-27", "2023-10-26 00:00:00", testkit.Monthly, "", "", models.CodeDeadlinePassed},
		{"monthly, the next period", "2023-10-26", "2023-10-25 09:00:00", testkit.Monthly, "", "", models.CodeFutureDate},
		{"before the season", "2023-05-04", "2023-09-28 09:00:00", testkit.Window, "", "", models.CodeBeforeSeason},
		{"after the season", "2023-11-16", "2023-11-16 09:00:00", testkit.Window, "", "", models.CodeAfterSeason},
	} {
		t.Run(tc.name, func(t *testing.T) {
			k := testkit.New(t)
			b := &bench{Kit: k, t: t}
			k.At(t, tc.at)
			b.liaison = k.Liaison(t, tc.section)
			n, err := b.declare(tc.on)
			require.Equal(t, tc.code, models.CodeOf(err))
			if tc.code == "" {
				require.NoError(t, err)
				require.Equal(t, tc.from, n.PeriodFrom.String())
				require.Equal(t, tc.to, n.PeriodTo.String())
			}
		})
	}
}

func TestNilReportStandsOnceAndARecordEndsIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		first, err := b.declare("2023-09-27")
		require.NoError(t, err)
		again, err := b.declare("2023-09-27")
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID, "another phone, the same declaration")
		withdrawn, err := b.Reporting.WithdrawNil(t.Context(), b.liaison, first.ID)
		require.NoError(t, err)
		require.NotNil(t, withdrawn.WithdrawnAt)
		_, err = b.Reporting.WithdrawNil(t.Context(), b.liaison, first.ID)
		require.Equal(t, models.CodeAlreadyWithdrawn, models.CodeOf(err))
		second, err := b.declare("2023-09-27")
		require.NoError(t, err)
		require.NotEqual(t, first.ID, second.ID)

		view, err := b.submit(testkit.Submission("2023-09-27"))
		require.NoError(t, err, "a service that turns up is reported all the same")
		standing, err := b.Reporting.NilReports(t.Context(), b.liaison, 0, day("2023-09-27"), day("2023-09-27"))
		require.NoError(t, err)
		require.Empty(t, standing)
		_, err = b.declare("2023-09-27")
		require.Equal(t, models.CodeHasRecords, models.CodeOf(err))
		_, err = b.Reporting.Withdraw(t.Context(), b.liaison, view.ID, "录错了")
		require.NoError(t, err)
		_, err = b.declare("2023-09-27")
		require.NoError(t, err)
		other := b.Liaison(t, testkit.Monthly)
		_, err = b.Reporting.WithdrawNil(t.Context(), other, second.ID)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	})
}

func TestOverviewTellsWhoHasNotReported(t *testing.T) {
	b := newBench(t, testkit.Window)
	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	manager, _ := b.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit2))
	_, err := b.submit(testkit.Submission("2023-09-26"))
	require.NoError(t, err)
	_, err = b.declare("2023-09-27")
	require.NoError(t, err)

	all, err := b.Reporting.Overview(t.Context(), office, reporting.OverviewFilter{})
	require.NoError(t, err)
	require.Len(t, all, 3)
	window := all[testkit.Window-1]
	require.True(t, window.Done())
	require.Equal(t, calendar.Window, window.Kind)
	require.Len(t, window.Due, 2, "yesterday until 11:30, and today")
	require.Equal(t, 1, window.Due[0].Records)
	require.True(t, window.Due[1].Nil)
	monthly := all[testkit.Monthly-1]
	require.Equal(t, calendar.Monthly, monthly.Kind)
	require.Len(t, monthly.Due, 1)
	require.False(t, monthly.Done())

	outstanding, err := b.Reporting.Overview(t.Context(), office, reporting.OverviewFilter{Outstanding: true})
	require.NoError(t, err)
	require.Len(t, outstanding, 2)
	unit, err := b.Reporting.Overview(t.Context(), manager, reporting.OverviewFilter{})
	require.NoError(t, err)
	require.Len(t, unit, 1)
	require.Equal(t, testkit.Abroad, unit[0].Section.SectionNo)
	own, err := b.Reporting.Overview(t.Context(), b.liaison, reporting.OverviewFilter{})
	require.NoError(t, err)
	require.Len(t, own, 1)
	_, err = b.Reporting.Overview(t.Context(), manager, reporting.OverviewFilter{UnitNo: testkit.Unit1})
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))

	b.At(t, "2023-12-01 09:00:00")
	idle, err := b.Reporting.Overview(t.Context(), office, reporting.OverviewFilter{})
	require.NoError(t, err)
	require.Len(t, idle, 3)
	require.Empty(t, idle[0].Due, "after the season nothing is due")
}

// BenchmarkPlanSeason plans 472 window sections, each with a record on every working day but the last, over the whole season.
func BenchmarkPlanSeason(b *testing.B) {
	k := testkit.NewCounty(b, 472)
	kitMissed, err := k.Reporting.Missed(b.Context(), testkit.Start.AddDate(-1, 0, 0))
	require.NoError(b, err)
	kitMissed = slices.DeleteFunc(kitMissed, func(o reporting.Owing) bool { return o.Section.SectionNo > testkit.Abroad })
	for b.Loop() {
		missed, err := k.Reporting.Missed(b.Context(), testkit.Start.AddDate(-1, 0, 0))
		require.NoError(b, err)
		require.Equal(b, 472, len(missed)-len(kitMissed))
	}
}

// BenchmarkOverview is the day's look at the same county.
func BenchmarkOverview(b *testing.B) {
	k := testkit.NewCounty(b, 472)
	office, _ := k.Office(b, models.RoleReviewOffice, 1)
	for b.Loop() {
		duties, err := k.Reporting.Overview(b.Context(), office, reporting.OverviewFilter{})
		require.NoError(b, err)
		require.Len(b, duties, 472+3)
	}
}
