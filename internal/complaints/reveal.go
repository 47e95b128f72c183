package complaints

import (
	"context"
	"fmt"
	"unicode/utf8"

	"wanping/models"
)

const reasonMost = 200 // characters

// Person is who complained, and the text as it was written.
type Person struct {
	Name, Mobile, Text string
}

// Reveal shows the review office who complained and what was written, for a reason that goes to the audit log, in the
// write before the answer. Errors: CodeForbidden, CodeInvalid, CodeNotFound, CodeErased.
func (c *Complaints) Reveal(ctx context.Context, actor models.Actor, id int64, reason string) (Person, error) {
	if actor.Role != models.RoleReviewOffice {
		return Person{}, errForbidden
	}
	if reason = Tidy(reason); reason == "" || utf8.RuneCountInString(reason) > reasonMost {
		return Person{}, refuse(models.CodeInvalid, "reason", fmt.Sprintf("请用不超过%d个字说明理由。", reasonMost))
	}
	var row models.Complaint
	err := c.store.Write(ctx, func(tx *models.Tx) error {
		var ok bool
		var err error
		if row, ok, err = tx.ComplaintByID(id); err != nil || !ok {
			return either(err, errNotFound)
		}
		if len(row.TextSealed) == 0 {
			return models.NewError(models.CodeErased, "这件投诉的个人信息已按保存期限清除,不能再查看。")
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "complaint.reveal", Subject: SubjectOf(id), Detail: c.auditReason(&row, reason),
		})
	})
	if err != nil {
		return Person{}, err
	}
	var p Person
	if p.Name, p.Mobile, err = c.personOf(&row); err != nil {
		return Person{}, err
	}
	p.Text, err = c.open(purposeText, row.TextSealed)
	return p, err
}

// auditReason keeps the complainant's name and number out of the audit log.
func (c *Complaints) auditReason(row *models.Complaint, reason string) string {
	name, mobile, err := c.personOf(row)
	if err != nil {
		return ""
	}
	return mask(reason, name, mobile)
}
