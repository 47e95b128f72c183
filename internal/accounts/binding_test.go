package accounts_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/accounts"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestBindingOnEveryEngine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		liaison := k.Liaison(t, testkit.Window)
		code, err := k.Accounts.IssueBindingCode(t.Context(), liaison, liaison.Login)
		require.NoError(t, err)

		var bound atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := k.Accounts.Bind(context.Background(), accounts.Person{OpenID: fmt.Sprint("o-", i)}, code.Code)
				if err == nil {
					bound.Add(1)
				} else if models.CodeOf(err) != models.CodeActivationInvalid {
					t.Error(err)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, bound.Load(), "a code binds one")
		holders := 0
		for i := range 8 {
			who, err := k.Accounts.Bound(t.Context(), fmt.Sprint("o-", i))
			require.NoError(t, err)
			if who.Actor.AccountID == liaison.AccountID {
				holders++
				require.Equal(t, testkit.Window, who.Actor.SectionNo)
				done, err := k.Accounts.Unbind(t.Context(), fmt.Sprint("o-", i))
				require.NoError(t, err)
				require.True(t, done)
			}
		}
		require.Equal(t, 1, holders)
		done, err := k.Accounts.Unbind(t.Context(), "o-0")
		require.NoError(t, err)
		require.False(t, done)
	})
}

func TestWhoMayIssueABindingCode(t *testing.T) {
	k := testkit.New(t)
	liaison := k.Liaison(t, testkit.Window)
	manager, _ := k.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit1))
	admin, _ := k.Office(t, models.RoleAdministrator, 1)
	for _, other := range []models.Actor{manager, admin} {
		_, err := k.Accounts.IssueBindingCode(t.Context(), other, liaison.Login)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nobody speaks for another, not even its manager")
	}
	_, err := k.Accounts.IssueBindingCode(t.Context(), models.CommandLine(), testkit.LoginOf(models.RoleLiaison, testkit.Monthly))
	require.Equal(t, models.CodeForbidden, models.CodeOf(err), "an account that nobody has activated")
	code, err := k.Accounts.IssueBindingCode(t.Context(), liaison, liaison.Login)
	require.NoError(t, err)
	require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
		lines, err := tx.AuditEntries(0, 1)
		require.NoError(t, err)
		require.Equal(t, "binding.issue_code", lines[0].Action)
		require.False(t, strings.Contains(fmt.Sprint(lines), code.Code))
		return nil
	}))
}
