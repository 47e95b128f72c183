package api

import (
	"context"

	"wanping/models"
)

func (s *server) ListAudit(ctx context.Context, r ListAuditRequestObject) (ListAuditResponseObject, error) {
	page, err := pageOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	var rows []models.AuditEntry
	err = s.Store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.AuditEntries(page.from, page.fetch())
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, next := cut(page, rows, func(e models.AuditEntry) int64 { return e.ID })
	return ListAudit200JSONResponse{Next: next, Items: each(rows, func(e models.AuditEntry) AuditEntry {
		return AuditEntry{Id: e.ID, At: local(e.At), AccountId: e.AccountID, Action: e.Action, Subject: e.Subject, Detail: e.Detail}
	})}, nil
}
