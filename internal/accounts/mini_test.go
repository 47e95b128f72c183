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
type visitors struct {
	asked int
	union map[string]string
}

var errCode = models.NewError(models.CodeInvalid, "微信登录凭证已失效。")

func (v *visitors) Visitor(_ context.Context, code string) (accounts.Person, error) {
	v.asked++
	var name string
	if _, err := fmt.Sscanf(code, "code-of-%s", &name); err != nil {
		return accounts.Person{}, errCode
	}
	return accounts.Person{OpenID: "mini-" + name, UnionID: v.union[name]}, nil
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
	_, err := k.Accounts.Bind(t.Context(), accounts.Person{OpenID: "official-li"}, issue())
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

// Where WeChat tells that a follower and a visitor are one person, one code is enough; nobody's place is taken by it.
func TestThePersonBoundInOneAppIsBoundInTheOther(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		k.Accounts.Through(&visitors{union: map[string]string{"li": "u-li", "wang": "u-wang", "chen": "u-li2"}})
		issue := func(actor models.Actor) string {
			code, err := k.Accounts.IssueBindingCode(t.Context(), actor, actor.Login)
			require.NoError(t, err)
			return code.Code
		}
		alike := func(openID, union string) bool {
			_, done, err := k.Accounts.BindAlike(t.Context(), accounts.Person{OpenID: openID, UnionID: union})
			require.NoError(t, err)
			return done
		}
		liaison, other := k.Liaison(t, testkit.Window), k.Liaison(t, testkit.Monthly)

		_, err := k.Accounts.Bind(t.Context(), accounts.Person{OpenID: "o-li", UnionID: "u-li"}, issue(liaison))
		require.NoError(t, err)
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-wang"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err), "another person")
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-nobody"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err), "WeChat does not tell who it is")
		k.Rotate(t)
		in, err := k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
		require.NoError(t, err)
		require.Equal(t, liaison.Login, in.Account.Login)

		_, err = k.Accounts.MiniBind(t.Context(), visit("code-of-wang"), issue(other))
		require.NoError(t, err)
		require.False(t, alike("o-stranger", "u-stranger"))
		require.False(t, alike("o-wang", ""))
		require.True(t, alike("o-wang", "u-wang"))
		who, err := k.Accounts.Bound(t.Context(), "o-wang")
		require.NoError(t, err)
		require.Equal(t, other.AccountID, who.Actor.AccountID)

		_, err = k.Accounts.Bind(t.Context(), accounts.Person{OpenID: "o-li2", UnionID: "u-li2"}, issue(liaison))
		require.NoError(t, err, "a new phone for the chat")
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-chen"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err), "the mini-program's phone keeps its place until a code replaces it")

		require.NoError(t, k.Accounts.Close(t.Context(), models.CommandLine(), other.Login, "人员调离"))
		require.False(t, alike("o-wang2", "u-wang"), "an account that was closed")
	})
}

func TestUnbindingEndsBothAppsAndWhatTheMiniProgramHadOpen(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		k.Accounts.Through(&visitors{union: map[string]string{"li": "u-li"}})
		liaison := k.Liaison(t, testkit.Window)
		browser, err := k.Accounts.LogIn(t.Context(), accounts.Credentials{Login: liaison.Login, Password: testkit.Password, Address: "192.0.2.1"})
		require.NoError(t, err)
		code, err := k.Accounts.IssueBindingCode(t.Context(), liaison, liaison.Login)
		require.NoError(t, err)
		_, err = k.Accounts.Bind(t.Context(), accounts.Person{OpenID: "o-li", UnionID: "u-li"}, code.Code)
		require.NoError(t, err)
		mini, err := k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
		require.NoError(t, err)
		_, err = k.Accounts.Authenticate(t.Context(), mini.Token)
		require.NoError(t, err)

		done, err := k.Accounts.Unbind(t.Context(), "o-li")
		require.NoError(t, err)
		require.True(t, done)
		_, err = k.Accounts.Authenticate(t.Context(), mini.Token)
		require.Equal(t, models.CodeUnauthenticated, models.CodeOf(err))
		_, err = k.Accounts.MiniLogIn(t.Context(), visit("code-of-li"))
		require.Equal(t, models.CodeNotBound, models.CodeOf(err))
		_, err = k.Accounts.Authenticate(t.Context(), browser.Token)
		require.NoError(t, err, "what was logged in by a password stays")
		done, err = k.Accounts.Unbind(t.Context(), "o-li")
		require.NoError(t, err)
		require.False(t, done)
	})
}

// The message that is told of an ended binding takes away that only: the account may have a new holder's by then.
func TestABindingThatIsOverTakesNobodyElsesWithIt(t *testing.T) {
	k := testkit.New(t)
	liaison := k.Liaison(t, testkit.Window)
	bind := func(openID string) {
		code, err := k.Accounts.IssueBindingCode(t.Context(), models.CommandLine(), liaison.Login)
		require.NoError(t, err)
		_, err = k.Accounts.Bind(t.Context(), accounts.Person{OpenID: openID}, code.Code)
		require.NoError(t, err)
	}
	bind("o-old")
	_, err := k.Accounts.Handover(t.Context(), models.CommandLine(), liaison.Login, "赵一一", "轮岗")
	require.NoError(t, err)
	old, err := k.Accounts.Bound(t.Context(), "o-old")
	require.NoError(t, err)
	require.True(t, old.Ended)
	k.LogIn(t, liaison.Login)
	bind("o-new")
	_, err = k.Accounts.Unbind(t.Context(), "o-old")
	require.NoError(t, err)
	who, err := k.Accounts.Bound(t.Context(), "o-new")
	require.NoError(t, err)
	require.Equal(t, liaison.AccountID, who.Actor.AccountID)
}
