package accounts_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/accounts"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

const home = "192.0.2.1"

func credentials(login, password, address string) accounts.Credentials {
	return accounts.Credentials{Login: login, Password: password, Address: address}
}

func TestActivation(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		code, err := k.Accounts.IssueCode(t.Context(), models.CommandLine(), "jiaju001")
		require.NoError(t, err)
		activation := accounts.Activation{
			Login: "jiaju001", Code: code.Code, Password: testkit.Password, HolderName: "王小明", Address: home,
		}

		_, err = k.Accounts.LogIn(t.Context(), credentials("jiaju001", "", home))
		require.Equal(t, models.CodeLoginFailed, models.CodeOf(err), "no password, no log-in")

		wrong := activation
		wrong.Code = "AAAA-AAAA-AAAA-AAAA"
		_, err = k.Accounts.Activate(t.Context(), wrong)
		require.Equal(t, models.CodeActivationInvalid, models.CodeOf(err))

		nameless := activation
		nameless.HolderName = " "
		_, err = k.Accounts.Activate(t.Context(), nameless)
		require.Equal(t, models.CodeInvalid, models.CodeOf(err), "somebody must hold it")

		typed := activation
		typed.Code = strings.ToLower(strings.ReplaceAll(code.Code, "-", " "))
		in, err := k.Accounts.Activate(t.Context(), typed)
		require.NoError(t, err, "what failed before has not spent the code")
		require.Equal(t, "王**", in.Holder)

		_, err = k.Accounts.Activate(t.Context(), activation)
		require.Equal(t, models.CodeActivationInvalid, models.CodeOf(err), "a code opens once")

		again, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
		require.NoError(t, err)
		actor, err := k.Accounts.Authenticate(t.Context(), again.Token)
		require.NoError(t, err)
		require.Equal(t, models.RoleLiaison, actor.Role)
		require.Equal(t, testkit.Window, actor.SectionNo)
	})
}

func TestActivationCodeExpiresAndIsReplaced(t *testing.T) {
	k := testkit.New(t)
	activate := func(code string) error {
		_, err := k.Accounts.Activate(t.Context(), accounts.Activation{
			Login: "jiaju001", Code: code, Password: testkit.Password, HolderName: "王小明", Address: home,
		})
		return err
	}
	first, err := k.Accounts.IssueCode(t.Context(), models.CommandLine(), "jiaju001")
	require.NoError(t, err)
	second, err := k.Accounts.IssueCode(t.Context(), models.CommandLine(), "jiaju001")
	require.NoError(t, err)
	require.Equal(t, models.CodeActivationInvalid, models.CodeOf(activate(first.Code)), "a new code voids the old one")

	k.Clock.Advance(168 * time.Hour)
	require.Equal(t, models.CodeActivationInvalid, models.CodeOf(activate(second.Code)), "a week is enough")
}

func TestOneCodeFromManyPhonesOpensOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		code, err := k.Accounts.IssueCode(t.Context(), models.CommandLine(), "jiaju001")
		require.NoError(t, err)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = k.Accounts.Activate(context.Background(), accounts.Activation{
					Login: "jiaju001", Code: code.Code, Password: testkit.Password, HolderName: "王小明", Address: home,
				})
			})
		}
		wg.Wait()
		opened := 0
		for _, err := range errs {
			if err == nil {
				opened++
			}
		}
		require.Equal(t, 1, opened, "%v", errs)
	})
}

func TestPasswords(t *testing.T) {
	k := testkit.New(t)
	refused := map[string]string{
		"too short":                   "ab12!cd",
		"a site's name and the year":  "Wzwrpy@2023",
		"the same, turned round":      "2023wenzhou-pingyi",
		"a Chinese name and the year": "平阳县万人评议活动2024",
		"the account's name":          "x-JiaJu001-x9",
		"a word with digits":          "password123456",
		"the product with digits":     "wanping888888",
		"a row of the keyboard":       "qwertyuiop12",
		"digits only":                 "8812345671234",
		"the same again and again":    "abababababab",
		"too long":                    strings.Repeat("长密码x1", 30),
	}
	for name, password := range refused {
		t.Run(name, func(t *testing.T) {
			_, err := k.Accounts.Activate(t.Context(), accounts.Activation{
				Login: "jiaju001", Code: "AAAA-AAAA-AAAA-AAAA", Password: password, HolderName: "王小明", Address: home,
			})
			require.Equal(t, models.CodeWeakPassword, models.CodeOf(err), "%s", password)
		})
	}
	for _, password := range []string{testkit.Password, "三只小猪盖了三间房子", "k7#mQ2vLx9", "correct horse battery"} {
		t.Run("good: "+password, func(t *testing.T) {
			_, err := k.Accounts.Activate(t.Context(), accounts.Activation{
				Login: "jiaju002", Code: "AAAA-AAAA-AAAA-AAAA", Password: password, HolderName: "王小明", Address: home,
			})
			require.Equal(t, models.CodeActivationInvalid, models.CodeOf(err), "only the code is wrong")
		})
	}
}

func TestLockout(t *testing.T) {
	k := testkit.New(t)
	_, token := k.LogIn(t, "jiaju001")
	fail := func(address string) models.Code {
		_, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", "wrong-guess-77", address))
		return models.CodeOf(err)
	}
	for range 5 {
		require.Equal(t, models.CodeLoginFailed, fail(home))
	}
	require.Equal(t, models.CodeLockedOut, fail(home))

	_, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
	require.Equal(t, models.CodeLockedOut, models.CodeOf(err), "the right password waits too")
	require.Contains(t, models.MessageOf(err), "1分钟")

	_, err = k.Accounts.Authenticate(t.Context(), token)
	require.NoError(t, err, "who is logged in goes on working")
	_, err = k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, "192.0.2.99"))
	require.NoError(t, err, "a guesser elsewhere does not lock the liaison out")
}

func TestLockoutBacksOffAndSurvivesARestart(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		k.LogIn(t, "jiaju001")
		restarted := accounts.New(k.Store, k.Keys, accounts.Settings{SessionTerm: time.Hour, OfficeSessionTerm: time.Hour, ActivationTerm: time.Hour})
		fail := func() models.Code {
			_, err := restarted.LogIn(t.Context(), credentials("jiaju001", "wrong-guess-77", home))
			return models.CodeOf(err)
		}
		for range 5 {
			_, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", "wrong-guess-77", home))
			require.Equal(t, models.CodeLoginFailed, models.CodeOf(err))
		}
		for _, wait := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute} {
			k.Clock.Advance(wait - time.Second)
			require.Equal(t, models.CodeLockedOut, fail())
			k.Clock.Advance(time.Second)
			require.Equal(t, models.CodeLoginFailed, fail(), "one more guess after %s", wait)
		}
		k.Clock.Advance(8 * time.Minute)
		_, err := restarted.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
		require.NoError(t, err)
		require.Equal(t, models.CodeLoginFailed, fail(), "success forgets the failures")
	})
}

func TestLockoutHoldsForAccountsThatDoNotExist(t *testing.T) {
	k := testkit.New(t)
	for range 5 {
		_, err := k.Accounts.LogIn(t.Context(), credentials("nobody", "wrong-guess-77", home))
		require.Equal(t, models.CodeLoginFailed, models.CodeOf(err))
	}
	_, err := k.Accounts.LogIn(t.Context(), credentials("nobody", "wrong-guess-77", home))
	require.Equal(t, models.CodeLockedOut, models.CodeOf(err), "the answers do not tell whether it exists")
}

func TestManyGoodLogInsFromOneAddressAreNoGuessing(t *testing.T) {
	k := testkit.New(t)
	k.LogIn(t, "jiaju001")
	for range 12 {
		_, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
		require.NoError(t, err)
	}
}

func TestSessions(t *testing.T) {
	k := testkit.New(t)
	actor, token := k.LogIn(t, "jiaju001")
	second, err := k.Accounts.LogIn(t.Context(), accounts.Credentials{Login: "jiaju001", Password: testkit.Password, Device: "手机", Address: home})
	require.NoError(t, err)

	rows, err := k.Accounts.Sessions(t.Context(), actor)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "手机", rows[0].Device)

	require.NoError(t, k.Accounts.Revoke(t.Context(), actor, rows[0].ID))
	_, err = k.Accounts.Authenticate(t.Context(), second.Token)
	require.Equal(t, models.CodeUnauthenticated, models.CodeOf(err))
	require.Equal(t, models.CodeNotFound, models.CodeOf(k.Accounts.Revoke(t.Context(), actor, rows[0].ID)))

	stranger, _ := k.LogIn(t, "yiju001")
	require.Equal(t, models.CodeNotFound, models.CodeOf(k.Accounts.Revoke(t.Context(), stranger, rows[1].ID)), "only the own sessions")

	k.Clock.Advance(720 * time.Hour)
	_, err = k.Accounts.Authenticate(t.Context(), token)
	require.Equal(t, models.CodeUnauthenticated, models.CodeOf(err), "a session has an end")
}

func TestChangePasswordEndsTheOtherSessions(t *testing.T) {
	k := testkit.New(t)
	actor, token := k.LogIn(t, "jiaju001")
	other, err := k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
	require.NoError(t, err)

	err = k.Accounts.ChangePassword(t.Context(), actor, "wrong-guess-77", "另一个很长的好密码呀", home)
	require.Equal(t, models.CodeLoginFailed, models.CodeOf(err))
	require.NoError(t, k.Accounts.ChangePassword(t.Context(), actor, testkit.Password, "另一个很长的好密码呀", home))

	_, err = k.Accounts.Authenticate(t.Context(), token)
	require.NoError(t, err)
	_, err = k.Accounts.Authenticate(t.Context(), other.Token)
	require.Equal(t, models.CodeUnauthenticated, models.CodeOf(err))
	_, err = k.Accounts.LogIn(t.Context(), credentials("jiaju001", "另一个很长的好密码呀", home))
	require.NoError(t, err)
}

func TestHandover(t *testing.T) {
	k := testkit.New(t)
	before, token := k.LogIn(t, "jiaju001")
	manager, _ := k.LogIn(t, "jiaju2023")

	_, err := k.Accounts.Handover(t.Context(), manager, "jiaju001", "赵小兰", " ")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "a reason is needed")
	code, err := k.Accounts.Handover(t.Context(), manager, "jiaju001", "赵小兰", "原联络员休产假")
	require.NoError(t, err)

	_, err = k.Accounts.Authenticate(t.Context(), token)
	require.Equal(t, models.CodeUnauthenticated, models.CodeOf(err), "the former holder is out at once")
	_, err = k.Accounts.LogIn(t.Context(), credentials("jiaju001", testkit.Password, home))
	require.Equal(t, models.CodeLoginFailed, models.CodeOf(err))

	in, err := k.Accounts.Activate(t.Context(), accounts.Activation{Login: "jiaju001", Code: code.Code, Password: "三只小猪盖了三间房子", Address: home})
	require.NoError(t, err, "the handover has named the substitute")
	require.Equal(t, "赵**", in.Holder)
	after, err := k.Accounts.Authenticate(t.Context(), in.Token)
	require.NoError(t, err)
	require.Equal(t, before.AccountID, after.AccountID)
	require.NotEqual(t, before.HolderID, after.HolderID, "what each did stays under each")
}

func TestWhoManagesAccounts(t *testing.T) {
	k := testkit.New(t)
	k.LogIn(t, "jiaju001")
	manager, _ := k.LogIn(t, "jiaju2023")
	stranger, _ := k.LogIn(t, "yiju2023")
	office, _ := k.Office(t, models.RoleReviewOffice, 1)
	admin, _ := k.Office(t, models.RoleAdministrator, 1)

	cases := []struct {
		name  string
		actor models.Actor
		login string
		want  models.Code
	}{
		{"the own unit's liaison", manager, "jiaju001", ""},
		{"another unit's liaison", stranger, "jiaju001", models.CodeNotFound},
		{"a manager, not the own account", manager, "jiaju2023", models.CodeNotFound},
		{"the review office manages none", office, "jiaju001", models.CodeNotFound},
		{"the administrator manages all", admin, "yiju2023", ""},
		{"nobody there", admin, "no-such-account", models.CodeNotFound},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := k.Accounts.IssueCode(t.Context(), c.actor, c.login)
			require.Equal(t, c.want, models.CodeOf(err))
		})
	}

	require.Equal(t, models.CodeForbidden, models.CodeOf(k.Accounts.Close(t.Context(), admin, admin.Login, "试试")))
	require.NoError(t, k.Accounts.Close(t.Context(), admin, "jiaju001", "科室撤销"))
	_, err := k.Accounts.IssueCode(t.Context(), admin, "jiaju001")
	require.Equal(t, models.CodeAccountClosed, models.CodeOf(err), "closed is for good")
}

func TestManagerLosesALiaisonWithItsSection(t *testing.T) {
	k := testkit.New(t)
	manager1, _ := k.LogIn(t, "jiaju2023")
	manager2, _ := k.LogIn(t, "yiju2023")
	k.Transfer(t, testkit.Monthly, testkit.Unit2, "2023-09-20")

	_, err := k.Accounts.IssueCode(t.Context(), manager1, "jiaju002")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	_, err = k.Accounts.IssueCode(t.Context(), manager2, "jiaju002")
	require.NoError(t, err)
	views, err := k.Accounts.List(t.Context(), manager2, models.AccountFilter{Limit: 10})
	require.NoError(t, err)
	var logins []string
	for _, v := range views {
		logins = append(logins, v.Account.Login)
	}
	require.ElementsMatch(t, []string{"yiju2023", "yiju001", "jiaju002"}, logins)
}

func TestCreate(t *testing.T) {
	k := testkit.New(t)
	admin, _ := k.Office(t, models.RoleAdministrator, 1)
	cases := []struct {
		name string
		new  accounts.NewAccount
		want models.Code
	}{
		{"an office", accounts.NewAccount{Login: "petitions9", Role: models.RolePetitionsBureau}, ""},
		{"a second liaison of a section", accounts.NewAccount{Login: "jiaju001b", Role: models.RoleLiaison, SectionNo: testkit.Window}, ""},
		{"a taken name", accounts.NewAccount{Login: "jiaju001", Role: models.RoleAuditor}, models.CodeAccountExists},
		{"a liaison of nothing", accounts.NewAccount{Login: "lost1", Role: models.RoleLiaison}, models.CodeInvalid},
		{"a liaison of no such section", accounts.NewAccount{Login: "lost2", Role: models.RoleLiaison, SectionNo: 99}, models.CodeSectionNotValid},
		{"an office with a section", accounts.NewAccount{Login: "odd1", Role: models.RoleAuditor, SectionNo: 1}, models.CodeInvalid},
		{"no such role", accounts.NewAccount{Login: "odd2", Role: "boss"}, models.CodeInvalid},
		{"a name with blanks", accounts.NewAccount{Login: "a b", Role: models.RoleAuditor}, models.CodeInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := k.Accounts.Create(t.Context(), admin, c.new)
			require.Equal(t, c.want, models.CodeOf(err), "%v", err)
		})
	}
	office, _ := k.Office(t, models.RoleReviewOffice, 1)
	_, err := k.Accounts.Create(t.Context(), office, accounts.NewAccount{Login: "x-office", Role: models.RoleAuditor})
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
}

func TestResealAfterARotation(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		k.LogIn(t, "jiaju001")
		k.Rotate(t)
		n, err := k.Accounts.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n)
		again, err := k.Accounts.Reseal(t.Context())
		require.NoError(t, err)
		require.Zero(t, again, "a second run finds nothing left")
		view, err := k.Accounts.Show(t.Context(), models.CommandLine(), "jiaju001")
		require.NoError(t, err)
		require.Equal(t, "王**", view.Holder)
	})
}
