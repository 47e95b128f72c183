package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"wanping/internal/testkit"
)

const recordsCSV = "服务对象姓名,手机号码,服务事项,类别,受理日期,办结日期\n" +
	"王小明,13800000013,护照办理,许可,2023-09-27,2023-09-27\n" +
	"王小明,138,护照办理,许可,2023-09-27,2023-09-27\n"

func (d *desk) send(path, token, data, key string) answer {
	d.t.Helper()
	return d.call(http.MethodPost, path, token, data, "Content-Type", "application/octet-stream", "Idempotency-Key", key)
}

// furnish gives section 1 one of everything, each with id 1.
func (d *desk) furnish() {
	d.t.Helper()
	own := d.as(liaison, testkit.Window)
	require.Equal(d.t, http.StatusCreated, d.submit(own, goodRecord, "key-00001").status)
	require.Equal(d.t, http.StatusCreated, d.call(http.MethodPost, "/api/v1/nil-reports", own, `{"on":"2023-09-26"}`, "Idempotency-Key", "key-00002").status)
	require.Equal(d.t, http.StatusAccepted, d.send("/api/v1/uploads?keep=good", own, recordsCSV, "key-00003").status)
	require.NoError(d.t, d.Reporting.WorkUploads(d.t.Context()))
	require.Equal(d.t, http.StatusCreated, d.send("/api/v1/catalogue/imports", d.as(review, 1), "科室序号,服务事项\n1,护照办理\n", "").status)
	_, err := d.Leads.Plan(d.t.Context())
	require.NoError(d.t, err)
	proposed := d.call(http.MethodPost, "/api/v1/proposals", d.as(justice, 1),
		`{"lines":[{"kind":"deduction","section":1,"clause":"A5.3","count":2,"on":"2023-09-20","reason":"培训学时不足"}]}`, "Idempotency-Key", "key-00004")
	require.Equal(d.t, http.StatusCreated, proposed.status, "%s", proposed.body)
	imported := d.send("/api/v1/hotline-cases/imports", d.as(petitions, 1), "工单编号,科室序号,日期,问题\nMH20230901,1,2023-09-20,逾期反馈\n", "")
	require.Equal(d.t, http.StatusCreated, imported.status, "%s", imported.body)
	complained := d.postComplaint(`{"code":"CODE","text":"窗口上午十点没有人值班","photos":["`+d.photo()+`"]}`, "key-00005")
	require.Equal(d.t, http.StatusCreated, complained.status, "%s", complained.body)
	require.Equal(d.t, http.StatusOK, d.call(http.MethodPost, "/api/v1/complaints/1/moves", d.as(review, 1),
		`{"move":"assign","version":1,"text":"请核实"}`).status)
}

func TestUploadIsPolledAndAnswered(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	own := d.as(liaison, testkit.Window)
	got := d.call(http.MethodGet, "/api/v1/uploads/1", own, "").json(t)
	require.Equal(t, "done", got["state"])
	require.InDelta(t, 2, got["rows"], 0)
	require.InDelta(t, 1, got["kept"], 0)
	faults, ok := got["faults"].([]any)
	require.True(t, ok)
	require.Len(t, faults, 1)
	require.Equal(t, map[string]any{"row": 3.0, "column": "手机号码", "code": "invalid_mobile", "message": "手机号码应为1开头的11位数字,请核对。"}, faults[0])
	answer := d.call(http.MethodGet, "/api/v1/uploads/1/answer", own, "")
	require.Equal(t, "text/csv; charset=utf-8", answer.header.Get("Content-Type"))
	require.Contains(t, answer.header.Get("Content-Disposition"), "attachment")
	require.Contains(t, string(answer.body), "手机号码应为1开头")
	again := d.send("/api/v1/uploads?keep=good", own, recordsCSV, "key-00003")
	require.Equal(t, http.StatusAccepted, again.status)
	require.InDelta(t, 1, again.json(t)["id"], 0, "the same upload")
	other := d.send("/api/v1/uploads?keep=all", own, recordsCSV, "key-00003")
	require.Equal(t, http.StatusConflict, other.status, "what is to be kept is part of what was asked")
}

func TestFilesMayBeLargerThanOtherBodiesButNotTooLarge(t *testing.T) {
	d := newDesk(t)
	own := d.as(liaison, testkit.Window)
	var rows strings.Builder
	rows.WriteString(strings.SplitAfter(recordsCSV, "\n")[0])
	for n := range 2000 {
		fmt.Fprintf(&rows, "王小明,138%08d,护照办理,许可,2023-09-27,2023-09-27\n", n)
	}
	require.Greater(t, rows.Len(), 64<<10)
	require.Equal(t, http.StatusAccepted, d.send("/api/v1/uploads?keep=all", own, rows.String(), "key-00001").status)
	require.Equal(t, http.StatusRequestEntityTooLarge, d.send("/api/v1/uploads?keep=all", own, strings.Repeat("a", 4<<20+1), "key-00002").status)
	require.Equal(t, http.StatusRequestEntityTooLarge, d.submit(own, strings.Repeat("a", 64<<10+1), "key-00003").status)
	require.Equal(t, http.StatusUnprocessableEntity, d.send("/api/v1/uploads?keep=all", own, "PK\x03\x04", "key-00004").status)
	require.Equal(t, http.StatusBadRequest, d.send("/api/v1/uploads?keep=some", own, recordsCSV, "key-00005").status)
	require.Equal(t, http.StatusBadRequest, d.call(http.MethodPost, "/api/v1/uploads?keep=all", own, recordsCSV, "Content-Type", "application/octet-stream").status)
}

func TestTemplateAndExportAreFiles(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	own := d.as(liaison, testkit.Window)
	template := d.call(http.MethodGet, "/api/v1/templates/records", own, "")
	require.Equal(t, http.StatusOK, template.status)
	book, err := excelize.OpenReader(bytes.NewReader(template.body))
	require.NoError(t, err)
	cell, err := book.GetCellValue("Sheet1", "A2")
	require.NoError(t, err)
	require.Equal(t, "服务对象姓名", cell)
	export := d.call(http.MethodPost, "/api/v1/exports", own, `{"from":"2023-09-27","to":"2023-09-27","format":"csv","reason":"报送市系统"}`)
	require.Equal(t, http.StatusOK, export.status)
	require.Contains(t, string(export.body), "李小红,13800000012,护照办理,行政许可,2023-09-27,2023-09-27")
	refused := d.call(http.MethodPost, "/api/v1/exports", own, `{"from":"2023-09-27","to":"2023-09-01","reason":"报送市系统"}`)
	require.Equal(t, http.StatusBadRequest, refused.status)
	list := strings.Replace(string(export.body), "记录编号\n", "记录编号,拒绝原因\n", 1)
	list = strings.Replace(list, ",1,1\n", ",1,1,空号\n", 1)
	read := d.send("/api/v1/refusals/imports", own, list, "")
	require.Equal(t, http.StatusCreated, read.status, "%s", read.body)
	require.JSONEq(t, `{"kept":1,"known":0,"faults":[]}`, string(read.body))
	shown := d.call(http.MethodGet, "/api/v1/refusals", own, "").json(t)
	require.Len(t, shown["items"], 1)
}

func TestOverviewNilReportsCatalogueAndLeadsOverHTTP(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	own, office := d.as(liaison, testkit.Window), d.as(review, 1)
	overview := d.call(http.MethodGet, "/api/v1/duty/overview", office, "").json(t)
	require.InDelta(t, 3, overview["sections"], 0)
	require.InDelta(t, 2, overview["outstanding"], 0)
	nils := d.call(http.MethodGet, "/api/v1/nil-reports?from=2023-09-01&to=2023-09-30", own, "").json(t)
	require.Len(t, nils["items"], 1)
	found := d.call(http.MethodGet, "/api/v1/catalogue?q=hzbl", own, "").json(t)
	require.Len(t, found["items"], 1)
	leads := d.call(http.MethodGet, "/api/v1/leads?kind=missed&state=open&limit=5", office, "").json(t)
	require.Len(t, leads["items"], 5)
	require.NotEmpty(t, leads["next"])
	require.Equal(t, http.StatusOK, d.call(http.MethodPost, "/api/v1/leads/1/dismissal", office, `{"reason":"当日停电"}`).status)
	require.Equal(t, http.StatusConflict, d.call(http.MethodPost, "/api/v1/leads/1/dismissal", office, `{"reason":"当日停电"}`).status)
}

func TestWordingIsToldByFieldWithASuggestion(t *testing.T) {
	d := newDesk(t)
	own := d.as(liaison, testkit.Window)
	bad := strings.Replace(goodRecord, "护照办理", "咨询户口问题,非常满意", 1)
	got := d.submit(own, bad, "key-00001")
	require.Equal(t, http.StatusUnprocessableEntity, got.status)
	code, message := got.refusal(t)
	require.Equal(t, "opinion", code)
	require.Contains(t, message, "建议改为“户口业务咨询”")
	require.Contains(t, string(got.body), `"suggestion":"户口业务咨询"`)
	kept := d.submit(own, strings.Replace(bad, "}", `,"insist_reason":"清单原文"}`, 1), "key-00001")
	require.Equal(t, http.StatusCreated, kept.status, "%s", kept.body)
	require.Contains(t, kept.json(t)["wording_codes"], "opinion")
	marked := d.call(http.MethodGet, "/api/v1/records?insisted=true", d.as(review, 1), "").json(t)
	require.Len(t, marked["items"], 1)
}
