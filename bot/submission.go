package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"wanping/internal/reporting"
	"wanping/models"
)

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
	out := submitted{draft: c.draft, view: view, err: err, insistable: d.Reporting.MayInsist(err)}
	if err == nil && len(c.draft.Rest) == 0 {
		out.hint = d.hint(ctx, in)
	}
	return out, unforeseen(err)
}

type submitted struct {
	draft draft
	view  reporting.View
	err   error

	insistable bool
	hint       string // how to be reminded
}

func (o submitted) tell(s State, in input) (State, string) {
	refusal, refused := models.AsError(o.err)
	if !refused {
		return o.next(s.idle(), in)
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

// next goes on with the record that came in the same message, where there is one.
func (o submitted) next(s State, in input) (State, string) {
	if len(o.draft.Rest) == 0 {
		return s, join(o.kept(in, "再报一条回复“上报”;报错了回复“更正”或“撤回”。"), o.hint)
	}
	d := newDraft(in.today())
	d.take(readLine(o.draft.Rest[0], in.today(), false))
	d.Rest = o.draft.Rest[1:]
	s, t := advance(s, in, d)
	d.Key += "-next" // the message that stored the last one may have made it what it was
	return s, o.kept(in, fmt.Sprintf("\n还有%d条。下一条", len(o.draft.Rest))+t.answer)
}

// kept says what is stored now, and what may come after it.
func (o submitted) kept(in input, then string) string {
	first := fmt.Sprintf("已保存,编号%d。", o.view.ID)
	if o.draft.Corrects != 0 {
		first, then = fmt.Sprintf("已更正:原记录已撤回,新记录编号%d。", o.view.ID), ""
	}
	if len(o.view.Codes()) > 0 {
		first += "已注明坚持原用语的理由,由县评议办审看。"
	}
	return join(first, rowText(o.view, in)+"。", then)
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
