package bot

import (
	"context"
	"fmt"

	"wanping/internal/complaints"
)

// cases asks how many complaints wait for the section or the unit. They are read and answered on the page: a complaint is
// long, and what a unit may read of it does not belong in a chat.
type cases struct{}

const mostCases = 50 // counted

func (cases) make(ctx context.Context, d Desk, in input) (outcome, error) {
	list, err := d.Complaints.List(ctx, in.who.Actor, complaints.Filter{Limit: mostCases})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	out := casesTold{page: d.page()}
	for _, one := range list {
		if one.DaysLeft != nil {
			out.open++
			out.late += btoi(one.Overdue != "")
		}
	}
	return out, nil
}

type casesTold struct {
	open, late int
	page       string
}

func (o casesTold) tell(s State, _ input) (State, string) {
	text := "现在没有等您受理或答复的投诉。"
	if o.open > 0 {
		text = fmt.Sprintf("等您受理或答复的投诉有%s件", atLeast(o.open, mostCases))
		if o.late > 0 {
			text += fmt.Sprintf(",其中%d件已过期限", o.late)
		}
		text += "。"
	}
	return s, join(text, "投诉在手机页上看、受理和答复:"+o.page, "要以市民身份投诉别的科室,回复“投诉 科室名”。") + reminder(s)
}
