package roster

import (
	"context"
	"fmt"

	"wanping/internal/ledger"
	"wanping/models"
)

// Import is what an import has added; what was there already is not counted.
type Import struct{ Units, Sections, Accounts int }

// Conflict is a row that differs from what is kept. Such a change is made by hand, with a day and a reason.
type Conflict struct {
	Row     int
	Message string
}

// Import keeps a table that has no faults, in one write: units, sections, their accounts (each waiting for its
// activation code) and the attributes that the table claims, all from a day on. It adds and never changes: a row that
// differs from what is kept refuses the whole, with every such row. Importing the same table again adds nothing. The
// sections' terms and attributes stand in the ledger, by the two accounts named; so do, from then on, those of sections
// that were kept before the ledger had them. Errors: CodeRosterFaults, and those of By.Check.
func (r *Registry) Import(ctx context.Context, reading *Reading, from models.Day, by ledger.By) (Import, []Conflict, error) {
	if err := by.Check(); err != nil {
		return Import{}, nil, err
	}
	if n := reading.Count(Fault); n > 0 {
		return Import{}, nil, models.NewError(models.CodeRosterFaults, fmt.Sprintf("名单中有%d处错误,没有导入任何内容;请用 roster check 查看并改正后重试。", n))
	}
	var done Import
	var conflicts []Conflict
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		i, err := newImporter(tx, from)
		if err != nil {
			return err
		}
		for _, unit := range reading.Units {
			if err := i.unit(unit); err != nil {
				return err
			}
		}
		done, conflicts = i.done, i.conflicts
		if len(conflicts) > 0 {
			return models.NewError(models.CodeRosterFaults, fmt.Sprintf(
				"名单中有%d行与已有名单不同,没有导入任何内容;划转、更名、撤并请用 roster transfer、rename、merge 或 dissolve 办理。", len(conflicts)))
		}
		err = tx.Audit(models.AuditEntry{
			Action: "roster.import", Subject: "roster",
			Detail: fmt.Sprintf("%d units, %d sections, %d accounts", done.Units, done.Sections, done.Accounts),
		})
		if err != nil {
			return err
		}
		return ledger.Found(tx, by, i.terms, i.attributes)
	})
	if err != nil {
		return Import{}, conflicts, err
	}
	return done, nil, nil
}

type importer struct {
	tx        *models.Tx
	from      models.Day
	units     map[int]models.UnitTerm
	sections  map[int]models.SectionTerm
	done      Import
	conflicts []Conflict

	terms      []models.SectionTerm // for the ledger
	attributes []models.SectionAttribute
}

func newImporter(tx *models.Tx, from models.Day) (*importer, error) {
	i := &importer{tx: tx, from: from, units: map[int]models.UnitTerm{}, sections: map[int]models.SectionTerm{}}
	if err := i.foundKept(); err != nil {
		return nil, err
	}
	units, err := tx.UnitsOn(from)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		i.units[u.UnitNo] = u
	}
	sections, err := tx.SectionsOn(from, models.SectionFilter{})
	for _, s := range sections {
		i.sections[s.SectionNo] = s
	}
	return i, err
}

func (i *importer) unit(u Unit) error {
	if kept, ok := i.units[u.No]; ok {
		if kept.Name != u.Name {
			i.conflict(u.Sections[0].Row, "单位%d已有的名称是“%s”,表中是“%s”。", u.No, kept.Name, u.Name)
		}
	} else {
		if err := i.tx.AddUnit(&models.UnitTerm{UnitNo: u.No, Name: u.Name, ValidFrom: i.from, Reason: importReason}); err != nil {
			return err
		}
		i.done.Units++
	}
	no := u.No
	if err := i.account(u.Sections[0].Row, models.Account{Login: u.AdminAccount, Role: models.RoleUnitManager, UnitNo: &no}); err != nil {
		return err
	}
	for _, s := range u.Sections {
		if err := i.section(u, s); err != nil {
			return err
		}
	}
	return nil
}

const importReason = "按名单导入"

func (i *importer) section(u Unit, s Section) error {
	if kept, ok := i.sections[s.No]; ok {
		if kept.Name != s.Name || kept.UnitNo != u.No {
			i.conflict(s.Row, "科室%d已有的是单位%d的“%s”,表中是单位%d的“%s”。", s.No, kept.UnitNo, kept.Name, u.No, s.Name)
		}
	} else {
		term := models.SectionTerm{SectionNo: s.No, UnitNo: u.No, Name: s.Name, ValidFrom: i.from, Reason: importReason}
		if err := i.tx.AddSection(&term); err != nil {
			return err
		}
		i.terms = append(i.terms, term)
		i.claims(s)
		i.done.Sections++
	}
	no := s.No
	return i.account(s.Row, models.Account{Login: s.Account, Role: models.RoleLiaison, SectionNo: &no})
}

// foundKept takes the terms of sections that were kept before the ledger had them.
func (i *importer) foundKept() error {
	entries, err := i.tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryTerm}})
	if err != nil {
		return err
	}
	founded := map[int]bool{}
	for _, e := range entries {
		founded[e.SectionNo] = true
	}
	kept, err := i.tx.AllSectionTerms()
	for _, t := range kept {
		if !founded[t.SectionNo] {
			i.terms = append(i.terms, t)
		}
	}
	return err
}

func (i *importer) claims(s Section) {
	for _, attribute := range []Attribute{Window, Enforcement, Stationed, Exempt, Carried} {
		claimed, said := s.Attributes[attribute]
		if !said {
			continue
		}
		value := models.No
		if claimed {
			value = models.Yes
		}
		i.claim(s.No, string(attribute), value)
	}
	if s.Category != "" {
		i.claim(s.No, models.AttributeCategory, s.Category)
	}
}

func (i *importer) claim(no int, attribute, value string) {
	i.attributes = append(i.attributes, models.SectionAttribute{
		SectionNo: no, Attribute: attribute, Value: value, EffectiveFrom: i.from, Reason: importReason, Source: models.SourceRoster,
	})
}

// account adds a log-in that is not there; one that is there for something else is a conflict.
func (i *importer) account(row int, account models.Account) error {
	kept, ok, err := i.tx.AccountByLogin(account.Login)
	if err != nil {
		return err
	}
	if ok {
		if kept.Role != account.Role || !same(kept.SectionNo, account.SectionNo) || !same(kept.UnitNo, account.UnitNo) {
			i.conflict(row, "账号“%s”已属于另一个科室或单位。", account.Login)
		}
		return nil
	}
	account.State = models.AccountPending
	i.done.Accounts++
	return i.tx.AddAccount(&account)
}

func same(a, b *int) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func (i *importer) conflict(row int, format string, args ...any) {
	i.conflicts = append(i.conflicts, Conflict{Row: row, Message: fmt.Sprintf(format, args...)})
}
