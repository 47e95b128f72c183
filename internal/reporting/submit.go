package reporting

import (
	"context"
	"strconv"

	"wanping/internal/calendar"
	"wanping/internal/secrets"
	"wanping/models"
)

// View is a record as it is shown: the recipient masked.
type View struct {
	models.Record
	RecipientName   string // 张**
	RecipientMobile string // 138******12
	Withdrawal      string // the reason
}

// Submit keeps one service, or refuses it and keeps the attempt. What it returns without an error is durable.
// The moment that counts is when the whole submission had been received (rules.md 13).
//
// Errors: CodeInvalid with fields; CodeForbidden; CodeSectionNotValid; CodeDeadlinePassed, CodeFutureDate,
// CodeBeforeSeason, CodeAfterSeason, CodeAcceptedAfterCompleted; CodeDuplicateRecord with the earlier record;
// CodeIdempotencyKeyRequired, CodeIdempotencyConflict.
func (r *Reporting) Submit(ctx context.Context, actor models.Actor, s Submission, key Key) (View, error) {
	s = s.tidy()
	if err := admit(actor, s, key); err != nil {
		return View{}, err
	}
	d, err := r.draft(actor, s, key)
	if err != nil {
		return View{}, err
	}
	var kept models.Record
	var refusal error
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		kept, refusal = models.Record{}, nil
		err := d.keep(tx, r.schedule, &kept)
		if refused(err) {
			refusal = err
			return tx.AddAttempt(d.attempt(err))
		}
		return err
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return View{}, r.explain(err)
	}
	return r.view(kept)
}

func admit(actor models.Actor, s Submission, key Key) error {
	if actor.Role != models.RoleLiaison {
		return errNotLiaison
	}
	if key.Key == "" {
		return errNoKey
	}
	return s.check()
}

// draft is a submission made ready, all hashing and sealing done, for one write.
type draft struct {
	actor      models.Actor
	submission Submission
	key        keyUse
	record     models.Record
	recipient  [][]byte // its index by each key in use, the current first
	content    []byte
	attemptKey []byte
	deadline   calendar.Deadline
}

func (r *Reporting) draft(actor models.Actor, s Submission, key Key) (*draft, error) {
	d := &draft{actor: actor, submission: s, record: models.Record{
		SectionNo: actor.SectionNo, AccountID: actor.AccountID, HolderID: actor.HolderID,
		Category: s.Category, Item: s.Item, AcceptedOn: s.AcceptedOn, CompletedOn: s.CompletedOn,
	}}
	content, err := s.json()
	if err != nil {
		return nil, err
	}
	if d.key, err = r.keyUse(actor, key); err != nil {
		return nil, err
	}
	if d.recipient, err = r.keys.Indexes(indexRecipient, recipientParts(strconv.Itoa(actor.SectionNo), s)...); err != nil {
		return nil, err
	}
	d.record.RecipientIndex = d.recipient[0]
	for _, seal := range []struct {
		to             *[]byte
		purpose, plain string
	}{
		{&d.record.RecipientNameSealed, purposeName, s.RecipientName},
		{&d.record.RecipientMobileSealed, purposeMobile, s.RecipientMobile},
		{&d.content, purposeAttempt, content},
	} {
		if *seal.to, err = r.keys.Seal(seal.purpose, seal.plain); err != nil {
			return nil, err
		}
	}
	d.attemptKey, err = r.keys.Index(indexAttempt, strconv.FormatInt(actor.AccountID, 10), key.Key, string(key.Body))
	return d, err
}

// keep stores the record and its key, or finds the record that the key has stored before.
func (d *draft) keep(tx *models.Tx, schedule *calendar.Schedule, kept *models.Record) error {
	used, ok, err := d.key.find(tx)
	if err != nil {
		return err
	}
	if ok {
		return d.replay(tx, used, kept)
	}
	if err := d.judge(tx, schedule); err != nil {
		return err
	}
	*kept = d.record
	if err := d.number(tx, kept); err != nil {
		return err
	}
	return d.key.keep(tx, keyKindRecord, kept.ID)
}

func (d *draft) replay(tx *models.Tx, used models.IdempotencyKey, kept *models.Record) error {
	if !d.key.isOf(used, keyKindRecord) {
		return errKeyReused
	}
	record, ok, err := tx.RecordByID(used.ResultID)
	if err == nil && !ok {
		err = errNoRecord
	}
	*kept = record
	return err
}

// judge decides whether the section may report this day, and in time.
func (d *draft) judge(tx *models.Tx, schedule *calendar.Schedule) error {
	kind, err := kindOn(tx, d.actor.SectionNo, d.record.CompletedOn)
	if err != nil {
		return err
	}
	state, deadline, err := schedule.Judge(kind, d.record.AcceptedOn, d.record.CompletedOn, tx.Now())
	d.deadline = deadline
	if err != nil {
		return err
	}
	d.record.Timeliness, d.record.DeadlineAt = string(state), models.At(deadline.At)
	_, valid, err := tx.SectionOn(d.actor.SectionNo, d.record.CompletedOn)
	if err == nil && !valid {
		err = errNotSection
	}
	return err
}

// number stores the record as the first of its kind, or as the next where the liaison said yes a second time.
func (d *draft) number(tx *models.Tx, kept *models.Record) error {
	same, err := tx.RecordsOfRecipient(d.recipient...)
	if err != nil {
		return err
	}
	for _, earlier := range same {
		if earlier.WithdrawnAt == nil && !d.submission.ConfirmDuplicate {
			return duplicateOf(earlier)
		}
		kept.DuplicateNo = max(kept.DuplicateNo, earlier.DuplicateNo+1)
	}
	added, err := tx.AddRecord(kept)
	if err == nil && !added { // another process stored the same between our look and our write
		err = models.NewError(models.CodeUnavailable, "同一条服务记录正在由另一台设备提交,刚才的内容没有保存,请稍后重试。")
	}
	return err
}

func duplicateOf(earlier models.Record) *models.Error {
	e := models.NewError(models.CodeDuplicateRecord,
		"已有同一服务对象、同一事项、同一天的记录。请核对;确属另一次服务的,请再次确认后提交。")
	e.Earlier = earlier
	return e
}

// refused reports whether err is a refusal under the rules, which is kept as an attempt and may become a lead.
// A duplicate is a question and not a refusal.
func refused(err error) bool {
	switch models.CodeOf(err) {
	case models.CodeDeadlinePassed, models.CodeFutureDate, models.CodeBeforeSeason, models.CodeAfterSeason,
		models.CodeSectionNotValid:
		return true
	}
	return false
}

func (d *draft) attempt(refusal error) *models.Attempt {
	a := &models.Attempt{
		SectionNo: d.actor.SectionNo, AccountID: d.actor.AccountID, HolderID: d.actor.HolderID,
		Code: models.CodeOf(refusal), Message: models.MessageOf(refusal),
		AcceptedOn: d.record.AcceptedOn, CompletedOn: d.record.CompletedOn,
		ContentSealed: d.content, AttemptIndex: d.attemptKey,
	}
	if !d.deadline.At.IsZero() {
		at := models.At(d.deadline.At)
		a.DeadlineAt = &at
	}
	return a
}

// explain shows the earlier record of a duplicate as people may see it.
func (r *Reporting) explain(err error) error {
	refusal, ok := models.AsError(err)
	if !ok {
		return err
	}
	if earlier, ok := refusal.Earlier.(models.Record); ok {
		view, err := r.view(earlier)
		if err != nil {
			return err
		}
		shown := *refusal
		shown.Earlier = view
		return &shown
	}
	return err
}

// view masks the recipient.
func (r *Reporting) view(record models.Record) (View, error) {
	v := View{Record: record}
	name, err := r.keys.Open(purposeName, record.RecipientNameSealed)
	if err != nil {
		return v, err
	}
	mobile, err := r.keys.Open(purposeMobile, record.RecipientMobileSealed)
	if err != nil {
		return v, err
	}
	v.RecipientName, v.RecipientMobile = secrets.MaskName(name), secrets.MaskMobile(mobile)
	if len(record.WithdrawalSealed) > 0 {
		v.Withdrawal, err = r.keys.Open(purposeWithdrawal, record.WithdrawalSealed)
	}
	return v, err
}
