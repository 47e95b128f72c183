package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/models"
)

var (
	receiptForm = regexp.MustCompile(`(?:\d[ -]?){11}\d`)
	secretForm  = regexp.MustCompile(`(?i)\b(?:[0-9a-z]{4}[ -]?){3}[0-9a-z]{4}\b`)
)

// progress reads a receipt and its secret, however they were sent, and asks for what is missing.
func progress(s State, in input) (State, turn) {
	g, typed := grievance{}, in.words
	if s.Case != nil {
		g.Receipt = s.Case.Receipt
	}
	if at := receiptForm.FindStringIndex(typed); at != nil && g.Receipt == "" {
		g.Receipt, typed = typed[at[0]:at[1]], typed[:at[0]]+" "+typed[at[1]:]
	}
	g.Secret = secretForm.FindString(typed)
	s = s.idle()
	s.Case = &g
	switch {
	case g.Receipt != "" && g.Secret != "":
		return ask(s, following{visit: g.visit()})
	case g.Receipt != "":
		s.Asking = askSecret
		return say(s, asking(s))
	}
	s.Asking = askReceipt
	if lostSecret.MatchString(typed) {
		return say(s, noReceipt+asking(s))
	}
	return say(s, asking(s))
}

// lostSecret is how people say that they have nothing to look a complaint up by.
var lostSecret = regexp.MustCompile(`丢|忘|找不到|没有|没存|没保存|没截图|不知道|不记得`)

const noReceipt = "编号和查询码丢了找不回来:系统里不保存,这是为了别人看不到您的投诉。想了解进展,请带上投诉的时间和科室联系县评议办。\n"

func (g grievance) visit() complaints.Visit {
	return complaints.Visit{Receipt: g.Receipt, Secret: g.Secret}
}

// receiptOf reads what was asked for to look a complaint up.
func receiptOf(s State, in input) (State, turn) {
	if receiptForm.MatchString(in.words) || lostSecret.MatchString(in.words) {
		return progress(s, in)
	}
	return unclear(s, in, "没看到投诉编号:是12位数字。")
}

// secretOf reads the secret, or another receipt.
func secretOf(s State, in input) (State, turn) {
	switch {
	case secretForm.MatchString(in.words):
		return progress(s, in)
	case receiptForm.MatchString(in.words):
		s.Case = nil
		return progress(s, in)
	case lostSecret.MatchString(in.words):
		return say(s, noReceipt+asking(s))
	}
	return unclear(s, in, "没看到查询码。")
}

// caseReasons ask why a move of the complainant is made.
var caseReasons = map[string]string{
	moveUnsolved: "哪里没有解决?请写清楚;不评价就回复“取消”。",
	moveWithdraw: "为什么撤回?用一句话说明;不撤回就回复“取消”。",
	moveObject:   "有什么异议?请写清楚;不提就回复“取消”。",
}

// What a complainant may do with the own case.
const (
	moveSolved   = "solved"
	moveUnsolved = "unsolved"
	moveWithdraw = "withdraw"
	moveObject   = "object"
)

// following asks for the own case, after a move of the complainant where there is one.
type following struct {
	visit complaints.Visit
	move  string
	text  string
}

func (c following) make(ctx context.Context, d Desk, in input) (outcome, error) {
	visit := c.visit
	visit.Address = addressOf(in.OpenID)
	var own complaints.Own
	var err error
	switch c.move {
	case moveSolved, moveUnsolved:
		own, err = d.Complaints.Judge(ctx, visit, c.move == moveSolved, c.text)
	case moveWithdraw:
		own, err = d.Complaints.Withdraw(ctx, visit, c.text)
	case moveObject:
		own, err = d.Complaints.Object(ctx, visit, c.text)
	default:
		own, err = d.Complaints.Follow(ctx, visit)
	}
	return followed{c, own, err}, unforeseen(err)
}

type followed struct {
	following
	own complaints.Own
	err error
}

func (o followed) tell(s State, _ input) (State, string) {
	if o.err != nil {
		return o.refused(s)
	}
	s = s.idle()
	s.Case = &grievance{Receipt: o.visit.Receipt, Secret: o.visit.Secret, May: o.own.May}
	lines := []string{o.done(), fmt.Sprintf("投诉 %s\n%s %s\n现在:%s", tail(o.own.Receipt), o.own.UnitName, o.own.SectionName, o.own.StateText)}
	if o.own.Overdue {
		lines = append(lines, "已超过办理期限,县评议办会督办。")
	}
	for _, step := range o.own.History {
		lines = append(lines, stepText(step))
	}
	text := fit(roomy, slices.DeleteFunc(lines, func(l string) bool { return l == "" }), func(int) string { return "更多请在网页上查看。" })
	if len(o.own.May) > 0 {
		s.Asking = askCase
		return s, join(text, mayText(o.own.May))
	}
	return s.idle(), text
}

// done says that a move was made.
func (o followed) done() string {
	return map[string]string{
		moveSolved: "已记下:解决了。谢谢您的评价。", moveUnsolved: "已记下:没有解决。", moveWithdraw: "投诉已撤回。", moveObject: "异议已提交,由县评议办复核。",
	}[o.move]
}

func (o followed) refused(s State) (State, string) {
	message := models.MessageOf(o.err)
	switch {
	case models.CodeOf(o.err) == models.CodeReceiptUnknown, models.CodeOf(o.err) == models.CodeInvalid && o.move == "":
		s = s.idle()
		s.Asking = askReceipt
		return s, join(message, asking(s))
	case models.CodeOf(o.err) == models.CodeInvalid: // the reason
		s.Case = &grievance{Receipt: o.visit.Receipt, Secret: o.visit.Secret, Move: o.move}
		s.Asking = askCaseText
		return s, join(message, asking(s))
	}
	return s.idle(), message
}

// tail is a receipt of which only the end is shown: the person has the whole.
func tail(receipt string) string { return "尾号" + receipt[max(0, len(receipt)-4):] }

var stepNames = map[string]string{
	complaints.MoveReceive: "提交", complaints.MoveAssign: "交办", complaints.MoveAccept: "受理", complaints.MoveAnswer: "答复",
	complaints.MoveFound: "核查属实", complaints.MoveUnfound: "核查不属实", complaints.MoveConfirm: "确认", complaints.MoveDouble: "与另一件合并",
	complaints.MoveWithdraw: "撤回", complaints.MoveSolved: "评价:解决了", complaints.MoveUnsolved: "评价:没有解决",
	complaints.MoveObject: "提出异议", complaints.MoveClose: "办结", complaints.MoveEscalate: "提级办理",
}

func stepText(step complaints.Step) string {
	text := fmt.Sprintf("· %s %s%s", step.At.In(clock.Shanghai).Format("1月2日"), step.By, stepNames[step.Move])
	if step.Text != "" {
		text += ":" + longNumber.ReplaceAllString(step.Text, "***")
	}
	return text
}

func mayText(may []string) string {
	var lines []string
	if slices.Contains(may, "verdict") {
		lines = append(lines, "解决了吗?回复“解决了”,或“没解决”加原因。")
	}
	if slices.Contains(may, "object") {
		lines = append(lines, "对结果有异议,回复“异议”加理由。")
	}
	if slices.Contains(may, "withdraw") {
		lines = append(lines, "不想继续,回复“撤回投诉”。")
	}
	return strings.Join(lines, "\n")
}

// caseMoves are the words for what a complainant may do, those first that hold others.
var caseMoves = []struct {
	may, move string
	words     []string
}{
	{"verdict", moveUnsolved, []string{"没有解决", "没解决", "未解决", "还没解决", "不满意", "没有", "不行"}},
	{"verdict", moveSolved, []string{"解决了", "已解决", "已经解决", "解决", "满意"}},
	{"withdraw", moveWithdraw, []string{"撤回投诉", "撤诉", "撤回", "撤销"}},
	{"object", moveObject, []string{"有异议", "异议", "不服"}},
}

// ownMove reads what a complainant wants to do with the case that was just shown; false where it is something else.
func ownMove(s State, in input) (State, turn, bool) {
	for _, one := range caseMoves {
		for _, word := range one.words {
			rest, ok := strings.CutPrefix(in.words, word)
			if !ok || !slices.Contains(s.Case.May, one.may) {
				continue
			}
			text := strings.TrimLeft(rest, " :,。;、-!")
			if one.move != moveSolved && trimmed(text) == "" {
				g := *s.Case
				g.Move, s.Asking = one.move, askCaseText
				s.Case = &g
				return s, turn{answer: asking(s)}, true
			}
			return s, turn{call: following{visit: s.Case.visit(), move: one.move, text: text}}, true
		}
	}
	return s, turn{}, false
}

// caseText takes the reason of a move.
func caseText(s State, in input) (State, turn) {
	return ask(s, following{visit: s.Case.visit(), move: s.Case.Move, text: strings.TrimSpace(in.Text)})
}
