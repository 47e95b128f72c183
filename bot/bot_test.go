package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/internal/testkit"
	"wanping/models"
)

func TestAMessageThatComesAgainIsAnsweredAgainAndDoneOnce(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012 护照办理")
	yes := wechat.Message{Kind: wechat.KindText, Text: "1", ID: "yes"}
	first := c.send(yes)
	require.Contains(t, first, "已保存")
	c.restart()
	require.Equal(t, first, c.send(yes))
	require.Len(t, c.records(), 1)
}

func TestTwoYesesAtOnceStoreOneRecord(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012 护照办理")
	var all sync.WaitGroup
	for _, id := range []string{"yes-1", "yes-2", "yes-3"} {
		all.Go(func() {
			m := wechat.Message{App: wechat.Official, OpenID: c.openID, Kind: wechat.KindText, Text: "1", ID: id}
			if _, err := c.bot.Handle(context.Background(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Len(t, c.records(), 1)
}

func TestAChatSurvivesARestartAndExpires(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012")
	c.restart()
	require.Contains(t, c.say("护照办理"), "请核对")
	c.Clock.Advance(31 * time.Minute)
	require.Contains(t, c.say("1"), "没有等您回答的问题", "a yes to something forgotten stores nothing")
	require.Empty(t, c.records())
}

func TestNothingOfADraftIsReadableAtRest(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012")
	indexes, err := c.Keys.Indexes("wechat.conversation", c.openID)
	require.NoError(t, err)
	require.NoError(t, c.Store.Read(t.Context(), func(tx *models.Tx) error {
		row, ok, err := tx.ConversationOf(indexes...)
		require.NoError(t, err)
		require.True(t, ok)
		require.NotContains(t, string(row.StateSealed), "李小红")
		return nil
	}))
}

func TestBinding(t *testing.T) {
	c := newChat(t)
	code := c.code(testkit.LoginOf(models.RoleLiaison, testkit.Window))
	require.Contains(t, c.say("绑定"), "绑定码")
	require.Contains(t, c.say("ABCD-EFGH"), "绑定码不对")
	require.Contains(t, c.say(" "+strings.ToLower(code)+" 。"), "绑定成功", "however it was typed")
	require.Contains(t, c.last, "王**")
	require.NotContains(t, c.last, "王小明")
	require.Equal(t, "万评联络员", c.menus.held[c.openID])
	require.Contains(t, c.say("绑定 "+code), "已经绑定")

	c.openID = "o-second-person"
	require.Contains(t, c.say("绑定 "+code), "绑定码不对", "a code binds one")
	require.Contains(t, c.say("取消"), "已取消")
}

func TestHoweverACodeIsSent(t *testing.T) {
	for _, form := range []string{"绑定%s", "绑定码：%s", "我的绑定码是 %s", "%s", "你好，我的码是%s，谢谢"} {
		c := newChat(t)
		code := c.code(testkit.LoginOf(models.RoleLiaison, testkit.Window))
		require.Contains(t, c.say(fmt.Sprintf(form, code)), "绑定成功", form)
	}
}

func TestOfTwoWithOneCodeOneIsBound(t *testing.T) {
	c := newChat(t)
	code := c.code(testkit.LoginOf(models.RoleLiaison, testkit.Window))
	var all sync.WaitGroup
	answers := make([]string, 2)
	for i, openID := range []string{"o-one", "o-two"} {
		all.Go(func() {
			m := wechat.Message{App: wechat.Official, OpenID: openID, Kind: wechat.KindText, Text: "绑定 " + code, ID: openID}
			reply, err := c.bot.Handle(context.Background(), m)
			if err != nil {
				t.Error(err)
			}
			answers[i] = reply.Text
		})
	}
	all.Wait()
	require.Equal(t, 1, strings.Count(strings.Join(answers, "|"), "绑定成功"))
	require.Equal(t, 1, strings.Count(strings.Join(answers, "|"), "绑定码不对"))
}

func TestAScannedCodeBinds(t *testing.T) {
	c := newChat(t)
	code := c.code(testkit.LoginOf(models.RoleUnitManager, testkit.Unit1))
	c.send(wechat.Message{Kind: wechat.KindFollow, Scene: bot.BindingScene + code})
	require.Contains(t, c.last, "绑定成功")
	require.Equal(t, "万评管理员", c.menus.held[c.openID])
}

func TestGuessingCodesIsLocked(t *testing.T) {
	c := newChat(t)
	for range 5 {
		require.Contains(t, c.say("绑定 WRNG-CODE"), "绑定码不对")
	}
	code := c.code(testkit.LoginOf(models.RoleLiaison, testkit.Window))
	require.Contains(t, c.say("绑定 "+code), "错的次数太多")
	c.Clock.Advance(2 * time.Minute)
	require.Contains(t, c.say("绑定 "+code), "绑定成功")
}

func TestACodeExpiresAndANewOneVoidsTheOld(t *testing.T) {
	c := newChat(t)
	login := testkit.LoginOf(models.RoleLiaison, testkit.Window)
	first, second := c.code(login), c.code(login)
	require.Contains(t, c.say("绑定 "+first), "绑定码不对")
	c.Clock.Advance(25 * time.Hour)
	require.Contains(t, c.say("绑定 "+second), "绑定码不对")
}

func TestABindingEndsWithItsHolder(t *testing.T) {
	login := testkit.LoginOf(models.RoleLiaison, testkit.Window)
	cases := []struct {
		name   string
		change func(c *chat) error
	}{
		{"closed", func(c *chat) error {
			return c.Accounts.Close(c.Context(), models.CommandLine(), login, "调离")
		}},
		{"handed over", func(c *chat) error {
			_, err := c.Accounts.Handover(c.Context(), models.CommandLine(), login, "赵一一", "轮岗")
			return err
		}},
		{"re-opened", func(c *chat) error {
			_, err := c.Accounts.IssueCode(c.Context(), models.CommandLine(), login)
			return err
		}},
	}
	for _, one := range cases {
		t.Run(one.name, func(t *testing.T) {
			c := newChat(t)
			c.bind(models.RoleLiaison, testkit.Window)
			c.say("上报 李小红 13800000012 护照办理")
			require.NoError(t, one.change(c))
			require.Contains(t, c.say("1"), "绑定已解除")
			require.Contains(t, c.last, login)
			require.Empty(t, c.records(), "nothing is stored for an account that is no longer this person's")
			require.NotContains(t, c.menus.held, c.openID)
			require.Contains(t, c.say("我是谁"), "还没有绑定", "it is told once")
		})
	}
}

func TestANewPhoneReplacesTheOldOne(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.openID = "o-new-phone"
	c.bind(models.RoleLiaison, testkit.Window)
	c.openID = "o-first-person"
	require.Contains(t, c.say("我是谁"), "还没有绑定")
}

func TestBindingsSurviveARotationOfKeys(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.say("上报 李小红 13800000012")
	c.Rotate(t)
	require.Contains(t, c.say("护照办理"), "请核对", "the chat goes on")
	n, err := c.Accounts.Reseal(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, n, "a holder and a binding")
	require.Contains(t, c.say("我是谁"), "科室联络员")
}

func TestAMenuThatCannotBeSetKeepsNobodyOut(t *testing.T) {
	c := newChat(t)
	c.menus.err = errors.New("WeChat does not answer")
	c.bind(models.RoleLiaison, testkit.Window)
}

func TestLongMessages(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	for _, begin := range []string{"", "上报 李小红 13800000012 "} {
		require.Contains(t, c.say(begin+strings.Repeat("我要讲一个很长的故事😀", 200)), "太长了")
	}
	c.say("上报")
	require.Contains(t, c.say(strings.Repeat("长", 299)), "姓名")
	require.Contains(t, c.say("李小红 13800000012 "+strings.Repeat("长", 100)), "不超过60个字")
}

func TestWhatIsNotSaidIsNotAnswered(t *testing.T) {
	c := newChat(t)
	for _, kind := range []wechat.Kind{wechat.KindUnfollow, wechat.KindVisit, wechat.KindConsent, wechat.KindDelivered, wechat.KindVerdict, wechat.KindOther} {
		require.Empty(t, c.send(wechat.Message{Kind: kind}))
	}
	reply, err := c.bot.Handle(t.Context(), wechat.Message{App: wechat.Mini, OpenID: "o-mini", ID: "1", Kind: wechat.KindText, Text: "你好"})
	require.NoError(t, err)
	require.Contains(t, reply.Text, "公众号")
}

// Whatever anybody sends, in whatever order: there is an answer that one message holds, and it names nobody in full.
func TestEveryMessageIsAnsweredAndNobodyIsNamed(t *testing.T) {
	c := newChat(t)
	words := []string{
		"上报", "上报 李小红 13800000012 护照办理", "李小红", "13800000012", "护照办理", "1", "2", "取消", "撤回", "撤回 1", "待报", "已报", "未采录",
		"今日报送", "得分", "绑定", "绑定 ABCD-EFGH", "解绑", "改 手机 13900000013", "办结 2月30日", "办结 99999年1月1日", "类别 七", "不", "投诉", "😀", " ",
		"零报告", "撤回零报告", "零报告 昨天", "更正", "更正 1", "坚持", "坚持 清单原文如此", "上报 李小红 13800000012 咨询户口问题非常满意", "目录", "hz", "0",
		"扣分", "3", "得分 窗口科", "申诉", "不服这一笔扣分", "投诉 窗口科", "投诉", "窗口没有人值守，等了一上午13800000012", "下一步", "匿名",
		"李小红 13800000012", "改照片", "改内容", "打击报复", "查投诉", "查投诉 1234 5678 9012", "ABCD-EFGH-JKMN-PQRS", "解决了", "没解决", "撤回投诉", "异议",
		"与本科室无关", "确定科室", "2 该事项由综合科负责", "1、李小红 13800000012 护照办理\n2、王小刚 13900000013 户口咨询", "电话错了，应该是13900000013",
		"今天几点截止", "窗口科怎么样", "谢谢", "不办了", "不想留名", "我叫李小红，电话13800000012", "等了一个小时没人理，太差了", "查询码丢了", "怎么收提醒",
		"section-1", "code-00000000000000000000", "＃＃＃", "\x00\x01", "李小红13800000012", "+8613800000012", "撤回 99999999999999999999", "[微笑]", "姓名", "手机", "日期",
	}
	kinds := []wechat.Kind{wechat.KindText, wechat.KindText, wechat.KindText, wechat.KindPicture, wechat.KindVoice, wechat.KindOddment,
		wechat.KindFollow, wechat.KindScan, wechat.KindTap}
	roles := []models.Role{"", models.RoleLiaison, models.RoleUnitManager}
	rapid.Check(t, func(rt *rapid.T) {
		if role := rapid.SampledFrom(roles).Draw(rt, "role"); role != "" && c.openID != string(role) {
			c.openID = string(role)
			c.say("取消")
			if !strings.Contains(c.say("我是谁"), "您是") {
				c.say("取消")
				c.say("绑定 " + c.code(testkit.LoginOf(role, 1)))
			}
		}
		for range rapid.IntRange(1, 8).Draw(rt, "messages") {
			text := rapid.OneOf(rapid.SampledFrom(words), rapid.String(), rapid.StringMatching(`[上报李小红办证 1-9月日昨天:,，。改]{0,40}`)).Draw(rt, "text")
			m := wechat.Message{Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Text: text, Scene: text, Key: text}
			answer := c.send(m)
			require.NotEmpty(rt, answer, "%+v", m)
			require.LessOrEqual(rt, len(answer), 2048)
			for _, personal := range []string{"13800000012", "13900000013"} {
				require.NotContains(rt, answer, personal)
			}
		}
	})
}

func TestADatabaseThatStopsIsToldInWordsForPeople(t *testing.T) {
	c := newChat(t)
	require.NoError(t, c.Store.Close())
	require.Contains(t, c.say("你好"), "正在重启")
}
