package api

import (
	"wanping/internal/boards"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
)

// Points are the rooms that turn events into points and show them.
type Points struct {
	Ledger    *ledger.Ledger
	Signer    func() (*ledger.Signer, error) // opens the signing key when it is first needed
	Proposals *proposals.Proposals
	Boards    *boards.Boards
	Outbox    *outbox.Outbox
}
