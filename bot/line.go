package bot

import (
	"regexp"
	"slices"
	"strings"

	"wanping/models"
)

// line is what one message says of a record, in whatever order and with whatever marks it was typed. What it does not
// say is empty.
type line struct {
	name, mobile, item, category string
	accepted, completed          models.Day
	numbers                      int // telephone numbers in it: more than one is more than one record
}

var (
	// mobileForm finds a mobile number as people write it, within a text; reporting judges it.
	mobileForm = regexp.MustCompile(`(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})`)
	// otherNumber is a number that somebody took for one: a digit too few or too many, or a landline.
	otherNumber = regexp.MustCompile(`\+?\d[\d ()-]{5,}\d`)
	longNumber  = regexp.MustCompile(`\d[\d -]{5,}\d`) // of a person, where it does not belong
	shortName   = regexp.MustCompile(`^\p{Han}{2,4}$`)
	dottedName  = regexp.MustCompile(`^\p{Han}+(?:·\p{Han}+)+$`)
	foreignName = regexp.MustCompile(`^[A-Za-z]{2,}$`)

	beforeName = regexp.MustCompile(`^(?:我叫|我是|他叫|她叫|叫|本人|给|为|帮|一下|一条)(\p{Han}{2,3})$`)
	afterName  = regexp.MustCompile(`^(\p{Han}{2,4}?)(?:先生|女士|小姐|同志|师傅|老师|大姐|大哥|阿姨|吧|哈)$`)

	ordinal      = regexp.MustCompile(`^ *(?:\d{1,2}|[一二三四五六七八九十])[、.):](\D)`) // of a list
	identity     = regexp.MustCompile(`(?:身份证号码?|身份证)?:? ?\b\d{17}[\dXx]\b`)   // which nobody asks for
	inBrackets   = regexp.MustCompile(`[(\[【] ?(\+?\d[\d -]{5,}\d) ?[)\]】]`)
	betweenWords = regexp.MustCompile(`[,;、|。!\n]+|(?:^|(\D))/|/(\D|$)`)
	numberLabel  = regexp.MustCompile(`(?:联系)?(?:电话号码|电话|手机号码|手机号|手机|号码|联系方式)(?:是|为)? ?:? ?(\+?\d)`)
	label        = regexp.MustCompile(`(服务对象姓名|服务对象|联系人|姓名|名字|联系电话|电话号码|电话|手机号码|手机号|手机|服务事项|办理事项|事项名称|` +
		`事项类别|事项|类别|类型|受理日期|受理时间|受理日|受理|办结日期|办结时间|办结日|办结|办理日期|办理时间|日期|时间) ?: ?`)
	gluedLabel = regexp.MustCompile(`^(姓名|名字|服务对象|服务事项|事项)(?:是|为)?(\p{Han}{2,})$`)
	courtesy   = regexp.MustCompile(`^(?:你好|您好|在吗|谢谢|多谢|麻烦|辛苦|请|帮我|帮忙|一下|一条|一个|数据|男|女)[你您了啊呀]*$`)
)

// another reports whether the line is a whole record, and of somebody else than the draft's.
func (l line) another(d draft) bool {
	return l.numbers == 1 && l.name != "" && l.item != "" && l.mobile != d.Mobile && !slip.MatchString(l.item)
}

// numberHere stands for a telephone number among the words of a line.
const numberHere = "\x01"

// readLine takes a line apart. Where the name is known already, only what stands before the number may be another.
func readLine(text string, today models.Day, named bool) line {
	r := lineReader{today: today, named: named}
	for _, word := range strings.Fields(r.takeNumbers(text)) {
		r.read(strings.Trim(word, ".!?:;,~…—-“”\"'"))
	}
	return r.whole()
}

// lineReader collects what the words of a line are.
type lineReader struct {
	line
	today models.Day
	named bool

	seen  bool     // the number was
	words []string // that tell by nothing what they are, in their order
	late  int      // how many of them stand before the number
	kinds []string // words for a category
}

// takeNumbers puts a blank for marks and a sign for telephone numbers, the first of which is kept.
func (r *lineReader) takeNumbers(text string) string {
	text = identity.ReplaceAllString(ordinal.ReplaceAllString(text, "$1"), " ")
	text = betweenWords.ReplaceAllString(inBrackets.ReplaceAllString(text, " $1 "), "$1 $2")
	text = label.ReplaceAllString(numberLabel.ReplaceAllString(text, " $1"), " $1:")
	out, from := "", 0
	for _, at := range mobileForm.FindAllStringSubmatchIndex(text, -1) {
		if !digitBeside(text, at[2], at[3]) {
			r.number(text[at[2]:at[3]])
			out, from = out+text[from:at[0]]+" "+numberHere+" ", at[1]
		}
	}
	out += text[from:]
	if r.numbers > 0 {
		return out
	}
	return r.takeOther(out)
}

// takeOther takes a number that is no mobile number: it is refused in words, which is better than not to see it.
func (r *lineReader) takeOther(text string) string {
	for _, at := range otherNumber.FindAllStringIndex(text, -1) {
		found := text[at[0]:at[1]]
		if _, isDay := dayOf(found, r.today); !isDay && len(digitsOf(found)) >= 7 {
			r.number(found)
			return text[:at[0]] + " " + numberHere + " " + text[at[1]:]
		}
	}
	return text
}

func (r *lineReader) number(text string) {
	if text = digitsOf(text); r.mobile != text {
		r.numbers++
	}
	r.mobile = orElse(r.mobile, text)
}

func digitsOf(text string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, text)
}

// digitBeside reports whether the number goes on: then it is no mobile number.
func digitBeside(line string, from, to int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(line) && line[i] >= '0' && line[i] <= '9' }
	return digit(to) || digit(from-1) && !strings.HasSuffix(line[:from], "86")
}

// read takes one word.
func (r *lineReader) read(word string) {
	if name, value, ok := strings.Cut(word, ":"); ok && label.MatchString(word) {
		r.labelled(name, value)
		return
	}
	if m := gluedLabel.FindStringSubmatch(word); m != nil {
		r.labelled(m[1], m[2])
		return
	}
	word = r.takeDay(word)
	switch {
	case word == numberHere:
		r.seen = true
	case word == "" || courtesy.MatchString(word):
	case categoryOf(word) != "" && chosen(word) == 0:
		r.kinds = append(r.kinds, word)
	default:
		r.words = append(r.words, word)
		r.late += btoi(!r.seen)
	}
}

// labelled takes a word behind its label.
func (r *lineReader) labelled(name, value string) {
	day, isDay := dayOf(value, r.today)
	switch {
	case strings.HasPrefix(name, "受理") && isDay:
		r.accepted = day
	case isDay:
		r.completed = day
	case value == "" || value == numberHere:
		r.seen = r.seen || value != ""
	case strings.Contains(name, "类"):
		r.kinds = append([]string{value}, r.kinds...)
	case strings.Contains(name, "事项"):
		r.item = value
	case strings.Contains(name, "名") || strings.Contains(name, "人") || strings.Contains(name, "对象"):
		r.name = personal(value)
	}
}

// takeDay takes a day from a word, or from its beginning or end where that is a day beyond doubt.
func (r *lineReader) takeDay(word string) string {
	day, ok := dayOf(word, r.today)
	rest := ""
	if !ok {
		day, rest, ok = dayBeside(word, r.today)
	}
	if !ok {
		return word
	}
	r.completed = day
	return rest
}

// whole puts name and item together from the words that nothing told apart.
func (r *lineReader) whole() line {
	r.joinName()
	if r.name == "" {
		if at := r.nameAmong(); at >= 0 {
			r.name = personal(r.words[at])
			r.words = slices.Delete(r.words, at, at+1)
		}
	}
	r.item += strings.Join(r.words, "")
	if r.item == "" && len(r.kinds) > 0 { // an item that is called as its category
		r.item, r.kinds = r.kinds[0], nil
	}
	if len(r.kinds) > 0 {
		r.category = categoryOf(r.kinds[0])
	}
	r.category = orElse(r.category, guessedCategory(r.item))
	if r.accepted.IsZero() {
		r.accepted = r.completed
	}
	return r.line
}

// joinName makes one word of 李 小红.
func (r *lineReader) joinName() {
	for i := 0; i+1 < len(r.words); i++ {
		if len([]rune(r.words[i])) == 1 && len([]rune(r.words[i+1])) < 3 && shortName.MatchString(r.words[i]+r.words[i+1]) {
			r.words[i] += r.words[i+1]
			r.words = slices.Delete(r.words, i+1, i+2)
			r.late -= btoi(i+1 < r.late)
			return
		}
	}
}

// nameAmong finds the word that is most like a name; -1 where none is.
func (r *lineReader) nameAmong() int {
	best, found := 0, -1
	for i, word := range r.words {
		before := i < r.late
		if r.named && (!before || r.numbers == 0) {
			continue
		}
		likely := r.likely(word)
		if likely > 0 && before && r.numbers > 0 {
			likely += 5 // a name comes before its number more often than not
		}
		if likely > best {
			best, found = likely, i
		}
	}
	return found
}

// likely weighs a word as a name: three characters are one more often than two or four, what says what was done hardly.
func (r *lineReader) likely(word string) int {
	word = personal(word)
	n := len([]rune(word))
	switch {
	case dottedName.MatchString(word):
		return 8
	case foreignName.MatchString(word):
		return 4
	case !shortName.MatchString(word):
		return 0
	case guessedCategory(word) != "":
		return btoi(n < 4 && len(r.words) > 1)
	case n == 3:
		return 8
	case n == 2:
		return 6
	}
	return 4
}

// personal is a name without what people say around it.
func personal(word string) string {
	word = strings.ReplaceAll(word, " ", "")
	if m := beforeName.FindStringSubmatch(word); m != nil {
		word = m[1]
	}
	if m := afterName.FindStringSubmatch(word); m != nil {
		word = m[1]
	}
	return word
}
