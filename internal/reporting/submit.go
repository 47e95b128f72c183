package reporting

import (
	"context"
	"strconv"
	"strings"

	"wanping/internal/calendar"
	"wanping/internal/secrets"
	"wanping/internal/wording"
	"wanping/models"
)

// View is a record as it is shown: the recipient masked.
type View struct {
	models.Record
	RecipientName   string // 张**; "" once it is erased
	RecipientMobile string // 138******12
	Withdrawal      string // the reason
	InsistReason    string // why the wording was insisted on
}

// Codes lists the findings that the wording was insisted against.
func (v View) Codes() []string {
	return strings.FieldsFunc(v.WordingCodes, func(r rune) bool { return r == ',' })
}

// Submit keeps one service, or refuses it and keeps the attempt. What it returns without an error is durable.
// The moment that counts is when the whole submission had been received (reading 13).
//
// Errors: CodeInvalid with fields; CodeForbidden; CodeSectionNotValid; CodeDeadlinePassed, CodeFutureDate,
// CodeBeforeSeason, CodeAfterSeason, CodeAcceptedAfterCompleted; the code of the gravest finding of wording, with all
// of them as fields; CodeDuplicateRecord with the earlier record; CodeIdempotencyKeyRequired, CodeIdempotencyConflict.
func (r *Reporting) Submit(ctx context.Context, actor models.Actor, s Submission, key Key) (View, error) {
	s = s.tidy()
	if err := admit(actor, s, key); err != nil {
		return View{}, err
	}
	use, err := r.keyUse(actor, key)
	if err != nil {
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
		err := r.keepOnce(tx, use, d, &kept)
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

// keepOnce stores the record and its key, or finds the record that the key has stored before.
func (r *Reporting) keepOnce(tx *models.Tx, use keyUse, d *draft, kept *models.Record) error {
	seen, err := tx.Glance(models.GlanceAt{
		AccountID: use.accountID, KeyHashes: use.keys, Recipients: d.recipient, SectionNo: d.record.SectionNo, Day: d.record.CompletedOn,
	})
	if err != nil {
		return err
	}
	if seen.KeyUsed {
		return replay(tx, use, kept)
	}
	j, err := newJudgingOf(tx, r.schedule, d, seen)
	if err != nil {
		return err
	}
	if *kept, err = j.take(d); err != nil {
		return err
	}
	return use.keep(tx, keyKindRecord, kept.ID)
}

func replay(tx *models.Tx, use keyUse, kept *models.Record) error {
	used, _, err := use.find(tx)
	if err != nil {
		return err
	}
	if !use.isOf(used, keyKindRecord) {
		return errKeyReused
	}
	record, ok, err := tx.RecordByID(used.ResultID)
	if err == nil && !ok {
		err = errNoRecord
	}
	*kept = record
	return err
}

// draft is a submission made ready, all hashing, sealing and reading of the wording done, for one write.
type draft struct {
	submission Submission
	record     models.Record
	recipient  [][]byte // its index by each key in use, the current first
	content    []byte
	insist     []byte
	attemptKey []byte
	findings   []wording.Finding
	settled    bool // one of the findings cannot be insisted against
	deadline   calendar.Deadline
}

func (r *Reporting) draft(actor models.Actor, s Submission, key Key) (*draft, error) {
	read := r.checker.Check(s.Item)
	s.Item = read.Text
	d := &draft{submission: s, findings: read.Findings, record: models.Record{
		SectionNo: actor.SectionNo, AccountID: actor.AccountID, HolderID: actor.HolderID,
		Category: s.Category, Item: s.Item, AcceptedOn: s.AcceptedOn, CompletedOn: s.CompletedOn,
	}}
	for _, f := range read.Findings {
		d.settled = d.settled || !r.checker.Insistable(f.Code)
	}
	content, err := s.json()
	if err != nil {
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
		{&d.insist, purposeInsist, s.InsistReason},
	} {
		if *seal.to, err = r.keys.Seal(seal.purpose, seal.plain); err != nil {
			return nil, err
		}
	}
	d.attemptKey, err = r.keys.Index(indexAttempt, strconv.FormatInt(actor.AccountID, 10), key.Key, string(key.Body))
	return d, err
}

// refused reports whether err is a refusal under the rules, which is kept as an attempt and may become a lead.
// A duplicate is a question and not a refusal.
func refused(err error) bool {
	switch models.CodeOf(err) {
	case models.CodeDeadlinePassed, models.CodeFutureDate, models.CodeBeforeSeason, models.CodeAfterSeason,
		models.CodeSectionNotValid:
		return true
	}
	return isWording(err)
}

func (d *draft) attempt(refusal error) *models.Attempt {
	a := &models.Attempt{
		SectionNo: d.record.SectionNo, AccountID: d.record.AccountID, HolderID: d.record.HolderID,
		Code: models.CodeOf(refusal), Message: models.MessageOf(refusal),
		AcceptedOn: d.record.AcceptedOn, CompletedOn: d.record.CompletedOn, ReceivedAt: d.record.ReceivedAt,
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
	var name, mobile string
	for _, open := range []struct {
		to      *string
		purpose string
		sealed  []byte
	}{
		{&name, purposeName, record.RecipientNameSealed},
		{&mobile, purposeMobile, record.RecipientMobileSealed},
		{&v.Withdrawal, purposeWithdrawal, record.WithdrawalSealed},
		{&v.InsistReason, purposeInsist, record.InsistSealed},
	} {
		var err error
		if *open.to, err = r.open(open.purpose, open.sealed); err != nil {
			return v, err
		}
	}
	v.RecipientName, v.RecipientMobile = secrets.MaskName(name), secrets.MaskMobile(mobile)
	return v, nil
}

// open reads what is sealed; what is erased or was never there is "".
func (r *Reporting) open(purpose string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	return r.keys.Open(purpose, sealed)
}
