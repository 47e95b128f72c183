package bot

import (
	"wanping/bot/wechat"
	"wanping/models"
)

// roleName is what people call a role.
func roleName(role models.Role) string {
	switch role {
	case models.RoleLiaison:
		return "科室联络员"
	case models.RoleUnitManager:
		return "单位管理员"
	case models.RoleReviewOffice:
		return "县评议办"
	case models.RoleWorkCommittee:
		return "机关工委"
	case models.RolePetitionsBureau:
		return "县信访局"
	case models.RoleJusticeBureau:
		return "县司法局"
	case models.RoleServiceCentre:
		return "县政务服务中心"
	case models.RoleAuditor:
		return "审计人员"
	case models.RoleAdministrator:
		return "系统管理员"
	}
	return "市民"
}

// help says what someone of the role can do here.
func help(role models.Role) string {
	switch role {
	case models.RoleLiaison:
		return "您可以这样用:\n· 上报 姓名 手机号 事项——一行报完,几条就几行;也可只发“上报”一步步填\n· 零报告——当天没有服务\n· 待报——还有什么要报、几点截止\n" +
			"· 已报、未采录——报过什么,没采录的为什么\n· 更正、撤回——截止前改正或撤回报错的记录\n· 得分、扣分——本科室的得分、名次和申诉期内的扣分\n" +
			"· 我是谁、解绑\n随时回复“取消”退出当前操作。"
	case models.RoleUnitManager:
		return "您可以这样用:\n· 今日报送——本单位各科室报了没有、几点截止\n· 未采录——没采录的报送和原因\n· 得分——各科室得分、名次和比昨天的变化\n· 扣分——申诉期内的扣分,可直接申诉\n· 我是谁、解绑\n随时回复“取消”退出当前操作。"
	case "":
		return "您可以这样用:\n· 扫科室的二维码,或回复“投诉”——反映问题,可匿名,可附照片\n· 查投诉——看进展、评价是否解决、撤回\n· 绑定——科室联络员、单位管理员绑定账号\n随时回复“取消”退出当前操作。"
	}
	return "您的身份在公众号里只有这些功能:\n· 我是谁、解绑\n其他工作请用网页版办理。"
}

func welcome(in input) string {
	if in.role() != "" {
		return "欢迎回来!" + whoAmI(in) + "\n\n" + help(in.role())
	}
	return "您好,欢迎关注万人评议!这里由群众评议机关科室的服务。\n\n" + help("")
}

const (
	onlyEmoji = "这里看不懂表情,请用文字回答。"
	tooLong   = "这段话太长了,没有看。请分开发,一次只发一项内容,不超过%d个字。"
)

// plainAnswer is the answer to a command that needs no look-up.
func plainAnswer(in input, c command) string {
	switch c {
	case cmdCancel:
		return "好的,已取消,没有保存记录。需要时回复“帮助”。"
	}
	return help(in.role())
}

// allowed says who may use what; what is not listed is everyone's.
var allowed = map[command][]models.Role{
	cmdReport:   {models.RoleLiaison},
	cmdDue:      {models.RoleLiaison},
	cmdWithdraw: {models.RoleLiaison},
	cmdNil:      {models.RoleLiaison},
	cmdRecords:  {models.RoleLiaison},
	cmdRefused:  {models.RoleLiaison, models.RoleUnitManager},
	cmdUnit:     {models.RoleUnitManager},
	cmdFix:      {models.RoleLiaison},
	cmdUnnil:    {models.RoleLiaison},
	cmdObject:   {models.RoleLiaison, models.RoleUnitManager},
	cmdCases:    {models.RoleLiaison, models.RoleUnitManager},
	cmdScore:    {models.RoleUnitManager, models.RoleLiaison},
	cmdDeducted: {models.RoleUnitManager, models.RoleLiaison},
}

// forbidden says why someone may not use a command, and what to do; "" where they may. The capabilities judge again.
func forbidden(in input, c command) string {
	roles, limited := allowed[c]
	if !limited {
		return ""
	}
	for _, role := range roles {
		if role == in.role() {
			return ""
		}
	}
	if in.role() == "" {
		if answer := smallTalk(in); answer != "" { // 我要评分 of a citizen asks for no board
			return answer
		}
		return "“" + c.word() + "”是" + roleName(roles[0]) + "用的,要先绑定账号:回复“绑定”,再发绑定码。要反映问题,回复“投诉”。"
	}
	return "“" + c.word() + "”是" + roleName(roles[0]) + "用的;您是" + roleName(in.role()) + "。\n\n" + help(in.role())
}

// lost answers what was not understood, with what may have been meant.
func lost(in input) string {
	if c := near(in.words); c != "" && forbidden(in, c) == "" {
		return "没看懂。是要“" + c.word() + "”吗?是就回复“" + c.word() + "”;其他功能回复“帮助”。"
	}
	if in.role() == models.RoleLiaison {
		return "没看懂。报数据请发:上报 姓名 手机号 事项;其他功能回复“帮助”。"
	}
	return "没看懂。\n\n" + help(in.role())
}

// unreadable answers what is not text.
func unreadable(in input) string {
	switch {
	case in.Kind == wechat.KindPicture && in.role() == "":
		return "收到图片,但没有保存。要投诉并附照片,请先扫科室的二维码或回复“投诉”,照片等问到时再发。"
	case in.Kind == wechat.KindPicture:
		return "收到图片,但这里看不了图片,没有保存。请打字告诉我。"
	case in.Kind == wechat.KindVoice:
		return "收到语音,但这里听不了语音,没有保存。请打字告诉我。"
	}
	return "这类消息这里看不了,没有保存。请打字告诉我。"
}
