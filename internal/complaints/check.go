package complaints

import (
	"context"
	"errors"

	"wanping/models"
)

// The opinions on a text that stand before it was asked for, and where asking failed.
const (
	markDue    = "due"
	markFailed = "unchecked"
)

// checkBatch is how many texts are asked about in one go.
const checkBatch = 50

// CheckTexts asks for an opinion on the texts that wait for one and marks them. It is advice: whatever it says, the
// complaint stays as it is. It returns how many it marked.
func (c *Complaints) CheckTexts(ctx context.Context) (int, error) {
	if c.checker == nil {
		return 0, nil
	}
	var rows []models.Complaint
	err := c.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.ComplaintsMarked(markDue, checkBatch)
		return err
	})
	done := 0
	for i := range rows {
		mark, checkErr := c.opinion(ctx, &rows[i])
		if checkErr != nil {
			mark, err = markFailed, errors.Join(err, checkErr)
		}
		if markErr := c.store.Write(ctx, func(tx *models.Tx) error { return tx.MarkComplaint(rows[i].ID, mark) }); markErr != nil {
			return done, errors.Join(err, markErr)
		}
		done++
	}
	return done, err
}

func (c *Complaints) opinion(ctx context.Context, row *models.Complaint) (string, error) {
	openID, err := c.open(purposeOpenID, row.OpenIDSealed)
	if err != nil {
		return "", err
	}
	text, err := c.open(purposeText, row.TextSealed)
	if err != nil {
		return "", err
	}
	return c.checker.Check(ctx, openID, text)
}
