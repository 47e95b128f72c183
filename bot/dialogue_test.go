package bot_test

import (
	"testing"

	"wanping/internal/testkit"
	"wanping/models"
)

func TestDialogues(t *testing.T) {
	playAll(t, []dialogue{
		{"a liaison reports in one line", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			答 李**
			答 138******12
			无 李小红
			无 13800000012
			答 类别:许可
			答 9月27日(今天)
			说 1
			答 已保存,编号1
			无 13800000012`, 1},
		{"step by step", models.RoleLiaison, testkit.Window, `
			说 上报
			答 名字
			说 李小红
			答 手机号
			说 １３８ 0000 0012
			答 事项
			说 护照办理
			答 请核对
			说 好的
			答 已保存`, 1},
		{"without blanks, full width, with courtesies", models.RoleLiaison, testkit.Window, `
			说 我要上报：李小红，１３８００００００１２，护照办理！
			答 事项:护照办理
			说 是的。
			答 已保存`, 1},
		{"a line without the command, everything glued together", models.RoleLiaison, testkit.Window, `
			说 李小红13800000012护照办理
			答 李**
			答 护照办理
			说 确认👌
			答 已保存`, 1},
		{"the rest of the line after the name, and a line without a name", models.RoleLiaison, testkit.Window, `
			说 上报
			说 李小红
			说 13800000012，护照办理
			答 服务对象:李**
			答 事项:护照办理
			说 取消
			说 上报 13800000012 护照办理
			答 名字
			说 李小红
			答 事项:护照办理
			说 1
			答 已保存`, 1},
		{"commands of several words, and of one character", models.RoleLiaison, testkit.Window, `
			说 上报数据 李小红 13800000012 护照办理
			答 服务对象:李**
			说 取消
			说 报 李小红 13800000012 护照办理
			答 服务对象:李**
			说 1
			答 已保存
			说 请撤回第1条
			答 原因
			说 重复了
			答 已撤回`, 0},
		{"labels and line breaks", models.RoleLiaison, testkit.Window, `
			说 姓名：李小红 手机：138-0000-0012 事项：护照办理
			答 李**
			答 护照办理
			说 ok
			答 已保存`, 1},
		{"yesterday and a category at the end of the line", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 政策解答 咨询 昨天
			答 类别:咨询服务
			答 9月26日(昨天)
			说 1
			答 已保存`, 1},
		{"a category that cannot be guessed is asked for", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 场地勘察
			答 哪一类
			说 七
			答 没看懂这个类别
			说 ③
			答 其他权力
			说 1
			答 已保存`, 1},
		{"a number with a digit too few", models.RoleLiaison, testkit.Window, `
			说 上报
			说 李小红
			说 1380000001
			答 手机号码应为1开头的11位数字
			说 13800000012
			答 事项
			说 取消
			答 已取消`, 0},
		{"pieces are changed before storing", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			说 办结 昨天
			答 受理:9月26日(昨天)
			答 办结:9月26日(昨天)
			说 手机改成13900000013
			答 139******13
			说 类别：咨询
			答 咨询服务
			说 不对
			答 哪一项要改
			说 事项 签证办理
			答 签证办理
			说 哈哈
			答 没看懂要改什么
			说 1
			答 已保存`, 1},
		{"the same twice is asked about", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			说 1
			说 上报 李小红 13800000012 护照办理
			说 1
			答 已有同一服务对象
			说 也许
			答 没有看懂
			说 1
			答 已保存`, 2},
		{"a look-up in mid-dialogue keeps what was begun", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012
			答 事项
			说 待报
			答 9月27日11:30截止
			答 办的是什么事项
			说 帮助
			答 正在等您回答
			说 护照办理
			说 1
			答 已保存`, 1},
		{"voice and pictures where text is asked", models.RoleLiaison, testkit.Window, `
			说 上报
			声
			答 听不了语音
			答 名字
			图
			答 看不了图片
			答 名字
			说 退出
			答 已取消
			图
			答 请打字告诉我`, 0},
		{"a command in mid-dialogue replaces what was begun", models.RoleLiaison, testkit.Window, `
			说 上报
			点 who
			答 科室联络员
			答 名字
			说 李小红
			答 手机号
			点 withdraw
			答 没有能撤回的记录
			说 等一下
			答 没看懂
			说 13800000012 李小红 护照办理
			答 李**`, 0},
		{"an item that reads like a command, and a number where a name is asked", models.RoleLiaison, testkit.Window, `
			说 上报
			说 13800000012
			答 名字
			说 李小红
			答 事项
			说 投诉
			答 类别:投诉
			说 事项 咨询13900000013
			无 13900000013
			说 事项 登记
			答 事项:登记
			说 1
			答 已保存
			说 撤回1
			说 报错了
			答 已撤回`, 0},
		{"too late by the clock of the server", models.RoleLiaison, testkit.Window, `
			钟 2023-09-27 11:29:59
			说 上报 李小红 13800000012 护照办理 昨天
			答 请核对
			钟 2023-09-27 11:30:00
			说 1
			答 现已截止
			答 以系统收到的时间为准
			说 取消
			说 未采录
			答 9月27日11:30提交
			答 现已截止`, 0},
		{"withdrawn by its number, with a reason", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			说 1
			说 撤回
			答 1 李** 138******12 护照办理
			说 9
			答 请回复1到1
			说 第1条
			答 原因
			说 录错了人
			答 已撤回
			说 已报
			答 (已撤回)
			说 撤回
			答 没有能撤回的记录`, 0},
		{"what is due, and what has come in", models.RoleLiaison, testkit.Window, `
			说 待报
			答 窗口科现在可以报
			答 9月26日(昨天):还没有报,9月27日11:30截止
			说 李小红 13800000012 护照办理
			说 1
			说 请帮我查一下待报吧
			答 9月27日(今天):已报1条`, 1},
		{"a monthly section", models.RoleLiaison, testkit.Monthly, `
			说 待办
			答 9月26日至10月25日
			答 10月25日24:00截止`, 0},
		{"a manager sees the unit, and its sections' scores", models.RoleUnitManager, testkit.Unit1, `
			说 今日报送
			答 本单位共2个科室
			答 按日报送的1个窗口科室,1个有没报的
			答 9月26日(昨天):还没有报,9月27日11:30截止
			答 9月26日至10月25日,10月25日24:00截止
			答 1个还没有报:综合科
			无 业务科
			说 得分
			答 本单位2个科室的日常得分
			答 和昨天相比没有变化
			说 上报
			答 科室联络员用的
			说 未采录
			答 没有未采录`, 0},
		{"a citizen scans, and names a section", "", 0, `
			注 qrscene_section-1
			答 要反映的是:甲局 窗口科
			答 /c/
			扫 section-3
			答 乙局 业务科
			扫 section-99
			答 没有找到这个科室
			答 要投诉哪个科室
			说 取消
			扫 other
			答 不是科室的评议码
			扫 code-00000000000000000000
			答 不是本县的评议二维码
			说 我要投诉！！
			答 要投诉哪个科室
			说 窗口科
			答 甲局 窗口科
			说 取消
			说 待报
			答 先绑定账号
			说 得分
			答 先绑定账号
			说 扣分
			答 先绑定账号`, 0},
		{"what was looked up in mid-dialogue numbers nothing over what is asked", models.RoleUnitManager, testkit.Unit1, `
			说 解绑
			说 得分
			答 日常得分
			答 回复 1 解绑
			无 回复序号
			说 不
			答 没有解绑`, 0},
		{"a manager opens a section by its number or its name", models.RoleUnitManager, testkit.Unit1, `
			说 得分
			答 1 窗口科
			答 2 综合科
			答 看某个科室的明细
			说 2
			答 综合科 日常得分
			答 各项:
			答 今年还没有扣分、加分等入账
			说 得分 窗口
			答 窗口科 日常得分
			说 得分 不存在的科
			答 本单位2个科室
			说 9
			答 请回复1到2
			说 今日报送
			答 本单位共2个科室
			说 扣分
			答 没有在申诉期内的扣分`, 0},
		{"a liaison sees the own section", models.RoleLiaison, testkit.Window, `
			说 我们的得分
			答 窗口科 日常得分
			无 综合科
			点 deducted
			答 没有在申诉期内的扣分`, 0},
		{"greetings and thanks", "", 0, `
			注
			答 欢迎关注
			说 你好
			答 绑定
			说 算了，谢谢
			答 没有要取消的
			说 [微笑]
			答 没看懂`, 0},
		{"unbinding asks first", models.RoleLiaison, testkit.Window, `
			说 解绑
			答 回复 1 解绑
			说 等等
			答 没有解绑
			说 我是谁
			答 科室联络员
			点 unbind
			说 1
			答 已解绑
			说 我是谁
			答 还没有绑定`, 0},
		{"a nil report of today", models.RoleLiaison, testkit.Window, `
			说 今天没有服务
			答 窗口科 零报告:9月27日(今天),9月28日11:30截止
			答 回复 1 确认
			说 也许吧
			答 没有看懂
			说 1
			答 已零报告:9月27日(今天)
			说 零报告 今天
			答 已经零报告
			说 待报
			答 9月27日(今天):已零报告
			说 撤回
			答 没有能撤回的记录
			答 撤回零报告
			说 撤回零报告
			答 1 9月27日(今天)
			说 7
			答 请回复1到1
			说 1
			答 已撤回9月27日(今天)的零报告
			说 撤回零报告
			答 没有能撤回的零报告`, 0},
		{"which day a nil report is for is asked where several are open", models.RoleLiaison, testkit.Window, `
			说 零报告
			答 1 9月26日(昨天),9月27日11:30截止
			答 2 9月27日(今天),9月28日11:30截止
			说 3
			答 请回复1到2
			说 第1条
			答 已零报告:9月26日(昨天)
			说 李小红 13800000012 护照办理
			说 1
			答 已保存
			说 零报告
			答 没有要零报告的
			说 零报告 今天
			答 已有1条记录,不能零报告
			说 零报告 9月1日
			答 现在不能零报告`, 1},
		{"a nil report too late, and of a monthly period", models.RoleLiaison, testkit.Monthly, `
			点 nil
			答 综合科 零报告:9月26日至10月25日,10月25日24:00截止
			说 不是
			答 没有零报告
			钟 2023-10-25 23:59:59
			说 零报告
			答 回复 1 确认
			钟 2023-10-26 00:00:00
			说 1
			答 已过`, 0},
		{"a service after a nil report ends it", models.RoleLiaison, testkit.Window, `
			说 昨天没有服务
			答 9月26日(昨天)
			说 1
			说 上报 李小红 13800000012 护照办理 昨天
			说 1
			答 已保存
			说 待报
			答 9月26日(昨天):已报1条`, 1},
		{"the deadline of a nil report passes while it is confirmed", models.RoleLiaison, testkit.Window, `
			钟 2023-09-27 11:29:59
			说 零报告 昨天
			答 回复 1 确认
			钟 2023-09-27 11:30:00
			说 1
			答 已过`, 0},
		{"a day off needs no nil report", models.RoleLiaison, testkit.Window, `
			钟 2023-09-30 10:00:00
			说 零报告 今天
			答 休息日`, 0},
		{"a refused wording is insisted on with a reason", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 咨询户口问题非常满意
			说 1
			答 服务事项
			答 回复“坚持”加理由
			无 填写理由后再次提交
			声
			答 听不了语音
			答 回复“坚持”加理由
			说 坚持
			答 为什么必须这样写
			说 待报
			答 窗口科现在可以报
			答 为什么必须这样写
			说 权力清单原文如此
			答 已保存
			答 已注明坚持原用语的理由`, 1},
		{"the reason in the same line", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 咨询户口问题非常满意
			说 1
			说 坚持：权力清单原文如此
			答 已保存`, 1},
		{"a refused wording is replaced by the suggestion", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 为儿子XX办理健康证
			说 1
			答 回复 1 采用“办理健康证”并保存
			说 1
			答 已保存
			答 办理健康证`, 1},
		{"numbers are not insisted on", models.RoleLiaison, testkit.Window, `
			说 上报
			说 李小红
			说 13800000012
			说 联系13900000013
			说 咨询
			说 1
			答 号码
			答 办的是什么事项
			说 坚持 对方要求
			答 不能坚持
			说 户口业务咨询
			说 1
			答 已保存`, 1},
		{"a kept record is corrected in one dialogue", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			说 1
			说 更正
			答 1 李** 138******12 护照办理
			答 更正哪一条
			说 1
			答 更正这一条
			答 手机:138******12
			说 1
			答 哪一项要改
			说 手机 1390000001
			答 手机号码应为1开头
			说 13900000013
			答 手机:139******13
			答 回复 1 更正
			说 改正事项 签证办理
			答 事项:签证办理
			说 待报
			说 1
			答 已更正
			答 139******13 签证办理
			说 更正 1
			答 签证办理
			说 类别 咨询
			说 好
			答 已更正
			说 已报
			答 (已撤回)`, 1},
		{"a correction that is refused leaves the record", models.RoleLiaison, testkit.Window, `
			说 上报 李小红 13800000012 护照办理
			说 1
			说 更正 1
			说 办结 9月1日
			说 1
			答 原来的记录没有动
			钟 2023-09-28 11:29:59
			说 更正第1条
			说 事项 签证办理
			答 回复 1 更正
			钟 2023-09-28 11:30:00
			说 1
			答 已过
			答 原来的记录没有动
			说 更正
			答 没有能更正的记录`, 1},
	})
}
