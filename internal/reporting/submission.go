package reporting

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"wanping/models"
)

// Submission is one service as a liaison hands it in.
type Submission struct {
	RecipientName   string     `json:"recipient_name"`
	RecipientMobile string     `json:"recipient_mobile"`
	Item            string     `json:"item"`
	Category        string     `json:"category"`
	AcceptedOn      models.Day `json:"accepted_on"`
	CompletedOn     models.Day `json:"completed_on"`
	// ConfirmDuplicate is the second yes to a record that is there already.
	ConfirmDuplicate bool `json:"confirm_duplicate,omitempty"`
	// InsistReason says why the item must be worded so, whatever the rules of wording find (D22).
	InsistReason string `json:"insist_reason,omitempty"`
}

const (
	nameLimit = 30 // characters
	itemLimit = 60 // characters; the wording rules are far stricter and have their own findings
)

var mobileForm = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// tidy forgives how people type: full-width digits, blanks, +86 and dashes in numbers.
func (s Submission) tidy() Submission {
	s.RecipientName = tidyText(s.RecipientName)
	s.Item = tidyText(s.Item)
	s.InsistReason = strings.TrimSpace(s.InsistReason)
	mobile := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, width.Narrow.String(s.RecipientMobile))
	s.RecipientMobile = strings.TrimPrefix(mobile, "+86")
	return s
}

func tidyText(s string) string { return strings.Join(strings.Fields(s), " ") }

// check names every faulty field at once. Errors: CodeInvalid with fields.
func (s Submission) check() error {
	var faults []models.Field
	fault := func(wrong bool, field string, code models.Code, message string) {
		if wrong {
			faults = append(faults, models.Field{Name: field, Code: code, Message: message})
		}
	}
	fault(!textWithin(s.RecipientName, nameLimit), "recipient_name", models.CodeInvalid, "请填写服务对象姓名,不超过30个字。")
	fault(!mobileForm.MatchString(s.RecipientMobile), "recipient_mobile", models.CodeInvalidMobile, "手机号码应为1开头的11位数字,请核对。")
	fault(!textWithin(s.Item, itemLimit), "item", models.CodeInvalid, "请填写服务事项,不超过60个字。")
	fault(utf8.RuneCountInString(s.InsistReason) > reasonLimit, "insist_reason", models.CodeInvalid, "坚持原用语的理由请不超过200个字。")
	fault(!knownCategory(s.Category), "category", models.CodeInvalid, "请选择事项类别:许可、处罚、其他权力、咨询服务或投诉。")
	fault(s.AcceptedOn.IsZero(), "accepted_on", models.CodeRequired, "请填写受理日期。")
	fault(s.CompletedOn.IsZero(), "completed_on", models.CodeRequired, "请填写办结日期。")
	if len(faults) == 0 {
		return nil
	}
	return models.NewError(models.CodeInvalid, faults[0].Message, faults...)
}

func textWithin(s string, limit int) bool {
	printable := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
	return s != "" && printable && utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit
}

func knownCategory(c string) bool {
	switch c {
	case models.CategoryLicence, models.CategoryPenalty, models.CategoryPower, models.CategoryAdvice, models.CategoryComplaint:
		return true
	}
	return false
}

// What is sealed, and as what.
const (
	purposeName       = "record.recipient_name"
	purposeMobile     = "record.recipient_mobile"
	purposeWithdrawal = "record.withdrawal"
	purposeInsist     = "record.insist"
	purposeAttempt    = "attempt.content"
	purposeRefusal    = "city_refusal.reason"
	indexRecipient    = "record.recipient"
	indexAttempt      = "attempt"
)

// recipientParts is what makes two records the same: section, person, item and day.
func recipientParts(sectionNo string, s Submission) []string {
	return []string{sectionNo, s.RecipientName, s.RecipientMobile, s.Item, s.CompletedOn.String()}
}

func (s Submission) json() (string, error) {
	text, err := json.Marshal(s)
	return string(text), err
}
