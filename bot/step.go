package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/bot/wechat"
	"wanping/models"
)

// turn is what a step comes to: an answer, or a call of a capability whose outcome answers; before it, what the person
// should know first.
type turn struct {
	note   string
	answer string
	call   call
}

// dropping says that what was begun is given up for something else.
func (t turn) dropping(s State) turn {
	if s.Draft != nil || s.takesPictures() {
		t.note = "刚才没填完的内容没有保存。"
	}
	return t
}

// call asks a capability, once. What it returns puts the outcome in words; an error is one that no person may read.
type call interface {
	make(ctx context.Context, d Desk, in input) (outcome, error)
}

// outcome moves the chat on and says what came of a call. It is pure, as the step is.
type outcome interface {
	tell(s State, in input) (State, string)
}

// unforeseen keeps an error that no person may read.
func unforeseen(err error) error {
	if _, foreseen := models.AsError(err); foreseen {
		return nil
	}
	return err
}

func say(s State, answer string) (State, turn) { return s, turn{answer: answer} }
func ask(s State, c call) (State, turn)        { return s, turn{call: c} }

// longest is how many characters anything typed may have; a story is not read.
const longest = 300

// step decides what a message does. It touches nothing and answers everything a person does.
func step(s State, in input) (State, turn) {
	if in.who.Ended {
		return ask(s.idle(), unbinding{ended: true})
	}
	switch in.Kind {
	case wechat.KindText:
		return words(s, in)
	case wechat.KindTap:
		if s.soft() {
			s = s.idle()
		}
		return interrupt(s, in, command(in.Key))
	case wechat.KindFollow:
		if in.Scene == "" {
			return say(s.idle(), welcome(in))
		}
		return scanned(s.idle(), in)
	case wechat.KindScan:
		return scanned(s.idle(), in)
	case wechat.KindPicture:
		if s.takesPictures() {
			return photograph(s, in)
		}
		return say(s, unreadable(in)+reminder(s))
	case wechat.KindVoice:
		if in.words != "" { // what WeChat has heard is as good as typed: it is shown before anything is stored
			return words(s, in)
		}
		return say(s, unreadable(in)+reminder(s))
	default:
		return say(s, unreadable(in)+reminder(s))
	}
}

// words reads what was typed: a command interrupts whatever the chat waits for; else it is the answer to that; else
// it begins something, or asks for it in a sentence.
func words(s State, in input) (State, turn) {
	if len([]rune(in.Text)) > s.longest() {
		return say(s, fmt.Sprintf(tooLong, s.longest())+reminder(s))
	}
	if in.words == "" && s.Asking != askNothing {
		return say(s, onlyEmoji+reminder(s))
	}
	if next, t, own := ownWords(s, in); own {
		return next, t
	}
	c := commandOf(in.words).of(in.role())
	if s.soft() && c != "" {
		s = s.idle()
	}
	switch {
	case s.declines(in.words):
		return interrupt(s, in, cmdCancel)
	case c != "" && (!s.takesText() || slices.Contains(inText, c)):
		return interrupt(s, in, c)
	case s.Asking == askNothing:
		return opens(s, in)
	}
	if c, rest := leading(in.words); c != "" && !s.takesText() && !s.goesOn(c) {
		next, t := obey(s.idle(), in, c, rest)
		return next, t.dropping(s)
	}
	return answered(s, in)
}

// opens reads what begins something: a command with something behind it, what was copied from a paper or a screen, a whole
// record in a line, a question in a sentence.
func opens(s State, in input) (State, turn) {
	c, rest := leading(in.words)
	if c != "" && forbidden(in, c) == "" {
		return obey(s, in, c, rest)
	}
	if receiptForm.MatchString(in.words) && secretForm.MatchString(receiptForm.ReplaceAllString(in.words, " ")) {
		return progress(s.idle(), in)
	}
	if code := codeIn(in.Text); code != "" {
		return ask(s, hung{code: code})
	}
	if code := bindingCode.FindString(strings.ToUpper(in.words)); code != "" && in.role() == "" {
		return bind(s, in, code)
	}
	if in.role() == models.RoleLiaison {
		if said := readLine(withoutSlip(in.words), in.today(), false); said.mobile != "" {
			return enter(s, in, said)
		}
	}
	if declined.MatchString(bare(in.words)) {
		return interrupt(s, in, cmdCancel)
	}
	if next, t, ok := about(s, in); ok {
		return next, t
	}
	if c != "" { // and is refused
		return obey(s, in, c, rest)
	}
	if said := readLine(in.words, in.today(), false); in.role() == models.RoleLiaison && said.name != "" && said.category != "" {
		return enter(s, in, said) // only the number is missing
	}
	return nothingOpen(s, in)
}

// nothingOpen answers what belongs to nothing: an answer to what is over, a story that is no complaint yet, anything.
func nothingOpen(s State, in input) (State, turn) {
	switch {
	case isYes(in.words), isNo(in.words), chosen(in.words) > 0:
		return say(s, "现在没有等您回答的问题(超过30分钟没有回复会自动结束),这一条没有保存什么。要做什么,回复“帮助”查看。")
	case in.role() == "" && isStory(in):
		return complain(s, in)
	}
	return say(s, lost(in))
}

// longest is how many characters the answer to what the chat waits for may have.
func (s State) longest() int {
	switch s.Asking {
	case askStory, askEvidence, askCaseText:
		return storyLimit
	}
	return longest
}

// soft reports whether what the chat waits for is an offer only: another command is no interruption.
func (s State) soft() bool {
	return s.Asking == askSection || s.Asking == askDeduction || s.Asking == askCase
}

// goesOn reports whether a command is about what is being filled in already.
func (s State) goesOn(c command) bool {
	return c == cmdFix && s.Draft != nil || c == cmdComplain && (s.takesPictures() || s.Asking == askPlace || s.Asking == askPlacePick)
}

// ownWords reads what means something else while the chat waits for a piece of a complaint: 不用 is no goodbye then.
func ownWords(s State, in input) (State, turn, bool) {
	switch {
	case s.Asking == askEvidence && done.MatchString(bare(in.words)):
		next, t := evidence(s, in)
		return next, t, true
	case s.Asking == askContact && among(bare(in.words), anonymous):
		next, t := contact(s, in)
		return next, t, true
	case s.Asking == askCase:
		return ownMove(s, in)
	}
	return s, turn{}, false
}

// inText are the commands that interrupt where free text is asked: 登记 and 投诉 are items too, and 报错了 is a reason.
var inText = []command{cmdCancel, cmdHelp, cmdDue, cmdWho, cmdRefused}

// takesText reports whether the chat waits for a text that may read like a command.
func (s State) takesText() bool {
	switch s.Asking {
	case askItem, askCategory, askCatalogue, askWording, askInsist, askReason, askGrounds:
		return true
	case askPlace, askPlacePick, askStory, askEvidence, askContact, askCaseText:
		return true
	}
	return false
}

// interrupt obeys a command in mid-dialogue: looking something up keeps what was begun, anything else replaces it.
func interrupt(s State, in input, c command) (State, turn) {
	switch c {
	case cmdCancel:
		if s.Asking == askNothing {
			return say(s, "好的,现在没有要取消的内容。需要时回复“帮助”。")
		}
		return say(s.idle(), cancelled(s))
	case cmdHelp:
		if s.Asking != askNothing {
			return say(s, "正在等您回答:"+reminder(s)+"\n不想继续,回复“取消”。")
		}
	case cmdComplain:
		if s.goesOn(c) {
			return say(s, "正在填写投诉,还没有提交。"+reminder(s))
		}
	case cmdDue, cmdWho, cmdRecords, cmdRefused, cmdScore, cmdDeducted, cmdUnit, cmdCases, cmdObject:
		return obey(s, in, c, "") // looks only
	}
	if refusal := forbidden(in, c); refusal != "" {
		return say(s, refusal+reminder(s))
	}
	next, t := obey(s.idle(), in, c, "")
	return next, t.dropping(s)
}

// obey does a command; rest is what was typed behind it.
func obey(s State, in input, c command, rest string) (State, turn) {
	if refusal := forbidden(in, c); refusal != "" {
		return say(s, refusal+reminder(s))
	}
	switch c {
	case cmdBind:
		return bind(s, in, rest)
	case cmdUnbind:
		return unbind(s, in)
	case cmdWho:
		return say(s, whoAmI(in)+reminder(s))
	case cmdReport:
		return report(s, in, rest)
	case cmdWithdraw, cmdFix:
		return ask(s, listing{for_: c, pick: chosen(rest)})
	case cmdNil:
		return ask(s, nilChoices{day: nilDay(rest, in)})
	case cmdUnnil:
		return ask(s, standingNils{})
	case cmdScore:
		return ask(s, score{named: rest})
	case cmdDeducted:
		return ask(s, deductions{})
	case cmdComplain:
		return complain(s, in.about(rest))
	case cmdObject:
		return ask(s, objections{})
	case cmdCases:
		return ask(s, cases{})
	case cmdProgress:
		return progress(s.idle(), in.about(rest))
	case cmdDue:
		return ask(s, duty{})
	case cmdRecords:
		return ask(s, listing{for_: cmdRecords})
	case cmdRefused:
		return ask(s, attempts{})
	case cmdUnit:
		return ask(s, unit{})
	}
	return say(s, plainAnswer(in, c)+reminder(s))
}

// answered reads the answer to what the chat waits for.
func answered(s State, in input) (State, turn) {
	switch s.Asking {
	case askName, askMobile, askItem, askCategory:
		return fill(s, in)
	case askConfirm:
		return confirm(s, in)
	case askAgain:
		return again(s, in)
	case askWording:
		return reword(s, in)
	case askPick:
		return pick(s, in)
	case askReason:
		return ask(s, withdrawal{id: s.Records[0], reason: in.words})
	case askInsist:
		return insist(s, in, in.words)
	case askCatalogue:
		return pickItem(s, in)
	case askNilDay, askNil:
		return declare(s, in)
	case askUnnil:
		return pickNil(s, in)
	case askSection:
		return pickSection(s, in)
	case askDeduction:
		return pickDeduction(s, in)
	case askGrounds:
		return grounds(s, in)
	case askAppeal:
		return appealing(s, in)
	case askPlace, askPlacePick:
		return pickPlace(s, in)
	case askStory:
		return story(s, in)
	case askEvidence:
		return evidence(s, in)
	case askContact:
		return contact(s, in)
	case askSubmit:
		return submitting(s, in)
	case askReceipt:
		return receiptOf(s, in)
	case askSecret:
		return secretOf(s, in)
	case askCase:
		return words(s.idle(), in)
	case askCaseText:
		return caseText(s, in)
	case askBinding:
		return bind(s, in, in.words)
	case askUnbinding:
		if isYes(in.words) {
			return ask(s.idle(), unbinding{})
		}
		return say(s.idle(), "好的,没有解绑。")
	}
	return say(s.idle(), lost(in))
}

// cancelled says what is given up.
func cancelled(s State) string {
	what := ""
	switch {
	case s.Draft != nil && len(s.Draft.Rest) > 0:
		what = fmt.Sprintf(",这一条和后面的%d条都没有保存", len(s.Draft.Rest))
	case s.Draft != nil:
		what = ",没有保存记录"
	case s.takesPictures():
		what = ",投诉没有提交"
	}
	return "好的,已取消" + what + "。需要时回复“帮助”。"
}
