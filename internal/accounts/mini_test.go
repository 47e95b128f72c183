package accounts_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/accounts"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// visitors knows a person by the code "code-of-NAME".
type visitors struct{ asked int }

var errCode = models.NewError(models.CodeInvalid, "微信登录凭证已失效。")

func (v *visitors) Visitor(_ context.Context, code string) (string, error) {
	v.asked++
	var name string
	if _, err := fmt.Sscanf(code, "code-of-%s", &name); err != nil {
		return "", errCode
	}
	return "mini-" + name, nil
}

func visit(code string) accounts.MiniVisit {
	return accounts.MiniVisit{Code: code, Device: "手机", Address: "192.0.2.7"}
}

func TestMiniProgramIsBoundOnceAndLogsInAgain(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		k.Accounts.Through(&visitors{})
		liaison := k.Liaison(t, testkit.Window)
		_, err := k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err))

		code, err := k.Accounts.IssueBindingCode(t.Context(), liaison, liaison.Login)
		require.NoError(t, err)
		bound, err := k.Accounts.MiniBind(t.Context(), visit("code-of-li"), code.Code)
		require.NoError(t, err)
		require.Equal(t, liaison.Login, bound.Account.Login)
		_, err = k.Accounts.MiniBind(t.Context(), visit("code-of-wang"), code.Code)
		require.Equal(t, models.CodeActivationInvalid, models.CodeOf(err), "the code is spent")

		again, err := k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
		require.NoError(t, err)
		actor, err := k.Accounts.Authenticate(t.Context(), again.Token)
		require.NoError(t, err)
		require.Equal(t, liaison.AccountID, actor.AccountID)
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-wang"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err))
	})
}

// One person is bound in the official account and in the mini-program at once; a closed account ends both.
func TestBothAppsAreBoundAndEndTogether(t *testing.T) {
	k := testkit.New(t)
	k.Accounts.Through(&visitors{})
	liaison := k.Liaison(t, testkit.Window)
	issue := func() string {
		code, err := k.Accounts.IssueBindingCode(t.Context(), liaison, liaison.Login)
		require.NoError(t, err)
		return code.Code
	}
	_, err := k.Accounts.Bind(t.Context(), "official-li", issue())
	require.NoError(t, err)
	_, err = k.Accounts.MiniBind(t.Context(), visit("code-of-li"), issue())
	require.NoError(t, err)
	who, err := k.Accounts.Bound(t.Context(), "official-li")
	require.NoError(t, err)
	require.Equal(t, liaison.AccountID, who.Actor.AccountID, "binding the mini-program leaves the chat bound")

	_, err = k.Accounts.MiniBind(t.Context(), visit("code-of-newphone"), issue())
	require.NoError(t, err)
	_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
	require.Equal(t, models.CodeNotBound, models.CodeOf(err), "one WeChat an account and app")

	err = k.Accounts.Close(t.Context(), models.CommandLine(), liaison.Login, "人员调离")
	require.NoError(t, err)
	who, err = k.Accounts.Bound(t.Context(), "official-li")
	require.NoError(t, err)
	require.True(t, who.Ended)
	_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-newphone"))
	require.Equal(t, models.CodeNotBound, models.CodeOf(err))
}

func TestMadeUpCodesLockTheirAddressAndNobodyElse(t *testing.T) {
	k := testkit.New(t)
	who := &visitors{}
	k.Accounts.Through(who)
	var err error
	for range 600 {
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("made-up"))
	}
	require.Equal(t, models.CodeLockedOut, models.CodeOf(err))
	require.Less(t, who.asked, 510, "WeChat is not asked any more")
	_, err = k.Accounts.MiniLogIn(t.Context(), accounts.MiniVisit{Code: "code-of-li", Address: "192.0.2.8"})
	require.Equal(t, models.CodeNotBound, models.CodeOf(err), "another address goes on")
}

func TestAVisitorThatNobodyKnowsIsNobody(t *testing.T) {
	k := testkit.New(t)
	require.Empty(t, k.Accounts.Visitor(t.Context(), visit("code-of-li")), "no mini-program")
	k.Accounts.Through(&visitors{})
	require.Equal(t, "mini-li", k.Accounts.Visitor(t.Context(), visit("code-of-li")))
	require.Empty(t, k.Accounts.Visitor(t.Context(), visit("made-up")))
	require.Empty(t, k.Accounts.Visitor(t.Context(), visit("")))
}

func TestWithoutAMiniProgramAnotherWayIsTold(t *testing.T) {
	k := testkit.New(t)
	_, err := k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
	require.Equal(t, models.CodeUnavailable, models.CodeOf(err))
	require.Contains(t, models.MessageOf(err), "网页版")
}
