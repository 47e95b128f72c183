package api

import (
	"context"

	"wanping/internal/reporting"
	"wanping/models"
)

func (s *server) UploadRecords(ctx context.Context, r UploadRecordsRequestObject) (UploadRecordsResponseObject, error) {
	visit := visitOf(ctx)
	// what is kept where rows are faulty belongs to what is asked, as the body does
	key := reporting.Key{Key: r.Params.IdempotencyKey, Body: append([]byte(r.Params.Keep), visit.body...)}
	u, err := s.Reporting.Upload(ctx, visit.actor, visit.body, string(r.Params.Keep), key)
	if err != nil {
		return nil, err
	}
	return UploadRecords202JSONResponse(uploadOf(u)), nil
}

func (s *server) ListUploads(ctx context.Context, r ListUploadsRequestObject) (ListUploadsResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	rows, err := s.Reporting.Uploads(ctx, actorOf(ctx), page.from, page.fetch())
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(u models.Upload) int64 { return u.ID })
	return ListUploads200JSONResponse{Items: each(rows, uploadOf), Next: next}, nil
}

func (s *server) GetUpload(ctx context.Context, r GetUploadRequestObject) (GetUploadResponseObject, error) {
	u, faults, err := s.Reporting.UploadProgress(ctx, actorOf(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	shown := uploadOf(u)
	told := each(faults, func(f models.UploadFault) RowFault {
		return RowFault{Row: f.Line, Column: f.Title, Code: string(f.Code), Message: f.Message}
	})
	shown.Faults = &told
	return GetUpload200JSONResponse(shown), nil
}

func uploadOf(u models.Upload) Upload {
	return Upload{
		Id: u.ID, State: UploadState(u.State), Keep: UploadKeep(u.Keep), ReceivedAt: local(u.ReceivedAt), FinishedAt: localOrNil(u.FinishedAt),
		Rows: u.RowsTotal, Done: u.RowsDone, Kept: u.RowsKept, Faulty: u.RowsFaulty,
	}
}
