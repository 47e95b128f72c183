package bot_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
)

var (
	receiptLine = regexp.MustCompile(`编号:(\d{4} \d{4} \d{4})`)
	secretLine  = regexp.MustCompile(`查询码:([0-9A-Z-]{19})`)
)

// ticket reads receipt and secret from the last answer.
func (c *chat) ticket() (receipt, secret string) {
	c.Helper()
	r, s := receiptLine.FindStringSubmatch(c.last), secretLine.FindStringSubmatch(c.last)
	require.NotNil(c, r, c.last)
	require.NotNil(c, s, c.last)
	return r[1], s[1]
}

// cases lists the complaints as the review office has them.
func (c *chat) cases() []complaints.View {
	c.Helper()
	list, err := c.Complaints.List(c.Context(), models.Actor{AccountID: 99, Role: models.RoleReviewOffice, Login: "review9"}, complaints.Filter{Limit: 50})
	require.NoError(c, err)
	return list
}

func TestACitizenScansComplainsAndFollows(t *testing.T) {
	c := newChat(t)
	c.play(`
		注 qrscene_section-1
		答 要反映的是:甲局 窗口科
		答 也可以打开网页填写:
		答 请写明时间、经过和诉求
		声
		答 听不了语音
		答 请写明时间
		说 太慢
		答 请用5至2000个字说明情况
		说 9月27日上午去办护照，窗口没有人，电话13800000077也打不通😡
		答 记下了
		图
		答 收到第1张照片
		图
		答 收到第2张照片
		说 中午再去还是没有人
		答 已补充
		说 帮助
		答 下一步
		说 不用了
		答 愿意留下姓名和手机号吗
		答 被投诉的科室和单位看不到
		说 李小红 1380000001
		答 没看懂姓名和手机号
		说 李小红，13800000012
		答 请核对
		答 投诉:甲局 窗口科
		答 照片:2张
		答 联系:李** 138******12
		无 李小红
		无 13800000012
		无 13800000077
		说 投诉谁
		答 没有看懂
		说 待报
		答 先绑定账号
		答 回复 1 提交
		点 complain
		答 正在填写投诉
		说 1
		答 投诉已收到
		答 查询码只显示这一次`)
	receipt, secret := c.ticket()
	require.Len(t, c.cases(), 1)
	one := c.cases()[0]
	require.Equal(t, testkit.Window, one.SubjectSection)
	require.Equal(t, models.ChannelChat, one.Channel)
	require.Equal(t, 2, one.Photos)
	require.True(t, one.HasName)
	require.NotContains(t, one.Text, "13800000077", "the unit reads no number")

	require.NotContains(t, c.say("你好"), secret)
	require.NotContains(t, c.say("查投诉"), secret, "it is shown once")
	c.play("答 请发投诉编号和查询码")
	require.Contains(t, c.say(receipt), "请再发查询码")
	require.Contains(t, c.say("AAAA-BBBB-CCCC-DDDD"), "投诉编号或查询码不对")
	require.Contains(t, c.say(strings.ReplaceAll(receipt, " ", "")+" "+strings.ToLower(secret)), "甲局 窗口科")
	c.play(`
		无 李小红
		答 尾号` + receipt[len(receipt)-4:] + `
		答 投诉人提交
		答 回复“撤回投诉”
		说 撤回投诉
		答 为什么撤回
		说 已经办好了
		答 投诉已撤回
		无 回复“撤回投诉”`)
}

// answered moves the only complaint to where its complainant is asked.
func (c *chat) answered() {
	c.Helper()
	office, _ := c.Office(c, models.RoleReviewOffice, 1)
	liaison := c.Liaison(c, testkit.Window)
	id := c.cases()[0].ID
	version := c.cases()[0].Version
	for _, step := range []struct {
		actor models.Actor
		move  complaints.Move
	}{
		{office, complaints.Move{Move: complaints.MoveAssign, Text: "请办理", SectionNo: testkit.Window}},
		{liaison, complaints.Move{Move: complaints.MoveAccept, Text: "已受理"}},
		{liaison, complaints.Move{Move: complaints.MoveAnswer, Text: "已安排专人值守,请再来办理"}},
	} {
		step.move.Version = version
		view, err := c.Complaints.Move(c.Context(), step.actor, id, step.move)
		require.NoError(c, err)
		version = view.Version
	}
}

func TestTheComplainantSaysWhetherItIsSolved(t *testing.T) {
	for _, one := range []struct{ says, then, verdict string }{
		{"解决了，谢谢", "已记下:解决了", models.ComplaintSolved},
		{"没解决：还是没有人", "已记下:没有解决", models.ComplaintNotSolved},
	} {
		t.Run(one.says, func(t *testing.T) {
			c := newChat(t)
			c.play(`
				扫 section-1
				说 窗口没有人值守，等了一上午
				说 下一步
				说 匿名
				答 联系:匿名
				说 1`)
			receipt, secret := c.ticket()
			c.answered()
			require.Contains(t, c.say("查投诉 "+receipt+" "+secret), "承办单位答复:已安排专人值守")
			c.play(`
				答 解决了吗
				说 我是谁
				答 市民`)
			require.Contains(t, c.say(receipt+" "+secret), "解决了吗", "without the command too")
			c.say(one.says)
			require.Contains(t, c.last, one.then)
			require.Equal(t, one.verdict, c.cases()[0].Verdict)
		})
	}
}

func TestPiecesOfAComplaintAreChangedBeforeItIsHandedIn(t *testing.T) {
	c := newChat(t)
	c.play(`
		说 投诉 甲局
		答 1 甲局 窗口科
		答 2 甲局 综合科
		说 2
		答 要反映的是:甲局 综合科
		图
		答 收到第1张照片
		答 请再写明时间、经过和诉求
		说 材料退了三次没有说明原因
		说 好了
		说 不留
		答 照片:1张
		说 改照片
		答 照片已全部去掉
		图
		答 收到第1张照片
		图
		说 下一步
		答 照片:2张
		说 改内容
		说 材料退了四次，没有说明原因
		说 没有了
		答 退了四次
		说 打击报复
		答 只由县评议办办理
		说 改联系方式
		说 13800000012
		答 联系:138******12
		说 1
		答 投诉已收到`)
	list := c.cases()
	require.Len(t, list, 1)
	require.Equal(t, models.AboutRetaliation, list[0].About)
	require.Equal(t, 2, list[0].Photos)
	require.Contains(t, list[0].Text, "四次")
	require.False(t, list[0].HasName)
	require.True(t, list[0].HasMobile)
}

func TestWaysOutOfAComplaint(t *testing.T) {
	for _, at := range []string{"", "说 窗口没有人值守很久了", "说 窗口没有人值守很久了\n说 下一步", "说 窗口没有人值守很久了\n说 下一步\n说 匿名"} {
		c := newChat(t)
		c.say("投诉 窗口科")
		c.play(at)
		require.Contains(t, c.say("取消"), "已取消")
		require.Contains(t, c.say("1"), "没有等您回答的问题")
		require.Empty(t, c.cases())
	}
}

func TestAComplaintSurvivesARestartAndIsHandedInOnce(t *testing.T) {
	c := newChat(t)
	c.play(`
		扫 section-1
		说 窗口没有人值守，等了一上午
		图
		说 下一步
		说 匿名`)
	c.restart()
	yes := wechat.Message{Kind: wechat.KindText, Text: "1", ID: "yes"}
	first := c.send(yes)
	require.Contains(t, first, "投诉已收到")
	c.restart()
	require.Equal(t, first, c.send(yes), "the same receipt and secret, not a second complaint")
	require.Len(t, c.cases(), 1)
}

func TestAPictureThatCannotBeFetchedOrReadIsToldAndLosesNothing(t *testing.T) {
	c := newChat(t)
	c.play(`
		扫 section-1
		说 窗口没有人值守，等了一上午`)
	c.album.err = errors.New("WeChat does not answer")
	c.play(`
		图
		答 这张照片没有取到
		答 回复“下一步”`)
	c.album.err = nil
	for n := range 6 {
		require.Contains(t, c.send(wechat.Message{Kind: wechat.KindPicture, MediaID: fmt.Sprint(n)}), fmt.Sprintf("收到第%d张照片", n+1))
	}
	c.play(`
		图
		答 照片最多6张
		说 下一步
		说 匿名
		答 照片:6张
		说 1
		答 投诉已收到`)
}

func TestWhoIsComplainedAboutIsFoundByWhatPeopleTypeOrScan(t *testing.T) {
	c := newChat(t)
	issued, err := c.Codes.Of(t.Context(), models.CommandLine(), testkit.Abroad)
	require.NoError(t, err)
	for _, typed := range []string{
		"投诉业务科", "我要投诉 乙局 业务科", "投诉乙局业务科的态度", issued.Link, issued.Code, strings.ToUpper(issued.Code[:4]) + "-" + issued.Code[4:8] + "-" +
			issued.Code[8:12] + "-" + issued.Code[12:16] + "-" + issued.Code[16:],
	} {
		require.Contains(t, c.say(typed), "要反映的是:乙局 业务科", typed)
		c.say("取消")
	}
	c.play(`
		说 投诉 没有这个科
		答 没有找到这个科室
		答 请扫该科室窗口的二维码
		说 业务科
		答 乙局 业务科`)
	c.send(wechat.Message{Kind: wechat.KindScan, Scene: bot.CodeScene + issued.Code})
	require.Contains(t, c.last, "要反映的是:乙局 业务科")
}

func TestALongStoryIsTakenWhole(t *testing.T) {
	c := newChat(t)
	c.say("投诉 窗口科")
	story := strings.Repeat("窗口没有人。", 300)
	require.Contains(t, c.say(story), "记下了")
	require.Contains(t, c.say(strings.Repeat("长", 2001)), "不超过2000个字")
	require.Contains(t, c.say(strings.Repeat("窗口没有人。", 100)), "请用5至2000个字", "two messages together")
	c.play(`
		说 下一步
		说 匿名
		答 (共1800个字)
		说 1
		答 投诉已收到`)
	require.Equal(t, story, c.cases()[0].Text)
}

// A phone sends the pictures that were picked together all at once.
func TestPicturesThatComeTogetherAreAllKept(t *testing.T) {
	c := newChat(t)
	c.play(`
		扫 section-1
		说 窗口没有人值守，等了一上午`)
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			m := wechat.Message{App: wechat.Official, OpenID: c.openID, Kind: wechat.KindPicture, MediaID: fmt.Sprint(n), ID: fmt.Sprint("picture-", n)}
			if _, err := c.bot.Handle(context.Background(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	c.play(`
		说 下一步
		说 匿名
		答 照片:6张`)
}

func TestOneComplaintHoweverOftenYesIsSaidAtOnce(t *testing.T) {
	c := newChat(t)
	c.play(`
		扫 section-1
		说 窗口没有人值守，等了一上午
		说 下一步
		说 匿名`)
	var all sync.WaitGroup
	for n := range 3 {
		all.Go(func() {
			m := wechat.Message{App: wechat.Official, OpenID: c.openID, Kind: wechat.KindText, Text: "1", ID: fmt.Sprint("yes-", n)}
			if _, err := c.bot.Handle(context.Background(), m); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Len(t, c.cases(), 1)
}

// What the section and its unit are told of a complaint names nobody and holds nothing that was written, and guessing a
// secret is stopped.
func TestTheSectionLearnsNothingOfTheComplainant(t *testing.T) {
	c := newChat(t)
	c.play(`
		扫 section-1
		说 窗口没有人值守，我是李小红，电话13800000012
		说 下一步
		说 李小红 13800000012
		说 1`)
	receipt, _ := c.ticket()
	c.answered()
	for _, actor := range []models.Actor{
		{AccountID: 1, Role: models.RoleLiaison, SectionNo: testkit.Window, UnitNo: testkit.Unit1}, {AccountID: 2, Role: models.RoleUnitManager, UnitNo: testkit.Unit1},
	} {
		list, err := c.Complaints.List(t.Context(), actor, complaints.Filter{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list, 1)
		told := fmt.Sprintf("%+v", list[0].Text)
		require.NotContains(t, told, "13800000012")
		require.NotContains(t, told, "李小红")
		require.Empty(t, list[0].ReceiptShown)
	}
	stopped := false
	for n := range 20 {
		c.say("取消")
		stopped = stopped || strings.Contains(c.say(fmt.Sprintf("查投诉 %s AAAA-BBBB-CCCC-DD%02d", receipt, n)), "次数过多")
	}
	require.True(t, stopped)
}
