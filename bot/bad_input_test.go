package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/internal/clock"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// strikes is a clock that lets another one strike a moment after it was asked n more times.
type strikes struct {
	*clock.Settable
	asked, after int
	at           time.Time
}

func (s *strikes) Now() time.Time {
	now := s.Settable.Now()
	s.asked++
	if s.after > 0 {
		if s.after--; s.after == 0 {
			s.Set(s.at)
		}
	}
	return now
}

// Typed and received at 11:29:59, stored at 11:30:00 because others were writing: it is in time, for the moment of a write
// is when it was asked for (decision 0001).
func TestWhatIsReceivedInTimeIsInTimeHoweverLateItIsStored(t *testing.T) {
	var hand *strikes
	c := newChatOn(t, func(tb testing.TB, inner clock.Clock) *models.Store {
		settable, ok := inner.(*clock.Settable)
		require.True(tb, ok)
		hand = &strikes{Settable: settable}
		return modelstest.Open(tb, hand)
	})
	c.bind(models.RoleLiaison, testkit.Window)
	c.At(t, "2023-09-27 11:29:59")
	c.say("上报 李小红 13800000012 护照办理 昨天")
	before := hand.asked
	require.Contains(t, c.say("1"), "已保存")
	reads := hand.asked - before - 2 // what Handle looks up before it stores the record and then the chat

	c.say("上报 李小刚 13800000013 护照办理 昨天")
	hand.after, hand.at = reads+1, time.Date(2023, 9, 27, 11, 30, 0, 0, clock.Shanghai)
	require.Contains(t, c.say("1"), "已保存")
	require.Equal(t, hand.at, c.Clock.Now().In(clock.Shanghai), "the clock struck while it was being stored")
	records := c.records()
	require.Len(t, records, 2)
	for _, r := range records {
		require.Equal(t, "11:29:59", r.ReceivedAt.Time().In(clock.Shanghai).Format("15:04:05"))
	}
	c.say("上报 李小强 13800000014 护照办理 昨天")
	require.Contains(t, c.say("1"), "现已截止")
}

// Typed at 11:29:59 by the phone's and WeChat's clock, received at 11:30:00: late, and the answer says by which clock.
func TestWhatIsTypedInTimeAndReceivedLateIsLate(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.At(t, "2023-09-27 11:29:50")
	c.say("上报 李小红 13800000012 护照办理 昨天")
	c.At(t, "2023-09-27 11:30:00")
	c.send(wechat.Message{Kind: wechat.KindText, Text: "1", At: c.Clock.Now().Add(-time.Second)})
	require.Contains(t, c.last, "现已截止")
	require.Contains(t, c.last, "以系统收到的时间为准")
	require.Contains(t, c.last, "回复如“办结 昨天”改后再交", "what to do next")
	require.Empty(t, c.records())
}

// Emoji, stories, voices, pictures and places, whatever the chat waits for: the answer says what to do, and what was begun
// goes on.
func TestWhatIsNoAnswerLosesNothing(t *testing.T) {
	story := strings.Repeat("说来话长😀", 400)[:6000]
	begun := []struct{ name, dialogue, next, then string }{
		{"a name", "说 上报", "李小红", "手机号"},
		{"a number", "说 上报\n说 李小红", "13800000012", "事项"},
		{"an item", "说 上报 李小红 13800000012", "护照办理", "请核对"},
		{"a category", "说 上报 李小红 13800000012 场地勘察", "3", "请核对"},
		{"a confirmation", "说 上报 李小红 13800000012 护照办理", "1", "已保存"},
		{"a wording", "说 上报 李小红 13800000012 咨询户口问题非常满意\n说 1", "户口业务咨询", "请核对"},
		{"a reason to insist", "说 上报 李小红 13800000012 咨询户口问题非常满意\n说 1\n说 坚持", "权力清单原文如此", "已保存"},
		{"which day", "说 零报告", "1", "已零报告"},
		{"a nil report", "说 零报告 今天", "1", "已零报告"},
	}
	for _, one := range begun {
		t.Run(one.name, func(t *testing.T) {
			c := newChat(t)
			c.bind(models.RoleLiaison, testkit.Window)
			c.play(one.dialogue)
			waiting := c.last[strings.LastIndex(c.last, "\n")+1:]
			for _, m := range []wechat.Message{
				{Kind: wechat.KindVoice}, {Kind: wechat.KindPicture}, {Kind: wechat.KindOddment}, textOf(story), textOf("我是谁"), textOf("帮助"),
			} {
				answer := c.send(m)
				require.Contains(t, answer, waiting, "%s: the question comes again", m.Kind)
				require.LessOrEqual(t, c.bytes, 2048)
			}
			c.send(wechat.Message{Kind: wechat.KindText, Text: one.next + "🎉"})
			require.Contains(t, c.last, one.then, "an emoji behind the answer does not matter")
		})
	}
}

func TestAnEmojiAloneIsNoAnswer(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	for _, dialogue := range []string{"说 上报", "说 上报 李小红", "说 上报 李小红 13800000012", "说 零报告"} {
		c.say("取消")
		c.play(dialogue)
		answer := c.say("😀🎉")
		require.Contains(t, answer, "表情", dialogue)
		require.Contains(t, answer, c.last[strings.LastIndex(c.last, "\n")+1:])
	}
	require.Empty(t, c.records())
}
