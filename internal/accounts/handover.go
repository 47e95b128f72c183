package accounts

import (
	"context"
	"strings"

	"wanping/models"
)

// Handover passes an account to a substitute: the present holder's sessions and password end, the substitute is
// named and opens the account with the code. What each holder did stays under that holder.
// Errors: CodeNotFound, CodeAccountClosed, CodeInvalid.
func (a *Accounts) Handover(ctx context.Context, actor models.Actor, login, substitute, reason string) (Code, error) {
	if strings.TrimSpace(substitute) == "" {
		return Code{}, invalid("holder_name", "请填写接手人的姓名。")
	}
	name, err := a.sealHolder(substitute)
	if err != nil {
		return Code{}, err
	}
	why, err := a.keys.Seal(purposeReason, strings.TrimSpace(reason))
	if err != nil {
		return Code{}, err
	}
	code, err := newCode(login)
	if err != nil {
		return Code{}, err
	}
	err = a.manage(ctx, actor, login, func(tx *models.Tx, account models.Account) error {
		code.ExpiresAt = tx.Now().Add(a.settings.ActivationTerm)
		if err := reopen(tx, actor, account, code); err != nil {
			return err
		}
		holder := models.Holder{AccountID: account.ID, NameSealed: name, ReasonSealed: why, NamedBy: actor.AccountID}
		if err := tx.AddHolder(&holder); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.handover", login, ""))
	}, reason)
	return code, err
}
