package ledger

import (
	"context"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings the reasons of all entries under the current key and returns how many it changed. The entries
// themselves hold salted hashes only, so the chain is not touched.
func (l *Ledger) Reseal(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, l.store, secrets.Walker[models.LedgerText]{
		Batch: (*models.Tx).LedgerTextsAfter,
		ID:    func(t models.LedgerText) int64 { return t.Seq },
		Fresh: func(t models.LedgerText) bool { return len(t.TextSealed) == 0 || l.keys.Current(t.TextSealed) },
		Renew: func(t *models.LedgerText) error {
			return l.keys.Renew(secrets.Column{Purpose: purposeReason, Sealed: &t.TextSealed})
		},
		Store: (*models.Tx).ResealLedgerText,
	})
}
