package api

import (
	"context"

	"wanping/internal/proposals"
	"wanping/models"
)

func (s *server) FileAppeal(ctx context.Context, r FileAppealRequestObject) (FileAppealResponseObject, error) {
	appeal, err := s.Points.Proposals.Appeal(ctx, actorOf(ctx), r.Body.Entry, r.Body.Text)
	if err != nil {
		return nil, err
	}
	return FileAppeal201JSONResponse(proposals.ShowAppeal(appeal)), nil
}

func (s *server) ListAppeals(ctx context.Context, r ListAppealsRequestObject) (ListAppealsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Points.Proposals.Appeals(ctx, actorOf(ctx), page.from, page.fetch())
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(a models.Appeal) int64 { return a.ID })
	return ListAppeals200JSONResponse{Items: each(rows, proposals.ShowAppeal), Next: next}, nil
}

func (s *server) DecideAppeal(ctx context.Context, r DecideAppealRequestObject) (DecideAppealResponseObject, error) {
	appeal, err := s.Points.Proposals.Decide(ctx, actorOf(ctx), r.Id, r.Body.Uphold, r.Body.Text)
	if err != nil {
		return nil, err
	}
	return DecideAppeal201JSONResponse(proposals.ShowAppeal(appeal)), nil
}
