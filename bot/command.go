package bot

import (
	"strings"

	"wanping/models"
)

// command is what a person can ask for at any time, by words or by the menu, whose keys these are.
type command string

const (
	cmdHelp     command = "help"
	cmdCancel   command = "cancel"
	cmdBind     command = "bind"
	cmdUnbind   command = "unbind"
	cmdWho      command = "who"
	cmdReport   command = "report"
	cmdDue      command = "due"
	cmdRecords  command = "records"
	cmdRefused  command = "refused"
	cmdWithdraw command = "withdraw"
	cmdFix      command = "fix"
	cmdNil      command = "nil"
	cmdUnnil    command = "unnil"
	cmdUnit     command = "unit"
	cmdScore    command = "score"
	cmdDeducted command = "deducted"
	cmdComplain command = "complain"
	cmdProgress command = "progress"
	cmdCases    command = "cases"
	cmdObject   command = "object"
)

// spoken are the words for each command; the first is the one that the program uses itself.
var spoken = map[command][]string{
	cmdHelp:     {"帮助", "菜单", "怎么用", "怎么操作", "说明", "使用说明", "使用帮助", "help", "你好", "您好", "在", "在线", "hi", "hello"},
	cmdCancel:   {"取消", "退出", "算", "算了", "不报", "不报了", "返回", "结束", "停", "停止", "放弃", "不用", "不用了", "没事", "没事了", "quit", "exit", "cancel", "再见"},
	cmdBind:     {"绑定", "绑定账号", "绑定微信", "绑定码", "登录", "登陆", "bind"},
	cmdUnbind:   {"解绑", "解除绑定", "取消绑定", "解绑账号", "解绑微信", "注销", "退出登录", "unbind"},
	cmdWho:      {"我是谁", "我的账号", "我的身份", "身份", "我的绑定", "绑定情况", "我的", "账号", "whoami"},
	cmdReport:   {"上报", "报送", "填报", "录入", "登记", "上报数据", "报送数据", "报数据", "报一条", "再报一条", "新增", "报"},
	cmdDue:      {"待报", "待办", "还有什么没报", "没报", "未报", "该报什么", "报什么", "截止", "截止时间", "什么时候截止", "今日待报", "今天待报"},
	cmdRecords:  {"已报", "我的记录", "记录", "报过什么", "已报记录", "报送记录", "最近记录"},
	cmdRefused:  {"未采录", "不采录", "没采录", "退回", "被退回", "被拒", "被拒绝", "拒绝", "没通过", "未通过", "为什么没报上"},
	cmdWithdraw: {"撤回", "撤销", "删除", "撤回记录", "报错", "报错了"},
	cmdFix:      {"更正", "改错", "改正", "更正记录", "修改记录", "改记录", "改一条"},
	cmdNil:      {"零报告", "零报送", "报零", "今天没有", "没有服务", "无服务", "今日无服务", "今天没有服务", "今天无服务", "昨天没有服务", "昨天无服务", "没有业务", "没业务", "无业务", "0报告"},
	cmdUnnil:    {"撤回零报告", "撤销零报告", "取消零报告", "撤回零报送"},
	cmdUnit:     {"今日报送", "报送情况", "本单位", "单位情况", "各科室", "科室情况", "谁没报", "谁还没报", "情况", "全局情况"},
	cmdScore:    {"得分", "分数", "评分", "成绩", "排名", "名次", "我们单位多少分", "多少分", "几分"},
	cmdDeducted: {"扣分", "申诉", "扣分情况", "扣分和申诉", "扣分申诉", "可申诉", "申诉期", "为什么扣分", "扣了什么分", "扣了多少分"},
	cmdComplain: {"投诉", "举报", "反映", "反映问题", "反应问题", "反映情况", "怎么投诉", "如何投诉", "投诉科室", "提意见"},
	cmdCases:    {"办投诉", "投诉办理", "承办投诉", "承办的投诉", "收到的投诉", "受理投诉", "答复投诉"},
	cmdObject:   {"与本科室无关", "与我科无关", "与我们无关", "与我们科无关", "不是本科室的", "不是我们科的", "无关", "确定科室", "确定应扣的科室"},
	cmdProgress: {"查投诉", "投诉进度", "查询投诉", "投诉查询", "我的投诉", "查进展", "进展", "撤回投诉", "撤诉", "进度", "投诉结果", "处理结果", "办理进度"},
}

var commands = func() map[string]command {
	words := map[string]command{}
	for c, list := range spoken {
		for _, word := range list {
			words[word] = c
		}
	}
	return words
}()

// word is what to reply to get a command.
func (c command) word() string { return spoken[c][0] }

// withRest are the commands that may have something behind them in the same line.
var withRest = []command{cmdReport, cmdUnbind, cmdBind, cmdWithdraw, cmdFix, cmdNil, cmdUnnil, cmdScore, cmdComplain, cmdProgress}

// commandOf reads a whole message as a command; "" where it is something else.
func commandOf(words string) command {
	plain := bare(words)
	if c, ok := commands[plain]; ok {
		return c
	}
	return commands[core(plain)]
}

// leading reads a command with something behind it, in one line: 上报 李小红 13800000012 护照办理. The longest word wins,
// with or without the courtesies before it, and a word of one character needs a blank behind it.
func leading(words string) (command, string) {
	found, best, rest := command(""), 0, ""
	for _, text := range append([]string{words}, withoutBefore(words)...) {
		for _, c := range withRest {
			for _, word := range spoken[c] {
				behind, starts := strings.CutPrefix(text, word)
				if len(word) <= len("报") {
					starts = starts && strings.HasPrefix(behind, " ")
				}
				if starts && behind != "" && len(word) > best {
					found, best, rest = c, len(word), behind
				}
			}
		}
	}
	return found, strings.TrimLeft(rest, " :,。、;-是为")
}

// withoutBefore takes the courtesies off the beginning, one after the other: 请帮我上报, 帮我上报, 上报.
func withoutBefore(words string) []string {
	var all []string
	for again := true; again; {
		again = false
		for _, p := range politeBefore {
			if rest, ok := strings.CutPrefix(words, p); ok {
				words, again = strings.TrimLeft(rest, " ,:"), true
				all = append(all, words)
			}
		}
	}
	return all
}

// near finds the command that differs from what was typed in one character: 上抱, 得份.
func near(words string) command {
	typed := []rune(bare(words))
	for _, c := range menuOrder {
		for _, word := range spoken[c] {
			if len(typed) > 1 && differing(typed, []rune(word)) == 1 {
				return c
			}
		}
	}
	return ""
}

// menuOrder is in which order commands are guessed.
var menuOrder = []command{
	cmdReport, cmdDue, cmdNil, cmdScore, cmdDeducted, cmdWithdraw, cmdFix, cmdUnit, cmdRecords, cmdRefused, cmdComplain, cmdProgress, cmdBind,
	cmdUnbind, cmdWho,
}

// differing counts the characters in which two words of one length differ; -1 where their lengths do.
func differing(a, b []rune) int {
	if len(a) != len(b) {
		return -1
	}
	n := 0
	for i := range a {
		n += btoi(a[i] != b[i])
	}
	return n
}

// withoutSlip takes off the word before a record that was meant for 上报: 上抱 李小红 13800000012 护照办理.
func withoutSlip(words string) string {
	first, rest, more := strings.Cut(words, " ")
	if more && near(first) == cmdReport && readLine(rest, models.Day{}, false).name != "" {
		return rest
	}
	return words
}
