package api

import (
	"context"

	"wanping/internal/reporting"
	"wanping/models"
)

func (s *server) DeclareNil(ctx context.Context, r DeclareNilRequestObject) (DeclareNilResponseObject, error) {
	visit := visitOf(ctx)
	declared, err := s.Reporting.DeclareNil(ctx, visit.actor, r.Body.On, reporting.Key{Key: r.Params.IdempotencyKey, Body: visit.body})
	if err != nil {
		return nil, err
	}
	return DeclareNil201JSONResponse{NilReportJSONResponse(nilReportOf(declared))}, nil
}

func (s *server) ListNilReports(ctx context.Context, r ListNilReportsRequestObject) (ListNilReportsResponseObject, error) {
	rows, err := s.Reporting.NilReports(ctx, actorOf(ctx), deref(r.Params.SectionNo), deref(r.Params.From), deref(r.Params.To))
	if err != nil {
		return nil, err
	}
	return ListNilReports200JSONResponse{Items: each(rows, nilReportOf)}, nil
}

func (s *server) WithdrawNil(ctx context.Context, r WithdrawNilRequestObject) (WithdrawNilResponseObject, error) {
	withdrawn, err := s.Reporting.WithdrawNil(ctx, actorOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return WithdrawNil200JSONResponse{NilReportJSONResponse(nilReportOf(withdrawn))}, nil
}

func nilReportOf(n models.NilReport) NilReport {
	return NilReport{
		Id: n.ID, SectionNo: n.SectionNo, From: n.PeriodFrom, To: n.PeriodTo, Deadline: local(n.DeadlineAt),
		DeclaredAt: local(n.DeclaredAt), WithdrawnAt: localOrNil(n.WithdrawnAt),
	}
}
