package reporting

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/internal/clock"
	"wanping/models"
)

// Records lists what the actor may see, the latest first. Errors: CodeForbidden.
func (r *Reporting) Records(ctx context.Context, actor models.Actor, f models.RecordFilter) ([]View, error) {
	var err error
	if f.SectionNo, f.UnitNo, err = narrow(actor, f.SectionNo, f.UnitNo); err != nil {
		return nil, err
	}
	var rows []models.Record
	err = r.read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Records(f)
		return err
	})
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(rows))
	for _, row := range rows {
		view, err := r.view(row)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

// Record shows one record. Errors: CodeForbidden; CodeNotFound also for records of others.
func (r *Reporting) Record(ctx context.Context, actor models.Actor, id int64) (View, error) {
	var record models.Record
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		record, err = find(tx, actor, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return r.view(record)
}

func find(tx *models.Tx, actor models.Actor, id int64) (models.Record, error) {
	record, ok, err := tx.RecordByID(id)
	if err != nil {
		return record, err
	}
	if ok {
		ok, err = visible(tx, actor, record.SectionNo, record.CompletedOn)
	}
	if err == nil && !ok {
		err = errNoRecord
	}
	return record, err
}

// Withdraw takes a record back before its deadline, with a reason; the record stays, marked.
// Errors: CodeForbidden, CodeNotFound, CodeAlreadyWithdrawn, CodeDeadlinePassed, CodeInvalid.
func (r *Reporting) Withdraw(ctx context.Context, actor models.Actor, id int64, reason string) (View, error) {
	if actor.Role != models.RoleLiaison {
		return View{}, errNotLiaison
	}
	reason, err := checkReason(reason)
	if err != nil {
		return View{}, err
	}
	sealed, err := r.keys.Seal(purposeWithdrawal, reason)
	if err != nil {
		return View{}, err
	}
	var record models.Record
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		if err := withdraw(tx, actor, id, sealed); err != nil {
			return err
		}
		record, _, err = tx.RecordByID(id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return r.view(record)
}

// withdraw marks a record before its deadline.
func withdraw(tx *models.Tx, actor models.Actor, id int64, reason []byte) error {
	record, err := find(tx, actor, id)
	if err != nil {
		return err
	}
	if deadline := record.DeadlineAt.Time(); record.WithdrawnAt == nil && !tx.Now().Before(deadline) {
		return models.NewError(models.CodeDeadlinePassed, fmt.Sprintf(errWithdrawEnd, moment(deadline.In(clock.Shanghai))))
	}
	done, err := tx.WithdrawRecord(id, actor.AccountID, reason)
	if err == nil && !done {
		err = errWithdrawn
	}
	return err
}

// Revealed is a recipient in full, shown once for a reason.
type Revealed struct{ Name, Mobile string }

// Reveal shows a record's recipient in full; who, when and why goes to the audit log.
// Errors: CodeForbidden, CodeNotFound, CodeInvalid.
func (r *Reporting) Reveal(ctx context.Context, actor models.Actor, id int64, reason string) (Revealed, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return Revealed{}, err
	}
	var record models.Record
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		if record, err = find(tx, actor, id); err != nil {
			return err
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID,
			Action: "record.reveal", Subject: fmt.Sprintf("record:%d", id), Detail: reason,
		})
	})
	if err != nil {
		return Revealed{}, err
	}
	var out Revealed
	if out.Name, err = r.open(purposeName, record.RecipientNameSealed); err != nil {
		return Revealed{}, err
	}
	out.Mobile, err = r.open(purposeMobile, record.RecipientMobileSealed)
	return out, err
}

// Attempts lists refused submissions that the actor may see, the latest first. Errors: CodeForbidden.
func (r *Reporting) Attempts(ctx context.Context, actor models.Actor, f models.AttemptFilter) ([]models.Attempt, error) {
	var err error
	if f.SectionNo, f.UnitNo, err = narrow(actor, f.SectionNo, f.UnitNo); err != nil {
		return nil, err
	}
	var rows []models.Attempt
	err = r.read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Attempts(f)
		return err
	})
	return rows, err
}

const reasonLimit = 200 // characters

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonLimit {
		message := fmt.Sprintf("请用不超过%d个字说明原因。", reasonLimit)
		return "", models.NewError(models.CodeInvalid, message, models.Field{Name: "reason", Code: models.CodeInvalid, Message: message})
	}
	return reason, nil
}
