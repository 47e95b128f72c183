package proposals

import (
	"context"
	"fmt"
	"slices"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/models"
	"wanping/scoring"
)

// lapseBatch bounds how many objections one sweep settles.
const lapseBatch = 200

// system is who moves what moves by itself.
var system = models.Actor{Login: "system"}

// Object says, for a section, that a deduction is none of its business (annex 5, note 1), before it is confirmed or within
// the days of an appeal after. Its unit then names another section in time, or the deduction falls on all its sections.
// Errors: CodeNotFound, CodeForbidden, CodeAlreadyDecided, CodeObjectionOpen, CodeOutsideWindow.
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
		if held, err := tx.HoldProposal(id, one.State); err != nil || !held { // a confirmation at the same moment wins or loses whole
			return orElse(err, errDecided)
		}
		if err := tx.AddProposalMoves(of(step, list)); err != nil {
			return err
		}
		tell, err := noticesOf(tx)
		if err != nil {
			return err
		}
		return outbox.Enqueue(tx, tell.objection(one, due))
	})
	return objection, err
}

func objectionable(s *scene, one *models.Proposal) error {
	whole := slices.ContainsFunc(s.state.Rules.Indicators, func(i scoring.Indicator) bool { return i.ID == one.Responsibility && i.WholeUnit })
	if one.Kind != models.EntryDeduction || !whole || one.SectionNo == 0 {
		return models.NewError(models.CodeForbidden, "只有行政执法(附件5)扣在科室上的扣分可以提出与本科室无关;其他异议请在入账后申诉。")
	}
	if one.State == models.ProposalConfirmed {
		return s.inAppealWindow(one)
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
	return p.settle(ctx, one, step, models.ObjectionNamed, section, 0)
}

// settle puts the deduction where it belongs: a proposal gets another target; an entry is taken back and posted again,
// under the names of those who proposed and confirmed it, as the rule and not a person moves it.
func (p *Proposals) settle(ctx context.Context, one *models.Proposal, step models.ProposalMove, state string, section, unit int) error {
	moved := *one
	moved.SectionNo, moved.UnitNo = section, unit
	batch, err := p.repost(ctx, one, &moved)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx *models.Tx) error {
		closed, err := tx.CloseObjection(one.ID, state, section)
		if err != nil || !closed {
			return orElse(err, errSettled)
		}
		if held, err := tx.HoldProposal(one.ID, one.State); err != nil || !held {
			return orElse(err, errDecided)
		}
		if err := tx.SetProposalTarget(one.ID, section, unit); err != nil {
			return err
		}
		if err := tx.AddProposalMoves(of(step, []models.Proposal{*one})); err != nil {
			return err
		}
		tell, err := noticesOf(tx)
		if err != nil {
			return err
		}
		if err := outbox.Enqueue(tx, tell.settled(&moved, state)...); err != nil {
			return err
		}
		posted, err := ledger.Post(tx, batch)
		if err != nil || len(posted) == 0 {
			return err
		}
		return tx.SetProposalEntry(one.ID, posted[len(posted)-1].Seq)
	})
}

// repost prepares the reversal of a posted deduction and the same one on its new target; nothing for a proposal that is
// still to be confirmed, or an entry that an appeal has taken back.
func (p *Proposals) repost(ctx context.Context, one, moved *models.Proposal) ([]ledger.Prepared, error) {
	if one.State != models.ProposalConfirmed {
		return nil, nil
	}
	var entry models.LedgerEntry
	var reversed bool
	today := models.Day{}
	err := p.store.Read(ctx, func(tx *models.Tx) (err error) {
		today = models.DayOf(tx.Now(), clock.Shanghai)
		if entry, _, err = tx.LedgerEntryBySeq(*one.EntrySeq); err != nil {
			return err
		}
		_, reversed, err = tx.ReversalOf(entry.Seq)
		return err
	})
	if err != nil || reversed {
		return nil, err
	}
	taken, again := fmt.Sprintf("objection:%d", one.ID), fmt.Sprintf("objection:%d:moved", one.ID)
	fresh := *entryOf(moved)
	fresh.ProposedBy, fresh.ConfirmedBy, fresh.Source = entry.ProposedBy, entry.ConfirmedBy, &again
	back := models.LedgerEntry{
		Kind: models.EntryReversal, Year: entry.Year, SectionNo: entry.SectionNo, UnitNo: entry.UnitNo, Reverses: &entry.Seq, OnDay: today,
		ProposedBy: entry.ProposedBy, ConfirmedBy: entry.ConfirmedBy, Source: &taken,
	}
	return p.ledger.Prepare(ledger.Draft{LedgerEntry: back, Reason: noteOne}, ledger.Draft{LedgerEntry: fresh, Reason: noteOne})
}

// noteOne is the reason of what annex 5, note 1 moves.
const noteOne = "按附件5注1,由单位确定扣分事项对应的科室,未及时确定的扣该单位所有参评科室"

var errSettled = models.NewError(models.CodeOutsideWindow, "这项异议已经处理或已过期限,不能再确定科室。")

// Lapse puts every deduction whose unit has named nobody in time on all sections of the unit. It is safe to call at any
// time; confirmations call it first.
func (p *Proposals) Lapse(ctx context.Context) error {
	var late []models.Proposal
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		late = nil
		objections, err := tx.LapsedObjections(lapseBatch)
		if err != nil {
			return err
		}
		for _, o := range objections {
			one, ok, err := tx.ProposalByID(o.ProposalID)
			if err != nil {
				return err
			}
			if ok {
				late = append(late, one)
			}
		}
		return nil
	})
	if err != nil || len(late) == 0 {
		return err
	}
	step, err := p.move(system, "lapse", noteOne)
	if err != nil {
		return err
	}
	for i := range late {
		err := p.settle(ctx, &late[i], step, models.ObjectionLapsed, 0, late[i].ConcernedUnit)
		if code := models.CodeOf(err); err != nil && code != models.CodeOutsideWindow && code != models.CodeAlreadyDecided {
			return err // those two: another sweep, or a decision, was first
		}
	}
	return nil
}
