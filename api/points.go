package api

import (
	"wanping/internal/boards"
	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/models"
)

// Points are the rooms that turn events into points and show them.
type Points struct {
	Ledger    *ledger.Ledger
	Signer    func() (*ledger.Signer, error) // opens the signing key when it is first needed
	Proposals *proposals.Proposals
	Boards    *boards.Boards
	Adoption  facts.Adoption
	Outbox    *outbox.Outbox
}

// Attach brings the rooms' own kinds of entries to where they are proposed and confirmed.
func (p *Points) Attach(r *roster.Registry) {
	p.Proposals.Attach(models.EntryAttribute, roster.Attributes{Registry: r})
	p.Proposals.Attach(models.EntryTerm, roster.Terms{Registry: r})
	p.Proposals.Attach(models.EntryRuleFile, p.Adoption)
	p.Proposals.Attach(models.EntryBoard, p.Boards)
}
