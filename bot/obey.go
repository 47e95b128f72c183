package bot

import "fmt"

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
	return replacing(s)(obey(s.idle(), in, c, ""))
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
	case askNaming:
		return naming(s, in)
	case askNamed:
		return named(s, in)
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
