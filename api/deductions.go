package api

import (
	"context"

	"wanping/internal/proposals"
)

func (s *server) ListDeductions(ctx context.Context, _ ListDeductionsRequestObject) (ListDeductionsResponseObject, error) {
	rows, err := s.Points.Proposals.Appealable(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return ListDeductions200JSONResponse{Items: each(rows, deductionOf)}, nil
}

func deductionOf(a proposals.Appealable) Deduction {
	out := Deduction{Entry: a.Entry, Words: a.Words, On: a.OnDay, LastDay: a.LastDay, DaysLeft: a.DaysLeft}
	if a.SectionNo != 0 {
		out.SectionNo = &a.SectionNo
	}
	if a.Appeal != nil {
		state := DeductionAppeal(a.Appeal.State)
		out.Appeal = &state
	}
	return out
}
