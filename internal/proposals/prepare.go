package proposals

import (
	"context"
	"slices"

	"wanping/models"
)

// Prepare checks one line and returns the write that keeps it as a proposal, for a room whose own state moves in the
// same write. Errors: as Propose.
func (p *Proposals) Prepare(ctx context.Context, actor models.Actor, line Line) (func(*models.Tx) (int64, error), error) {
	s, err := p.scene(ctx, reversedBy([]Line{line})...)
	if err != nil {
		return nil, err
	}
	rows, err := p.draft(ctx, actor, s, Table{Lines: []Line{line}})
	if err != nil {
		return nil, err
	}
	step, err := p.move(actor, "propose", line.Reason)
	if err != nil {
		return nil, err
	}
	return func(tx *models.Tx) (int64, error) {
		fresh := slices.Clone(rows)
		err := keep(tx, actor, s, fresh, step)
		return fresh[0].ID, err
	}, nil
}
