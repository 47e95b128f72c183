package reporting

import (
	"context"
	"fmt"

	"wanping/internal/wording"
	"wanping/models"
)

// correctionReason is what stands with a record that a corrected one has taken the place of.
const correctionReason = "更正,另有更正后的记录"

// Correct takes a record back before its deadline and keeps a corrected one in its place, in one write: either both or
// neither. What s leaves empty stays as it was; nothing of the recipient is shown for it. The corrected record is judged as
// any other, by when the correction was received; a refusal keeps an attempt, and the record stands.
//
// Errors: those of Withdraw and Submit.
func (r *Reporting) Correct(ctx context.Context, actor models.Actor, id int64, s Submission, key Key) (View, error) {
	if actor.Role != models.RoleLiaison {
		return View{}, errNotLiaison
	}
	key.Body = fmt.Appendf(nil, "correct:%d:%s", id, key.Body) // of another record the same words are another correction
	use, err := r.keyUse(actor, key)
	if err != nil {
		return View{}, err
	}
	if s, err = r.completed(ctx, actor, id, s); err != nil {
		return View{}, err
	}
	if err := admit(actor, s, key); err != nil {
		return View{}, err
	}
	d, err := r.draft(actor, s, key)
	if err != nil {
		return View{}, err
	}
	sealed, err := r.keys.Seal(purposeWithdrawal, correctionReason)
	if err != nil {
		return View{}, err
	}
	var kept models.Record
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		kept = models.Record{}
		if _, done, err := use.find(tx); err != nil || done {
			return orElse(err, func() error { return replay(tx, use, &kept) })
		}
		d.record.ReceivedAt = models.At(tx.Now()) // an attempt is kept by a write of its own, and tells this moment
		if err := withdraw(tx, actor, id, sealed); err != nil {
			return err
		}
		return r.keepOnce(tx, use, d, &kept)
	})
	if refused(err) {
		if failed := r.store.Write(ctx, func(tx *models.Tx) error { return tx.AddAttempt(d.attempt(err)) }); failed != nil {
			return View{}, failed
		}
	}
	if err != nil {
		return View{}, r.explain(err)
	}
	return r.view(kept)
}

func orElse(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

// completed takes what a correction leaves empty from the record.
func (r *Reporting) completed(ctx context.Context, actor models.Actor, id int64, s Submission) (Submission, error) {
	var was models.Record
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		was, err = find(tx, actor, id)
		return err
	})
	if err != nil {
		return s, err
	}
	for _, piece := range []struct {
		to      *string
		purpose string
		sealed  []byte
	}{{&s.RecipientName, purposeName, was.RecipientNameSealed}, {&s.RecipientMobile, purposeMobile, was.RecipientMobileSealed}} {
		if *piece.to == "" {
			if *piece.to, err = r.open(piece.purpose, piece.sealed); err != nil {
				return s, err
			}
		}
	}
	if s.Item == "" {
		s.Item = was.Item
	}
	if s.Category == "" {
		s.Category = was.Category
	}
	if s.AcceptedOn.IsZero() {
		s.AcceptedOn = was.AcceptedOn
	}
	if s.CompletedOn.IsZero() {
		s.CompletedOn = was.CompletedOn
	}
	return s.tidy(), nil
}

// MayInsist tells whether a refusal of Submit or Correct is one of wording only, against which a reason may be given (D22).
func (r *Reporting) MayInsist(err error) bool {
	refusal, ok := models.AsError(err)
	if !ok || !isWording(err) {
		return false
	}
	for _, f := range refusal.Fields {
		if !r.checker.Insistable(wording.Code(f.Code)) {
			return false
		}
	}
	return true
}
