package wechatsim

import (
	"strings"

	"wanping/internal/clock"
)

// The demo's apps. Their secrets are printed here on purpose: they open nothing but this simulator.
const (
	DemoOfficialID = "wx00000000000000a1"
	DemoMiniID     = "wx00000000000000b2"
)

// The demo's template ids: of the official account's template messages, and of the mini-program's subscribe messages
// ("notice"). The summary is a long-term subscription, the others are one-time.
const (
	DemoTemplateDuty      = "demo-official-duty-reminder-000000000000001"
	DemoTemplateDeduction = "demo-official-deduction-0000000000000000002"
	DemoTemplateComplaint = "demo-official-complaint-0000000000000000003"
	DemoTemplateSummary   = "demo-official-summary-000000000000000000004"
	DemoNoticeDuty        = "demo-mini-duty-reminder-0000000000000000001"
	DemoNoticeDeduction   = "demo-mini-deduction-00000000000000000000002"
	DemoNoticeComplaint   = "demo-mini-complaint-00000000000000000000003"
	DemoNoticeSummary     = "demo-mini-summary-0000000000000000000000004"
)

// Demo is the platform of demo mode: an account, a mini-program and three people.
func Demo(c *clock.Settable) Config {
	return Config{
		Clock: c,
		Apps:  []App{demoOfficial(), demoMini()},
		People: []Person{
			{Name: "周小满", Title: "市民", Phone: "13800000011"},
			{Name: "陈一帆", Title: "联络员", Phone: "13800000012"},
			{Name: "林知远", Title: "管理员", Phone: "13800000013"},
		},
	}
}

func demoOfficial() App {
	return App{
		ID: DemoOfficialID, Secret: strings.Repeat("a1", 16), OriginalID: "gh_00000000a1a1", Name: "万评服务号",
		Kind: OfficialAccount, Token: "demo-official-token", AESKey: strings.Repeat("A1b", 14) + "A", Mode: Safe,
		Templates: []Template{dutyTemplate(DemoTemplateDuty), deductionTemplate(DemoTemplateDeduction),
			complaintTemplate(DemoTemplateComplaint), summaryTemplate(DemoTemplateSummary, false)},
	}
}

func demoMini() App {
	return App{
		ID: DemoMiniID, Secret: strings.Repeat("b2", 16), OriginalID: "gh_00000000b2b2", Name: "万评",
		Kind: MiniProgram, Token: "demo-mini-token", AESKey: strings.Repeat("B2c", 14) + "A", Mode: Safe,
		Pages: []string{ // those of miniprogram/src/pages.json
			"pages/home/home", "pages/complain/complain", "pages/receipt/receipt", "pages/login/login",
			"pages/liaison/duty", "pages/liaison/report", "pages/liaison/records", "pages/liaison/missed",
			"pages/liaison/upload", "pages/manager/unit", "pages/manager/section", "pages/manager/deductions",
			"pages/manager/cases", "pages/manager/case", "pages/me/notices", "pages/me/me",
		},
		Templates: []Template{dutyTemplate(DemoNoticeDuty), deductionTemplate(DemoNoticeDeduction),
			complaintTemplate(DemoNoticeComplaint), summaryTemplate(DemoNoticeSummary, true)},
	}
}

func dutyTemplate(id string) Template {
	return Template{ID: id, Title: "待办事项提醒", Fields: []TemplateField{
		{Key: "thing1", Label: "事项"}, {Key: "thing2", Label: "科室"}, {Key: "time3", Label: "截止时间"},
	}}
}

func deductionTemplate(id string) Template {
	return Template{ID: id, Title: "扣分通知", Fields: []TemplateField{
		{Key: "thing1", Label: "科室"}, {Key: "character_string2", Label: "条款"},
		{Key: "number3", Label: "分值"}, {Key: "time4", Label: "申诉截止"},
	}}
}

func complaintTemplate(id string) Template {
	return Template{ID: id, Title: "投诉办理提醒", Fields: []TemplateField{
		{Key: "character_string1", Label: "编号"}, {Key: "thing2", Label: "科室"},
		{Key: "phrase3", Label: "状态"}, {Key: "time4", Label: "办理期限"},
	}}
}

func summaryTemplate(id string, long bool) Template {
	return Template{ID: id, Title: "汇总通知", Long: long, Fields: []TemplateField{
		{Key: "thing1", Label: "汇总"}, {Key: "thing2", Label: "说明"}, {Key: "time3", Label: "时间"},
	}}
}
