package reporting

import (
	"context"

	"wanping/internal/wording"
	"wanping/models"
)

// Wording is what submitting would say of an item. Insistable: a reason gets it in all the same.
type Wording struct {
	Item       string
	Findings   []wording.Finding
	Insistable bool
}

// LookAtWording judges an item of the own section as Submit would, and keeps nothing: who types is not yet reporting.
// Errors: CodeForbidden.
func (r *Reporting) LookAtWording(ctx context.Context, actor models.Actor, item string) (Wording, error) {
	if actor.Role != models.RoleLiaison {
		return Wording{}, errNotLiaison
	}
	read := r.checker.Check(item)
	out := Wording{Item: read.Text, Findings: read.Findings, Insistable: len(read.Findings) > 0}
	if len(read.Findings) == 0 {
		return out, nil
	}
	for _, f := range read.Findings {
		out.Insistable = out.Insistable && r.checker.Insistable(f.Code)
	}
	err := r.read(ctx, func(tx *models.Tx) error {
		_, approved, err := tx.CatalogueItemOf(actor.SectionNo, read.Text)
		if approved {
			out.Findings, out.Insistable = nil, false
		}
		return err
	})
	return out, err
}
