package bot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/accounts"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

// visitors opens the mini-program as the person that its code names.
type visitors struct{}

func (visitors) Visitor(_ context.Context, code string) (accounts.Person, error) {
	return accounts.Person{OpenID: "mini-" + code, UnionID: "u-" + code}, nil
}

func TestHowToAllowRemindersIsToldOnceInAWhile(t *testing.T) {
	c := newChat(t)
	c.Accounts.Through(visitors{})
	c.consents = outbox.NewConsents(c.Store, c.Keys)
	c.consents.Templates = map[string]string{outbox.CardDuty: "template-1"}
	c.unions[c.openID] = "u-li"
	c.restart()
	c.bind(models.RoleLiaison, testkit.Window)
	const how = "点“允许发送提醒”"
	report := func(name string, mobile int) string {
		c.say(fmt.Sprintf("上报 %s 138000000%d 护照办理", name, mobile))
		return c.say("1")
	}
	require.Contains(t, report("李小红", 11), how)
	require.NotContains(t, report("王小刚", 12), how, "not with the next record")
	c.restart()
	c.Clock.Advance(15 * 24 * time.Hour)
	require.Contains(t, report("赵一一", 13), how)

	_, err := c.Accounts.MiniLogIn(t.Context(), accounts.MiniVisit{Code: "li", Address: "192.0.2.7"})
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, c.consents.Given(t.Context(), "mini-li", map[string]bool{outbox.CardDuty: true}))
	}
	c.Clock.Advance(15 * 24 * time.Hour)
	require.NotContains(t, report("陈小明", 14), how, "who has allowed some is not told")
}

func TestWithoutAMiniProgramNobodyIsSentThere(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012 护照办理")
	require.NotContains(t, c.say("1"), "小程序")
}

func TestWhoIsBoundInTheMiniProgramNeedsNoCode(t *testing.T) {
	c := newChat(t)
	c.Accounts.Through(visitors{})
	c.unions[c.openID] = "u-li"
	login := testkit.LoginOf(models.RoleLiaison, testkit.Window)
	require.Contains(t, c.say("绑定"), "请发送绑定码")
	c.say("取消")
	_, err := c.Accounts.MiniBind(t.Context(), accounts.MiniVisit{Code: "li", Address: "192.0.2.7"}, c.code(login))
	require.NoError(t, err)
	require.Contains(t, c.say("绑定"), "绑定成功")
	require.Contains(t, c.last, login)
	require.Equal(t, "万评联络员", c.menus.held[c.openID])

	c.play(`
		说 解绑
		答 公众号和小程序都不能再报送
		说 1
		答 已解绑,小程序也已退出登录
		说 绑定
		答 请发送绑定码`)
	_, err = c.Accounts.MiniLogIn(t.Context(), accounts.MiniVisit{Code: "li", Address: "192.0.2.7"})
	require.Equal(t, models.CodeNotBound, models.CodeOf(err))
}
