package reporting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestRecordIsMaskedAndSealed(t *testing.T) {
	b := newBench(t, testkit.Window)
	view, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	require.Equal(t, "李**", view.RecipientName)
	require.Equal(t, "138******12", view.RecipientMobile)
	require.NotContains(t, string(view.RecipientNameSealed)+string(view.RecipientMobileSealed), "李小红")
	require.NotContains(t, string(view.RecipientMobileSealed), "13800000012")
}

func TestWithdraw(t *testing.T) {
	b := newBench(t, testkit.Window)
	kept, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)

	_, err = b.Reporting.Withdraw(t.Context(), b.liaison, kept.ID, "  ")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "a reason is needed")

	withdrawn, err := b.Reporting.Withdraw(t.Context(), b.liaison, kept.ID, "录错了人")
	require.NoError(t, err)
	require.NotNil(t, withdrawn.WithdrawnAt)
	require.Equal(t, "录错了人", withdrawn.Withdrawal)
	require.Len(t, b.records(), 1, "nothing is deleted")

	_, err = b.Reporting.Withdraw(t.Context(), b.liaison, kept.ID, "再来一次")
	require.Equal(t, models.CodeAlreadyWithdrawn, models.CodeOf(err))

	_, err = b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err, "after a withdrawal the same is no duplicate")
}

func TestWithdrawEndsWithTheDeadline(t *testing.T) {
	b := newBench(t, testkit.Window)
	kept, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	b.At(t, "2023-09-28 11:30:00")
	_, err = b.Reporting.Withdraw(t.Context(), b.liaison, kept.ID, "录错了人")
	require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
	require.Contains(t, models.MessageOf(err), "9月28日11:30")
}

func TestWhoSeesARecord(t *testing.T) {
	b := newBench(t, testkit.Window)
	kept, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	cases := []struct {
		name  string
		actor models.Actor
		sees  models.Code
	}{
		{"its liaison", b.liaison, ""},
		{"a liaison of the same unit", models.Actor{Role: models.RoleLiaison, SectionNo: testkit.Monthly}, models.CodeNotFound},
		{"a liaison of another unit", models.Actor{Role: models.RoleLiaison, SectionNo: testkit.Abroad}, models.CodeNotFound},
		{"its unit's manager", models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}, ""},
		{"another unit's manager", models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit2}, models.CodeNotFound},
		{"the review office", models.Actor{Role: models.RoleReviewOffice}, ""},
		{"the work committee", models.Actor{Role: models.RoleWorkCommittee}, ""},
		{"the auditor", models.Actor{Role: models.RoleAuditor}, ""},
		{"the administrator", models.Actor{Role: models.RoleAdministrator}, models.CodeForbidden},
		{"the justice bureau", models.Actor{Role: models.RoleJusticeBureau}, models.CodeForbidden},
		{"nobody", models.Actor{}, models.CodeForbidden},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := b.Reporting.Record(t.Context(), c.actor, kept.ID)
			require.Equal(t, c.sees, models.CodeOf(err))

			rows, err := b.Reporting.Records(t.Context(), c.actor, models.RecordFilter{Limit: 10})
			if c.sees == models.CodeForbidden {
				require.Equal(t, models.CodeForbidden, models.CodeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.sees == "", len(rows) == 1)
		})
	}
}

func TestRecordStaysWithTheUnitOfItsDay(t *testing.T) {
	b := newBench(t, testkit.Monthly)
	kept, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	b.Transfer(t, testkit.Monthly, testkit.Unit2, "2023-10-01")

	_, err = b.Reporting.Record(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}, kept.ID)
	require.NoError(t, err)
	_, err = b.Reporting.Record(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit2}, kept.ID)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
}

func TestRevealIsAudited(t *testing.T) {
	b := newBench(t, testkit.Window)
	kept, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)

	shown, err := b.Reporting.Reveal(t.Context(), b.liaison, kept.ID, "回访核对")
	require.NoError(t, err)
	require.Equal(t, "李小红", shown.Name)
	require.Equal(t, "13800000012", shown.Mobile)

	require.NoError(t, b.Store.Read(t.Context(), func(tx *models.Tx) error {
		lines, err := tx.AuditEntries(0, 1)
		require.NoError(t, err)
		require.Equal(t, "record.reveal", lines[0].Action)
		require.Equal(t, b.liaison.AccountID, lines[0].AccountID)
		require.NotContains(t, lines[0].Detail, "李小红")
		return nil
	}))

	_, err = b.Reporting.Reveal(t.Context(), b.liaison, kept.ID, "")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "no reason, no look")
}

func TestDuty(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)

	duty, err := b.Reporting.Duty(t.Context(), b.liaison, 0)
	require.NoError(t, err)
	require.Equal(t, "窗口科", duty.Section.Name)
	require.Len(t, duty.Due, 2)
	require.Equal(t, day("2023-09-26"), duty.Due[0].Deadline.Period.From, "yesterday, until 11:30")
	require.Zero(t, duty.Due[0].Records)
	require.Equal(t, 1, duty.Due[1].Records)

	_, err = b.Reporting.Duty(t.Context(), b.liaison, testkit.Monthly)
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
	_, err = b.Reporting.Duty(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}, testkit.Abroad)
	require.Equal(t, models.CodeSectionNotValid, models.CodeOf(err))
	_, err = b.Reporting.Duty(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}, testkit.Monthly)
	require.NoError(t, err)
}

func TestRotationKeepsEverythingReadableAndFindable(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		kept, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
		require.NoError(t, err)
		withdrawn, err := b.submit(func() (s reporting.Submission) {
			s = testkit.Submission("2023-09-27")
			s.Item = "签证办理"
			return s
		}())
		require.NoError(t, err)
		_, err = b.Reporting.Withdraw(t.Context(), b.liaison, withdrawn.ID, "录错了人")
		require.NoError(t, err)
		late := testkit.Submission("2023-09-25")
		_, err = b.submit(late)
		require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))

		b.Rotate(t)
		_, err = b.submit(testkit.Submission("2023-09-27"))
		require.Equal(t, models.CodeDuplicateRecord, models.CodeOf(err), "found while the rotation is under way")
		n, err := b.Reporting.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, 3, n, "two records and an attempt")

		_, err = b.submit(testkit.Submission("2023-09-27"))
		require.Equal(t, models.CodeDuplicateRecord, models.CodeOf(err), "and found after it")
		again, err := b.submitAs(testkit.Submission("2023-09-27"), "phone-0001")
		require.NoError(t, err, "a phone that asks again gets the same answer")
		require.Equal(t, kept.ID, again.ID)
		shown, err := b.Reporting.Reveal(t.Context(), b.liaison, kept.ID, "核对")
		require.NoError(t, err)
		require.Equal(t, "13800000012", shown.Mobile)
		view, err := b.Reporting.Record(t.Context(), b.liaison, withdrawn.ID)
		require.NoError(t, err)
		require.Equal(t, "录错了人", view.Withdrawal)
	})
}
