package proposals

import (
	"context"
	"slices"
	"strconv"

	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/models"
)

// Selection names proposals: some, or a whole batch.
type Selection struct {
	Batch int64
	IDs   []int64
}

// Examine passes bonus applications on, after looking at the documents. Errors: as Confirm.
func (p *Proposals) Examine(ctx context.Context, actor models.Actor, sel Selection, text string) ([]models.Proposal, error) {
	s, list, err := p.pick(ctx, sel)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].State == models.ProposalProposed && examinerOf(s, &list[i]) != actor.Role {
			return nil, errNotYours
		}
	}
	if slices.ContainsFunc(list, func(one models.Proposal) bool { return one.State == models.ProposalExamined }) {
		return nil, errDecided
	}
	return list, p.change(ctx, actor, list, "examine", text, models.ProposalExamined)
}

// Decline refuses proposals, with a reason that their proposer reads. Errors: as Confirm.
func (p *Proposals) Decline(ctx context.Context, actor models.Actor, sel Selection, text string) ([]models.Proposal, error) {
	s, list, err := p.pick(ctx, sel)
	if err != nil {
		return nil, err
	}
	for i := range list {
		d, _ := dutyOf(s.state.Rules, &list[i])
		if actor.Role != d.confirmer && actor.Role != d.examiner {
			return nil, errNotYours
		}
		if list[i].ProposedBy == actor.AccountID {
			return nil, errSameAccount
		}
	}
	return list, p.change(ctx, actor, list, "decline", text, models.ProposalDeclined)
}

// Withdraw takes the own proposals back before they are decided. Errors: as Confirm.
func (p *Proposals) Withdraw(ctx context.Context, actor models.Actor, sel Selection, text string) ([]models.Proposal, error) {
	_, list, err := p.pick(ctx, sel)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(list, func(one models.Proposal) bool { return one.ProposedBy != actor.AccountID }) {
		return nil, models.NewError(models.CodeForbidden, "只能由提出的账号撤回,如需否决请由确认人处理。")
	}
	return list, p.change(ctx, actor, list, "withdraw", text, models.ProposalWithdrawn)
}

// change moves proposals that need no entry.
func (p *Proposals) change(ctx context.Context, actor models.Actor, list []models.Proposal, name, text, to string) error {
	if err := checkText("text", text); err != nil {
		return err
	}
	if err := open(list); err != nil {
		return err
	}
	step, err := p.move(actor, name, text)
	if err != nil {
		return err
	}
	err = p.store.Write(ctx, func(tx *models.Tx) error {
		if err := claim(tx, list, to, actor); err != nil {
			return err
		}
		if err := tx.AddProposalMoves(of(step, list)); err != nil {
			return err
		}
		tell, err := noticesOf(tx)
		if err != nil {
			return err
		}
		return outbox.Enqueue(tx, tell.decided(list, to)...)
	})
	if err == nil {
		for i := range list {
			list[i].State = to
		}
	}
	return err
}

// claim moves proposals as they were read, all or none. It locks their rows, so that nothing comes in between.
func claim(tx *models.Tx, list []models.Proposal, to string, actor models.Actor) error {
	for i := range list {
		moved, err := tx.MoveProposal(&list[i], to, actor.AccountID)
		if err != nil || !moved {
			return orElse(err, errDecided)
		}
	}
	return nil
}

// Confirm posts proposals to the ledger as one batch: the claim of each, its history, the notices, the entries, in one
// write. Errors: CodeNotFound, CodeSameAccount, CodeNotYourIndicator, CodeAlreadyDecided, CodeObjectionOpen, CodeSetOnly,
// CodeStageClosed, and the engine's codes where something has changed since they were proposed.
func (p *Proposals) Confirm(ctx context.Context, actor models.Actor, sel Selection, text string) ([]models.LedgerEntry, error) {
	if err := checkText("text", text); err != nil {
		return nil, err
	}
	if err := p.Lapse(ctx); err != nil {
		return nil, err
	}
	s, list, err := p.pick(ctx, sel)
	if err != nil {
		return nil, err
	}
	if err := p.confirmable(ctx, actor, s, list); err != nil {
		return nil, err
	}
	batch, err := p.prepare(ctx, actor, list)
	if err != nil {
		return nil, err
	}
	step, err := p.move(actor, "confirm", text)
	if err != nil {
		return nil, err
	}
	var posted []models.LedgerEntry
	err = p.store.Write(ctx, func(tx *models.Tx) (err error) {
		posted, err = post(tx, actor, s, list, step, batch)
		return err
	})
	return posted, err
}

func post(tx *models.Tx, actor models.Actor, s *scene, list []models.Proposal, step models.ProposalMove, batch prepared) ([]models.LedgerEntry, error) {
	if err := claim(tx, list, models.ProposalConfirmed, actor); err != nil {
		return nil, err
	}
	for i := range list { // after all claims, so that a view of the database begun here knows every objection
		if objection, ok, err := tx.ObjectionOf(list[i].ID); err != nil || ok && objection.State == models.ObjectionOpen {
			return nil, orElse(err, errObjectionOpen)
		}
	}
	if err := tx.AddProposalMoves(of(step, list)); err != nil {
		return nil, err
	}
	if err := s.readTargets(tx, targetsOf(list)); err != nil {
		return nil, err
	}
	tell, err := noticesOf(tx)
	if err != nil {
		return nil, err
	}
	if err := outbox.Enqueue(tx, tell.posted(s, list, tx.Now())...); err != nil {
		return nil, err
	}
	posted, err := ledger.Post(tx, batch.entries)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := tx.SetProposalEntry(list[i].ID, posted[i].Seq); err != nil { // a row that the claim has locked already
			return nil, err
		}
		if change := batch.changes[i]; change != nil {
			if err := change(tx, posted[i]); err != nil {
				return nil, err
			}
		}
	}
	return posted, nil
}

// targetsOf lists the entries that proposals take back.
func targetsOf(list []models.Proposal) []int64 {
	var out []int64
	for i := range list {
		if list[i].Reverses != nil {
			out = append(out, *list[i].Reverses)
		}
	}
	return out
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// confirmable holds who may confirm what, and checks the entries again as things stand now.
func (p *Proposals) confirmable(ctx context.Context, actor models.Actor, s *scene, list []models.Proposal) error {
	if err := open(list); err != nil {
		return err
	}
	for i := range list {
		one := &list[i]
		d, _ := dutyOf(s.state.Rules, one)
		switch {
		case actor.Role != d.confirmer:
			return errNotYours
		case one.ProposedBy == actor.AccountID || one.Proposer == actor.Login:
			return errSameAccount
		case d.examiner != "" && one.State != models.ProposalExamined:
			return models.NewError(models.CodeNotYourIndicator, "这项申请还没有经过审核,审核后才能确认。")
		}
		if err := p.recheck(ctx, s, one); err != nil {
			return err
		}
	}
	if err := checkSet(s, list); err != nil {
		return err
	}
	return p.store.Read(ctx, func(tx *models.Tx) error { return wholeSets(tx, list) })
}

func (p *Proposals) recheck(ctx context.Context, s *scene, one *models.Proposal) error {
	if room := p.kinds[one.Kind]; room != nil {
		return room.CheckProposal(ctx, one)
	}
	switch one.Kind {
	case models.EntryReversal:
		return nil // the ledger checks it under its lock
	case models.EntryRuling:
		return checkRuling(models.Actor{Role: models.RoleReviewOffice}, s, one)
	}
	if err := checkEntry(s, one); err != nil {
		return err
	}
	return s.plan.Check(one.Responsibility, one.OnDay, s.today, s.state.Rulings.Reopened)
}

// wholeSets refuses a part of a rater's set.
func wholeSets(tx *models.Tx, list []models.Proposal) error {
	if list[0].Kind != models.EntryRating {
		return nil
	}
	all, err := tx.Proposals(models.ProposalFilter{BatchID: list[0].BatchID})
	if err == nil && len(all) != len(list) {
		err = models.NewError(models.CodeSetOnly, "评分要整套确认,请选择整批。")
	}
	return err
}

// prepare prepares what will be posted. Each entry names its proposal, so that none is ever posted twice.
func (p *Proposals) prepare(ctx context.Context, actor models.Actor, list []models.Proposal) (out prepared, err error) {
	drafts := make([]ledger.Draft, len(list))
	out.changes = make([]change, len(list))
	for i := range list {
		if out.changes[i], err = p.prepareKind(ctx, actor, &list[i]); err != nil {
			return out, err
		}
		reason, err := p.keys.Open(purposeReason, list[i].ReasonSealed)
		if err != nil {
			return out, err
		}
		entry := entryOf(&list[i])
		entry.ProposedBy, entry.ConfirmedBy = list[i].Proposer, actor.Login
		source := Subject(list[i].ID)
		entry.Source = &source
		drafts[i] = ledger.Draft{LedgerEntry: *entry, Reason: reason}
	}
	out.entries, err = p.ledger.Prepare(drafts...)
	return out, err
}

// Subject is how entries and notices name a proposal.
func Subject(id int64) string { return "proposal:" + strconv.FormatInt(id, 10) }

// pick reads the proposals of a selection, and the scene. Errors: CodeNotFound.
func (p *Proposals) pick(ctx context.Context, sel Selection) (*scene, []models.Proposal, error) {
	s, err := p.scene(ctx)
	if err != nil {
		return nil, nil, err
	}
	if sel.Batch == 0 && len(sel.IDs) == 0 || len(sel.IDs) > batchLimit {
		return nil, nil, errNotFound
	}
	var list []models.Proposal
	err = p.store.Read(ctx, func(tx *models.Tx) (err error) {
		list, err = tx.Proposals(models.ProposalFilter{BatchID: sel.Batch, IDs: sel.IDs})
		return err
	})
	if err == nil && (len(list) == 0 || len(sel.IDs) > 0 && len(list) != len(slices.Compact(slices.Sorted(slices.Values(sel.IDs))))) {
		err = errNotFound
	}
	return s, list, err
}

// open refuses what somebody has decided already.
func open(list []models.Proposal) error {
	for i := range list {
		if s := list[i].State; s != models.ProposalProposed && s != models.ProposalExamined {
			return errDecided
		}
	}
	return nil
}

var (
	errNotYours      = models.NewError(models.CodeNotYourIndicator, "这一项不由您的单位处理,没有保存。")
	errSameAccount   = models.NewError(models.CodeSameAccount, "提出和确认必须是两个不同的账号,请由另一个账号处理。")
	errObjectionOpen = models.NewError(models.CodeObjectionOpen, "科室已提出这项扣分与其无关,要等单位确定科室或期限届满后才能确认。")
)
