package complaints

import (
	"context"

	"wanping/models"
)

// ComplainantOf tells the openid, in the official account, of who complained in the chat; "" of anybody else.
func (c *Complaints) ComplainantOf(ctx context.Context, id int64) (string, error) {
	var row models.Complaint
	err := c.store.Read(ctx, func(tx *models.Tx) (err error) {
		row, _, err = tx.ComplaintByID(id)
		return err
	})
	if err != nil || row.Channel != models.ChannelChat {
		return "", err
	}
	return c.open(purposeOpenID, row.OpenIDSealed)
}
