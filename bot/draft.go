package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/internal/reporting"
	"wanping/internal/secrets"
	"wanping/models"
)

// draft is a record that is being asked for, piece by piece.
type draft struct {
	Name      string     `json:"name,omitempty"`
	Mobile    string     `json:"mobile,omitempty"`
	Item      string     `json:"item,omitempty"`
	Category  string     `json:"category,omitempty"`
	Accepted  models.Day `json:"accepted"`
	Completed models.Day `json:"completed"`
	Again     bool       `json:"again,omitempty"`  // yes to the same once more
	Insist    string     `json:"insist,omitempty"` // why the item must be worded so

	// Corrects is the kept record that this one takes the place of. Its recipient is not opened for it: an empty name or
	// number stays as it was, of which only the masks are known here.
	Corrects  int64  `json:"corrects,omitempty"`
	WasName   string `json:"was_name,omitempty"`
	WasMobile string `json:"was_mobile,omitempty"`
	Changed   bool   `json:"changed,omitempty"`

	// Key makes storing safe to repeat: the id of the message that made the draft what it is.
	Key string `json:"key,omitempty"`
}

func newDraft(today models.Day) *draft { return &draft{Accepted: today, Completed: today} }

func (d draft) submission() reporting.Submission {
	return reporting.Submission{
		RecipientName: d.Name, RecipientMobile: d.Mobile, Item: d.Item, Category: d.Category,
		AcceptedOn: d.Accepted, CompletedOn: d.Completed, ConfirmDuplicate: d.Again, InsistReason: d.Insist,
	}
}

// correction begins a draft with what a kept record holds.
func correction(row reporting.View) *draft {
	return &draft{
		Item: row.Item, Category: row.Category, Accepted: row.AcceptedOn, Completed: row.CompletedOn,
		Corrects: row.ID, WasName: row.RecipientName, WasMobile: row.RecipientMobile,
	}
}

// categories are the annex's, in the order in which they are numbered here.
var categories = []struct {
	code, name string
	signs      []string // words in an item that tell the category
}{
	{models.CategoryLicence, "许可", []string{"许可", "审批", "办理", "登记", "备案", "核准", "年检", "换证", "补证", "证", "照"}},
	{models.CategoryPenalty, "处罚", []string{"处罚", "罚款", "行政处罚"}},
	{models.CategoryPower, "其他权力", []string{"其他权力", "征收", "强制", "给付", "奖励", "确认", "裁决", "监督", "检查", "权力"}},
	{models.CategoryAdvice, "咨询服务", []string{"咨询", "政策解答", "解答", "指导"}},
	{models.CategoryComplaint, "投诉", []string{"投诉", "举报", "信访"}},
}

func categoryName(code string) string {
	for _, c := range categories {
		if c.code == code {
			return c.name
		}
	}
	return code
}

// categoryOf reads a category as it is typed or numbered.
func categoryOf(words string) string {
	if n := chosen(words); n > 0 && n <= len(categories) {
		return categories[n-1].code
	}
	word := strings.TrimSuffix(strings.TrimPrefix(bare(words), "行政"), "类")
	for _, c := range categories {
		if word != "" && (word == c.name || word == strings.TrimSuffix(c.name, "服务") || c.code == models.CategoryPower && (word == "其他" || word == "权力")) {
			return c.code
		}
	}
	return ""
}

// guessedCategory tells it by the item: what is said plainly before what is common.
func guessedCategory(item string) string {
	for _, i := range []int{4, 3, 1, 2, 0} {
		for _, sign := range categories[i].signs {
			if strings.Contains(item, sign) {
				return categories[i].code
			}
		}
	}
	return ""
}

var (
	// mobileForm finds a mobile number as people write it, within a text; reporting judges it.
	mobileForm = regexp.MustCompile(`(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})`)
	longNumber = regexp.MustCompile(`\d[\d -]{5,}\d`) // of a person, where it does not belong
	shortName  = regexp.MustCompile(`^[\p{Han}·]{2,4}$`)
	labels     = strings.NewReplacer("姓名:", " ", "名字:", " ", "服务对象:", " ", "电话:", " ", "手机号码:", " ", "手机号:", " ", "手机:", " ",
		"事项:", " ", "服务事项:", " ", ",", " ", "，", " ", ";", " ", "；", " ", "、", " ", "/", " ", "|", " ")
)

// read takes in a line with a mobile number: name before it, item behind it, however they are separated. False where
// there is no number in it.
func (d *draft) read(line string, today models.Day) bool {
	line = labels.Replace(strings.ReplaceAll(line, "：", ":"))
	at := mobileForm.FindStringSubmatchIndex(line)
	if at == nil || digitBeside(line, at[2], at[3]) {
		return false
	}
	d.Mobile = strings.NewReplacer("-", "", " ", "").Replace(line[at[2]:at[3]])
	before, after := strings.Fields(line[:at[0]]), d.readExtras(strings.Fields(line[at[1]:]), today)
	all := append(before, after...) //nolint:gocritic // a list of its own: both parts are read once
	switch {
	case len(before) > 0:
		all = nameFirst(all, len(before))
		d.Name, d.Item = all[0], strings.Join(all[1:], "")
	case d.Name == "" && len(after) > 0 && shortName.MatchString(after[0]) && guessedCategory(after[0]) == "":
		d.Name, d.Item = after[0], strings.Join(after[1:], "")
	default:
		d.Item = strings.Join(after, "")
	}
	d.Category = orElse(d.Category, guessedCategory(d.Item))
	return true
}

// nameFirst puts the name first of the words, n of which stood before the number: 李 小红 is one name, and in
// 护照办理 李小红 the item came first.
func nameFirst(words []string, n int) []string {
	if n < 2 {
		return words
	}
	if len([]rune(words[0])) == 1 && shortName.MatchString(words[0]+words[1]) {
		return append([]string{words[0] + words[1]}, words[2:]...)
	}
	if guessedCategory(words[0]) != "" && guessedCategory(words[1]) == "" && shortName.MatchString(words[1]) {
		words[0], words[1] = words[1], words[0]
	}
	return words
}

// digitBeside reports whether the number goes on: then it is no mobile number.
func digitBeside(line string, from, to int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(line) && line[i] >= '0' && line[i] <= '9' }
	return digit(to) || digit(from-1) && !strings.HasSuffix(line[:from], "86")
}

// readExtras takes a day and a category from the end of a line and returns the rest.
func (d *draft) readExtras(words []string, today models.Day) []string {
	for len(words) > 1 {
		last := words[len(words)-1]
		day, isDay := dayOf(last, today)
		code := categoryOf(last)
		switch {
		case isDay:
			d.Accepted, d.Completed = day, day
		case code != "" && chosen(last) == 0:
			d.Category = code
		default:
			return words
		}
		words = words[:len(words)-1]
	}
	return words
}

var (
	fullDate  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	monthDate = regexp.MustCompile(`^(\d{1,2})[-/.月](\d{1,2})[日号]?$`)
	dateOnly  = regexp.MustCompile(`^(\d{1,2})[日号]$`)
)

// dayOf reads a day as it is typed; a day without year or month is one of today's.
func dayOf(words string, today models.Day) (models.Day, bool) {
	word := strings.ReplaceAll(words, " ", "")
	for back, names := range [][]string{{"今天", "今日"}, {"昨天", "昨日"}, {"前天"}} {
		if among(word, names) {
			return today.AddDays(-back), true
		}
	}
	year, month, _ := today.Date()
	parts := []int{year, int(month)}
	if m := fullDate.FindStringSubmatch(word); m != nil {
		parts = numbers(m[1:])
	} else if m := monthDate.FindStringSubmatch(word); m != nil {
		parts = append(parts[:1], numbers(m[1:])...)
	} else if m := dateOnly.FindStringSubmatch(word); m != nil {
		parts = append(parts, numbers(m[1:])...)
	} else {
		return models.Day{}, false
	}
	day, err := models.ParseDay(fmt.Sprintf("%04d-%02d-%02d", parts[0], parts[1], parts[2]))
	return day, err == nil
}

func numbers(texts []string) []int {
	list := make([]int, 0, len(texts))
	for _, text := range texts {
		n, _ := strconv.Atoi(text) // digits by its form; the day is judged as a whole
		list = append(list, n)
	}
	return list
}

// shown is the draft as its liaison checks it: nobody is named in full.
func (d draft) shown(today models.Day) string {
	name, mobile := d.WasName, d.WasMobile
	if d.Name != "" {
		name = secrets.MaskName(d.Name)
	}
	if d.Mobile != "" {
		mobile = secrets.MaskMobile(d.Mobile)
	}
	return fmt.Sprintf("服务对象:%s\n手机:%s\n事项:%s\n类别:%s\n受理:%s\n办结:%s", name, mobile,
		longNumber.ReplaceAllString(d.Item, "***"), categoryName(d.Category), dayText(d.Accepted, today), dayText(d.Completed, today))
}

func monthDay(day models.Day) string {
	_, month, date := day.Date()
	return fmt.Sprintf("%d月%d日", month, date)
}

func dayText(day, today models.Day) string {
	text := monthDay(day)
	switch today.DaysSince(day) {
	case 0:
		return text + "(今天)"
	case 1:
		return text + "(昨天)"
	}
	return text
}

func momentText(at time.Time) string {
	at = at.In(clock.Shanghai)
	if at.Hour() == 0 && at.Minute() == 0 { // the end of a day is said as 24:00
		return at.Add(-time.Minute).Format("1月2日") + "24:00"
	}
	return at.Format("1月2日15:04")
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
