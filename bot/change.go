package bot

import (
	"regexp"
	"strings"

	"wanping/models"
)

// pieces are the words by which a piece is named when it is changed.
var pieces = []struct {
	words []string
	set   func(d *draft, value string, today models.Day) bool
}{
	{[]string{"服务对象", "姓名", "名字"}, setName},
	{[]string{"手机号码", "手机号", "手机", "电话", "号码"}, func(d *draft, v string, _ models.Day) bool { d.Mobile = v; return true }},
	{[]string{"事项类别", "类别", "类型"}, setCategory},
	{[]string{"服务事项", "事项名称", "事项"}, setItem},
	{[]string{"受理日期", "受理日", "受理"}, func(d *draft, v string, today models.Day) bool { return setDay(&d.Accepted, v, today) }},
	{[]string{"办结日期", "办结日", "办结"}, setCompleted},
	{[]string{"日期", "时间", "日子"}, setBoth},
}

func setName(d *draft, value string, _ models.Day) bool {
	name := nameIn(value)
	d.Name = orElse(name, d.Name)
	return name != ""
}

// setItem changes the category with it, unless that was chosen.
func setItem(d *draft, value string, _ models.Day) bool {
	if d.Category == guessedCategory(d.Item) {
		d.Category = orElse(guessedCategory(value), d.Category)
	}
	d.Item = value
	return true
}

func setCompleted(d *draft, value string, today models.Day) bool {
	was := d.Completed
	if !setDay(&d.Completed, value, today) {
		return false
	}
	if d.Accepted == was { // it was not told apart so far
		d.Accepted = d.Completed
	}
	return true
}

func setCategory(d *draft, value string, _ models.Day) bool {
	code := categoryOf(value)
	if code != "" {
		d.Category = code
	}
	return code != ""
}

func setDay(to *models.Day, value string, today models.Day) bool {
	day, ok := dayOf(value, today)
	if ok {
		*to = day
	}
	return ok
}

func setBoth(d *draft, value string, today models.Day) bool {
	return setDay(&d.Completed, value, today) && setDay(&d.Accepted, value, today)
}

// notButIs is how people say what is right by what is not: 不是昨天,是今天.
var notButIs = regexp.MustCompile(`^(?:不是|不对).*?[,。 ](?:应该|应)?(?:是|为)(.+)$`)

// change reads 办结 昨天, 手机改成13800000012, 不是今天,是昨天, or a value that tells by itself what it is.
func change(d *draft, in input) bool {
	text := in.words
	for _, before := range []string{"修改", "更改", "更正", "改正", "改成", "改为", "改"} {
		text = strings.TrimPrefix(text, before)
	}
	text = strings.TrimSpace(notButIs.ReplaceAllString(text, "$1"))
	if said := readLine(text, in.today(), true); said.numbers == 1 {
		d.amend(said)
		return true
	}
	if set, value := namedPiece(text); set != nil {
		return set(d, value, in.today())
	}
	return setBoth(d, text, in.today()) || chosen(text) == 0 && setCategory(d, text, in.today())
}

// namedPiece finds the piece that a text begins with the name of, and the value behind it.
func namedPiece(text string) (set func(*draft, string, models.Day) bool, value string) {
	for _, piece := range pieces {
		for _, word := range piece.words {
			rest, named := strings.CutPrefix(text, word)
			if value = becoming.ReplaceAllString(rest, ""); named && value != "" {
				return piece.set, value
			}
		}
	}
	return nil, ""
}

// becoming stands between a piece and its value.
var becoming = regexp.MustCompile(`^ *(?:改成|改为|应为|应该是|改|是|为|[:：])* *`)
