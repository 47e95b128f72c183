package roster

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/models"
)

// Attributes are what the office claims of sections, as proposals and the ledger take them: subject is the attribute,
// detail its value, the day that from which it holds. It is a proposals.Kind.
type Attributes struct{ *Registry }

// CheckProposal holds that there is such a section and attribute. Errors: CodeNotFound, CodeInvalid.
func (r Attributes) CheckProposal(ctx context.Context, p *models.Proposal) error {
	if _, err := r.Section(ctx, p.SectionNo); err != nil {
		return err
	}
	p.Detail = strings.TrimSpace(p.Detail)
	if p.UnitNo != 0 {
		return invalid("unit", "属性只属于一个科室,请不要填写单位。")
	}
	if p.Evidence == "" {
		p.Evidence = models.SourceOffice
	}
	return checkValue(p.Subject, p.Detail)
}

func checkValue(attribute, value string) error {
	switch attribute {
	case models.AttributeCategory:
		if n := utf8.RuneCountInString(value); n == 0 || n > 30 {
			return invalid("detail", "类别请填写1至30个字。")
		}
	case models.AttributeWindow, models.AttributeEnforcement, models.AttributeStationed, models.AttributeExempt, models.AttributeCarried:
		if value != models.Yes && value != models.No {
			return invalid("detail", "这一项只能填 yes(是)或 no(否)。")
		}
	default:
		return invalid("subject", "没有这种科室属性,请从清单中选择。")
	}
	return nil
}

// PrepareEntry keeps the claim beside the earlier ones.
func (r Attributes) PrepareEntry(_ context.Context, p *models.Proposal, c models.Confirmation) (func(*models.Tx, models.LedgerEntry) error, error) {
	value := models.SectionAttribute{
		SectionNo: p.SectionNo, Attribute: p.Subject, Value: p.Detail, EffectiveFrom: p.OnDay, Source: models.SourceOffice,
		Reason: c.Reason, RecordedBy: c.By.AccountID,
	}
	return func(tx *models.Tx, e models.LedgerEntry) error {
		kept := value // a write may be run again
		kept.EntrySeq = &e.Seq
		if err := tx.AddSectionAttribute(&kept); err != nil {
			return err
		}
		return tx.Audit(audit(c.By, "section.set_attribute", p.SectionNo, fmt.Sprintf("%s=%s from %s", p.Subject, p.Detail, p.OnDay)))
	}, nil
}

func audit(actor models.Actor, action string, sectionNo int, detail string) models.AuditEntry {
	return models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID,
		Action: action, Subject: fmt.Sprintf("section:%d", sectionNo), Detail: detail,
	}
}
