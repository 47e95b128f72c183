package reporting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// take says that the system is in use from now on.
func (b *bench) take() {
	b.t.Helper()
	require.NoError(b.t, b.Store.Write(b.t.Context(), func(tx *models.Tx) error {
		_, err := tx.InstallationOf("production")
		return err
	}))
}

func (b *bench) missed(month string) reporting.MissedDuties {
	b.t.Helper()
	got, err := b.Reporting.MissedDuties(b.t.Context(), b.liaison, 0, month)
	require.NoError(b.t, err)
	return got
}

func TestWhyADutyWasMissed(t *testing.T) {
	bad := testkit.Submission("2023-09-27")
	bad.Item = "咨询户口问题,非常满意"
	for _, tc := range []struct {
		name, says string
		try        func(b *bench)
	}{
		{"nobody tried", "到9月28日11:30截止时,没有服务记录,也没有零报告。", func(*bench) {}},
		{"a bad wording", "有1次提交没有收下,最后一次是因为:服务事项", func(b *bench) {
			_, err := b.submit(bad)
			require.Equal(b.t, models.CodeOpinion, models.CodeOf(err))
		}},
		{"twelve minutes late, and later again", "截止后报送2次,最早一次迟了12分钟,没有采录", func(b *bench) {
			for _, at := range []string{"2023-09-28 11:42:00", "2023-09-28 15:00:00"} {
				b.At(b.t, at)
				_, err := b.submit(testkit.Submission("2023-09-27"))
				require.Equal(b.t, models.CodeDeadlinePassed, models.CodeOf(err))
			}
		}},
		{"on the very stroke", "最早一次迟了不到1分钟", func(b *bench) {
			b.At(b.t, "2023-09-28 11:30:00")
			_, err := b.submit(testkit.Submission("2023-09-27"))
			require.Equal(b.t, models.CodeDeadlinePassed, models.CodeOf(err))
		}},
		{"taken back", "报过的1条已撤回", func(b *bench) {
			kept, err := b.submit(testkit.Submission("2023-09-27"))
			require.NoError(b.t, err)
			_, err = b.Reporting.Withdraw(b.t.Context(), b.liaison, kept.ID, "录错了人")
			require.NoError(b.t, err)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
				k := testkit.NewOn(t, open)
				b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
				_, err := b.declare("2023-09-26")
				require.NoError(t, err)
				b.take()
				tc.try(b)
				b.At(t, "2023-09-28 17:00:00")
				got := b.missed("")
				require.Len(t, got.Duties, 1)
				require.Contains(t, got.Duties[0].Why(), tc.says)
				require.NotContains(t, got.Duties[0].Why(), "李小红")
				require.Contains(t, got.Duties[0].Next(), "县评议办")
				require.Equal(t, reporting.Basis{Clause: "A1.4.3b", Label: "服务数据漏报", Source: "附件1其他第3行"}, got.Basis)
			})
		})
	}
}

func TestMissedDutiesComeByMonth(t *testing.T) {
	b := newBench(t, testkit.Window)
	require.Empty(t, func() []reporting.MissedMonth { b.take(); return b.missed("").Months }(), "what was due before is not counted")
	b.At(t, "2023-10-10 11:30:00")
	got := b.missed("")
	require.Equal(t, []reporting.MissedMonth{{Month: "2023-10", Missed: 3}, {Month: "2023-09", Missed: 3}}, got.Months)
	require.Equal(t, "2023-10", got.Month, "the latest, where none is asked for")
	require.Equal(t, "2023-10-09", got.Duties[0].Deadline.Period.To.String(), "the latest first, and no day off")
	earlier := b.missed("2023-09")
	require.Len(t, earlier.Duties, 3)
	require.Equal(t, got.Months, earlier.Months)
	require.Empty(t, b.missed("2023-08").Duties)

	_, err := b.Reporting.MissedDuties(t.Context(), models.Actor{Role: models.RoleReviewOffice}, 0, "")
	require.Equal(t, models.CodeForbidden, models.CodeOf(err), "the offices have leads")
}

func TestAManagerSeesWhatTheUnitHasMissed(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.take()
	b.At(t, "2023-10-26 00:00:00")
	manager := models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}
	all, err := b.Reporting.MissedDuties(t.Context(), manager, 0, "2023-10")
	require.NoError(t, err)
	sections := map[int]bool{}
	for _, d := range all.Duties {
		sections[d.Section.SectionNo] = true
	}
	require.Equal(t, map[int]bool{testkit.Window: true, testkit.Monthly: true}, sections)
	one, err := b.Reporting.MissedDuties(t.Context(), manager, testkit.Monthly, "2023-10")
	require.NoError(t, err)
	require.Len(t, one.Duties, 1, "one period of a month")
	_, err = b.Reporting.MissedDuties(t.Context(), manager, testkit.Abroad, "")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))

	leads, err := b.Leads.Plan(t.Context())
	require.NoError(t, err)
	counted := 0
	for _, unit := range []int{testkit.Unit1, testkit.Unit2} {
		got, err := b.Reporting.MissedDuties(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: unit}, 0, "")
		require.NoError(t, err)
		for _, m := range got.Months {
			counted += m.Missed
		}
	}
	require.Equal(t, leads, counted, "the same that leads are made of")
}
