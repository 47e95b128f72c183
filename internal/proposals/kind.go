package proposals

import (
	"context"

	"wanping/internal/ledger"
	"wanping/models"
)

// Kind is what a room brings of entries that change its own tables: sections' terms and attributes, rule files, published
// boards. Such an entry is proposed and confirmed as every other, and the room's tables change in the entry's write.
type Kind interface {
	// CheckProposal tells what is wrong with a proposal as things stand, and fills in what follows from the rest. It runs
	// when it is proposed and again before it is confirmed.
	CheckProposal(ctx context.Context, p *models.Proposal) error
	// PrepareEntry does what has no place in a write, and may change what the entry attests; the change that it returns runs
	// in the write, after the entry was posted.
	PrepareEntry(ctx context.Context, p *models.Proposal, c models.Confirmation) (func(*models.Tx, models.LedgerEntry) error, error)
}

// Attach takes in a room's kind of entries. Call it before anything is proposed.
func (p *Proposals) Attach(kind string, room Kind) { p.kinds[kind] = room }

// change is what a kind's room does to its tables when the entry stands.
type change func(*models.Tx, models.LedgerEntry) error

// prepareKind asks the kind's room what its tables take from the entry; nil where no room has brought the kind.
func (p *Proposals) prepareKind(ctx context.Context, actor models.Actor, one *models.Proposal) (change, error) {
	room := p.kinds[one.Kind]
	if room == nil {
		return nil, nil
	}
	reason, err := p.keys.Open(purposeReason, one.ReasonSealed)
	if err != nil {
		return nil, err
	}
	return room.PrepareEntry(ctx, one, models.Confirmation{By: actor, Reason: reason})
}

// prepared is entries with what each changes beside the ledger; nil where it changes nothing.
type prepared struct {
	entries []ledger.Prepared
	changes []change
}

// checkKind holds who may propose an entry of a room's kind, and what the room says of it.
func (p *Proposals) checkKind(ctx context.Context, actor models.Actor, s *scene, row *models.Proposal) error {
	if err := mayPropose(actor, s, row); err != nil {
		return err
	}
	return p.kinds[row.Kind].CheckProposal(ctx, row)
}
