package app

import (
	"context"

	"wanping/internal/leads"
	"wanping/internal/proposals"
	"wanping/models"
)

// leadProposer hands leads to the proposals room, which knows who may propose.
type leadProposer struct{ proposals *proposals.Proposals }

// Prepare asks for a deduction of the clause's points, once.
func (l leadProposer) Prepare(ctx context.Context, actor models.Actor, p leads.Proposal) (func(*models.Tx) (int64, error), error) {
	return l.proposals.Prepare(ctx, actor, proposals.Line{
		Kind: models.EntryDeduction, Section: p.SectionNo, Clause: p.Clause, On: p.On, Evidence: p.Evidence, Reason: p.Reason,
	})
}
