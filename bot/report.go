package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wanping/models"
)

// report begins a record, with what was typed behind the command.
func report(s State, in input, rest string) (State, turn) {
	said := readLine(rest, in.today(), false)
	if said.mobile == "" && (said.name == "" || said.item == "") && gistOf(in) != cmdReport { // 报送要求 begins no record
		if next, t, ok := about(s, in); ok {
			return next, t
		}
	}
	return enter(s, in, said)
}

// enter begins a record with what a line says, or the first of several.
func enter(s State, in input, said line) (State, turn) {
	if said.numbers > 1 {
		return enterSeveral(s, in)
	}
	d := newDraft(in.today())
	d.take(said)
	return advance(s, in, d)
}

const oneAtATime = "这一条里有几个手机号,分不清是哪几条记录,没有保存。请一条一行,如:\n李小红 手机号 护照办理\n王小刚 手机号 户口咨询"

// enterSeveral begins the first of several records that came in one message, each on a line of its own; the others follow
// it one by one.
func enterSeveral(s State, in input) (State, turn) {
	records, ok := recordsIn(in)
	if !ok {
		return say(s, oneAtATime+reminder(s))
	}
	d := newDraft(in.today())
	d.take(readLine(records[0], in.today(), false))
	d.Rest = records[1:]
	s, t := advance(s, in, d)
	t.answer = fmt.Sprintf("收到%d条,一条一条核对。\n", len(records)) + t.answer
	return s, t
}

var betweenRecords = regexp.MustCompile(`[\n;；。]+`)

// recordsIn splits a message where each record has its line; false where one line has several.
func recordsIn(in input) (records []string, ok bool) {
	for _, part := range betweenRecords.Split(in.Text, -1) {
		part = tidy(part)
		if c, rest := leading(part); c == cmdReport {
			part = rest
		}
		switch readLine(part, in.today(), false).numbers {
		case 0: // a greeting, or the command on a line of its own
		case 1:
			records = append(records, part)
		default:
			return nil, false
		}
	}
	return records, len(records) > 1
}

// fill takes the answer to one question, or a whole line where someone pastes one.
func fill(s State, in input) (State, turn) {
	d := *s.Draft
	said := readLine(in.words, in.today(), d.Name != "")
	switch {
	case s.Asking == askItem:
		return fillItem(s, in)
	case said.numbers > 1:
		return say(s, oneAtATime+reminder(s))
	case said.mobile != "":
		d.amend(said)
	case s.Asking == askName && said.name != "" && said.item != "":
		d.take(said)
	case s.Asking == askName:
		if d.Name = nameIn(in.words); d.Name == "" || len([]rune(d.Name)) > 3 && gistOf(in) != "" {
			return unclear(s, in, "这不像姓名。报送要有服务对象的姓名和手机号,没有的这一条报不了。")
		}
	case s.Asking == askMobile && len(digitsOf(in.words)) < fewDigits:
		return unclear(s, in, "报送要有服务对象的手机号,没有的这一条报不了。")
	case s.Asking == askMobile:
		d.Mobile = in.words
	case s.Asking == askCategory:
		if d.Category = categoryOf(in.words); d.Category == "" {
			return unclear(s, in, "没看懂这个类别。")
		}
	}
	return advance(s, in, &d)
}

var (
	missing  = regexp.MustCompile(`^[不没无别]|不知道|忘了|[吗?]|怎么|为什么|什么`)
	anyName  = regexp.MustCompile(`^(?:\p{Han}{2,8}|\p{Han}+(?:·\p{Han}+)+|[A-Za-z][A-Za-z .'-]+)$`)
	isCalled = regexp.MustCompile(`^(?:服务对象|姓名|名字)?(?:是|叫|为|:)? ?`)
)

// fewDigits is how many digits make no number at all.
const fewDigits = 5

// nameIn is a name as somebody answers with it; "" where the answer is none.
func nameIn(words string) string {
	name := personal(trimmed(isCalled.ReplaceAllString(words, "")))
	if missing.MatchString(words) || !anyName.MatchString(name) {
		return ""
	}
	return name
}

// advance asks for the next piece that is missing or, by reporting's own rules, faulty; then for the confirmation.
func advance(s State, in input, d *draft) (State, turn) {
	s = s.idle()
	s.Draft = d
	if rest := strings.TrimPrefix(d.Item, d.Name); len([]rune(rest)) > 1 { // they were typed as one word
		d.Item = rest
	}
	note := ""
	for _, fault := range faults(*d) {
		field, q := d.field(fault.Name)
		if field == nil {
			continue
		}
		if *field != "" {
			note, *field = fault.Message+digitsText(fault, *field), ""
		}
		s.Asking = q
		return say(s, join(note, asking(s)))
	}
	d.Key, s.Asking = in.ID, askConfirm
	return say(s, "请核对:\n"+d.shown(in.today())+"\n\n"+asking(s))
}

// digitsText says how many digits a refused number has: one too few or too many is the common slip.
func digitsText(fault models.Field, typed string) string {
	if n := len(digitsOf(typed)); n > 0 && fault.Code == models.CodeInvalidMobile {
		return fmt.Sprintf("刚才的是%d位。", n)
	}
	return ""
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

// confirm stores the draft, or changes what the answer changes.
func confirm(s State, in input) (State, turn) {
	d := *s.Draft
	switch {
	case d.Corrects == 0 && len(d.Rest) < mostChoices && readLine(in.words, in.today(), false).another(d):
		d.Rest = append(slices.Clone(d.Rest), in.words)
		s.Draft = &d
		return say(s, fmt.Sprintf("刚发来的排在后面,共%d条。先确认这一条:\n%s", len(d.Rest), d.shown(in.today()))+reminder(s))
	case isYes(in.words) && (d.Corrects == 0 || d.Changed):
		return ask(s, submission{draft: d})
	case isYes(in.words) || isNo(in.words):
		return say(s, "哪一项要改?"+reminder(s))
	case change(&d, in):
		d.Changed = true
		return advance(s, in, &d)
	}
	return unclear(s, in, "没看懂要改什么。")
}

// again says yes to the same once more.
func again(s State, in input) (State, turn) {
	if !isYes(in.words) {
		return unclear(s, in, "没有看懂。")
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
		return takeItem(s, in, item{Text: in.words, Category: d.Category})
	}
	if s.Suggested == "" {
		return say(s, asking(s))
	}
	d.Item, d.Insist, d.Key = s.Suggested, "", in.ID
	return ask(s, submission{draft: d})
}
