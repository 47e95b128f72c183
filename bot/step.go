package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/bot/wechat"
	"wanping/models"
)

// turn is what a step comes to: an answer, or a call of a capability whose outcome answers.
type turn struct {
	answer string
	call   call
}

// call asks a capability, once. What it returns puts the outcome in words; an error is one that no person may read.
type call interface {
	make(ctx context.Context, d Desk, in input) (outcome, error)
}

// outcome moves the chat on and says what came of a call. It is pure, as the step is.
type outcome interface {
	tell(s State, in input) (State, string)
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
	default:
		return say(s, unreadable(in)+reminder(s))
	}
}

// words reads what was typed: a command interrupts whatever the chat waits for; else it is the answer to that; else
// it may be a command with something behind it, or a whole record in a line.
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
	if s.soft() && commandOf(in.words) != "" {
		s = s.idle()
	}
	if c := commandOf(in.words); c != "" && (!s.takesText() || slices.Contains(inText, c)) {
		return interrupt(s, in, c)
	}
	if s.Asking != askNothing {
		if c, rest := leading(in.words); c != "" && !s.takesText() && !s.goesOn(c) {
			return obey(s.idle(), in, c, rest)
		}
		return answered(s, in)
	}
	if c, rest := leading(in.words); c != "" {
		return obey(s, in, c, rest)
	}
	if receiptForm.MatchString(in.words) && secretForm.MatchString(receiptForm.ReplaceAllString(in.words, " ")) {
		return progress(s, in.words)
	}
	if code := codeIn(in.Text); code != "" {
		return ask(s, hung{code: code})
	}
	if code := bindingCode.FindString(strings.ToUpper(in.words)); code != "" && in.role() == "" {
		return bind(s, in, code)
	}
	if in.role() == models.RoleLiaison {
		if d := newDraft(in.today()); d.read(in.words, in.today()) {
			return advance(s.idle(), in, d)
		}
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
	return c == cmdFix && s.Draft != nil || c == cmdComplain && s.takesPictures()
}

// ownWords reads what means something else while the chat waits for a piece of a complaint: 不用 is no goodbye then.
func ownWords(s State, in input) (State, turn, bool) {
	switch {
	case s.Asking == askEvidence && among(bare(in.words), doneWords):
		next, t := story(s, in)
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
		return say(s.idle(), "好的,已取消,没有保存记录。需要时回复“帮助”。")
	case cmdHelp:
		if s.Asking != askNothing {
			return say(s, "正在等您回答:"+reminder(s)+"\n不想继续,回复“取消”。")
		}
	case cmdComplain:
		if s.goesOn(c) {
			return say(s, "正在填写投诉,还没有提交。"+reminder(s))
		}
	case cmdDue, cmdWho, cmdRecords, cmdRefused, cmdScore, cmdDeducted, cmdUnit:
		return obey(s, in, c, "") // looks only
	}
	if refusal := forbidden(in, c); refusal != "" {
		return say(s, refusal+reminder(s))
	}
	return obey(s.idle(), in, c, "")
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
		return pickPlace(s.idle(), in.about(rest))
	case cmdProgress:
		return progress(s.idle(), rest)
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
	case askStory, askEvidence:
		return story(s, in)
	case askContact:
		return contact(s, in)
	case askSubmit:
		return submitting(s, in)
	case askReceipt:
		return progress(s.idle(), in.words)
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

// reminder repeats what the chat waits for, behind an answer to something else.
func reminder(s State) string {
	if q := asking(s); q != "" {
		return "\n\n" + q
	}
	return ""
}
