// Package leads finds what the review office should look at: periods for which nothing was reported, and attempts that
// came too late (reading 13). A lead is never a deduction: it is dismissed with a reason or turned into a proposal.
package leads

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/internal/reporting"
	"wanping/internal/secrets"
	"wanping/models"
)

const purposeReason = "lead.reason"

// Proposal is the deduction that a lead asks for.
type Proposal struct {
	LeadID    int64
	SectionNo int
	Clause    string
	On        models.Day // the day, or the period's last, that was missed
	Evidence  string
	Reason    string
}

// Proposer takes proposals in; whether the actor may propose is its business.
type Proposer interface {
	// Prepare does what needs no transaction and returns the write, which runs with that of the lead.
	Prepare(ctx context.Context, actor models.Actor, p Proposal) (func(*models.Tx) (proposalID int64, err error), error)
}

// Leads is the room's door.
type Leads struct {
	store     *models.Store
	keys      *secrets.Keyring
	reporting *reporting.Reporting
	proposer  Proposer
}

// New returns the room. Without a proposer leads can only be dismissed.
func New(store *models.Store, keys *secrets.Keyring, r *reporting.Reporting, proposer Proposer) *Leads {
	return &Leads{store: store, keys: keys, reporting: r, proposer: proposer}
}

// View is a lead with the reason of its decision.
type View struct {
	models.Lead
	Reason string
}

// List shows leads to the offices that supervise reporting, the latest first. Errors: CodeForbidden.
func (l *Leads) List(ctx context.Context, actor models.Actor, f models.LeadFilter) ([]View, error) {
	switch actor.Role {
	case models.RoleReviewOffice, models.RoleWorkCommittee, models.RoleAuditor:
	default:
		return nil, errForbidden
	}
	var rows []models.Lead
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Leads(f)
		return err
	})
	if err != nil {
		return nil, err
	}
	views := make([]View, len(rows))
	for i, row := range rows {
		if views[i], err = l.view(row); err != nil {
			return nil, err
		}
	}
	return views, nil
}

func (l *Leads) view(lead models.Lead) (View, error) {
	v := View{Lead: lead}
	if len(lead.ReasonSealed) == 0 {
		return v, nil
	}
	var err error
	v.Reason, err = l.keys.Open(purposeReason, lead.ReasonSealed)
	return v, err
}

// Dismiss ends an open lead with a reason. Errors: CodeForbidden, CodeInvalid, CodeNotFound, CodeLeadDecided.
func (l *Leads) Dismiss(ctx context.Context, actor models.Actor, id int64, reason string) (View, error) {
	if actor.Role != models.RoleReviewOffice {
		return View{}, errForbidden
	}
	return l.decide(ctx, actor, id, reason, func(_ *models.Tx, lead *models.Lead) error {
		lead.State = models.LeadDismissed
		return nil
	})
}

// Propose turns an open lead into a proposal, both in one write.
// Errors: CodeForbidden, CodeInvalid, CodeNotFound, CodeLeadDecided, CodeNoProposals, and those of the proposer.
func (l *Leads) Propose(ctx context.Context, actor models.Actor, id int64, reason string) (View, error) {
	if actor.Role != models.RoleReviewOffice && actor.Role != models.RoleWorkCommittee {
		return View{}, errForbidden
	}
	if l.proposer == nil {
		return View{}, models.NewError(models.CodeNoProposals, "系统尚未开通扣分提议,请稍后再试,或先线下登记。")
	}
	lead, err := l.find(ctx, id)
	if err != nil {
		return View{}, err
	}
	write, err := l.proposer.Prepare(ctx, actor, Proposal{
		LeadID: lead.ID, SectionNo: lead.SectionNo, Clause: lead.Clause, On: lead.PeriodTo, Evidence: lead.Evidence, Reason: strings.TrimSpace(reason),
	})
	if err != nil {
		return View{}, err
	}
	return l.decide(ctx, actor, id, reason, func(tx *models.Tx, lead *models.Lead) error {
		proposalID, err := write(tx)
		lead.State, lead.ProposalID = models.LeadProposed, &proposalID
		return err
	})
}

func (l *Leads) find(ctx context.Context, id int64) (models.Lead, error) {
	var lead models.Lead
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		lead, err = openLead(tx, id)
		return err
	})
	return lead, err
}

func openLead(tx *models.Tx, id int64) (models.Lead, error) {
	lead, ok, err := tx.LeadByID(id)
	switch {
	case err != nil:
		return lead, err
	case !ok:
		return lead, models.NewError(models.CodeNotFound, "没有找到这条线索,请刷新列表后重试。")
	case lead.State != models.LeadOpen:
		return lead, models.NewError(models.CodeLeadDecided, "这条线索已经处理过,请刷新列表查看结果。")
	}
	return lead, nil
}

// decide brings an open lead to its end with a sealed reason and a line in the audit log.
func (l *Leads) decide(ctx context.Context, actor models.Actor, id int64, reason string, end func(*models.Tx, *models.Lead) error) (View, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return View{}, err
	}
	sealed, err := l.keys.Seal(purposeReason, reason)
	if err != nil {
		return View{}, err
	}
	var lead models.Lead
	err = l.store.Write(ctx, func(tx *models.Tx) error {
		if lead, err = openLead(tx, id); err != nil {
			return err
		}
		if err := end(tx, &lead); err != nil {
			return err
		}
		lead.DecidedBy, lead.ReasonSealed = &actor.AccountID, sealed
		done, err := tx.DecideLead(lead)
		if err != nil {
			return err
		}
		if !done {
			return models.NewError(models.CodeLeadDecided, "这条线索刚刚被另一人处理,请刷新列表查看结果。")
		}
		if lead, _, err = tx.LeadByID(id); err != nil {
			return err
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "lead." + lead.State, Subject: fmt.Sprintf("lead:%d", id),
		})
	})
	if err != nil {
		return View{}, err
	}
	return l.view(lead)
}

const reasonLimit = 200 // characters

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonLimit {
		message := fmt.Sprintf("请用不超过%d个字说明理由。", reasonLimit)
		return "", models.NewError(models.CodeInvalid, message, models.Field{Name: "reason", Code: models.CodeInvalid, Message: message})
	}
	return reason, nil
}

var errForbidden = models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
