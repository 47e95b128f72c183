package api

import (
	"context"

	"wanping/internal/reporting"
	"wanping/models"
)

func (s *server) ImportRefusals(ctx context.Context, _ ImportRefusalsRequestObject) (ImportRefusalsResponseObject, error) {
	read, err := s.Reporting.ReadRefusals(ctx, actorOf(ctx), visitOf(ctx).body)
	if err != nil {
		return nil, err
	}
	return ImportRefusals201JSONResponse{Kept: read.Kept, Known: read.Known, Faults: each(read.Faults, func(f reporting.RowFault) RowFault {
		return RowFault{Row: f.Line, Column: f.Column, Code: string(f.Code), Message: f.Message}
	})}, nil
}

func (s *server) ListRefusals(ctx context.Context, r ListRefusalsRequestObject) (ListRefusalsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Reporting.Refusals(ctx, actorOf(ctx), models.CityRefusalFilter{
		SectionNo: deref(r.Params.SectionNo), UnitNo: deref(r.Params.UnitNo), Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(v reporting.RefusalView) int64 { return v.ID })
	return ListRefusals200JSONResponse{Next: next, Items: each(rows, func(v reporting.RefusalView) Refusal {
		return Refusal{Id: v.ID, RecordId: v.RecordID, SectionNo: v.SectionNo, Reason: v.Reason, ReadAt: local(v.ReadAt)}
	})}, nil
}
