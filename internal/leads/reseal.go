package leads

import (
	"context"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings all leads under the current key and returns how many it changed.
func (l *Leads) Reseal(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, l.store, secrets.Walker[models.Lead]{
		Batch: (*models.Tx).LeadsAfter,
		ID:    func(row models.Lead) int64 { return row.ID },
		Fresh: func(row models.Lead) bool { return len(row.ReasonSealed) == 0 || l.keys.Current(row.ReasonSealed) },
		Renew: func(row *models.Lead) error {
			return l.keys.Renew(secrets.Column{Purpose: purposeReason, Sealed: &row.ReasonSealed})
		},
		Store: (*models.Tx).ResealLead,
	})
}
