package api

import (
	"context"

	"wanping/internal/proposals"
	"wanping/models"
)

func (s *server) ListNotices(ctx context.Context, r ListNoticesRequestObject) (ListNoticesResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Points.Outbox.Inbox(ctx, actorOf(ctx), page.from, page.fetch())
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(m models.Delivered) int64 { return m.ID })
	return ListNotices200JSONResponse{Next: next, Items: each(rows, func(m models.Delivered) Notice {
		return Notice{Id: m.ID, Topic: m.Topic, Subject: m.Subject, Body: m.Body, CreatedAt: local(m.CreatedAt), ReadAt: localOrNil(m.ReadAt)}
	})}, nil
}

func (s *server) ReadNotice(ctx context.Context, r ReadNoticeRequestObject) (ReadNoticeResponseObject, error) {
	return ReadNotice204Response{}, s.Points.Outbox.MarkRead(ctx, actorOf(ctx), r.Id)
}

func (s *server) ListProposalNotices(ctx context.Context, r ListProposalNoticesRequestObject) (ListProposalNoticesResponseObject, error) {
	told, err := s.Points.Outbox.About(ctx, proposals.Subject(r.Id))
	if err != nil {
		return nil, err
	}
	return ListProposalNotices200JSONResponse{Items: told}, nil
}
