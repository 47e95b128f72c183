package proposals

import (
	"context"

	"wanping/internal/facts"
	"wanping/models"
)

// Objectionable is a deduction, proposed or posted, of which its section may still say that it is none of its business, or
// has said so.
type Objectionable struct {
	models.Proposal
	Words     string            // clause and points; nothing personal
	Objection *models.Objection // open: the unit is to name the section; nil where there is none
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
			one, ok, err := s.objectionable(tx, &rows[i])
			if err != nil {
				return err
			}
			if ok {
				out = append(out, one)
			}
		}
		return nil
	})
	return out, err
}

// objectionable is a proposal with the objection that is open against it; false where there is none and can be none.
func (s *scene) objectionable(tx *models.Tx, p *models.Proposal) (Objectionable, bool, error) {
	out := Objectionable{Proposal: *p}
	objection, objected, err := tx.ObjectionOf(p.ID)
	possible := objectionable(s, p) == nil
	switch {
	case err != nil:
		return out, false, err
	case objected && objection.State != models.ObjectionOpen, !objected && !possible:
		return out, false, nil
	case objected:
		out.Objection = &objection
	}
	entry := facts.ToScoring(entryOf(p))
	out.Words = facts.Words(s.state.Rules, &entry, s.state.Finder())
	return out, true, nil
}
