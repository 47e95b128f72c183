package proposals

import (
	"context"

	"wanping/internal/facts"
	"wanping/models"
)

// Objectionable is a deduction, proposed or posted, of which its section may still say that it is none of its business.
type Objectionable struct {
	models.Proposal
	Words string // clause and points; nothing personal
}

// Objectionable lists those on the actor's section or unit, the oldest first. Errors: CodeForbidden.
func (p *Proposals) Objectionable(ctx context.Context, actor models.Actor) ([]Objectionable, error) {
	if actor.Role != models.RoleLiaison && actor.Role != models.RoleUnitManager {
		return nil, models.NewError(models.CodeForbidden, "与本科室无关的异议由被扣分科室或其单位提出。")
	}
	s, err := p.scene(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := p.List(ctx, actor, models.ProposalFilter{})
	if err != nil {
		return nil, err
	}
	var out []Objectionable
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		out = nil
		for i := range rows {
			if objectionable(s, &rows[i]) != nil {
				continue
			}
			if _, objected, err := tx.ObjectionOf(rows[i].ID); err != nil || objected {
				if err != nil {
					return err
				}
				continue
			}
			entry := facts.ToScoring(entryOf(&rows[i]))
			out = append(out, Objectionable{rows[i], facts.Words(s.state.Rules, &entry, s.state.Finder())})
		}
		return nil
	})
	return out, err
}
