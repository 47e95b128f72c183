package proposals

import (
	"context"
	"slices"
	"strconv"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/models"
)

// Appealable is a posted deduction that still stands and that the unit may still appeal against, or has.
type Appealable struct {
	models.Proposal
	Entry    int64  // seq in the ledger
	Words    string // clause and points; nothing personal
	LastDay  models.Day
	DaysLeft int // today included
	Appeal   *models.Appeal

	Objectionable bool // the section may say that it is none of its business
}

// Appealable lists the deductions that fall on the actor's section or unit and whose window of appeal is open, those that
// end first at the top. Errors: CodeForbidden.
func (p *Proposals) Appealable(ctx context.Context, actor models.Actor) ([]Appealable, error) {
	if actor.Role != models.RoleLiaison && actor.Role != models.RoleUnitManager {
		return nil, models.NewError(models.CodeForbidden, "申诉由被扣分科室的单位提出。")
	}
	s, err := p.scene(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := p.List(ctx, actor, models.ProposalFilter{State: models.ProposalConfirmed})
	if err != nil {
		return nil, err
	}
	find := s.state.Finder()
	out := []Appealable{}
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		out = out[:0]
		for i := range rows {
			if one := &rows[i]; one.Kind != models.EntryDeduction || one.EntrySeq == nil || s.inAppealWindow(one) != nil {
				continue
			}
			one, stands, err := s.appealable(tx, &rows[i])
			if err != nil {
				return err
			}
			if e, ok := find(strconv.FormatInt(one.Entry, 10)); ok && stands {
				one.Words = facts.Words(s.state.Rules, &e, find)
				out = append(out, one)
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Appealable) int { return a.LastDay.Compare(b.LastDay) })
	return out, err
}

func (s *scene) appealable(tx *models.Tx, p *models.Proposal) (Appealable, bool, error) {
	out := Appealable{Proposal: *p, Entry: *p.EntrySeq, LastDay: s.lastAppealDay(p)}
	out.DaysLeft = out.LastDay.DaysSince(s.today) + 1
	_, objected, err := tx.ObjectionOf(p.ID)
	if err != nil {
		return out, false, err
	}
	out.Objectionable = !objected && objectionable(s, p) == nil
	_, reversed, err := tx.ReversalOf(out.Entry)
	if err != nil || reversed {
		return out, false, err
	}
	appeal, ok, err := tx.AppealOf(p.ID)
	if ok {
		out.Appeal = &appeal
	}
	return out, true, err
}

// lastAppealDay is the last day on which an entry may be appealed against.
func (s *scene) lastAppealDay(one *models.Proposal) models.Day {
	return models.DayOf(one.DecidedAt.Time(), clock.Shanghai).AddDays(s.plan.AppealDays)
}
