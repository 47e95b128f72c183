package bot

import (
	"context"
	"slices"
	"time"

	"wanping/internal/outbox"
)

// hintRest is how long somebody who was told how to allow reminders is left in peace.
const hintRest = 14 * 24 * time.Hour

const hintText = "\n想在截止前收到微信提醒:打开小程序“我的”,点“允许发送提醒”。每点一次可收一次,多点几次更稳妥。"

// hint tells a person, once in a while, how to allow reminders where the mini-program has none left to send; "" else. What
// was just stored is told in any case.
func (d Desk) hint(ctx context.Context, in input) string {
	if d.Consents == nil || in.now.Sub(in.who.HintedAt) < hintRest {
		return ""
	}
	wanted, err := d.wantsConsent(ctx, in)
	if err == nil && wanted {
		err = d.Accounts.Hinted(ctx, in.OpenID)
	}
	if err != nil {
		d.Log.WarnContext(ctx, "how to allow reminders is not told", "error", err)
	}
	if err != nil || !wanted {
		return ""
	}
	return hintText
}

// wantsConsent reports whether now is a moment to ask for a consent to reminders of what is due.
func (d Desk) wantsConsent(ctx context.Context, in input) (bool, error) {
	to, err := d.Accounts.AddressOf(ctx, in.who.Actor.AccountID)
	if err != nil {
		return false, err
	}
	standing, err := d.Consents.Standing(ctx, in.role(), to.Mini)
	return slices.ContainsFunc(standing, func(one outbox.Standing) bool {
		return one.Kind == outbox.CardDuty && one.Template != "" && (one.Ask || to.Mini == "")
	}), err
}
