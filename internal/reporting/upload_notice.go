package reporting

import (
	"fmt"
	"strconv"

	"wanping/internal/outbox"
	"wanping/models"
)

// tellRefused tells the section's liaison, in the write that ends an upload, that rows of it were refused, how many, and
// in which column most of them are wrong: nothing that stood in the file.
func tellRefused(tx *models.Tx, u models.Upload) error {
	section, _, err := tx.SectionOn(u.SectionNo, today(tx))
	if err != nil {
		return err
	}
	title, err := tx.FaultiestColumn(u.ID)
	if err != nil {
		return err
	}
	reason := "原因见结果表"
	if title != "" {
		reason = fmt.Sprintf("主要在“%s”列", title)
	}
	subject := fmt.Sprintf("upload:%d", u.ID)
	return outbox.Enqueue(tx, models.Message{
		Key: "upload_refused:" + subject, ToSection: u.SectionNo, Topic: "upload_refused", Subject: subject,
		Values: map[string]string{
			"section": section.Name, "refused": strconv.Itoa(u.RowsFaulty), "total": strconv.Itoa(u.RowsTotal), "reason": reason,
		},
	})
}
