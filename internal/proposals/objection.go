package proposals

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
	"wanping/scoring"
)

// lapseBatch bounds how many objections one sweep settles.
const lapseBatch = 200

// system is who moves what moves by itself.
var system = models.Actor{Login: "system"}

// Object says, for a section, that a proposed deduction is none of its business (annex 5, note 1). Its unit then names
// another section in time, or the deduction falls on all its sections. Errors: CodeNotFound, CodeForbidden,
// CodeAlreadyDecided, CodeObjectionOpen.
func (p *Proposals) Object(ctx context.Context, actor models.Actor, id int64, text string) (models.Objection, error) {
	if err := checkText("text", text); err != nil {
		return models.Objection{}, err
	}
	s, list, err := p.pick(ctx, Selection{IDs: []int64{id}})
	if err != nil {
		return models.Objection{}, err
	}
	one := &list[0]
	if !sees(actor, one) || actor.Role != models.RoleLiaison && actor.Role != models.RoleUnitManager {
		return models.Objection{}, errNotFound
	}
	if err := objectionable(s, one); err != nil {
		return models.Objection{}, err
	}
	step, err := p.move(actor, "object", text)
	if err != nil {
		return models.Objection{}, err
	}
	due := s.today.AddDays(s.plan.ObjectionDays+1).At(0, clock.Shanghai)
	objection := models.Objection{
		ProposalID: id, State: models.ObjectionOpen, SectionNo: one.SectionNo, UnitNo: one.ConcernedUnit, DueAt: models.At(due),
	}
	err = p.store.Write(ctx, func(tx *models.Tx) error {
		added, err := tx.AddObjection(&objection)
		if err == nil && !added {
			err = models.NewError(models.CodeObjectionOpen, "这项扣分已经提出过异议,不能重复提出。")
		}
		if err != nil {
			return err
		}
		if err := claim(tx, one, one.State, one.State, actor); err != nil { // a confirmation at the same moment wins or loses whole
			return err
		}
		if err := tx.AddProposalMoves(of(step, list)); err != nil {
			return err
		}
		return outbox.Enqueue(tx, objectionNotice(one, due))
	})
	return objection, err
}

func objectionable(s *scene, one *models.Proposal) error {
	whole := slices.ContainsFunc(s.state.Rules.Indicators, func(i scoring.Indicator) bool { return i.ID == one.Responsibility && i.WholeUnit })
	if one.Kind != models.EntryDeduction || !whole || one.SectionNo == 0 {
		return models.NewError(models.CodeForbidden, "只有行政执法(附件5)扣在科室上的扣分可以提出与本科室无关;其他异议请在入账后申诉。")
	}
	return open([]models.Proposal{*one})
}

// Name settles an objection: the unit names another of its sections before the time is over.
// Errors: CodeNotFound, CodeForbidden, CodeOutsideWindow, CodeInvalid, CodeAlreadyDecided.
func (p *Proposals) Name(ctx context.Context, actor models.Actor, id int64, section int, text string) error {
	if err := checkText("text", text); err != nil {
		return err
	}
	if err := p.Lapse(ctx); err != nil {
		return err
	}
	s, list, err := p.pick(ctx, Selection{IDs: []int64{id}})
	if err != nil {
		return err
	}
	one := &list[0]
	if actor.Role != models.RoleUnitManager || one.ConcernedUnit != actor.UnitNo {
		return errNotFound
	}
	if unit, ok := s.unitOf(section); !ok || unit != one.ConcernedUnit || section == one.SectionNo {
		return refuse(models.CodeInvalid, "section", "请确定本单位的另一个参评科室。")
	}
	step, err := p.move(actor, "name", text)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx *models.Tx) error {
		return settle(tx, list, step, models.ObjectionNamed, section, 0)
	})
}

func settle(tx *models.Tx, list []models.Proposal, step models.ProposalMove, state string, section, unit int) error {
	closed, err := tx.CloseObjection(list[0].ID, state, section)
	if err != nil {
		return err
	}
	if !closed {
		return models.NewError(models.CodeOutsideWindow, "这项异议已经处理或已过期限,不能再确定科室。")
	}
	if err := tx.SetProposalTarget(list[0].ID, section, unit); err != nil {
		return err
	}
	if err := tx.AddProposalMoves(of(step, list)); err != nil {
		return err
	}
	moved := list[0]
	moved.SectionNo, moved.UnitNo = section, unit
	return outbox.Enqueue(tx, settledNotices(&moved, state)...)
}

// Lapse puts every deduction whose unit has named nobody in time on all sections of the unit. It is safe to call at any
// time; confirmations call it first.
func (p *Proposals) Lapse(ctx context.Context) error {
	var late []models.Objection
	err := p.store.Read(ctx, func(tx *models.Tx) (err error) {
		late, err = tx.LapsedObjections(lapseBatch)
		return err
	})
	if err != nil || len(late) == 0 {
		return err
	}
	step, err := p.move(system, "lapse", "单位未在期限内确定科室,按附件5注1扣该单位所有参评科室")
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx *models.Tx) error {
		for _, o := range late {
			one, ok, err := tx.ProposalByID(o.ProposalID)
			if err != nil || !ok {
				return err
			}
			err = settle(tx, []models.Proposal{one}, step, models.ObjectionLapsed, 0, o.UnitNo)
			if err != nil && models.CodeOf(err) != models.CodeOutsideWindow { // another sweep was first
				return err
			}
		}
		return nil
	})
}

func objectionNotice(one *models.Proposal, due time.Time) models.Message {
	return models.Message{
		ToUnit: one.ConcernedUnit, Topic: "objection", Subject: Subject(one.ID),
		Body: fmt.Sprintf("科室%d提出:%s与本科室无关。请在%s前确定应扣的科室,过期扣本单位所有参评科室。",
			one.SectionNo, describe(one), due.Format("2006年1月2日15:04")),
	}
}
