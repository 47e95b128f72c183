package roster

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"wanping/models"
)

// Terms are the changes of sections, as proposals and the ledger take them: a term that begins with a unit, a name, or
// both, and so ends the one before (a transfer, another name); or one that ends, with the number of the section that takes
// over as detail, or without (a merger, a dissolution). The day is the first on which that holds. It is a proposals.Kind.
type Terms struct{ *Registry }

// CheckProposal holds that the section's last term is open and began before the day, and fills in the unit or name that
// stays. Errors: CodeNotFound, CodeTermConflict, CodeInvalid.
func (r Terms) CheckProposal(ctx context.Context, p *models.Proposal) error {
	return r.store.Read(ctx, func(tx *models.Tx) error {
		term, err := lastTerm(tx, p)
		if err != nil {
			return err
		}
		switch p.Subject {
		case models.TermBegins:
			return checkBegin(tx, p, term)
		case models.TermEnds:
			return checkEnd(tx, p)
		}
		return invalid("subject", "科室变动只有 begin(划转或更名)和 end(并入或撤销)两种。")
	})
}

// lastTerm is the section's open term, which a change must follow on.
func lastTerm(tx *models.Tx, p *models.Proposal) (models.SectionTerm, error) {
	d, err := detail(tx, p.SectionNo)
	if err != nil {
		return models.SectionTerm{}, err
	}
	term := d.Terms[len(d.Terms)-1]
	if !term.ValidTo.IsZero() || !term.ValidFrom.Before(p.OnDay) {
		return term, errTermConflict(p.OnDay)
	}
	return term, nil
}

func errTermConflict(day models.Day) error {
	return models.NewError(models.CodeTermConflict, fmt.Sprintf("该科室在%s已有变动或已撤并,请核对生效日期。", day))
}

func checkBegin(tx *models.Tx, p *models.Proposal, term models.SectionTerm) error {
	if p.UnitNo == 0 {
		p.UnitNo = term.UnitNo
	}
	if p.Detail = strings.TrimSpace(p.Detail); p.Detail == "" {
		p.Detail = term.Name
	}
	if utf8.RuneCountInString(p.Detail) > 100 {
		return invalid("detail", "科室名称请填写1至100个字。")
	}
	known, err := unitOn(tx, p.UnitNo, p.OnDay)
	if err == nil && !known {
		err = models.NewError(models.CodeNotFound, fmt.Sprintf("%s没有序号为%d的单位,请核对。", p.OnDay, p.UnitNo))
	}
	if err == nil && p.UnitNo == term.UnitNo && p.Detail == term.Name {
		err = models.NewError(models.CodeTermConflict, "该科室已在这个单位、已是这个名称,无需变更。")
	}
	return err
}

func checkEnd(tx *models.Tx, p *models.Proposal) error {
	p.UnitNo = 0
	successor, err := successorOf(p)
	if err != nil || successor == nil {
		return err
	}
	_, ok, err := tx.SectionOn(*successor, p.OnDay)
	if err == nil && (!ok || *successor == p.SectionNo) {
		err = models.NewError(models.CodeNotFound, fmt.Sprintf("%s没有序号为%d的其他科室可以并入,请核对。", p.OnDay, *successor))
	}
	return err
}

// successorOf is the section that takes over; nil where there is none.
func successorOf(p *models.Proposal) (*int, error) {
	if p.Detail == "" {
		return nil, nil
	}
	n, err := strconv.Atoi(p.Detail)
	if err != nil || strconv.Itoa(n) != p.Detail || n < 1 {
		return nil, invalid("detail", "并入哪个科室,请填写它的序号;撤销的请留空。")
	}
	return &n, nil
}

// PrepareEntry ends the term the day before and begins the next, if there is one.
func (r Terms) PrepareEntry(_ context.Context, p *models.Proposal, c models.Confirmation) (func(*models.Tx, models.LedgerEntry) error, error) {
	return func(tx *models.Tx, _ models.LedgerEntry) error {
		term, err := lastTerm(tx, p)
		if err != nil {
			return err
		}
		var successor *int
		if p.Subject == models.TermEnds {
			if successor, err = successorOf(p); err != nil {
				return err
			}
		}
		ended, err := tx.EndSectionTerm(term.ID, p.OnDay.AddDays(-1), successor, c.Reason)
		if err == nil && !ended { // by another change that was confirmed meanwhile
			err = errTermConflict(p.OnDay)
		}
		if err != nil {
			return err
		}
		if p.Subject == models.TermBegins {
			next := models.SectionTerm{SectionNo: p.SectionNo, UnitNo: p.UnitNo, Name: p.Detail, ValidFrom: p.OnDay, Reason: c.Reason}
			if err := tx.AddSectionTerm(&next); err != nil {
				return err
			}
		}
		return tx.Audit(audit(c.By, "section."+p.Subject, p.SectionNo, "from "+p.OnDay.String()))
	}, nil
}
