package proposals

import (
	"context"

	"wanping/internal/secrets"
	"wanping/models"
)

// Reseal brings the reasons of proposals and the texts of their moves under the current key and returns how many it
// changed.
func (p *Proposals) Reseal(ctx context.Context) (int, error) {
	reasons, err := secrets.Walk(ctx, p.store, secrets.Walker[models.Proposal]{
		Batch: (*models.Tx).ProposalsAfter,
		ID:    func(row models.Proposal) int64 { return row.ID },
		Fresh: func(row models.Proposal) bool { return len(row.ReasonSealed) == 0 || p.keys.Current(row.ReasonSealed) },
		Renew: func(row *models.Proposal) error {
			return p.keys.Renew(secrets.Column{Purpose: purposeReason, Sealed: &row.ReasonSealed})
		},
		Store: (*models.Tx).ResealProposal,
	})
	if err != nil {
		return reasons, err
	}
	moves, err := secrets.Walk(ctx, p.store, secrets.Walker[models.ProposalMove]{
		Batch: (*models.Tx).ProposalMovesAfter,
		ID:    func(row models.ProposalMove) int64 { return row.ID },
		Fresh: func(row models.ProposalMove) bool { return len(row.TextSealed) == 0 || p.keys.Current(row.TextSealed) },
		Renew: func(row *models.ProposalMove) error {
			return p.keys.Renew(secrets.Column{Purpose: purposeMove, Sealed: &row.TextSealed})
		},
		Store: (*models.Tx).ResealProposalMove,
	})
	return reasons + moves, err
}
