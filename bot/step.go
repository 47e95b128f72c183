package bot

import (
	"fmt"
	"slices"
	"strings"

	"wanping/bot/wechat"
	"wanping/models"
)

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
		return scanned(s, in)
	case wechat.KindScan:
		return scanned(s, in)
	case wechat.KindPicture:
		if s.takesPictures() {
			return photograph(s, in)
		}
	case wechat.KindVoice:
		if in.words != "" { // what WeChat has heard is as good as typed: it is shown before anything is stored
			return words(s, in)
		}
	}
	return say(s, unreadable(in)+reminder(s))
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
	c, rest := leading(in.words)
	if c == cmdReport && s.Asking == askConfirm && readLine(rest, in.today(), false).another(*s.Draft) {
		return confirm(s, in.about(rest))
	}
	if c != "" && !s.takesText() && !s.goesOn(c) && forbidden(in, c) == "" {
		return replacing(s)(obey(s.idle(), in, c, rest))
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
		return taken(evidence(s, in))
	case s.Asking == askContact && anonymous.MatchString(bare(in.words)):
		return taken(contact(s, in))
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
	case askItem, askCategory, askCatalogue, askWording, askInsist, askReason, askGrounds, askNaming:
		return true
	case askPlace, askPlacePick, askStory, askEvidence, askContact, askCaseText:
		return true
	}
	return false
}
