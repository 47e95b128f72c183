package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"

	"wanping/internal/reporting"
	"wanping/internal/sheet"
)

// table is a file that is answered whole: an error on the way is told as every other, and never cuts a file short.
type table struct {
	name   string // without its ending
	format sheet.Format
	data   []byte
}

func (t table) write(w http.ResponseWriter) error {
	kind, ending := "text/csv", ".csv"
	switch t.format {
	case sheet.XLSX:
		kind, ending = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
	case sheet.CSV:
		kind += "; charset=utf-8"
	case sheet.GBK:
		kind += "; charset=gb18030"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=table%s; filename*=UTF-8''%s", ending, url.PathEscape(t.name+ending)))
	w.Header().Set("Content-Length", fmt.Sprint(len(t.data)))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(t.data)
	return err
}

func (t table) VisitGetRecordTemplateResponse(w http.ResponseWriter) error { return t.write(w) }
func (t table) VisitGetUploadAnswerResponse(w http.ResponseWriter) error   { return t.write(w) }
func (t table) VisitGetProposalTemplateResponse(w http.ResponseWriter) error {
	return t.write(w)
}
func (t table) VisitExportRecordsResponse(w http.ResponseWriter) error      { return t.write(w) }
func (t table) VisitExportComplaintsResponse(w http.ResponseWriter) error   { return t.write(w) }
func (t table) VisitGetHotlineTemplateResponse(w http.ResponseWriter) error { return t.write(w) }

func formatOf(f *TableFormat) sheet.Format {
	if f == nil {
		return sheet.XLSX
	}
	return sheet.Format(*f)
}

func (s *server) GetRecordTemplate(_ context.Context, r GetRecordTemplateRequestObject) (GetRecordTemplateResponseObject, error) {
	var out bytes.Buffer
	format := formatOf(r.Params.Format)
	err := s.Reporting.Template(&out, format)
	return table{"服务数据模板", format, out.Bytes()}, err
}

func (s *server) GetUploadAnswer(ctx context.Context, r GetUploadAnswerRequestObject) (GetUploadAnswerResponseObject, error) {
	var out bytes.Buffer
	format, err := s.Reporting.Answer(ctx, actorOf(ctx), r.Id, &out)
	if err != nil {
		return nil, err
	}
	return table{fmt.Sprintf("上传结果%d", r.Id), format, out.Bytes()}, nil
}

func (s *server) ExportRecords(ctx context.Context, r ExportRecordsRequestObject) (ExportRecordsResponseObject, error) {
	var out bytes.Buffer
	format := formatOf(r.Body.Format)
	err := s.Reporting.Export(ctx, actorOf(ctx), reporting.ExportRequest{
		SectionNo: deref(r.Body.SectionNo), UnitNo: deref(r.Body.UnitNo),
		From: r.Body.From, To: r.Body.To, Format: format, Reason: r.Body.Reason,
	}, &out)
	if err != nil {
		return nil, err
	}
	return table{fmt.Sprintf("服务数据%s至%s", r.Body.From, r.Body.To), format, out.Bytes()}, nil
}
