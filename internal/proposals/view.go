package proposals

import (
	"context"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
)

// View is a proposal with its history, its texts opened.
type View struct {
	models.Proposal
	Reason    string
	Moves     []Move
	Objection *models.Objection
	Appeal    *models.Appeal
}

// Move is a step of the history.
type Move struct {
	models.ProposalMove
	Text string
}

// List lists the proposals that are the actor's to see: a liaison the own section's, a unit manager the own unit's.
func (p *Proposals) List(ctx context.Context, actor models.Actor, f models.ProposalFilter) ([]models.Proposal, error) {
	actor, err := p.placed(ctx, actor)
	if err != nil {
		return nil, err
	}
	switch actor.Role {
	case models.RoleLiaison:
		f.SectionNo, f.UnitNo = actor.SectionNo, actor.UnitNo
	case models.RoleUnitManager:
		f.SectionNo, f.UnitNo = 0, actor.UnitNo
	}
	var rows []models.Proposal
	err = p.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Proposals(f)
		return err
	})
	return rows, err
}

// placed tells a liaison's unit, which is its section's on the day.
func (p *Proposals) placed(ctx context.Context, actor models.Actor) (models.Actor, error) {
	if actor.Role != models.RoleLiaison || actor.UnitNo != 0 {
		return actor, nil
	}
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		term, _, err := tx.SectionOn(actor.SectionNo, models.DayOf(tx.Now(), clock.Shanghai))
		actor.UnitNo = term.UnitNo
		return err
	})
	return actor, err
}

// Show shows one proposal with its history. Errors: CodeNotFound, also for those of others.
func (p *Proposals) Show(ctx context.Context, actor models.Actor, id int64) (View, error) {
	var v View
	var moves []models.ProposalMove
	actor, err := p.placed(ctx, actor)
	if err != nil {
		return v, err
	}
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		one, ok, err := tx.ProposalByID(id)
		if err != nil || !ok || !sees(actor, &one) {
			return orElse(err, errNotFound)
		}
		v = View{Proposal: one}
		if objection, ok, err := tx.ObjectionOf(id); err != nil {
			return err
		} else if ok {
			v.Objection = &objection
		}
		if appeal, ok, err := tx.AppealOf(id); err != nil {
			return err
		} else if ok {
			v.Appeal = &appeal
		}
		moves, err = tx.ProposalMoves(id)
		return err
	})
	if err != nil {
		return v, err
	}
	if v.Reason, err = p.open(purposeReason, v.ReasonSealed); err != nil {
		return v, err
	}
	for _, m := range moves {
		text, err := p.open(purposeMove, m.TextSealed)
		if err != nil {
			return v, err
		}
		v.Moves = append(v.Moves, Move{ProposalMove: m, Text: text})
	}
	return v, nil
}

// open reads a text; one that was erased is empty.
func (p *Proposals) open(purpose string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	return p.keys.Open(purpose, sealed)
}

// Erase takes away what people wrote about an entry, in its proposal and beside the ledger: the chain stays as it is, and
// so do the moves with their people and times. Errors: CodeNotFound, CodeForbidden.
func (p *Proposals) Erase(ctx context.Context, actor models.Actor, entry int64) error {
	if actor.Role != models.RoleReviewOffice && actor.Role != models.RoleAdministrator {
		return models.NewError(models.CodeForbidden, "只有县评议办或系统管理员可以清除理由文字。")
	}
	return p.store.Write(ctx, func(tx *models.Tx) error {
		one, ok, err := tx.ProposalByEntry(entry)
		if err != nil {
			return err
		}
		if ok {
			if err := tx.EraseProposalTexts(one.ID); err != nil {
				return err
			}
		}
		return ledger.EraseReason(tx, actor, entry)
	})
}

// Appeals lists appeals: a unit manager the own unit's, the offices all. Sections have none of their own.
func (p *Proposals) Appeals(ctx context.Context, actor models.Actor, after int64, limit int) ([]models.Appeal, error) {
	unit := 0
	if actor.Role == models.RoleLiaison || actor.Role == models.RoleUnitManager {
		unit = actor.UnitNo
	}
	var rows []models.Appeal
	err := p.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Appeals(unit, after, limit)
		return err
	})
	return rows, err
}
