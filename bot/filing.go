package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/complaints"
	"wanping/models"
)

// filing hands a complaint in.
type filing struct{ grievance grievance }

func (c filing) make(ctx context.Context, d Desk, in input) (outcome, error) {
	intake := c.grievance.intake(in.OpenID)
	body, err := json.Marshal(intake)
	if err != nil {
		return nil, err
	}
	kept, err := d.Complaints.Receive(ctx, intake, complaints.Key{Key: "wechat-" + c.grievance.Key, Body: body})
	return filed{c.grievance, kept, err}, unforeseen(err)
}

type filed struct {
	grievance grievance
	kept      complaints.Received
	err       error
}

// tell gives receipt and secret. They stay in the chat's memory as long as its last answer does, and nowhere else.
func (o filed) tell(s State, _ input) (State, string) {
	refusal, refused := models.AsError(o.err)
	if !refused {
		return s.idle(), o.receipt()
	}
	g := o.grievance
	s.Case = &g
	switch models.CodeOf(o.err) {
	case models.CodeCodeUnknown, models.CodeCodeReplaced, models.CodeSectionDissolved:
		return s.idle(), refusal.Message
	}
	for _, field := range refusal.Fields {
		name, _, _ := strings.Cut(field.Name, ".")
		switch name {
		case "text":
			s.Asking = askStory
		case "name", "mobile":
			g.Name, g.Mobile, s.Asking = "", "", askContact
		case "photos":
			g.Photos, s.Asking = nil, askEvidence
		default:
			continue
		}
		return s, join(refusal.Message, asking(s))
	}
	s.Asking = askSubmit
	return s, join(refusal.Message, "内容还留着,30分钟内回复 1 可以再提交;回复“取消”不投诉。")
}

func (o filed) receipt() string {
	lines := []string{
		"投诉已收到。", "编号:" + spaced(o.kept.Receipt), "查询码:" + o.kept.Secret,
		"请截图保存:查询码只显示这一次,查进展、评价、撤回都要用。",
	}
	if o.kept.AcceptBy != nil && o.kept.AnswerBy != nil {
		lines = append(lines, fmt.Sprintf("%s前受理,%s前答复。", momentText(o.kept.AcceptBy.Time()), momentText(o.kept.AnswerBy.Time())))
	}
	return strings.Join(append(lines, "查进展,回复“查投诉”。"), "\n")
}

// spaced writes a receipt in groups of four.
func spaced(receipt string) string {
	var groups []string
	for part := range slices.Chunk([]byte(receipt), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}
