package bot

import (
	"fmt"
	"strings"
)

// questions are those that are asked in the same words whatever came before.
var questions = map[question]string{ //nolint:gosec // asks for a secret, holds none
	askName:      "服务对象叫什么名字?\n也可以一行发完:姓名 手机号 事项",
	askMobile:    "服务对象的手机号是多少?(11位)",
	askItem:      "办的是什么事项?写事项名称就行,如“护照办理”;回复“目录”或拼音首字母,可从本科室目录里选。",
	askAgain:     "确属另一次服务,回复 1 再保存一条;不是就回复“取消”。",
	askInsist:    "为什么必须这样写?请写明理由,不超过200个字,如“权力清单原文如此”;回复“取消”不报。",
	askReason:    "请用一句话写明撤回原因;不撤回就回复“取消”。",
	askBinding:   "请发送绑定码(8位,如 ABCD-EFGH)。绑定码登录自己的账号领取,或请单位管理员联系系统管理员领取。",
	askNilDay:    "哪一期没有服务?回复序号;都有服务就回复“取消”。",
	askNil:       "零报告表示这一期没有服务。回复 1 确认;回复“取消”不报。",
	askUnnil:     "撤回哪一份零报告?回复序号;不撤回就回复“取消”。",
	askSection:   "看某个科室的明细,回复序号。",
	askDeduction: "要申诉,回复序号。",
	askGrounds:   "请写明申诉理由,不超过300个字。同一笔只能申诉一次;不申诉就回复“取消”。",
	askAppeal:    "回复 1 提交申诉;要改理由,直接重新发;回复“取消”不申诉。",
	askUnbinding: "解绑后,公众号和小程序都不能再报送、查看和收提醒。回复 1 解绑,其他内容保留绑定。",

	askPlace:     "要投诉哪个科室?请扫该科室窗口的二维码;没有二维码的,发单位和科室名称,如“公安局 出入境”。不投诉就回复“取消”。",
	askPlacePick: "是哪一个?回复序号;都不是,请重新发名称。不投诉就回复“取消”。",
	askStory:     "要投诉,请写明时间、经过和诉求。不投诉就回复“取消”。",
	askEvidence:  fmt.Sprintf("还可以发照片(最多%d张)或接着补充文字;没有了,回复“下一步”。", photosMost),
	askContact:   "愿意留下姓名和手机号吗?只有县评议办核实时能看,被投诉的科室和单位看不到。愿意就发“姓名 手机号”;不愿意,回复“匿名”。",
	askSubmit:    "回复 1 提交;要改,回复“改内容”“改照片”或“改联系方式”;是打击报复的,回复“打击报复”,只由县评议办办理。回复“取消”不投诉。",
	askReceipt:   "请发投诉编号和查询码,提交时给过您,如“1234 5678 9012 ABCD-EFGH-JKMN-PQRS”。不查就回复“取消”。",
	askSecret:    "请再发查询码(16位字母和数字,提交时给过您)。不查就回复“取消”。",
}

// asking is the question that the chat waits to have answered.
func asking(s State) string {
	switch s.Asking {
	case askCategory:
		return categoryChoices()
	case askConfirm:
		return confirming(s.Draft)
	case askWording:
		return wordingChoices(s)
	case askCatalogue:
		return catalogueChoices(s)
	case askPick:
		if s.Picking == cmdFix {
			return "更正哪一条?回复序号;不改就回复“取消”。"
		}
		return "撤回哪一条?回复序号;不撤回就回复“取消”。"
	case askCaseText:
		return caseReasons[s.Case.Move]
	}
	if s.Picking == cmdObject {
		return objectionQuestions[s.Asking]
	}
	return questions[s.Asking]
}

func categoryChoices() string {
	list := make([]string, 0, len(categories))
	for i, c := range categories {
		list = append(list, fmt.Sprintf("%d %s", i+1, c.name))
	}
	return "属于哪一类?回复数字:\n" + strings.Join(list, "\n")
}

// reminder repeats what the chat waits for, behind an answer to something else.
func reminder(s State) string {
	if q := asking(s); q != "" {
		return "\n\n" + q
	}
	return ""
}
