package reporting

import (
	"context"
	"slices"
	"strconv"

	"wanping/internal/sheet"
	"wanping/models"
)

var refusalColumns = slices.Concat([]sheet.Column{
	{Key: "reason", Title: "拒绝原因", Synonyms: []string{"原因", "退回原因", "错误", "失败原因", "错误原因"}, Required: true},
	{Key: "record_id", Title: recordNo, Synonyms: []string{"编号"}},
	{Key: "section_no", Title: sectionTitle, Synonyms: []string{"科室编号"}},
}, optional(recordColumns))

func optional(columns []sheet.Column) []sheet.Column {
	out := slices.Clone(columns)
	for i := range out {
		out[i].Required = false
	}
	return out
}

// RefusalReading tells how many refusals were kept, how many were known, and which rows belong to no record.
type RefusalReading struct {
	Kept, Known int
	Faults      []RowFault
}

// ReadRefusals reads back a list of what the city's own system has refused: an export with a column of reasons. A row
// is brought home by its record number, or else by recipient, item and day. Rows that belong to no record are told.
// Errors: CodeForbidden, CodeFileUnreadable, CodeFileTooLarge, CodeNoHeading.
func (r *Reporting) ReadRefusals(ctx context.Context, actor models.Actor, data []byte) (RefusalReading, error) {
	var done RefusalReading
	if actor.Role != models.RoleLiaison && actor.Role != models.RoleReviewOffice {
		return done, errForbidden
	}
	file, err := sheet.Open(data, fileLimits)
	if err != nil {
		return done, err
	}
	table, err := file.Table(refusalColumns)
	if err != nil {
		return done, err
	}
	var rows []refusalRow
	err = table.Each(func(row sheet.Row) error {
		one, fault, err := r.refusalRow(actor, table, row)
		if fault != nil {
			done.Faults = append(done.Faults, *fault)
		} else if err == nil && len(one.reason) > 0 {
			rows = append(rows, one)
		}
		return err
	})
	for chunk := range slices.Chunk(rows, chunkSize) {
		if err != nil {
			break
		}
		err = r.keepRefusals(ctx, actor, chunk, &done)
	}
	return done, err
}

// refusalRow is a row of the city's list: the record it names, or the indexes of its recipient.
type refusalRow struct {
	line     int
	recordID int64
	indexes  [][]byte
	reason   []byte // sealed; empty where the city took the row
	index    []byte
}

func (r *Reporting) refusalRow(actor models.Actor, t *sheet.Table, row sheet.Row) (refusalRow, *RowFault, error) {
	out := refusalRow{line: row.Line}
	reason := t.Get(row, "reason").Text
	if reason == "" {
		return out, nil, nil
	}
	var err error
	if out.reason, err = r.keys.Seal(purposeRefusal, reason); err != nil {
		return out, nil, err
	}
	if out.index, err = r.keys.Index(purposeRefusal, reason); err != nil {
		return out, nil, err
	}
	if digits, _ := t.Get(row, "record_id").Digits(); digits != "" {
		if out.recordID, err = strconv.ParseInt(digits, 10, 64); err == nil {
			return out, nil, nil
		}
		return out, &RowFault{Line: row.Line, Column: recordNo, Code: models.CodeInvalid, Message: "记录编号应为数字。"}, nil
	}
	s, fault := readRecordRow(t, row)
	if fault != nil {
		return out, fault, nil
	}
	section := strconv.Itoa(actor.SectionNo)
	if actor.SectionNo == 0 {
		section, _ = t.Get(row, "section_no").Digits()
	}
	s = s.tidy()
	s.Item = r.checker.Check(s.Item).Text
	out.indexes, err = r.keys.Indexes(indexRecipient, recipientParts(section, s)...)
	return out, nil, err
}

func (r *Reporting) keepRefusals(ctx context.Context, actor models.Actor, rows []refusalRow, done *RefusalReading) error {
	var chunk RefusalReading
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		chunk = RefusalReading{}
		for _, row := range rows {
			record, ok, err := row.record(tx)
			if err != nil {
				return err
			}
			if !ok || (actor.SectionNo != 0 && record.SectionNo != actor.SectionNo) {
				chunk.Faults = append(chunk.Faults, RowFault{Line: row.line, Code: models.CodeNotFound, Message: "没有找到对应的服务记录,请核对记录编号,或姓名、号码、事项和日期。"})
				continue
			}
			added, err := tx.AddCityRefusal(&models.CityRefusal{
				RecordID: record.ID, SectionNo: record.SectionNo, ReadBy: actor.AccountID, ReasonSealed: row.reason, ReasonIndex: row.index,
			})
			if err != nil {
				return err
			}
			if added {
				chunk.Kept++
			} else {
				chunk.Known++
			}
		}
		return nil
	})
	if err == nil {
		done.Kept, done.Known, done.Faults = done.Kept+chunk.Kept, done.Known+chunk.Known, append(done.Faults, chunk.Faults...)
	}
	return err
}

func (row refusalRow) record(tx *models.Tx) (models.Record, bool, error) {
	if row.recordID != 0 {
		return tx.RecordByID(row.recordID)
	}
	same, err := tx.RecordsOfRecipient(row.indexes...)
	for _, record := range same {
		if record.WithdrawnAt == nil {
			return record, true, err
		}
	}
	return models.Record{}, false, err
}

// RefusalView is a refusal as it is shown.
type RefusalView struct {
	models.CityRefusal
	Reason string
}

// Refusals lists the city's refusals that the actor may see, the latest first. Errors: CodeForbidden.
func (r *Reporting) Refusals(ctx context.Context, actor models.Actor, f models.CityRefusalFilter) ([]RefusalView, error) {
	var err error
	if f.SectionNo, f.UnitNo, err = narrow(actor, f.SectionNo, f.UnitNo); err != nil {
		return nil, err
	}
	var rows []models.CityRefusal
	err = r.read(ctx, func(tx *models.Tx) (err error) {
		f.Day = today(tx)
		rows, err = tx.CityRefusals(f)
		return err
	})
	if err != nil {
		return nil, err
	}
	views := make([]RefusalView, len(rows))
	for i, row := range rows {
		views[i].CityRefusal = row
		if views[i].Reason, err = r.open(purposeRefusal, row.ReasonSealed); err != nil {
			return nil, err
		}
	}
	return views, nil
}
