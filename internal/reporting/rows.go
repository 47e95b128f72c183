package reporting

import (
	"strings"

	"wanping/internal/sheet"
	"wanping/models"
)

// readRecordRow reads a row as a submission, not yet checked.
func readRecordRow(t *sheet.Table, row sheet.Row) (Submission, *RowFault) {
	if odd, ok := oddOf(t, row); ok {
		return Submission{}, &odd
	}
	mobile, whole := t.Get(row, colMobile).Digits()
	if !whole {
		return Submission{}, &RowFault{Line: row.Line, Column: "手机号码", Code: models.CodeInvalidMobile,
			Message: "手机号码成了科学计数法,末几位已丢失;请把这一列设为文本后重新填写号码。"}
	}
	s := Submission{
		RecipientName: t.Get(row, colName).Text, RecipientMobile: mobile, Item: t.Get(row, colItem).Text,
		Category: categoryOf(t.Get(row, colCategory).Text), InsistReason: t.Get(row, colInsist).Text,
	}
	switch t.Get(row, colConfirm).Text {
	case "是", "1", "TRUE", "true":
		s.ConfirmDuplicate = true
	}
	for _, day := range []struct {
		to  *models.Day
		key string
	}{{&s.AcceptedOn, colAccepted}, {&s.CompletedOn, colCompleted}} {
		cell := t.Get(row, day.key)
		if cell.Text == "" {
			continue
		}
		read, err := t.Day(cell)
		if err != nil {
			return s, &RowFault{Line: row.Line, Column: recordTitle(day.key), Code: models.CodeInvalidDate, Message: models.MessageOf(err)}
		}
		*day.to = read
	}
	return s, nil
}

func recordTitle(key string) string {
	for _, c := range recordColumns {
		if c.Key == key {
			return c.Title
		}
	}
	return ""
}

// faultOf tells a refusal as the fault of a row, all of its fields in one.
func faultOf(line int, err error) *RowFault {
	refusal, ok := models.AsError(err)
	if !ok {
		return &RowFault{Line: line, Code: models.CodeInternal}
	}
	f := &RowFault{Line: line, Code: refusal.Code, Message: refusal.Message}
	if len(refusal.Fields) > 0 {
		f.Column = recordTitle(refusal.Fields[0].Name)
	}
	if refusal.Code == models.CodeInvalid {
		var all []string
		for _, field := range refusal.Fields {
			all = append(all, field.Message)
		}
		f.Code, f.Message = refusal.Fields[0].Code, strings.Join(all, "")
	}
	return f
}

// isRowFault tells a refusal of one row from a failure of the server, after which the chunk is tried again.
func isRowFault(err error) bool {
	switch models.CodeOf(err) {
	case "", models.CodeUnavailable, models.CodeStorageFull, models.CodeClockMovedBack, models.CodeCalendarMissing, models.CodeInternal:
		return false
	}
	return true
}
