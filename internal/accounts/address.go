package accounts

import (
	"context"
	"errors"
	"regexp"

	"wanping/internal/outbox"
	"wanping/internal/secrets"
	"wanping/models"
)

// AddressOf tells where the present holder of an account in use can be reached.
func (a *Accounts) AddressOf(ctx context.Context, accountID int64) (outbox.Address, error) {
	var bindings []models.Binding
	var mobile []byte
	err := a.store.Read(ctx, func(tx *models.Tx) error {
		bindings, mobile = nil, nil
		account, ok, err := tx.AccountByID(accountID)
		if err != nil || !ok || account.State != models.AccountActive {
			return err
		}
		if bindings, err = tx.LiveBindings(account); err != nil {
			return err
		}
		mobile, err = tx.MobileOf(account)
		return err
	})
	if err != nil {
		return outbox.Address{}, err
	}
	var to outbox.Address
	for _, b := range bindings {
		openID, err := a.keys.Open(purposeOpenID, b.OpenIDSealed)
		if errors.Is(err, secrets.ErrWrongKey) {
			continue // it is reached no more that way, and must bind anew
		}
		if err != nil {
			return to, err
		}
		if b.App == models.AppMini {
			to.Mini = openID
		} else {
			to.Official = openID
		}
	}
	if len(mobile) > 0 {
		to.Mobile, err = a.keys.Open(purposeMobile, mobile)
	}
	return to, err
}

const purposeMobile = "holder.mobile"

var mobileShape = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// SetMobile keeps the own number of the actor's, as the account's present holder, for text messages; "" takes it away.
// It is given up with the account.
func (a *Accounts) SetMobile(ctx context.Context, actor models.Actor, mobile string) error {
	if mobile != "" && !mobileShape.MatchString(mobile) {
		return models.NewError(models.CodeInvalidMobile, "手机号应为11位数字,以1开头,请核对。")
	}
	var sealed []byte
	if mobile != "" {
		var err error
		if sealed, err = a.keys.Seal(purposeMobile, mobile); err != nil {
			return err
		}
	}
	return a.store.Write(ctx, func(tx *models.Tx) error {
		if err := tx.SetMobile(actor.HolderID, sealed); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.mobile", actor.Login, ""))
	})
}

// Mobile tells the own number, masked; "" where there is none.
func (a *Accounts) Mobile(ctx context.Context, actor models.Actor) (string, error) {
	to, err := a.AddressOf(ctx, actor.AccountID)
	if err != nil || to.Mobile == "" {
		return "", err
	}
	return secrets.MaskMobile(to.Mobile), nil
}
