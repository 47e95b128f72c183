package complaints

import (
	"context"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings all that the room has sealed under the current key and returns how many rows it changed. What is erased
// stays so; keyed indexes are looked up by every key of the key file and stay.
func (c *Complaints) Reseal(ctx context.Context) (int, error) {
	total := 0
	for _, walk := range []func(context.Context) (int, error){c.resealComplaints, c.resealTexts, c.resealCases} {
		n, err := walk(ctx)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// fresh reports whether sealed columns need no new key.
func (c *Complaints) fresh(columns ...[]byte) bool {
	for _, sealed := range columns {
		if len(sealed) > 0 && !c.keys.Current(sealed) {
			return false
		}
	}
	return true
}

func (c *Complaints) resealComplaints(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, c.store, secrets.Walker[models.Complaint]{
		Batch: (*models.Tx).ComplaintsAfter,
		ID:    func(row models.Complaint) int64 { return row.ID },
		Fresh: func(row models.Complaint) bool {
			return c.fresh(row.NameSealed, row.MobileSealed, row.OpenIDSealed, row.TextSealed, row.UnitTextSealed)
		},
		Renew: func(row *models.Complaint) error {
			return c.keys.Renew(
				secrets.Column{Purpose: purposeName, Sealed: &row.NameSealed},
				secrets.Column{Purpose: purposeMobile, Sealed: &row.MobileSealed},
				secrets.Column{Purpose: purposeOpenID, Sealed: &row.OpenIDSealed},
				secrets.Column{Purpose: purposeText, Sealed: &row.TextSealed},
				secrets.Column{Purpose: purposeUnitText, Sealed: &row.UnitTextSealed},
			)
		},
		Store: (*models.Tx).ResealComplaint,
	})
}

func (c *Complaints) resealTexts(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, c.store, secrets.Walker[models.ComplaintText]{
		Batch: (*models.Tx).ComplaintTextsAfter,
		ID:    func(row models.ComplaintText) int64 { return row.ID },
		Fresh: func(row models.ComplaintText) bool { return c.fresh(row.TextSealed) },
		Renew: func(row *models.ComplaintText) error {
			return c.keys.Renew(secrets.Column{Purpose: purposeMove, Sealed: &row.TextSealed})
		},
		Store: (*models.Tx).ResealComplaintText,
	})
}

func (c *Complaints) resealCases(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, c.store, secrets.Walker[models.HotlineCase]{
		Batch: (*models.Tx).HotlineCasesAfter,
		ID:    func(row models.HotlineCase) int64 { return row.ID },
		Fresh: func(row models.HotlineCase) bool { return c.fresh(row.NoteSealed) },
		Renew: func(row *models.HotlineCase) error {
			return c.keys.Renew(secrets.Column{Purpose: purposeNote, Sealed: &row.NoteSealed})
		},
		Store: (*models.Tx).ResealHotlineCase,
	})
}
