package proposals

import (
	"context"
	"fmt"
	"slices"

	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/models"
)

// Appeal asks, for a section by its unit's manager, to take an entry back: once, within the year's window.
// Errors: CodeNotFound, CodeOutsideWindow, CodeAppealOpen, CodeForbidden.
func (p *Proposals) Appeal(ctx context.Context, actor models.Actor, entry int64, text string) (models.Appeal, error) {
	if err := checkText("text", text); err != nil {
		return models.Appeal{}, err
	}
	one, s, err := p.posted(ctx, entry)
	if err != nil {
		return models.Appeal{}, err
	}
	if actor.Role != models.RoleUnitManager || one.ConcernedUnit != actor.UnitNo {
		return models.Appeal{}, errNotFound
	}
	if err := s.inAppealWindow(&one); err != nil {
		return models.Appeal{}, err
	}
	step, err := p.move(actor, "appeal", text)
	if err != nil {
		return models.Appeal{}, err
	}
	appeal := models.Appeal{
		ProposalID: one.ID, EntrySeq: entry, UnitNo: one.ConcernedUnit, State: models.AppealOpen, AppealedBy: actor.AccountID, Appellant: actor.Login,
	}
	list := []models.Proposal{one}
	return appeal, p.store.Write(ctx, func(tx *models.Tx) error {
		added, err := tx.AddAppeal(&appeal)
		if err == nil && !added {
			err = models.NewError(models.CodeAppealOpen, "这一笔已经申诉过了,同一笔只能申诉一次。")
		}
		if err != nil {
			return err
		}
		if err := tx.AddProposalMoves(of(step, list)); err != nil {
			return err
		}
		tell, err := noticesOf(tx)
		if err != nil {
			return err
		}
		return outbox.Enqueue(tx, tell.appeal(s, &one)...)
	})
}

// posted finds the proposal behind an entry.
func (p *Proposals) posted(ctx context.Context, entry int64) (one models.Proposal, s *scene, err error) {
	if s, err = p.scene(ctx); err != nil {
		return one, nil, err
	}
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		found, ok, err := tx.ProposalByEntry(entry)
		if err == nil && !ok {
			err = errNotFound
		}
		one = found
		return err
	})
	return one, s, err
}

func (s *scene) inAppealWindow(one *models.Proposal) error {
	if one.Kind == models.EntryRuling || !ledger.Reversible(one.Kind) || one.DecidedAt == nil {
		return models.NewError(models.CodeForbidden, "冲正、裁定、科室变动和公布不能申诉。")
	}
	last := s.lastAppealDay(one)
	if s.today.After(last) {
		return models.NewError(models.CodeOutsideWindow, fmt.Sprintf("申诉期已于%s结束(入账后%d天内),不能再申诉。", last, s.plan.AppealDays))
	}
	return nil
}

// Decide closes an appeal; an upheld one takes the entry back by a reversal in the same write. Whoever proposed,
// examined or confirmed the entry never decides. Errors: CodeNotFound, CodeSameAccount, CodeNotYourIndicator,
// CodeAlreadyDecided, CodeAlreadyReversed.
func (p *Proposals) Decide(ctx context.Context, actor models.Actor, appealID int64, uphold bool, text string) (models.Appeal, error) {
	if err := checkText("text", text); err != nil {
		return models.Appeal{}, err
	}
	appeal, one, err := p.mayDecide(ctx, actor, appealID)
	if err != nil {
		return appeal, err
	}
	state, name := models.AppealRejected, "reject"
	var batch []ledger.Prepared
	if uphold {
		state, name = models.AppealUpheld, "uphold"
		if batch, err = p.reversal(ctx, &appeal, &one, actor, text); err != nil {
			return appeal, err
		}
	}
	step, err := p.move(actor, name, text)
	if err != nil {
		return appeal, err
	}
	err = p.store.Write(ctx, func(tx *models.Tx) error {
		return decide(tx, &appeal, &one, state, actor, step, batch)
	})
	return appeal, err
}

func decide(tx *models.Tx, appeal *models.Appeal, one *models.Proposal, state string, actor models.Actor, step models.ProposalMove, batch []ledger.Prepared) error {
	decided, err := tx.DecideAppeal(appeal.ID, state, actor.AccountID)
	if err == nil && !decided {
		err = errDecided
	}
	if err != nil {
		return err
	}
	if err := tx.AddProposalMoves(of(step, []models.Proposal{*one})); err != nil {
		return err
	}
	tell, err := noticesOf(tx)
	if err != nil {
		return err
	}
	if err := outbox.Enqueue(tx, tell.appealDecided(one, state, tx.Now())...); err != nil {
		return err
	}
	entries, err := ledger.Post(tx, batch)
	if err != nil {
		return err
	}
	appeal.State, appeal.DecidedBy = state, actor.AccountID
	if len(entries) == 1 {
		appeal.Reversal = &entries[0].Seq
		return tx.SetAppealReversal(appeal.ID, entries[0].Seq)
	}
	return nil
}

// mayDecide finds the appeal and holds who may decide it.
func (p *Proposals) mayDecide(ctx context.Context, actor models.Actor, id int64) (appeal models.Appeal, one models.Proposal, err error) {
	s, err := p.scene(ctx)
	if err != nil {
		return appeal, one, err
	}
	var moves []models.ProposalMove
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		var ok bool
		var err error
		if appeal, ok, err = tx.AppealByID(id); err != nil || !ok {
			return orElse(err, errNotFound)
		}
		if one, ok, err = tx.ProposalByID(appeal.ProposalID); err != nil || !ok {
			return orElse(err, errNotFound)
		}
		moves, err = tx.ProposalMoves(one.ID)
		return err
	})
	if err != nil {
		return appeal, one, err
	}
	if d, _ := dutyOf(s.state.Rules, &one); actor.Role != d.confirmer && actor.Role != models.RoleReviewOffice {
		return appeal, one, errNotYours
	}
	involved := func(m models.ProposalMove) bool { return m.AccountID == actor.AccountID && m.Login == actor.Login }
	if slices.ContainsFunc(moves, involved) {
		return appeal, one, models.NewError(models.CodeSameAccount, "提出、审核或确认过这一笔的账号不能裁决它的申诉,请由另一个账号裁决。")
	}
	if appeal.State != models.AppealOpen {
		return appeal, one, errDecided
	}
	return appeal, one, nil
}

// reversal is proposed by who appealed and confirmed by who decides.
func (p *Proposals) reversal(ctx context.Context, appeal *models.Appeal, one *models.Proposal, actor models.Actor, text string) ([]ledger.Prepared, error) {
	source := fmt.Sprintf("appeal:%d", appeal.ID)
	s, err := p.scene(ctx)
	if err != nil {
		return nil, err
	}
	return p.ledger.Prepare(ledger.Draft{Reason: text, LedgerEntry: models.LedgerEntry{
		Kind: models.EntryReversal, Year: one.Year, SectionNo: one.SectionNo, UnitNo: one.UnitNo, Reverses: one.EntrySeq,
		OnDay: s.today, ProposedBy: appeal.Appellant, ConfirmedBy: actor.Login, Source: &source,
	}})
}
