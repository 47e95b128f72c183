package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// ChannelSMS is the name of the channel that costs money.
const ChannelSMS = "sms"

// textsToOne bounds the text messages to one person a day.
const textsToOne = 3

// forgetBatch is how many old rows one write drops on its way.
const forgetBatch = 100

// reasonCounty is why a text message was not sent that the county's bound has stopped.
const reasonCounty = "county_limit"

var (
	errCapped       = errors.New("the person has had today's text messages")
	errCountyCapped = errors.New("the county has had today's text messages")
)

// count takes one of today's text messages of a person, and of the county. Errors: errCapped, errCountyCapped.
func (p *Post) count(tx *models.Tx, accountID int64, now time.Time) error {
	today := models.DayOf(now, clock.Shanghai)
	if err := tx.ForgetQuotas(today, forgetBatch); err != nil {
		return err
	}
	mine, err := tx.TakeQuota(fmt.Sprintf("account:%d", accountID), today, textsToOne)
	if err == nil && !mine {
		err = errCapped
	}
	if err != nil || p.textsADay == 0 {
		return err
	}
	ours, err := tx.TakeQuota("county", today, p.textsADay)
	if err == nil && !ours {
		err = errCountyCapped
	}
	return err
}

// withoutText goes on where there are no more text messages today; that the county has none is the administrator's to know.
func (p *Post) withoutText(ctx context.Context, r *round, county bool) error {
	r.capped = true
	if county {
		err := p.store.Write(ctx, func(tx *models.Tx) error { return Enqueue(tx, alarm(tx.Now(), ChannelSMS, reasonCounty)) })
		if err != nil {
			return err
		}
	}
	return p.sendOn(ctx, r)
}
