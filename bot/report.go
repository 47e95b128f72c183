package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/reporting"
	"wanping/models"
)

// report begins a record, with what was typed behind the command.
func report(s State, in input, rest string) (State, turn) {
	d := newDraft(in.today())
	if rest != "" && !d.read(rest, in.today()) && shortName.MatchString(rest) {
		d.Name = rest
	}
	return advance(s.idle(), in, d)
}

// fill takes the answer to one question, or a whole line where someone pastes one.
func fill(s State, in input) (State, turn) {
	d := *s.Draft
	line := newDraft(in.today())
	line.Name = d.Name // so that what stands behind the number is the item
	if s.Asking != askItem && line.read(in.words, in.today()) {
		d.Name, d.Mobile = line.Name, line.Mobile
		if line.Item != "" {
			d.Item, d.Category, d.Accepted, d.Completed = line.Item, line.Category, line.Accepted, line.Completed
		}
		return advance(s, in, &d)
	}
	switch s.Asking {
	case askItem:
		return fillItem(s, in)
	case askName:
		d.Name = strings.ReplaceAll(in.words, " ", "")
	case askMobile:
		d.Mobile = in.words
	case askCategory:
		if d.Category = categoryOf(in.words); d.Category == "" {
			return say(s, "没看懂这个类别。"+reminder(s))
		}
	}
	return advance(s, in, &d)
}

// advance asks for the next piece that is missing or, by reporting's own rules, faulty; then for the confirmation.
func advance(s State, in input, d *draft) (State, turn) {
	s = s.idle()
	s.Draft = d
	note := ""
	for _, fault := range faults(*d) {
		field, q := d.field(fault.Name)
		if field == nil {
			continue
		}
		if *field != "" {
			note, *field = fault.Message, ""
		}
		s.Asking = q
		return say(s, join(note, asking(s)))
	}
	d.Key, s.Asking = in.ID, askConfirm
	return say(s, "请核对:\n"+d.shown(in.today())+"\n\n"+asking(s))
}

// faults are reporting's findings, in the order in which the chat asks.
func faults(d draft) []models.Field {
	e, ok := models.AsError(d.submission().Check())
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(e.Fields), func(f models.Field) bool { // stays as it was
		return d.Corrects != 0 && (f.Name == "recipient_name" && d.Name == "" || f.Name == "recipient_mobile" && d.Mobile == "")
	})
}

// field finds the piece that a fault is about, and the question for it.
func (d *draft) field(name string) (*string, question) {
	switch name {
	case "recipient_name":
		return &d.Name, askName
	case "recipient_mobile":
		return &d.Mobile, askMobile
	case "item":
		return &d.Item, askItem
	case "category":
		return &d.Category, askCategory
	case "insist_reason":
		return &d.Insist, askInsist
	}
	return nil, askNothing
}

// asking is the question that the chat waits to have answered.
func asking(s State) string {
	switch s.Asking {
	case askName:
		return "服务对象叫什么名字?\n也可以一行发完:姓名 手机号 事项"
	case askMobile:
		return "服务对象的手机号是多少?(11位)"
	case askItem:
		return "办的是什么事项?写事项名称就行,如“护照办理”;回复“目录”或拼音首字母,可从本科室目录里选。"
	case askCategory:
		list := make([]string, 0, len(categories))
		for i, c := range categories {
			list = append(list, fmt.Sprintf("%d %s", i+1, c.name))
		}
		return "属于哪一类?回复数字:\n" + strings.Join(list, "\n")
	case askConfirm:
		return confirming(s.Draft)
	case askAgain:
		return "确属另一次服务,回复 1 再保存一条;不是就回复“取消”。"
	case askWording:
		return wordingChoices(s)
	case askInsist:
		return "为什么必须这样写?请写明理由,不超过200个字,如“权力清单原文如此”;回复“取消”不报。"
	case askCatalogue:
		return catalogueChoices(s)
	case askPick:
		if s.Picking == cmdFix {
			return "更正哪一条?回复序号;不改就回复“取消”。"
		}
		return "撤回哪一条?回复序号;不撤回就回复“取消”。"
	case askReason:
		return "请用一句话写明撤回原因;不撤回就回复“取消”。"
	case askBinding:
		return "请发送绑定码(8位,如 ABCD-EFGH)。绑定码登录自己的账号领取,或请单位管理员联系系统管理员领取。"
	case askNilDay:
		return "哪一期没有服务?回复序号;都有服务就回复“取消”。"
	case askNil:
		return "零报告表示这一期没有服务。回复 1 确认;回复“取消”不报。"
	case askUnnil:
		return "撤回哪一份零报告?回复序号;不撤回就回复“取消”。"
	case askSection:
		return "看某个科室的明细,回复序号。"
	case askDeduction:
		return "要申诉,回复序号。"
	case askGrounds:
		return "请写明申诉理由,不超过300个字。同一笔只能申诉一次;不申诉就回复“取消”。"
	case askAppeal:
		return "回复 1 提交申诉;要改理由,直接重新发;回复“取消”不申诉。"
	case askUnbinding:
		return "解绑后,本微信不能再报送和收提醒。回复 1 解绑,其他内容保留绑定。"
	}
	return orElse(complainQuestion(s), caseQuestion(s))
}

// confirm stores the draft, or changes what the answer changes.
func confirm(s State, in input) (State, turn) {
	d := *s.Draft
	switch {
	case isYes(in.words) && (d.Corrects == 0 || d.Changed):
		return ask(s, submission{draft: d})
	case isYes(in.words) || isNo(in.words):
		return say(s, "哪一项要改?"+reminder(s))
	case change(&d, in):
		d.Changed = true
		return advance(s, in, &d)
	}
	return say(s, "没看懂要改什么。"+reminder(s))
}

// pieces are the words by which a piece is named when it is changed.
var pieces = []struct {
	words []string
	set   func(d *draft, value string, today models.Day) bool
}{
	{[]string{"服务对象", "姓名", "名字"}, func(d *draft, v string, _ models.Day) bool { d.Name = v; return true }},
	{[]string{"手机号码", "手机号", "手机", "电话", "号码"}, func(d *draft, v string, _ models.Day) bool { d.Mobile = v; return true }},
	{[]string{"服务事项", "事项类别", "类别", "类型"}, setCategory},
	{[]string{"事项"}, func(d *draft, v string, _ models.Day) bool { d.Item = v; return true }},
	{[]string{"受理日期", "受理日", "受理"}, func(d *draft, v string, today models.Day) bool { return setDay(&d.Accepted, v, today) }},
	{[]string{"办结日期", "办结日", "办结"}, func(d *draft, v string, today models.Day) bool {
		was := d.Completed
		if !setDay(&d.Completed, v, today) {
			return false
		}
		if d.Accepted == was { // it was not told apart so far
			d.Accepted = d.Completed
		}
		return true
	}},
	{[]string{"日期", "时间", "日子"}, setBoth},
}

func setCategory(d *draft, value string, _ models.Day) bool {
	code := categoryOf(value)
	if code != "" {
		d.Category = code
	}
	return code != ""
}

func setDay(to *models.Day, value string, today models.Day) bool {
	day, ok := dayOf(value, today)
	if ok {
		*to = day
	}
	return ok
}

func setBoth(d *draft, value string, today models.Day) bool {
	return setDay(&d.Completed, value, today) && setDay(&d.Accepted, value, today)
}

// change reads 办结 昨天, 手机改成13800000012, or a value that tells by itself what it is.
func change(d *draft, in input) bool {
	text := in.words
	for _, before := range []string{"修改", "更改", "更正", "改正", "改"} {
		text = strings.TrimPrefix(text, before)
	}
	text = strings.TrimSpace(text)
	for _, piece := range pieces {
		for _, word := range piece.words {
			rest, ok := strings.CutPrefix(text, word)
			if !ok {
				continue
			}
			for _, between := range []string{"改成", "改为", "应为", "应该是", "改", "是", "为", ":", "："} {
				rest = strings.TrimPrefix(strings.TrimSpace(rest), between)
			}
			if rest = strings.TrimSpace(rest); rest != "" {
				return piece.set(d, rest, in.today())
			}
		}
	}
	fresh := *d
	if fresh.read(text, in.today()) {
		if fresh.Name = orElse(fresh.Name, d.Name); fresh.Item == "" {
			fresh.Item, fresh.Category = d.Item, d.Category
		}
		*d = fresh
		return true
	}
	return setBoth(d, text, in.today()) || chosen(text) == 0 && setCategory(d, text, in.today())
}

// again says yes to the same once more.
func again(s State, in input) (State, turn) {
	if !isYes(in.words) {
		return say(s, "没有看懂。"+reminder(s))
	}
	d := *s.Draft
	d.Again, d.Key = true, in.ID
	return ask(s, submission{draft: d})
}

// reword takes the suggested wording, or a new one, and hands the record in again.
func reword(s State, in input) (State, turn) {
	d := *s.Draft
	if reason, insists := insisting(in.words); insists {
		return insist(s, in, reason)
	}
	if !isYes(in.words) {
		d.Item, d.Insist = in.words, ""
		return advance(s, in, &d)
	}
	if s.Suggested == "" {
		return say(s, asking(s))
	}
	d.Item, d.Insist, d.Key = s.Suggested, "", in.ID
	return ask(s, submission{draft: d})
}

// submission hands a draft in.
type submission struct{ draft draft }

func (c submission) make(ctx context.Context, d Desk, in input) (outcome, error) {
	sub := c.draft.submission()
	body, err := json.Marshal(sub)
	if err != nil {
		return nil, err
	}
	key := reporting.Key{Key: "wechat-" + c.draft.Key, Body: body}
	var view reporting.View
	if c.draft.Corrects != 0 {
		view, err = d.Reporting.Correct(ctx, in.who.Actor, c.draft.Corrects, sub, key)
	} else {
		view, err = d.Reporting.Submit(ctx, in.who.Actor, sub, key)
	}
	return submitted{draft: c.draft, view: view, err: err, insistable: d.Reporting.MayInsist(err)}, unforeseen(err)
}

type submitted struct {
	draft draft
	view  reporting.View
	err   error

	insistable bool
}

func (o submitted) tell(s State, in input) (State, string) {
	refusal, refused := models.AsError(o.err)
	if !refused {
		return s.idle(), o.kept(in)
	}
	s = s.idle()
	d := o.draft
	s.Draft = &d
	s.Suggested, s.Firm = suggestion(refusal), !o.insistable
	if s.Suggested != "" || o.insistable {
		s.Asking = askWording
		return s, join(strings.TrimSuffix(refusal.Message, insistSentence), asking(s))
	}
	switch refusal.Code {
	case models.CodeAlreadyWithdrawn, models.CodeNotFound:
		return s.idle(), refusal.Message
	case models.CodeDuplicateRecord:
		s.Asking = askAgain
		return s, join("已有同一服务对象、同一事项、同一天的记录,刚才的没有保存。", asking(s))
	case models.CodeUnavailable, models.CodeStorageFull, models.CodeClockMovedBack:
		s.Asking = askConfirm
		return s, join(refusal.Message, "稍后回复 1 再保存;回复“取消”不报。")
	}
	for _, field := range refusal.Fields {
		if piece, q := d.field(field.Name); piece != nil {
			*piece, s.Asking = "", q
			return s, join(refusal.Message, asking(s))
		}
	}
	if o.draft.Corrects != 0 {
		return s.idle(), join(refusal.Message, "原来的记录没有动。")
	}
	s.Asking = askConfirm
	return s, join(refusal.Message, "以系统收到的时间为准。日期写错了,回复如“办结 昨天”改后再交;否则回复“取消”。")
}

// kept says what is stored now.
func (o submitted) kept(in input) string {
	first, last := fmt.Sprintf("已保存,编号%d。", o.view.ID), "再报一条回复“上报”;报错了回复“更正”或“撤回”。"
	if o.draft.Corrects != 0 {
		first, last = fmt.Sprintf("已更正:原记录已撤回,新记录编号%d。", o.view.ID), ""
	}
	if len(o.view.Codes()) > 0 {
		first += "已注明坚持原用语的理由,由县评议办审看。"
	}
	return join(first, rowText(o.view, in)+"。", last)
}

// suggestion is the first that a refusal makes for the item; "" where it makes none.
func suggestion(refusal *models.Error) string {
	for _, f := range refusal.Fields {
		if f.Name == "item" && f.Suggestion != "" {
			return f.Suggestion
		}
	}
	return ""
}

// unforeseen keeps an error that no person may read.
func unforeseen(err error) error {
	if _, foreseen := models.AsError(err); foreseen {
		return nil
	}
	return err
}

func join(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}
