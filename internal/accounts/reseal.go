package accounts

import (
	"context"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings all holders and bindings under the current key and returns how many it changed.
func (a *Accounts) Reseal(ctx context.Context) (int, error) {
	holders, err := a.resealHolders(ctx)
	if err != nil {
		return holders, err
	}
	bindings, err := a.resealBindings(ctx)
	return holders + bindings, err
}

func (a *Accounts) resealHolders(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, a.store, secrets.Walker[models.Holder]{
		Batch: (*models.Tx).HoldersAfter,
		ID:    func(h models.Holder) int64 { return h.ID },
		Fresh: func(h models.Holder) bool {
			return a.keys.Current(h.NameSealed) && (len(h.MobileSealed) == 0 || a.keys.Current(h.MobileSealed))
		},
		Renew: func(h *models.Holder) error {
			return a.keys.Renew(
				secrets.Column{Purpose: purposeHolder, Sealed: &h.NameSealed},
				secrets.Column{Purpose: purposeReason, Sealed: &h.ReasonSealed},
				secrets.Column{Purpose: purposeMobile, Sealed: &h.MobileSealed},
			)
		},
		Store: (*models.Tx).ResealHolder,
	})
}
