package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/proposals"
	"wanping/internal/testkit"
	"wanping/models"
)

// unlicensed proposes a deduction of annex 5 on the window section.
func (c *chat) unlicensed() proposals.Batch {
	c.Helper()
	justice, _ := c.Office(c, models.RoleJusticeBureau, 1)
	batch, err := c.Proposals.Propose(c.Context(), justice, []proposals.Line{{
		Kind: "deduction", Section: testkit.Window, Clause: "A5.2a", On: testkit.Day("2023-09-20"), Evidence: "司法局通报", Reason: "无证执法",
	}}, proposals.Key{})
	require.NoError(c, err)
	return batch
}

func TestASectionSaysThatADeductionIsNoneOfItsBusiness(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	c.play(`
		说 与本科室无关
		答 没有能提出“与本科室无关”的扣分`)
	c.unlicensed()
	c.play(`
		说 这不是我们科的
		答 行政执法的扣分
		答 1 窗口科 扣分 A5.2a 无证执法 -1分
		答 9月20日发生,还没有入账,可提出与本科室无关
		答 回复序号
		无 司法局通报
		说 1
		答 请写明理由
		说 取消
		答 已取消
		说 与我科无关
		说 2
		答 请回复1到1
		说 1
		声
		答 请写明理由
		说 本科室没有这项职能，电话13800000012
		答 请核对
		答 与本科室无关:窗口科 扣分 A5.2a
		无 13800000012
		说 本科室没有这项职能
		答 理由:本科室没有这项职能
		说 对
		答 已提出与本科室无关:窗口科 扣分 A5.2a
		答 单位管理员会收到通知
		答 过期扣本单位所有参评科室
		说 与本科室无关
		答 没有能提出`)
}

// The unit names the section that it concerns, in the chat too.
func TestAManagerNamesTheSectionThatADeductionConcerns(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	batch := c.unlicensed()
	c.play(`
		说 与本科室无关
		说 1
		说 本科室没有这项职能
		说 1
		答 已提出`)
	c.openID = "o-manager"
	c.bind(models.RoleUnitManager, testkit.Unit1)
	c.play(`
		说 确定科室
		答 1 窗口科 扣分 A5.2a
		答 科室提出与其无关,请在
		说 1
		答 确定应扣的科室:窗口科 扣分 A5.2a
		答 1 窗口科
		答 2 综合科
		说 2
		答 请把序号和理由写在一起
		说 9 由他们负责
		答 请用1到2
		说 2，该事项由综合科负责
		答 应扣:综合科
		答 理由:该事项由综合科负责
		说 1 写错了应为窗口科
		答 应扣:窗口科
		说 第2个 该事项由综合科负责
		说 好的
		答 已确定:窗口科 扣分 A5.2a
		答 应扣综合科
		说 确定科室
		答 没有能提出`)
	list, err := c.Proposals.List(t.Context(), models.Actor{Role: models.RoleUnitManager, UnitNo: testkit.Unit1}, models.ProposalFilter{BatchID: batch.ID})
	require.NoError(t, err)
	require.Equal(t, testkit.Monthly, list[0].SectionNo)
}

// A deduction that is posted says so behind the list, to the manager too; an appeal is asked for in its own words.
func TestAPostedDeductionOfAnnex5IsObjectedToOrAppealedAgainst(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleUnitManager, testkit.Unit1)
	batch := c.unlicensed()
	office, _ := c.Office(t, models.RoleReviewOffice, 1)
	_, err := c.Proposals.Confirm(t.Context(), office, proposals.Selection{Batch: batch.ID}, "属实")
	require.NoError(t, err)
	c.play(`
		说 扣分
		答 1 窗口科 扣分 A5.2a
		答 与本科室无关的,回复“与本科室无关”
		答 要申诉,回复序号
		说 1
		答 请写明申诉理由
		说 取消
		说 与本科室无关
		答 9月20日发生,已入账
		说 1
		说 应为综合科
		说 1
		答 已提出与本科室无关
		说 扣分
		无 回复“与本科室无关”`)
}
