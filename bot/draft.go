package bot

import (
	"fmt"
	"regexp"
	"strings"

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

	// Rest are the records that came in the same message and wait for this one.
	Rest []string `json:"rest,omitempty"`

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

// take takes what a line says; what it does not say stays.
func (d *draft) take(said line) {
	d.Name, d.Mobile = orElse(said.name, d.Name), orElse(said.mobile, d.Mobile)
	if said.item != "" && said.item != d.Item {
		d.Item, d.Category = said.item, said.category
	}
	if !said.completed.IsZero() {
		d.Completed = said.completed
	}
	if !said.accepted.IsZero() {
		d.Accepted = said.accepted
	}
}

// amend takes a number and what else a line says for certain: 电话错了,应该是13800000012 names no item.
func (d *draft) amend(said line) {
	if said.category == "" && slip.MatchString(said.item) {
		said.item = ""
	}
	d.take(said)
}

var slip = regexp.MustCompile(`错|应该|对|改|才|是|这个`)

// shown is the draft as its liaison checks it: nobody is named in full.
func (d draft) shown(today models.Day) string {
	name, mobile, item := d.WasName, d.WasMobile, longNumber.ReplaceAllString(d.Item, "***")
	if d.Name != "" {
		name = secrets.MaskName(d.Name)
		item = strings.ReplaceAll(item, d.Name, name)
	}
	if d.Mobile != "" {
		mobile = secrets.MaskMobile(d.Mobile)
	}
	return fmt.Sprintf("服务对象:%s\n手机:%s\n事项:%s\n类别:%s\n受理:%s\n办结:%s", name, mobile, item,
		categoryName(d.Category), dayText(d.Accepted, today), dayText(d.Completed, today))
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
