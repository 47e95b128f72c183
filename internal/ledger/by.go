package ledger

import "wanping/models"

// By is who founds what the ledger begins with, while no proposal can be made yet: two accounts of the review office,
// named together at the server (decision 0040).
type By struct{ Proposer, Confirmer models.Actor }

// Check holds that they are two, and of the review office. Errors: CodeForbidden, CodeSameAccount.
func (b By) Check() error {
	if b.Proposer.Role != models.RoleReviewOffice || b.Confirmer.Role != models.RoleReviewOffice {
		return models.NewError(models.CodeForbidden, "名单和规则由县评议办的两个账号提出和确认,请写明这两个账号(--as 和 --confirm-as)。")
	}
	if b.Proposer.Login == b.Confirmer.Login {
		return errSameAccount
	}
	return nil
}

var errSameAccount = models.NewError(models.CodeSameAccount, "提出和确认必须是两个不同的账号,请由另一个账号确认。")
