package outbox

import (
	"context"
	"slices"
	"time"

	"wanping/internal/secrets"
	"wanping/models"
)

const (
	purposeConsent = "consent.open_id"
	indexConsent   = "consent.open_id"
	// consentMatch is how long a client's claim and WeChat's own event are taken for the same tap.
	consentMatch = 10 * time.Minute
	// lowBalance is where a person is asked again.
	lowBalance = 3
	// refusalRest is how long somebody who refused is left in peace.
	refusalRest = 7 * 24 * time.Hour
)

// Consents keeps what people have agreed to receive from the mini-program.
type Consents struct {
	store    *models.Store
	keys     *secrets.Keyring
	longTerm []string // kinds of card that one consent opens for good
	// Templates are the mini-program's template ids by kind of card.
	Templates map[string]string
}

// NewConsents returns the consents; longTerm are the kinds of card with a long-term template.
func NewConsents(store *models.Store, keys *secrets.Keyring, longTerm ...string) *Consents {
	return &Consents{store: store, keys: keys, longTerm: longTerm}
}

// Standing is a person's consent to one kind of card.
type Standing struct {
	Kind     string
	Template string // id; "" where the county has none
	Balance  int
	LongTerm bool
	Ask      bool // now is a moment to ask
}

// Standing tells how a person's consents stand, for the kinds of card that matter to a role.
func (c *Consents) Standing(ctx context.Context, role models.Role, openID string) ([]Standing, error) {
	kinds := kindsFor(role)
	out := make([]Standing, len(kinds))
	for i, kind := range kinds {
		out[i] = Standing{Kind: kind, Template: c.Templates[kind]}
	}
	if openID == "" {
		return out, nil
	}
	indexes, err := c.keys.Indexes(indexConsent, openID)
	if err != nil {
		return nil, err
	}
	return out, c.store.Read(ctx, func(tx *models.Tx) error {
		rows, err := tx.ConsentsOf(indexes)
		for i := range out {
			out[i].Ask = out[i].Template != ""
			for _, row := range rows {
				if row.Kind == out[i].Kind {
					out[i].Balance, out[i].LongTerm = row.Balance, row.LongTerm
					rested := tx.Now().Sub(row.RefusedAt.Time()) >= refusalRest
					out[i].Ask = out[i].Ask && !row.LongTerm && row.Balance < lowBalance && rested
				}
			}
		}
		return err
	})
}

// kindsFor are the cards that a role gets.
func kindsFor(role models.Role) []string {
	switch role {
	case models.RoleLiaison, models.RoleReviewOffice:
		return []string{CardDuty, CardDeduction, CardComplaint}
	case models.RoleUnitManager:
		return []string{CardDuty, CardDeduction, CardComplaint, CardSummary}
	case "":
		return []string{CardComplaint}
	default:
		return []string{CardDuty, CardSummary}
	}
}

// Claimed notes what the client says a person has tapped; WeChat's own event about the same tap counts no second time.
func (c *Consents) Claimed(ctx context.Context, openID string, accepted map[string]bool) error {
	return c.each(ctx, openID, accepted, func(row *models.Consent) (counts bool) {
		if row.Events > 0 {
			row.Events--
			return false
		}
		row.Claims++
		return true
	})
}

// Given notes WeChat's event: a tap in the sheet that asks.
func (c *Consents) Given(ctx context.Context, openID string, accepted map[string]bool) error {
	return c.each(ctx, openID, accepted, func(row *models.Consent) (counts bool) {
		if row.Claims > 0 {
			row.Claims--
			return false
		}
		row.Events++
		return true
	})
}

// Withdrawn notes that a person has turned a kind of card off.
func (c *Consents) Withdrawn(ctx context.Context, openID, kind string) error {
	return c.change(ctx, openID, kind, func(row *models.Consent, now time.Time) {
		row.Balance, row.LongTerm, row.RefusedAt = 0, false, models.At(now)
	})
}

// Used notes that a card was sent.
func (c *Consents) Used(ctx context.Context, openID, kind string) error {
	return c.change(ctx, openID, kind, func(row *models.Consent, _ time.Time) { row.Balance = max(row.Balance-1, 0) })
}

// Exhausted notes that the platform knows of no consent.
func (c *Consents) Exhausted(ctx context.Context, openID, kind string) error {
	return c.change(ctx, openID, kind, func(row *models.Consent, _ time.Time) { row.Balance, row.LongTerm = 0, false })
}

// Has reports whether a card of the kind may go to a person.
func (c *Consents) Has(ctx context.Context, openID, kind string) (bool, error) {
	indexes, err := c.keys.Indexes(indexConsent, openID)
	if err != nil {
		return false, err
	}
	has := false
	err = c.store.Read(ctx, func(tx *models.Tx) error {
		rows, err := tx.ConsentsOf(indexes)
		has = slices.ContainsFunc(rows, func(r models.Consent) bool { return r.Kind == kind && (r.LongTerm || r.Balance > 0) })
		return err
	})
	return has, err
}

func (c *Consents) each(ctx context.Context, openID string, accepted map[string]bool, match func(*models.Consent) bool) error {
	for kind := range accepted {
		if _, known := cards[kind]; !known {
			return models.NewError(models.CodeInvalid, "没有这种通知,请更新小程序后重试。")
		}
	}
	for kind, yes := range accepted {
		err := c.change(ctx, openID, kind, func(row *models.Consent, now time.Time) {
			long := slices.Contains(c.longTerm, kind)
			switch {
			case !yes:
				row.RefusedAt = models.At(now)
			case long:
				row.LongTerm = true
			case match(row):
				row.Balance++
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Consents) change(ctx context.Context, openID, kind string, do func(*models.Consent, time.Time)) error {
	indexes, err := c.keys.Indexes(indexConsent, openID)
	if err != nil {
		return err
	}
	sealed, err := c.keys.Seal(purposeConsent, openID)
	if err != nil {
		return err
	}
	return c.store.Write(ctx, func(tx *models.Tx) error {
		rows, err := tx.ConsentsOf(indexes)
		if err != nil {
			return err
		}
		row := models.Consent{OpenIDIndex: indexes[0], OpenIDSealed: sealed, Kind: kind}
		if at := slices.IndexFunc(rows, func(r models.Consent) bool { return r.Kind == kind }); at >= 0 {
			row = rows[at]
		}
		if tx.Now().Sub(row.UpdatedAt.Time()) >= consentMatch {
			row.Claims, row.Events = 0, 0
		}
		do(&row, tx.Now())
		return tx.KeepConsent(row)
	})
}

// Reseal brings all consents under the current key and returns how many it changed.
func (c *Consents) Reseal(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, c.store, secrets.Walker[models.Consent]{
		Batch: (*models.Tx).ConsentsAfter,
		ID:    func(r models.Consent) int64 { return r.ID },
		Fresh: func(r models.Consent) bool { return c.keys.Current(r.OpenIDSealed) },
		Renew: func(r *models.Consent) error {
			openID, err := c.keys.Open(purposeConsent, r.OpenIDSealed)
			if err != nil {
				return err
			}
			if r.OpenIDIndex, err = c.keys.Index(indexConsent, openID); err != nil {
				return err
			}
			return c.keys.Renew(secrets.Column{Purpose: purposeConsent, Sealed: &r.OpenIDSealed})
		},
		Store: (*models.Tx).ResealConsent,
	})
}
