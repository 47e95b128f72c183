package api

import (
	"context"

	"wanping/internal/ledger"
	"wanping/models"
)

func (s *server) ListLedgerEntries(ctx context.Context, r ListLedgerEntriesRequestObject) (ListLedgerEntriesResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	var rows []models.LedgerEntry
	err = s.Store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.LedgerEntries(models.LedgerFilter{SectionNo: deref(r.Params.SectionNo), After: page.from, Limit: page.fetch()})
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(e models.LedgerEntry) int64 { return e.Seq })
	return ListLedgerEntries200JSONResponse{Items: each(rows, ledger.Show), Next: next}, nil
}

func (s *server) GetLedgerHead(ctx context.Context, _ GetLedgerHeadRequestObject) (GetLedgerHeadResponseObject, error) {
	head, ok, err := s.Points.Ledger.LastHead(ctx)
	if err == nil && !ok {
		err = models.NewError(models.CodeNotFound, "还没有签名的账本头,请稍后再看。")
	}
	return GetLedgerHead200JSONResponse(head), err
}

func (s *server) GetLedgerKey(context.Context, GetLedgerKeyRequestObject) (GetLedgerKeyResponseObject, error) {
	signer, err := s.Points.Signer()
	if err != nil {
		return nil, err
	}
	pem, err := signer.Public().PEM()
	return GetLedgerKey200TextResponse(pem), err
}
