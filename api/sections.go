package api

import (
	"context"

	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/models"
)

func (s *server) ListUnits(ctx context.Context, r ListUnitsRequestObject) (ListUnitsResponseObject, error) {
	rows, err := s.Roster.Units(ctx, deref(r.Params.On))
	if err != nil {
		return nil, err
	}
	return ListUnits200JSONResponse{Items: each(rows, func(t models.UnitTerm) Unit {
		return Unit{UnitNo: t.UnitNo, Name: t.Name}
	})}, nil
}

func (s *server) ListSections(ctx context.Context, r ListSectionsRequestObject) (ListSectionsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Roster.Sections(ctx, deref(r.Params.On), models.SectionFilter{
		UnitNo: deref(r.Params.UnitNo), After: int(page.from), Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(t models.SectionTerm) int64 { return int64(t.SectionNo) })
	return ListSections200JSONResponse{Next: next, Items: each(rows, func(t models.SectionTerm) Section {
		return Section{SectionNo: t.SectionNo, UnitNo: t.UnitNo, Name: t.Name}
	})}, nil
}

func (s *server) GetSection(ctx context.Context, r GetSectionRequestObject) (GetSectionResponseObject, error) {
	d, err := s.Roster.Section(ctx, r.No)
	if err != nil {
		return nil, err
	}
	return GetSection200JSONResponse(sectionOf(d)), nil
}

func (s *server) SetSectionAttribute(ctx context.Context, r SetSectionAttributeRequestObject) (SetSectionAttributeResponseObject, error) {
	one, err := s.proposeOne(ctx, r.Params.IdempotencyKey, proposals.Line{
		Kind: models.EntryAttribute, Section: r.No, Subject: string(r.Body.Attribute), Detail: r.Body.Value,
		On: r.Body.EffectiveFrom, Reason: r.Body.Reason,
	})
	return SetSectionAttribute201JSONResponse(one), err
}

func sectionOf(d roster.Detail) SectionDetail {
	return SectionDetail{
		SectionNo: d.No,
		Terms: each(d.Terms, func(t models.SectionTerm) SectionTerm {
			term := SectionTerm{UnitNo: t.UnitNo, Name: t.Name, ValidFrom: t.ValidFrom, SuccessorNo: t.SuccessorNo, Reason: t.Reason, EndReason: t.EndReason}
			if !t.ValidTo.IsZero() {
				term.ValidTo = &t.ValidTo
			}
			return term
		}),
		Attributes: each(d.Attributes, func(a models.SectionAttribute) SectionAttribute {
			return SectionAttribute{
				Attribute: a.Attribute, Value: a.Value, EffectiveFrom: a.EffectiveFrom,
				Source: SectionAttributeSource(a.Source), Reason: a.Reason,
			}
		}),
	}
}
