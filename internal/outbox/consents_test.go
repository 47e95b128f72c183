package outbox_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

func TestATapCountsOnceWhoeverTellsOfItFirst(t *testing.T) {
	k := testkit.New(t)
	yes := map[string]bool{outbox.CardDuty: true}
	for name, c := range map[string]struct {
		taps string // c: the client tells, e: WeChat does, u: one is used, x: none is left, w: turned off, -: a quarter of an hour
		want int
	}{
		"the client, then WeChat": {"ce", 1}, "WeChat, then the client": {"ec", 1}, "the client alone": {"c", 1}, "WeChat alone": {"e", 1},
		"two taps": {"cece", 2}, "two taps, told late": {"ccee", 2}, "another tap later": {"c-e", 2},
		"used": {"ceu", 0}, "never below none": {"ceuu", 0}, "WeChat knows of none": {"cecex", 0}, "turned off": {"cecew", 0},
	} {
		t.Run(name, func(t *testing.T) {
			consents := outbox.NewConsents(k.Store, k.Keys, outbox.CardSummary)
			consents.Templates = map[string]string{outbox.CardDuty: "t1"}
			who := "openid-" + name
			for _, tap := range c.taps {
				var err error
				switch tap {
				case 'c':
					err = consents.Claimed(t.Context(), who, yes)
				case 'e':
					err = consents.Given(t.Context(), who, yes)
				case 'u':
					err = consents.Used(t.Context(), who, outbox.CardDuty)
				case 'x':
					err = consents.Exhausted(t.Context(), who, outbox.CardDuty)
				case 'w':
					err = consents.Withdrawn(t.Context(), who, outbox.CardDuty)
				case '-':
					k.Clock.Advance(15 * time.Minute)
				}
				require.NoError(t, err)
			}
			standing, err := consents.Standing(t.Context(), models.RoleLiaison, who)
			require.NoError(t, err)
			require.Equal(t, outbox.CardDuty, standing[0].Kind)
			require.Equal(t, c.want, standing[0].Balance)
			has, err := consents.Has(t.Context(), who, outbox.CardDuty)
			require.NoError(t, err)
			require.Equal(t, c.want > 0, has)
		})
	}
}

func TestALongTermConsentIsNotUsedUpAndARefusalIsRespected(t *testing.T) {
	k := testkit.New(t)
	consents := outbox.NewConsents(k.Store, k.Keys, outbox.CardSummary)
	consents.Templates = map[string]string{outbox.CardDuty: "t1", outbox.CardSummary: "t2"}
	require.NoError(t, consents.Given(t.Context(), "o", map[string]bool{outbox.CardSummary: true, outbox.CardDuty: false}))
	require.NoError(t, consents.Used(t.Context(), "o", outbox.CardSummary))
	has, err := consents.Has(t.Context(), "o", outbox.CardSummary)
	require.NoError(t, err)
	require.True(t, has)
	ask := func() map[string]bool {
		rows, err := consents.Standing(t.Context(), models.RoleUnitManager, "o")
		require.NoError(t, err)
		out := map[string]bool{}
		for _, r := range rows {
			out[r.Kind] = r.Ask
		}
		return out
	}
	require.Equal(t, map[string]bool{outbox.CardDuty: false, outbox.CardDeduction: false, outbox.CardComplaint: false, outbox.CardSummary: false}, ask())
	k.Clock.Advance(7 * 24 * time.Hour)
	require.True(t, ask()[outbox.CardDuty], "a week later")
	require.Equal(t, models.CodeInvalid, models.CodeOf(consents.Claimed(t.Context(), "o", map[string]bool{"nonsense": true})))

	k.Rotate(t)
	n, err := consents.Reseal(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	has, err = consents.Has(t.Context(), "o", outbox.CardSummary)
	require.NoError(t, err)
	require.True(t, has, "found again under the new key")
}

func TestWhoWasNotReachedIsListedUntilTheyRead(t *testing.T) {
	k := testkit.New(t)
	o := openPost(t, k)
	liaison, manager := k.Liaison(t, testkit.Window), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}
	other := models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit2}
	o.call(t)
	o.call(t)
	o.settle(t)
	list := func(actor models.Actor) (rows, people int) {
		found, n, err := k.Outbox.Unreached(t.Context(), actor, 0, 50)
		require.NoError(t, err)
		return len(found), int(n)
	}
	for name, c := range map[string]struct {
		actor        models.Actor
		rows, people int
	}{
		"the unit's manager": {manager, 2, 1}, "another unit's": {other, 0, 0}, "the office": {models.Actor{Role: models.RoleReviewOffice}, 2, 1},
	} {
		rows, people := list(c.actor)
		require.Equal(t, []int{c.rows, c.people}, []int{rows, people}, name)
	}
	_, _, err := k.Outbox.Unreached(t.Context(), liaison, 0, 50)
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
	inbox, err := k.Outbox.Inbox(t.Context(), liaison, 0, 50)
	require.NoError(t, err)
	for _, m := range inbox {
		require.NoError(t, k.Outbox.MarkRead(t.Context(), liaison, m.ID))
	}
	rows, people := list(manager)
	require.Zero(t, rows+people)
}

func TestTheOwnNumberGoesWithTheHolder(t *testing.T) {
	k := testkit.New(t)
	liaison := k.Liaison(t, testkit.Window)
	require.Equal(t, models.CodeInvalidMobile, models.CodeOf(k.Accounts.SetMobile(t.Context(), liaison, "1380000")))
	require.NoError(t, k.Accounts.SetMobile(t.Context(), liaison, "13800000012"))
	masked, err := k.Accounts.Mobile(t.Context(), liaison)
	require.NoError(t, err)
	require.Equal(t, "138******12", masked)
	to, err := k.Accounts.AddressOf(t.Context(), liaison.AccountID)
	require.NoError(t, err)
	require.Equal(t, "13800000012", to.Mobile)
	_, err = k.Accounts.Handover(t.Context(), models.CommandLine(), liaison.Login, "李小红", "调动")
	require.NoError(t, err)
	_, _ = k.LogIn(t, liaison.Login)
	to, err = k.Accounts.AddressOf(t.Context(), liaison.AccountID)
	require.NoError(t, err)
	require.Empty(t, to.Mobile)
}
