package api

import (
	"context"

	"wanping/internal/reporting"
	"wanping/models"
)

func (s *server) SubmitRecord(ctx context.Context, r SubmitRecordRequestObject) (SubmitRecordResponseObject, error) {
	visit := visitOf(ctx)
	view, err := s.Reporting.Submit(ctx, visit.actor, reporting.Submission{
		RecipientName: r.Body.RecipientName, RecipientMobile: r.Body.RecipientMobile,
		Item: r.Body.Item, Category: string(r.Body.Category),
		AcceptedOn: r.Body.AcceptedOn, CompletedOn: r.Body.CompletedOn,
		ConfirmDuplicate: deref(r.Body.ConfirmDuplicate), InsistReason: deref(r.Body.InsistReason),
	}, reporting.Key{Key: r.Params.IdempotencyKey, Body: visit.body})
	if err != nil {
		return nil, err
	}
	return SubmitRecord201JSONResponse{RecordJSONResponse(recordOf(view))}, nil
}

func (s *server) ListRecords(ctx context.Context, r ListRecordsRequestObject) (ListRecordsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	views, err := s.Reporting.Records(ctx, actorOf(ctx), models.RecordFilter{
		SectionNo: deref(r.Params.SectionNo), UnitNo: deref(r.Params.UnitNo),
		From: deref(r.Params.From), To: deref(r.Params.To), Insisted: deref(r.Params.Insisted), Before: page.from, Limit: page.fetch(),
	})
	if err != nil {
		return nil, err
	}
	views, next := cut(page, views, func(v reporting.View) int64 { return v.ID })
	return ListRecords200JSONResponse{Items: each(views, recordOf), Next: next}, nil
}

func (s *server) GetRecord(ctx context.Context, r GetRecordRequestObject) (GetRecordResponseObject, error) {
	view, err := s.Reporting.Record(ctx, actorOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return GetRecord200JSONResponse{RecordJSONResponse(recordOf(view))}, nil
}

func (s *server) WithdrawRecord(ctx context.Context, r WithdrawRecordRequestObject) (WithdrawRecordResponseObject, error) {
	view, err := s.Reporting.Withdraw(ctx, actorOf(ctx), r.Id, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return WithdrawRecord200JSONResponse{RecordJSONResponse(recordOf(view))}, nil
}

func (s *server) CorrectRecord(ctx context.Context, r CorrectRecordRequestObject) (CorrectRecordResponseObject, error) {
	visit := visitOf(ctx)
	view, err := s.Reporting.Correct(ctx, visit.actor, r.Id, reporting.Submission{
		RecipientName: deref(r.Body.RecipientName), RecipientMobile: deref(r.Body.RecipientMobile),
		Item: deref(r.Body.Item), Category: string(deref(r.Body.Category)),
		AcceptedOn: deref(r.Body.AcceptedOn), CompletedOn: deref(r.Body.CompletedOn),
		ConfirmDuplicate: deref(r.Body.ConfirmDuplicate), InsistReason: deref(r.Body.InsistReason),
	}, reporting.Key{Key: r.Params.IdempotencyKey, Body: visit.body})
	if err != nil {
		return nil, err
	}
	return CorrectRecord201JSONResponse{RecordJSONResponse(recordOf(view))}, nil
}

func (s *server) RevealRecipient(ctx context.Context, r RevealRecipientRequestObject) (RevealRecipientResponseObject, error) {
	revealed, err := s.Reporting.Reveal(ctx, actorOf(ctx), r.Id, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return RevealRecipient201JSONResponse{RecipientName: revealed.Name, RecipientMobile: revealed.Mobile}, nil
}

func recordOf(v reporting.View) Record {
	shown := Record{
		Id: v.ID, SectionNo: v.SectionNo,
		RecipientName: v.RecipientName, RecipientMobile: v.RecipientMobile,
		Item: v.Item, Category: Category(v.Category), AcceptedOn: v.AcceptedOn, CompletedOn: v.CompletedOn,
		ReceivedAt: local(v.ReceivedAt), Deadline: local(v.DeadlineAt), Timeliness: RecordTimeliness(v.Timeliness),
		WithdrawnAt: localOrNil(v.WithdrawnAt), Withdrawal: orNil(v.Withdrawal), InsistReason: orNil(v.InsistReason),
	}
	if codes := v.Codes(); len(codes) > 0 {
		shown.WordingCodes = &codes
	}
	return shown
}
