package api

import (
	"context"

	"wanping/models"
)

func (s *server) ListAttempts(ctx context.Context, r ListAttemptsRequestObject) (ListAttemptsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Reporting.Attempts(ctx, actorOf(ctx), models.AttemptFilter{
		SectionNo: deref(r.Params.SectionNo), UnitNo: deref(r.Params.UnitNo), Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(a models.Attempt) int64 { return a.ID })
	return ListAttempts200JSONResponse{Items: each(rows, attemptOf), Next: next}, nil
}

func attemptOf(a models.Attempt) Attempt {
	return Attempt{
		Id: a.ID, SectionNo: a.SectionNo, Code: string(a.Code), Message: a.Message,
		AcceptedOn: a.AcceptedOn, CompletedOn: a.CompletedOn,
		ReceivedAt: local(a.ReceivedAt), Deadline: localOrNil(a.DeadlineAt),
	}
}
