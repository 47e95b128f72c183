package roster

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
)

// Registry keeps units and sections with their days: who is rated, under which unit and name, with which attributes.
// Nothing in it is ever deleted.
type Registry struct{ store *models.Store }

// NewRegistry returns the registry over a store.
func NewRegistry(store *models.Store) *Registry { return &Registry{store: store} }

// Detail is a section with its terms and everything claimed of it.
type Detail struct {
	No         int
	Terms      []models.SectionTerm
	Attributes []models.SectionAttribute
}

// Units lists the units valid on a day; the zero day is today.
func (r *Registry) Units(ctx context.Context, day models.Day) ([]models.UnitTerm, error) {
	var rows []models.UnitTerm
	err := r.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.UnitsOn(orToday(tx, day))
		return err
	})
	return rows, err
}

// Sections lists the sections valid on a day; the zero day is today.
func (r *Registry) Sections(ctx context.Context, day models.Day, f models.SectionFilter) ([]models.SectionTerm, error) {
	var rows []models.SectionTerm
	err := r.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.SectionsOn(orToday(tx, day), f)
		return err
	})
	return rows, err
}

// Section shows one section. Errors: CodeNotFound.
func (r *Registry) Section(ctx context.Context, no int) (Detail, error) {
	var d Detail
	err := r.store.Read(ctx, func(tx *models.Tx) (err error) {
		d, err = detail(tx, no)
		return err
	})
	return d, err
}

func detail(tx *models.Tx, no int) (Detail, error) {
	terms, err := tx.SectionTerms(no)
	if err != nil {
		return Detail{}, err
	}
	if len(terms) == 0 {
		return Detail{}, errNoSection
	}
	attributes, err := tx.SectionAttributes(no)
	return Detail{No: no, Terms: terms, Attributes: attributes}, err
}

// Claim is a value of an attribute from a day on.
type Claim struct {
	SectionNo int
	Attribute string
	Value     string // yes or no; free text for category
	From      models.Day
	Reason    string
	Source    string
}

// SetAttribute records a claim beside the earlier ones. Errors: CodeNotFound, CodeInvalid, CodeForbidden.
func (r *Registry) SetAttribute(ctx context.Context, actor models.Actor, c Claim) (Detail, error) {
	if actor.Role != models.RoleReviewOffice && actor.AccountID != 0 {
		return Detail{}, errForbidden
	}
	if err := c.check(); err != nil {
		return Detail{}, err
	}
	var d Detail
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		if _, err := detail(tx, c.SectionNo); err != nil {
			return err
		}
		err := tx.Audit(audit(actor, "section.set_attribute", c.SectionNo, fmt.Sprintf("%s=%s from %s", c.Attribute, c.Value, c.From)))
		if err != nil {
			return err
		}
		if err := c.record(tx, actor); err != nil {
			return err
		}
		d, err = detail(tx, c.SectionNo)
		return err
	})
	return d, err
}

func (c Claim) check() error {
	if c.From.IsZero() {
		return invalid("effective_from", "请填写生效日期。")
	}
	if err := checkReason(c.Reason); err != nil {
		return err
	}
	switch c.Attribute {
	case models.AttributeCategory:
		if n := utf8.RuneCountInString(c.Value); n == 0 || n > 30 {
			return invalid("value", "类别请填写1至30个字。")
		}
	case models.AttributeWindow, models.AttributeEnforcement, models.AttributeStationed, models.AttributeExempt, models.AttributeCarried:
		if c.Value != models.Yes && c.Value != models.No {
			return invalid("value", "这一项只能填 yes(是)或 no(否)。")
		}
	default:
		return invalid("attribute", "没有这种科室属性,请从清单中选择。")
	}
	return nil
}

func (c Claim) record(tx *models.Tx, actor models.Actor) error {
	value := models.SectionAttribute{
		SectionNo: c.SectionNo, Attribute: c.Attribute, Value: c.Value, EffectiveFrom: c.From,
		Source: c.Source, Reason: strings.TrimSpace(c.Reason), RecordedBy: actor.AccountID,
	}
	if err := tx.AddSectionAttribute(&value); err != nil {
		return err
	}
	return ledger.PostAttribute(tx, actor, value)
}

// Change is a new term of a section: another unit, another name, or an end.
type Change struct {
	SectionNo int
	From      models.Day // the first day on which it holds
	Reason    string
}

// Transfer moves a section to another unit from a day on. Errors: CodeNotFound, CodeTermConflict, CodeInvalid.
func (r *Registry) Transfer(ctx context.Context, actor models.Actor, c Change, unitNo int) (Detail, error) {
	return r.change(ctx, actor, c, "section.transfer", func(tx *models.Tx, term models.SectionTerm) error {
		known, err := unitOn(tx, unitNo, c.From)
		if err != nil {
			return err
		}
		if !known {
			return models.NewError(models.CodeNotFound, fmt.Sprintf("%s没有序号为%d的单位,请核对。", c.From, unitNo))
		}
		if term.UnitNo == unitNo {
			return models.NewError(models.CodeTermConflict, "该科室已在这个单位,无需划转。")
		}
		return r.follow(tx, term, c, models.SectionTerm{UnitNo: unitNo, Name: term.Name})
	})
}

// Rename gives a section another name from a day on. Errors: CodeNotFound, CodeTermConflict, CodeInvalid.
func (r *Registry) Rename(ctx context.Context, actor models.Actor, c Change, name string) (Detail, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 100 {
		return Detail{}, invalid("name", "科室名称请填写1至100个字。")
	}
	return r.change(ctx, actor, c, "section.rename", func(tx *models.Tx, term models.SectionTerm) error {
		return r.follow(tx, term, c, models.SectionTerm{UnitNo: term.UnitNo, Name: name})
	})
}

// Merge ends a section: from that day on its services are the successor's.
// Errors: CodeNotFound, CodeTermConflict, CodeInvalid.
func (r *Registry) Merge(ctx context.Context, actor models.Actor, c Change, successor int) (Detail, error) {
	return r.change(ctx, actor, c, "section.merge", func(tx *models.Tx, term models.SectionTerm) error {
		_, ok, err := tx.SectionOn(successor, c.From)
		if err != nil {
			return err
		}
		if !ok || successor == c.SectionNo {
			return models.NewError(models.CodeNotFound, fmt.Sprintf("%s没有序号为%d的其他科室可以并入,请核对。", c.From, successor))
		}
		return tx.EndSectionTerm(term.ID, c.From.AddDays(-1), &successor, c.Reason)
	})
}

// Dissolve ends a section without a successor. Errors: CodeNotFound, CodeTermConflict, CodeInvalid.
func (r *Registry) Dissolve(ctx context.Context, actor models.Actor, c Change) (Detail, error) {
	return r.change(ctx, actor, c, "section.dissolve", func(tx *models.Tx, term models.SectionTerm) error {
		return tx.EndSectionTerm(term.ID, c.From.AddDays(-1), nil, c.Reason)
	})
}

// change checks that the section's last term is open and began before the day, and runs the change.
func (r *Registry) change(ctx context.Context, actor models.Actor, c Change, action string, apply func(*models.Tx, models.SectionTerm) error) (Detail, error) {
	if actor.Role != models.RoleReviewOffice && actor.AccountID != 0 {
		return Detail{}, errForbidden
	}
	if err := checkReason(c.Reason); err != nil {
		return Detail{}, err
	}
	var d Detail
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		before, err := detail(tx, c.SectionNo)
		if err != nil {
			return err
		}
		term := before.Terms[len(before.Terms)-1]
		if !term.ValidTo.IsZero() || !term.ValidFrom.Before(c.From) {
			return models.NewError(models.CodeTermConflict,
				fmt.Sprintf("该科室在%s已有变动或已撤并,请核对生效日期。", c.From))
		}
		if err := apply(tx, term); err != nil {
			return err
		}
		if err := tx.Audit(audit(actor, action, c.SectionNo, "from "+c.From.String())); err != nil {
			return err
		}
		d, err = detail(tx, c.SectionNo)
		return err
	})
	return d, err
}

// follow ends a term the day before the next begins.
func (r *Registry) follow(tx *models.Tx, term models.SectionTerm, c Change, next models.SectionTerm) error {
	if err := tx.EndSectionTerm(term.ID, c.From.AddDays(-1), nil, c.Reason); err != nil {
		return err
	}
	next.SectionNo, next.ValidFrom, next.Reason = c.SectionNo, c.From, strings.TrimSpace(c.Reason)
	return tx.AddSectionTerm(&next)
}

func unitOn(tx *models.Tx, no int, day models.Day) (bool, error) {
	units, err := tx.UnitsOn(day)
	for _, u := range units {
		if u.UnitNo == no {
			return true, nil
		}
	}
	return false, err
}

var (
	errForbidden = models.NewError(models.CodeForbidden, "只有县评议办可以变更科室名单和属性,如有需要请与县评议办联系。")
	errNoSection = models.NewError(models.CodeNotFound, "没有找到这个科室,请核对科室序号。")
)

const reasonLimit = 200 // characters

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n == 0 || n > reasonLimit {
		return invalid("reason", fmt.Sprintf("请用不超过%d个字说明原因和依据。", reasonLimit))
	}
	return nil
}

func invalid(field, message string) error {
	return models.NewError(models.CodeInvalid, message, models.Field{Name: field, Code: models.CodeInvalid, Message: message})
}

func audit(actor models.Actor, action string, sectionNo int, detail string) models.AuditEntry {
	return models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID,
		Action: action, Subject: fmt.Sprintf("section:%d", sectionNo), Detail: detail,
	}
}

func orToday(tx *models.Tx, day models.Day) models.Day {
	if day.IsZero() {
		return models.DayOf(tx.Now(), clock.Shanghai)
	}
	return day
}
