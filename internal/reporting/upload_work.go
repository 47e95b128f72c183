package reporting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"wanping/internal/sheet"
	"wanping/models"
)

// uploadPause is how long the worker waits after a failure of the database before it looks again.
const uploadPause = 5 * time.Second

// wake tells the worker that something waits. It never blocks.
func (r *Reporting) wake() {
	select {
	case r.waiting <- struct{}{}:
	default: // it will look anyway
	}
}

// RunUploads works off what waits, now and whenever something is handed in, until ctx ends. What a stop cuts short
// goes on from its last chunk at the next start. failed is told what the database could not do.
func (r *Reporting) RunUploads(ctx context.Context, failed func(error)) {
	r.wake()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.waiting:
		}
		if err := r.WorkUploads(ctx); err != nil && ctx.Err() == nil {
			failed(err)
			time.AfterFunc(uploadPause, r.wake)
		}
	}
}

// WorkUploads works off all uploads that wait, the earliest first.
func (r *Reporting) WorkUploads(ctx context.Context) error {
	var waiting []models.Upload
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		waiting, err = tx.Uploads(models.UploadFilter{State: models.UploadPending, Limit: 1000})
		return err
	})
	slices.Reverse(waiting)
	for _, u := range waiting { // one that fails does not hold up the others
		err = errors.Join(err, r.workUpload(ctx, u.ID))
	}
	return err
}

// errTaken says that another process has brought the upload on.
var errTaken = errors.New("the upload is being worked off by another process")

func (r *Reporting) workUpload(ctx context.Context, id int64) error {
	w := &uploadWork{r: r, lines: make(map[string]int)}
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		w.upload, _, err = tx.UploadByID(id)
		return err
	})
	if err != nil || w.upload.State != models.UploadPending {
		return err
	}
	file, err := r.keys.Open(purposeUpload, w.upload.FileSealed)
	if err != nil {
		return err
	}
	w.upload.FileSealed = nil
	if w.table, err = recordTable([]byte(file)); err != nil {
		return err
	}
	w.actor = models.Actor{AccountID: w.upload.AccountID, HolderID: w.upload.HolderID, SectionNo: w.upload.SectionNo, Role: models.RoleLiaison}
	if w.upload.Keep == models.KeepAll {
		err = w.allOrNone(ctx)
	} else {
		err = w.goodRows(ctx)
	}
	if errors.Is(err, errTaken) {
		return nil
	}
	return err
}

// uploadWork is one upload under way.
type uploadWork struct {
	r      *Reporting
	upload models.Upload
	actor  models.Actor
	table  *sheet.Table
	lines  map[string]int // by recipient index: where in this file it was kept
}

// uploadRow is one row made ready: a draft, or what is wrong with it by itself.
type uploadRow struct {
	line  int
	draft *draft
	fault *RowFault
}

// goodRows writes chunk by chunk: memory stays flat, others write between, and each chunk is kept once.
func (w *uploadWork) goodRows(ctx context.Context) error {
	chunk, seen := make([]uploadRow, 0, chunkSize), 0
	err := w.table.Each(func(row sheet.Row) error {
		if seen++; seen <= w.upload.RowsDone { // done before a restart
			return nil
		}
		ready, err := w.prepare(row)
		if err != nil {
			return err
		}
		if chunk = append(chunk, ready); len(chunk) < chunkSize {
			return nil
		}
		err = w.writeChunk(ctx, chunk)
		chunk = chunk[:0]
		return err
	})
	if err == nil && (len(chunk) > 0 || w.upload.State == models.UploadPending) {
		err = w.writeChunk(ctx, chunk)
	}
	return err
}

// prepare reads a row and does all that needs no database.
func (w *uploadWork) prepare(row sheet.Row) (uploadRow, error) {
	out := uploadRow{line: row.Line}
	s, fault := readRecordRow(w.table, row)
	if fault != nil {
		out.fault = fault
		return out, nil
	}
	s = s.tidy()
	if err := s.check(); err != nil {
		out.fault = faultOf(row.Line, err)
		return out, nil
	}
	body, err := json.Marshal(row.Line)
	if err != nil {
		return out, err
	}
	out.draft, err = w.r.draft(w.actor, s, Key{Key: fmt.Sprintf("upload:%d", w.upload.ID), Body: body})
	if err == nil {
		out.draft.record.ReceivedAt = w.upload.ReceivedAt
	}
	return out, err
}

// writeChunk keeps a chunk's good rows, its faults and how far the upload is, in one write.
func (w *uploadWork) writeChunk(ctx context.Context, chunk []uploadRow) error {
	var next models.Upload
	var kept map[string]int
	err := w.r.store.Write(ctx, func(tx *models.Tx) error {
		faults, lines, err := w.judge(tx, chunk)
		if err != nil {
			return err
		}
		next, kept = w.after(len(chunk), faults), lines
		return w.advance(tx, next, faults)
	})
	if err == nil {
		w.upload = next
		for index, line := range kept {
			w.lines[index] = line
		}
	}
	return err
}

// after is the upload once so many more rows are judged.
func (w *uploadWork) after(rows int, faults []RowFault) models.Upload {
	next := w.upload
	next.RowsDone += rows
	next.RowsFaulty += len(faults)
	next.RowsKept += rows - len(faults)
	if next.RowsDone >= next.RowsTotal {
		next.State = models.UploadDone
	}
	return next
}

func (w *uploadWork) advance(tx *models.Tx, next models.Upload, faults []RowFault) error {
	rows := make([]models.UploadFault, 0, len(faults))
	for _, f := range faults {
		rows = append(rows, models.UploadFault{UploadID: next.ID, Line: f.Line, Title: f.Column, Code: f.Code, Message: f.Message})
	}
	done, err := tx.AdvanceUpload(next, w.upload.RowsDone, rows)
	if err == nil && !done {
		err = errTaken
	}
	if err != nil || next.State != models.UploadDone || next.RowsFaulty == 0 {
		return err
	}
	return tellRefused(tx, next)
}

// judge takes rows under the rules of Submit: a row becomes a record, or a fault and, where a single record would have
// left one, an attempt. lines says where in the file each record stands.
func (w *uploadWork) judge(tx *models.Tx, rows []uploadRow) (faults []RowFault, lines map[string]int, err error) {
	var drafts []*draft
	for _, row := range rows {
		if row.draft != nil {
			drafts = append(drafts, row.draft)
		}
	}
	j, err := newJudging(tx, w.r.schedule, drafts...)
	if err != nil {
		return nil, nil, err
	}
	lines = make(map[string]int, len(drafts))
	for _, row := range rows {
		if row.draft == nil {
			faults = append(faults, *row.fault)
			continue
		}
		record, err := j.take(row.draft)
		if err == nil {
			lines[string(record.RecipientIndex)] = row.line
			continue
		}
		if !isRowFault(err) {
			return nil, nil, err
		}
		faults = append(faults, *w.rowFault(row.line, err, lines))
		if refused(err) {
			if err := tx.AddAttempt(row.draft.attempt(err)); err != nil {
				return nil, nil, err
			}
		}
	}
	return faults, lines, nil
}

// rowFault says where in this very file a duplicate's first stands.
func (w *uploadWork) rowFault(line int, err error, lines map[string]int) *RowFault {
	fault := faultOf(line, err)
	refusal, _ := models.AsError(err)
	earlier, ok := refusal.Earlier.(models.Record)
	if !ok {
		return fault
	}
	for _, known := range []map[string]int{lines, w.lines} {
		if first, here := known[string(earlier.RecipientIndex)]; here {
			fault.Message = fmt.Sprintf("与本文件第%d行是同一服务对象、同一事项、同一天。确属另一次服务的,请在“确属另一次服务”列填“是”。", first)
		}
	}
	return fault
}

// errFaulty takes a write back because a row of it is faulty.
var errFaulty = errors.New("a row is faulty")

// allOrNone judges and keeps the whole file in one write, or keeps nothing but its faults and attempts.
func (w *uploadWork) allOrNone(ctx context.Context) error {
	var rows []uploadRow
	err := w.table.Each(func(row sheet.Row) error {
		ready, err := w.prepare(row)
		rows = append(rows, ready)
		return err
	})
	if err != nil {
		return err
	}
	var faults []RowFault
	err = w.r.store.Write(ctx, func(tx *models.Tx) (err error) {
		if faults, _, err = w.judge(tx, rows); err != nil {
			return err
		}
		if len(faults) > 0 {
			return errFaulty
		}
		return w.advance(tx, w.after(len(rows), nil), nil)
	})
	if errors.Is(err, errFaulty) {
		return w.keepFaults(ctx, rows, faults)
	}
	return err
}

// keepFaults keeps what was found in a file of which no row is kept.
func (w *uploadWork) keepFaults(ctx context.Context, rows []uploadRow, faults []RowFault) error {
	attempts := w.attempts(rows, faults)
	return w.r.store.Write(ctx, func(tx *models.Tx) error {
		for _, a := range attempts {
			if err := tx.AddAttempt(a); err != nil {
				return err
			}
		}
		next := w.after(len(rows), faults)
		next.RowsKept = 0
		return w.advance(tx, next, faults)
	})
}

func (w *uploadWork) attempts(rows []uploadRow, faults []RowFault) []*models.Attempt {
	byLine := make(map[int]RowFault, len(faults))
	for _, f := range faults {
		byLine[f.Line] = f
	}
	var attempts []*models.Attempt
	for _, row := range rows {
		f, faulty := byLine[row.line]
		if err := models.NewError(f.Code, f.Message); faulty && row.draft != nil && refused(err) {
			attempts = append(attempts, row.draft.attempt(err))
		}
	}
	return attempts
}
