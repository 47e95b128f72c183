package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/internal/testkit"
	"wanping/models"
)

// deduct posts a deduction by two accounts of the work committee.
func (c *chat) deduct(lines ...proposals.Line) []models.LedgerEntry {
	c.Helper()
	for i := range lines {
		lines[i].Kind, lines[i].Clause, lines[i].Points, lines[i].On = "deduction", "A1.2.1", "2", testkit.Day("2023-09-20")
		lines[i].Evidence, lines[i].Reason = "督查第7号", "窗口无人"
	}
	if c.committee == nil {
		for n := range 2 {
			actor, _ := c.Office(c, models.RoleWorkCommittee, n+1)
			c.committee = append(c.committee, actor)
		}
	}
	batch, err := c.Proposals.Propose(c.Context(), c.committee[0], lines, proposals.Key{})
	require.NoError(c, err)
	entries, err := c.Proposals.Confirm(c.Context(), c.committee[1], proposals.Selection{Batch: batch.ID}, "属实")
	require.NoError(c, err)
	return entries
}

func TestAManagerSeesWhatChangedSinceYesterdayAndWhy(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleUnitManager, testkit.Unit1)
	c.deduct(proposals.Line{Section: testkit.Window})
	c.play(`
		说 得分
		答 和昨天相比1个有变化
		答 1 窗口科 28分,第3名
		答 昨天30分,第1名
		答 9月20日 扣分 A1.2.1
		答 -2分,依据:督查第7号
		答 2 综合科 30分,第1名
		说 1
		答 窗口科 日常得分
		答 昨天
		答 各项:
		答 入账的1笔
		答 9月20日 扣分 A1.2.1`)
	require.NotContains(t, c.last, "窗口无人", "reasons stay out of the chat")
	c.Clock.Advance(24 * time.Hour)
	c.play(`
		说 得分
		答 和昨天相比没有变化
		说 得分 窗口科
		答 和昨天相比没有变化
		答 扣分 A1.2.1`)
	c.deduct(proposals.Line{Section: testkit.Abroad}, proposals.Line{Section: testkit.Abroad})
	c.play(`
		说 得分
		答 1 窗口科 28分,第2名
		答 昨天28分,第3名;得分没变,名次随其他科室变动`)
}

func TestRanksAreNotToldWhileTheVoteRuns(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleUnitManager, testkit.Unit1)
	c.play(`
		钟 2023-11-25 10:00:00
		说 得分
		答 投票期间不显示名次
		无 第1名`)
}

func TestAManagerAppealsInAFewReplies(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleUnitManager, testkit.Unit1)
	c.deduct(proposals.Line{Section: testkit.Window}, proposals.Line{Section: testkit.Monthly}, proposals.Line{Section: testkit.Abroad})
	c.play(`
		说 扣分
		答 申诉期内的扣分2笔
		答 1 窗口科 扣分 A1.2.1
		答 9月27日入账,申诉还剩11天(10月7日止)
		答 2 综合科
		无 业务科
		答 要申诉,回复序号
		说 3
		答 请回复1到2
		说 1
		答 请写明申诉理由
		图
		答 看不了图片
		答 请写明申诉理由
		说 那天窗口有人,电话13800000012可查
		答 请核对
		无 13800000012
		说 那天窗口有人
		答 理由:那天窗口有人
		说 1
		答 已提交申诉:窗口科 扣分
		说 申诉
		答 9月27日已申诉,等待裁决
		答 1 综合科
		说 得分
		答 日常得分
		答 看某个科室的明细
		说 扣分
		答 要申诉,回复序号
		说 1
		答 请写明申诉理由
		说 取消
		答 已取消
		钟 2023-10-08 09:00:00
		说 扣分
		答 没有在申诉期内的扣分`)
	appeals, err := c.Proposals.Appeals(t.Context(), models.Actor{Role: models.RoleReviewOffice}, 0, 10)
	require.NoError(t, err)
	require.Len(t, appeals, 1)
}

func TestALiaisonSeesTheDeductionsAndWhoAppeals(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.deduct(proposals.Line{Section: testkit.Window}, proposals.Line{Section: testkit.Monthly})
	c.play(`
		说 为什么扣分
		答 窗口科 扣分 A1.2.1
		无 综合科
		答 请单位管理员在期限内申诉
		说 得分
		答 窗口科 日常得分
		答 扣分 A1.2.1`)
}

// A unit of sixty sections, every one of them changed: one message holds what matters most and says how to see the rest.
func TestManySectionsFitOneMessage(t *testing.T) {
	c := newChat(t)
	unit := roster.Unit{No: 77, Name: "丁局", AdminAccount: "dingju2023"}
	var lines []proposals.Line
	for n := range 60 {
		unit.Sections = append(unit.Sections, roster.Section{
			No: 700 + n, Name: fmt.Sprintf("%d号综合行政执法业务指导科", n+1), Account: fmt.Sprintf("dingju%03d", n+1),
			Attributes: map[roster.Attribute]bool{roster.Window: true},
		})
		lines = append(lines, proposals.Line{Section: 700 + n})
	}
	_, _, err := c.Roster.Import(t.Context(), &roster.Reading{Year: 2023, Units: []roster.Unit{unit}}, testkit.Day("2023-01-01"), testkit.Founders())
	require.NoError(t, err)
	c.deduct(lines...)
	require.Contains(t, c.say("绑定 "+c.code("dingju2023")), "绑定成功")
	for _, words := range []string{"得分", "扣分", "今日报送"} {
		c.say("取消")
		answer := c.send(textOf(words))
		require.LessOrEqual(t, c.bytes, 2048, words)
		require.NotContains(t, answer, "…", words)
		require.Contains(t, answer, "60", words)
	}
	require.Contains(t, c.say("得分"), "其余科室,回复“得分 科室名”看")
	require.Contains(t, c.say("得分 59号"), "59号综合行政执法业务指导科 日常得分")
	require.Contains(t, strings.Join(strings.Fields(c.say("扣分")), ""), "请在网页版查看和申诉")
}
