package reporting

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"wanping/internal/sheet"
	"wanping/models"
)

const (
	exportDays = 400    // at most, from the first day to the last
	exportRows = 50_000 // at most
	exportPage = 500    // records that are held at a time
)

// The columns that an export has beyond those of a table of records, so that a refusal can be brought home.
const (
	sectionTitle = "科室序号"
	recordNo     = "记录编号"
)

// ExportRequest says what is to be exported: the standing records completed from From to To, both included.
type ExportRequest struct {
	SectionNo, UnitNo int // zero: all that the actor may see
	From, To          models.Day
	Format            sheet.Format
	Reason            string // for the audit log, because names leave the house
}

// Export writes records with their recipients in full, in the layout of the template, for the city's own system. Who,
// what and why goes to the audit log first. Errors: CodeForbidden, CodeInvalid.
func (r *Reporting) Export(ctx context.Context, actor models.Actor, e ExportRequest, w io.Writer) error {
	filter, err := exportFilter(actor, e)
	if err != nil {
		return err
	}
	reason, err := checkReason(e.Reason)
	if err != nil {
		return err
	}
	err = r.store.Write(ctx, func(tx *models.Tx) error {
		rows, err := tx.CountStanding(filter)
		if err != nil {
			return err
		}
		if rows > exportRows {
			return invalid("to", fmt.Sprintf("这段时间有%d条记录,超过%d条,请缩短日期范围后分几次导出。", rows, exportRows))
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "record.export",
			Subject: fmt.Sprintf("section:%d unit:%d", filter.SectionNo, filter.UnitNo),
			Detail:  fmt.Sprintf("%s to %s, %d records: %s", e.From, e.To, rows, reason),
		})
	})
	if err != nil {
		return err
	}
	return r.export(ctx, filter, e.Format, w)
}

func exportFilter(actor models.Actor, e ExportRequest) (models.RecordFilter, error) {
	var err error
	f := models.RecordFilter{From: e.From, To: e.To, Limit: exportPage}
	if f.SectionNo, f.UnitNo, err = narrow(actor, e.SectionNo, e.UnitNo); err != nil {
		return f, err
	}
	switch {
	case actor.Role == models.RoleWorkCommittee || actor.Role == models.RoleAuditor:
		return f, errForbidden // they see records masked
	case e.From.IsZero() || e.To.Before(e.From) || e.To.DaysSince(e.From) > exportDays:
		return f, invalid("to", fmt.Sprintf("请填写起止日期,止日不早于起日,相隔不超过%d天。", exportDays))
	}
	return f, nil
}

func invalid(field, message string) error {
	return models.NewError(models.CodeInvalid, message, models.Field{Name: field, Code: models.CodeInvalid, Message: message})
}

func (r *Reporting) export(ctx context.Context, filter models.RecordFilter, format sheet.Format, w io.Writer) error {
	out, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	if err := out.Row(1, append(recordHeading(), sectionTitle, recordNo)); err != nil {
		return err
	}
	line := 1
	for after := int64(0); ; {
		var page []models.Record
		err := r.read(ctx, func(tx *models.Tx) (err error) {
			page, err = tx.StandingRecords(filter, after)
			return err
		})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return out.Close()
		}
		for _, record := range page {
			cells, err := r.exportRow(record)
			if err != nil {
				return err
			}
			line, after = line+1, record.ID
			if err := out.Row(line, cells); err != nil {
				return err
			}
		}
	}
}

// exportRow writes a record as an upload would have it.
func (r *Reporting) exportRow(record models.Record) ([]string, error) {
	name, err := r.open(purposeName, record.RecipientNameSealed)
	if err != nil {
		return nil, err
	}
	mobile, err := r.open(purposeMobile, record.RecipientMobileSealed)
	if err != nil {
		return nil, err
	}
	insist, err := r.open(purposeInsist, record.InsistSealed)
	if err != nil {
		return nil, err
	}
	confirm := ""
	if record.DuplicateNo > 0 {
		confirm = "是"
	}
	return []string{
		name, mobile, record.Item, categoryTitles[record.Category], record.AcceptedOn.String(), record.CompletedOn.String(),
		insist, confirm, strconv.Itoa(record.SectionNo), strconv.FormatInt(record.ID, 10),
	}, nil
}
