package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
	"wanping/models"
)

// What people type for what they want, each alone in front of a chat that waits for nothing.
func TestPlainWordsAreUnderstood(t *testing.T) {
	cases := []struct {
		role     models.Role
		answer   string // a part of it
		messages string // one a word
	}{
		{models.RoleLiaison, "服务对象叫什么名字", "上报 上报一下 报送 填报吧 录入 登记 我要上报 请帮我报一条 再来一条 继续报 还要报一条"},
		{models.RoleLiaison, "窗口科现在可以报", "待报 待办 没报 还有哪些没报 我还差什么 今天要报啥 几点截止 几点前报? 截止到几点 今天报了吗 谁没报 周末要报吗 节假日要不要报 请问今天还有什么没报的吗"},
		{models.RoleLiaison, "哪一期没有服务", "零报告 零报 0报告 没有业务 无业务 没有办件 无服务 没有任何服务"},
		{models.RoleLiaison, "9月27日(今天),9月28日11:30截止", "今天没业务 今日无服务 今天没有服务对象 今天没有 今天没有人来办事"},
		{models.RoleLiaison, "没有能撤回的记录", "撤回 撤销 删除 删掉刚才那条 把第一条撤回 报错了 录错人了 收回"},
		{models.RoleLiaison, "没有能更正的记录", "更正 改错 修改 改一下 我要改昨天报的 更正一下"},
		{models.RoleLiaison, "还没有报过记录", "已报 我报的数据呢 我今天报了几条 查一下我报的 报送记录"},
		{models.RoleLiaison, "没有未采录的报送", "未采录 为什么没有采录 为什么被退了 为什么不通过 有没有被退回的"},
		{models.RoleLiaison, "窗口科 日常得分30分", "得分 分数 现在多少分 几分了 我们科室排第几 第几名 名次 排名怎么样"},
		{models.RoleLiaison, "没有在申诉期内的扣分", "扣分 扣了几分 为什么扣我们分 扣分了吗 怎么申诉"},
		{models.RoleLiaison, "现在没有等您受理或答复的投诉", "投诉 有投诉吗 收到的投诉 被投诉了怎么办 办投诉 投诉怎么处理 查一下投诉"},
		{models.RoleLiaison, "回复 1 解绑", "解绑 解除绑定 注销账号 我要解绑"},
		{models.RoleLiaison, "会在公众号里提醒您", "怎么收提醒 不要提醒我 通知"},
		{models.RoleLiaison, "移交账号", "换人了怎么办 换联络员 我调走了 不干了"},
		{models.RoleLiaison, "是要“得分”吗", "得份 德分"},
		{models.RoleLiaison, "没有要取消的内容", "取消 退出 算了 不办了 我不报了 不想弄了 返回 没事了"},
		{models.RoleLiaison, "没有等您回答的问题", "1 好的 不是 第2条 确认"},
		{models.RoleLiaison, "一行一条", "怎么批量报 表格怎么传 上传表格 导出数据"},
		{models.RoleLiaison, "您可以这样用", "怎么报 怎么上报 如何填报 报送要求"},
		{models.RoleLiaison, "不客气", "谢谢 好的谢谢 辛苦了 多谢 thanks"},
		{models.RoleLiaison, "回复“帮助”", "垃圾系统 人工 电话多少 随便说点什么 ? …… dsfsdf"},
		{models.RoleLiaison, "您可以这样用", "帮助 你好 在吗? 怎么用 你能干什么 help hello howtouse"},

		{models.RoleUnitManager, "本单位共2个科室", "今日报送 谁没报 今天谁没报? 哪个科室没报 报送情况怎么样 今天报了吗 各科室 几点截止"},
		{models.RoleUnitManager, "本单位2个科室的日常得分", "得分 多少分 我们排第几 名次 分数怎么变的 为什么变了 成绩"},
		{models.RoleUnitManager, "窗口科 日常得分", "窗口科多少分 窗口科得分 得分窗口科 窗口科怎么样 窗口科第几名"},
		{models.RoleUnitManager, "没有在申诉期内的扣分", "扣分 本月扣了多少 哪些扣分可以申诉 申诉还剩几天 我要申诉"},
		{models.RoleUnitManager, "系统会提醒联络员", "催一下综合科 督办 提醒综合科"},
		{models.RoleUnitManager, "“上报”是科室联络员用的", "上报 我要上报"},

		{"", "要投诉哪个科室", "投诉 我要投诉 举报 我要举报 反映问题 我要反映一个问题 怎么投诉? 提意见 Iwanttocomplain"},
		{"", "要反映的是:甲局 窗口科", "投诉窗口科 我要投诉窗口科 举报窗口科 反映窗口科 我想反映窗口科的态度问题"},
		{"", "请发投诉编号和查询码", "查投诉 进度 查询投诉进度 我的投诉到哪了 投诉到哪一步了 处理结果 投诉有进展吗"},
		{"", "找不回来", "查询码丢了 我的查询码忘了"},
		{"", "请直接问办事窗口", "办护照要什么材料 你们几点上班 公安局电话多少"},
		{"", "满意度由县评议办另行调查", "怎么评价 满意 我要表扬窗口科 我要评分 投票"},
		{"", "很抱歉", "你们都是骗子 垃圾 滚"},
		{"", "请发送绑定码", "绑定 我要绑定 怎么绑定 登录"},
		{"", "要反映问题,回复“投诉”", "待报 得分 上报"},
	}
	c := newChat(t)
	for _, role := range []models.Role{models.RoleLiaison, models.RoleUnitManager} {
		c.openID = "o-" + string(role)
		c.bind(role, testkit.Window) // and the unit of the same number
	}
	for _, one := range cases {
		c.openID = "o-" + string(one.role)
		for message := range strings.FieldsSeq(one.messages) {
			require.Contains(t, c.say(message), one.answer, "%s says %s", one.role, message)
			c.say("取消")
		}
	}
}

func TestPlainAnswersAreUnderstood(t *testing.T) {
	c := newChat(t)
	c.bind(models.RoleLiaison, testkit.Window)
	said := func(answer string) string {
		c.say("取消")
		c.next++
		c.say(fmt.Sprintf("上报 李小红 138000%05d 护照办理", c.next))
		return c.say(answer)
	}
	for _, yes := range []string{"1", "1吧", "是的", "对，提交", "好的好的", "确认提交吧", "没错!", "嗯嗯", "OK", "👌", "保存"} {
		require.Contains(t, said(yes), "已保存", yes)
	}
	stored := len(c.records())
	for _, no := range []string{"可以吗", "是不是", "对不对", "不提交", "好吗？", "不好", "不是的"} {
		said(no)
		require.Len(t, c.records(), stored, no)
	}
}

// Whatever the chat waits for, people leave it in their own words and are told what became of it.
func TestEveryQuestionIsLeftInPlainWords(t *testing.T) {
	liaison := []string{
		"说 上报", "说 上报 李小红", "说 上报 李小红 13800000012", "说 上报 李小红 13800000012 场地勘察", "说 上报 李小红 13800000012 护照办理",
		"说 上报 李小红 13800000012 咨询户口问题非常满意\n说 1", "说 零报告", "说 零报告 今天", "说 解绑",
	}
	citizen := []string{
		"说 投诉", "说 投诉 甲局", "扫 section-1", "扫 section-1\n说 窗口没有人值守很久了", "扫 section-1\n说 窗口没有人值守很久了\n说 下一步",
		"扫 section-1\n说 窗口没有人值守很久了\n说 下一步\n说 匿名", "说 查投诉", "说 绑定",
	}
	for _, leave := range []string{"取消", "我不办了", "不想弄了啦", "退出吧"} {
		c := newChat(t)
		for _, begun := range citizen {
			c.play(begun)
			require.Contains(t, c.say(leave), "已取消", "%s after %s", leave, begun)
		}
		c.bind(models.RoleLiaison, testkit.Window)
		for _, begun := range liaison {
			c.play(begun)
			require.Contains(t, c.say(leave), "已取消", "%s after %s", leave, begun)
		}
		require.Empty(t, c.records())
		require.Empty(t, c.cases())
	}
}

func TestDialoguesInPlainWords(t *testing.T) {
	playAll(t, []dialogue{
		{"several records in one message, each confirmed", models.RoleLiaison, testkit.Window, `
			说 上报⏎李小红 13800000012 户口办理⏎王小刚 13800000013 户口办理；赵一一 13800000014 户口咨询
			答 收到3条,一条一条核对
			答 服务对象:李**
			说 1
			答 已保存,编号1
			答 还有2条
			答 服务对象:王**
			说 办结 昨天
			答 9月26日(昨天)
			说 好的
			答 已保存,编号2
			答 服务对象:赵**
			答 类别:咨询服务
			说 算了
			答 没有保存记录
			说 李小红 13800000012 护照办理⏎王小刚 13800000013 护照办理
			说 取消
			答 这一条和后面的1条都没有保存
			说 李小红 13800000012 护照办理 王小刚 13800000013 户口办理
			答 请一条一行`, 2},
		{"the next of several goes on after a suggested wording and another record's confirmation", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 为儿子XX办理健康证⏎王小刚 13800000013 户口办理⏎赵一一 13800000014 户口咨询
			说 1
			答 采用“办理健康证”
			说 1
			答 已保存,编号1
			答 服务对象:王**
			说 1
			答 已保存,编号2
			答 服务对象:赵**
			说 1
			答 已保存,编号3
			说 已报
			答 最近3条`, 3},
		{"a record of a form with labels on lines of their own", models.RoleLiaison, testkit.Window, `
			说 姓名：李小红⏎电话：13800000012⏎事项：护照办理⏎日期：昨天
			答 服务对象:李**
			答 办结:9月26日(昨天)
			说 1
			答 已保存`, 1},
		{"a slip in the command", models.RoleLiaison, testkit.Window, `
			说 上抱 李小红 13800000012 护照办理
			答 服务对象:李**
			答 事项:护照办理
			说 1
			答 已保存`, 1},
		{"a number that is none is named, and the rest need not be typed again", models.RoleLiaison, testkit.Window, `
			说 李小红 1380000001 护照办理 昨天
			答 手机号码应为1开头的11位数字,请核对。刚才的是10位
			说 不知道
			答 报送要有服务对象的手机号
			说 13800000012
			答 服务对象:李**
			答 事项:护照办理
			答 办结:9月26日(昨天)
			说 取消
			说 上报 李小红 0570-6020000 护照办理
			答 刚才的是11位
			说 +86 138 0000 0012
			答 请核对`, 0},
		{"without a number", models.RoleLiaison, testkit.Window, `
			说 李小红 护照办理
			答 手机号是多少
			说 13800000012
			答 事项:护照办理`, 0},
		{"a question where a name is asked", models.RoleLiaison, testkit.Window, `
			说 上报
			说 今天几点截止
			答 窗口科现在可以报
			答 服务对象叫什么名字
			说 什么意思?
			答 这不像姓名
			说 他叫李小红
			答 手机号
			说 取消`, 0},
		{"a number corrected in a sentence changes nothing else", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 护照办理
			说 电话错了，应该是13900000014
			答 手机:139******14
			答 事项:护照办理
			答 类别:许可
			说 电话错了
			答 手机号是多少
			说 周末要报吗
			答 窗口科现在可以报
			答 手机号是多少
			说 应该是13900000015
			答 手机:139******15
			答 事项:护照办理`, 0},
		{"a number is no wording", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 咨询护照需要什么材料
			说 1
			答 采用“护照业务咨询”
			说 2
			答 这不像事项名称
			答 采用“护照业务咨询”
			说 不
			答 采用“护照业务咨询”
			说 1
			答 护照业务咨询
			说 上报 李小红 13800000013
			说 3
			答 这不像事项名称`, 1},
		{"the next record before the last is confirmed waits for it", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 护照办理
			说 王小刚 13800000013 场地勘察
			答 刚发来的排在后面,共1条
			答 回复 1 保存
			说 上报 赵一一 13800000014 户口咨询
			答 刚发来的排在后面,共2条
			说 1
			答 已保存,编号1
			答 李** 138******12 护照办理
			答 哪一类
			说 3
			答 服务对象:王**
			答 事项:场地勘察
			说 李小明 13800000013 场地勘察
			答 服务对象:李**
			说 1
			答 服务对象:赵**
			说 1
			答 已保存,编号3`, 3},
		{"numbered lines", models.RoleLiaison, testkit.Window, `
			说 1、李小红 13800000012 护照办理⏎2. 王小刚（13800000013）户口咨询
			答 收到2条
			答 事项:护照办理
			说 1
			答 服务对象:王**
			答 事项:户口咨询
			说 1
			说 更正
			答 更正哪一条
			说 改第2条
			答 更正这一条
			答 李**`, 2},
		{"name and item in one word", models.RoleLiaison, testkit.Window, `
			说 录入13800000012李小红护照办理
			答 什么名字
			说 李小红
			答 服务对象:李**
			答 事项:护照办理
			无 李小红`, 0},
		{"what is changed is said by what it is not", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 护照办理
			说 不是今天，是昨天
			答 9月26日(昨天)
			说 名字改成王小强
			答 服务对象:王**
			说 服务事项：户口咨询
			答 事项:户口咨询
			答 类别:咨询服务
			说 类别 其他权力
			说 事项 身份证办理
			答 类别:其他权力
			说 姓名 不知道
			答 没看懂要改什么
			说 改成今天上午
			答 办结:9月27日(今天)
			说 1
			答 已保存`, 1},
		{"something else is asked in mid-draft", models.RoleLiaison, testkit.Window, `
			说 李小红 13800000012 护照办理
			说 我们现在第几名了
			答 日常得分
			答 回复 1 保存
			说 谢谢
			答 不客气
			答 回复 1 保存
			说 把刚才报的撤回
			答 刚才没填完的内容没有保存
			答 没有能撤回的记录`, 0},
		{"a voice message that WeChat has recognised", models.RoleLiaison, testkit.Window, `
			声 上报，李小红，13800000012，护照办理。
			答 服务对象:李**
			答 事项:护照办理
			声 好的。
			答 已保存`, 1},
		{"a voice message step by step", models.RoleLiaison, testkit.Window, `
			声 我要上报。
			声 李小红。
			声 13800000012。
			声 护照办理。
			答 事项:护照办理
			声
			答 听不了语音
			说 1
			答 已保存`, 1},
		{"a citizen tells all in the first sentence", "", 0, `
			说 窗口科的人态度很差，我等了一个小时没人理
			答 要反映的是:甲局 窗口科
			答 内容先记为:窗口科的人态度很差
			说 没有照片
			说 不想留
			答 联系:匿名
			说 提交
			答 投诉已收到`, 0},
		{"a citizen tells what happened before where", "", 0, `
			说 今天去办事等了一个小时没人理，太不像话了
			答 这段话先记着,还没有提交
			答 要投诉哪个科室
			说 谢谢
			答 不客气
			答 要投诉哪个科室
			说 窗口科
			答 要反映的是:甲局 窗口科
			答 内容先记为:今天去办事
			说 李小红 13800000012
			答 联系:李** 138******12
			说 匿名吧
			答 联系:匿名
			说 取消提交
			答 投诉没有提交`, 0},
		{"a citizen tells what happened, then scans", "", 0, `
			说 等了一个小时都没有人理，太不像话了
			答 这段话先记着
			扫 section-1
			答 要反映的是:甲局 窗口科
			答 内容先记为:等了一个小时`, 0},
		{"a citizen asks for another complaint in the middle of one", "", 0, `
			扫 section-1
			说 我想查投诉
			答 正在填写投诉,还没有提交
			说 满意
			答 满意度由县评议办另行调查
			说 窗口里的人一直在玩手机不理人
			说 查询投诉进度
			答 正在填写投诉
			说 下一步吧
			说 撤回投诉
			答 没看懂姓名和手机号
			说 我叫李小红，电话13800000012
			答 联系:李** 138******12
			说 1
			答 投诉已收到`, 0},
		{"however it is said that no name is left", "", 0, `
			扫 section-1
			说 窗口没有人值守很久了
			说 下一步
			说 不想留名
			答 联系:匿名
			说 改联系方式
			说 我不方便留电话
			答 联系:匿名
			说 改联系方式
			说 没必要吧
			答 没看懂姓名和手机号
			说 不愿意透露姓名
			答 联系:匿名`, 0},
		{"a scan in mid-complaint says what becomes of it", "", 0, `
			扫 section-1
			说 窗口没有人值守很久了
			扫 section-2
			答 刚才没填完的内容没有保存
			答 要反映的是:甲局 综合科
			答 请写明时间`, 0},
		{"what retaliation is, and what is none", "", 0, `
			扫 section-1
			说 窗口没有人值守很久了
			说 嗯
			答 愿意留下姓名
			说 匿名
			说 打击报复是什么意思
			答 打击报复是指
			答 回复 1 提交
			说 打击报复
			答 只由县评议办办理
			说 不是打击报复
			答 回复 1 提交
			无 类型:打击报复
			说 不是打击报复
			无 类型:打击报复
			说 是打击报复
			答 类型:打击报复`, 0},
		{"a citizen scans and wants nothing", "", 0, `
			扫 section-1
			说 不是投诉
			答 已取消
			声 我要投诉窗口科。
			答 要反映的是:甲局 窗口科`, 0},
		{"no code to bind by is no guess", "", 0, `
			说 绑定
			说 我没有绑定码
			说 怎么领
			答 没看到绑定码
			说 不知道怎么弄啊
			说 在哪里看
			说 到底怎么领取
			说 上哪找
			答 登录自己的账号领取
			说 ABCD-EFGH
			答 绑定码不对
			说 不绑了
			答 已取消`, 0},
	})
}
