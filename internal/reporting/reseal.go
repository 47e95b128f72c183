package reporting

import (
	"context"
	"strconv"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings all that reporting has sealed under the current key and returns how many rows it changed. What is
// erased stays so.
func (r *Reporting) Reseal(ctx context.Context) (int, error) {
	total := 0
	for _, walk := range []func(context.Context) (int, error){r.resealRecords, r.resealAttempts, r.resealUploads, r.resealRefusals} {
		n, err := walk(ctx)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// fresh reports whether sealed needs no new key: it has the current one, or nothing is in it.
func (r *Reporting) fresh(sealed []byte) bool { return len(sealed) == 0 || r.keys.Current(sealed) }

func (r *Reporting) resealRecords(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, r.store, secrets.Walker[models.Record]{
		Batch: (*models.Tx).RecordsAfter,
		ID:    func(row models.Record) int64 { return row.ID },
		Fresh: func(row models.Record) bool { return r.fresh(row.RecipientNameSealed) },
		Renew: r.renewRecord,
		Store: (*models.Tx).ResealRecord,
	})
}

func (r *Reporting) resealAttempts(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, r.store, secrets.Walker[models.Attempt]{
		Batch: (*models.Tx).AttemptsAfter,
		ID:    func(row models.Attempt) int64 { return row.ID },
		Fresh: func(row models.Attempt) bool { return r.fresh(row.ContentSealed) },
		Renew: func(row *models.Attempt) error {
			return r.keys.Renew(secrets.Column{Purpose: purposeAttempt, Sealed: &row.ContentSealed})
		},
		Store: (*models.Tx).ResealAttempt,
	})
}

func (r *Reporting) resealUploads(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, r.store, secrets.Walker[models.Upload]{
		Batch: (*models.Tx).UploadsAfter,
		ID:    func(row models.Upload) int64 { return row.ID },
		Fresh: func(row models.Upload) bool { return r.fresh(row.FileSealed) },
		Renew: func(row *models.Upload) error {
			return r.keys.Renew(secrets.Column{Purpose: purposeUpload, Sealed: &row.FileSealed})
		},
		Store: (*models.Tx).ResealUpload,
	})
}

func (r *Reporting) resealRefusals(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, r.store, secrets.Walker[models.CityRefusal]{
		Batch: (*models.Tx).CityRefusalsAfter,
		ID:    func(row models.CityRefusal) int64 { return row.ID },
		Fresh: func(row models.CityRefusal) bool { return r.fresh(row.ReasonSealed) },
		Renew: func(row *models.CityRefusal) error {
			reason, err := r.keys.Open(purposeRefusal, row.ReasonSealed)
			if err != nil {
				return err
			}
			if row.ReasonIndex, err = r.keys.Index(purposeRefusal, reason); err != nil {
				return err
			}
			return r.keys.Renew(secrets.Column{Purpose: purposeRefusal, Sealed: &row.ReasonSealed})
		},
		Store: (*models.Tx).ResealCityRefusal,
	})
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
		secrets.Column{Purpose: purposeInsist, Sealed: &row.InsistSealed},
	)
}
