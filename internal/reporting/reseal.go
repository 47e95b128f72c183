package reporting

import (
	"context"
	"strconv"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings all records and attempts under the current key and returns how many it changed.
func (r *Reporting) Reseal(ctx context.Context) (int, error) {
	records, err := secrets.Walk(ctx, r.store, secrets.Walker[models.Record]{
		Batch: (*models.Tx).RecordsAfter,
		ID:    func(row models.Record) int64 { return row.ID },
		Fresh: func(row models.Record) bool { return r.keys.Current(row.RecipientNameSealed) },
		Renew: r.renewRecord,
		Store: (*models.Tx).ResealRecord,
	})
	if err != nil {
		return records, err
	}
	attempts, err := secrets.Walk(ctx, r.store, secrets.Walker[models.Attempt]{
		Batch: (*models.Tx).AttemptsAfter,
		ID:    func(row models.Attempt) int64 { return row.ID },
		Fresh: func(row models.Attempt) bool { return r.keys.Current(row.ContentSealed) },
		Renew: func(row *models.Attempt) error {
			return r.keys.Renew(secrets.Column{Purpose: purposeAttempt, Sealed: &row.ContentSealed})
		},
		Store: (*models.Tx).ResealAttempt,
	})
	return records + attempts, err
}

// renewRecord seals a record anew and recomputes the index by which its duplicates are found.
func (r *Reporting) renewRecord(row *models.Record) error {
	name, err := r.keys.Open(purposeName, row.RecipientNameSealed)
	if err != nil {
		return err
	}
	mobile, err := r.keys.Open(purposeMobile, row.RecipientMobileSealed)
	if err != nil {
		return err
	}
	same := recipientParts(strconv.Itoa(row.SectionNo), Submission{
		RecipientName: name, RecipientMobile: mobile, Item: row.Item, CompletedOn: row.CompletedOn,
	})
	if row.RecipientIndex, err = r.keys.Index(indexRecipient, same...); err != nil {
		return err
	}
	return r.keys.Renew(
		secrets.Column{Purpose: purposeName, Sealed: &row.RecipientNameSealed},
		secrets.Column{Purpose: purposeMobile, Sealed: &row.RecipientMobileSealed},
		secrets.Column{Purpose: purposeWithdrawal, Sealed: &row.WithdrawalSealed},
	)
}
