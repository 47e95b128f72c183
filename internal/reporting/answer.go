package reporting

import (
	"context"
	"fmt"
	"io"
	"slices"

	"wanping/internal/sheet"
	"wanping/models"
)

// Answer writes the uploaded file again with a column of errors, once it is done, and returns its format.
// Errors: CodeForbidden, CodeNotFound, CodeNotReady, CodeErased.
func (r *Reporting) Answer(ctx context.Context, actor models.Actor, id int64, w io.Writer) (sheet.Format, error) {
	var u models.Upload
	var faults []models.UploadFault
	err := r.read(ctx, func(tx *models.Tx) (err error) {
		if u, err = findUpload(tx, actor, id); err != nil {
			return err
		}
		faults, err = tx.UploadFaults(id, 0, u.RowsTotal)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case u.State != models.UploadDone:
		return "", models.NewError(models.CodeNotReady, fmt.Sprintf("文件还在处理(%d/%d行),请稍后再下载结果。", u.RowsDone, u.RowsTotal))
	case len(u.FileSealed) == 0:
		return "", models.NewError(models.CodeErased, "这次上传的文件已过保存期限,按规定清除;需要时请重新上传。")
	}
	data, err := r.keys.Open(purposeUpload, u.FileSealed)
	if err != nil {
		return "", err
	}
	table, err := recordTable([]byte(data))
	if err != nil {
		return "", err
	}
	return table.Format, writeAnswer(table, faults, w)
}

func writeAnswer(table *sheet.Table, faults []models.UploadFault, w io.Writer) error {
	byLine := make(map[int]string, len(faults))
	for _, f := range faults {
		byLine[f.Line] = f.Message
	}
	byLine[table.Line] = errorTitle
	place, err := errorPlace(table)
	if err != nil {
		return err
	}
	out, err := sheet.NewWriter(w, table.Format)
	if err != nil {
		return err
	}
	err = table.All(func(row sheet.Row) error {
		cells := answerCells(table, row)
		for len(cells) <= place {
			cells = append(cells, "")
		}
		if row.Line >= table.Line {
			cells[place] = byLine[row.Line]
		}
		return out.Row(row.Line, cells)
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// errorPlace is where the column of errors stands: in its place in an answer that was mended and uploaded again, else
// after everything.
func errorPlace(table *sheet.Table) (int, error) {
	widest, known := 0, -1
	err := table.All(func(row sheet.Row) error {
		widest = max(widest, len(row.Cells))
		if row.Line == table.Line {
			known = slices.Index(row.Texts(), errorTitle)
		}
		return nil
	})
	if known >= 0 {
		return known, err
	}
	return widest, err
}

// answerCells writes numbers as what they were taken for, because everything in an answer is text.
func answerCells(table *sheet.Table, row sheet.Row) []string {
	cells := row.Texts()
	if row.Line <= table.Line {
		return cells
	}
	for _, key := range []string{colAccepted, colCompleted} {
		if day, err := table.Day(table.Get(row, key)); err == nil {
			cells[table.Place(key)] = day.String()
		}
	}
	if digits, ok := table.Get(row, colMobile).Digits(); ok && digits != "" {
		cells[table.Place(colMobile)] = digits
	}
	return cells
}
