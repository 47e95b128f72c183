package roster

import (
	"context"

	"wanping/internal/clock"
	"wanping/models"
)

// Registry keeps units and sections with their days: who is rated, under which unit and name, with which attributes.
// Nothing in it is ever deleted. A roster begins with Import; from then on terms and attributes change by entries of the
// ledger, which two accounts propose and confirm: Terms and Attributes.
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

func unitOn(tx *models.Tx, no int, day models.Day) (bool, error) {
	units, err := tx.UnitsOn(day)
	for _, u := range units {
		if u.UnitNo == no {
			return true, nil
		}
	}
	return false, err
}

var errNoSection = models.NewError(models.CodeNotFound, "没有找到这个科室,请核对科室序号。")

func invalid(field, message string) error {
	return models.NewError(models.CodeInvalid, message, models.Field{Name: field, Code: models.CodeInvalid, Message: message})
}

func orToday(tx *models.Tx, day models.Day) models.Day {
	if day.IsZero() {
		return models.DayOf(tx.Now(), clock.Shanghai)
	}
	return day
}
