package reporting_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"wanping/internal/reporting"
	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

var heading = []string{"服务对象姓名", "手机号码", "服务事项", "类别", "受理日期", "办结日期", "坚持原用语的理由", "确属另一次服务"}

// good is a good row; n tells them apart.
func good(n int) []string {
	return []string{"李小红", fmt.Sprintf("138%08d", n), "护照办理", "行政许可", "2023-09-26", "2023-09-27"}
}

func with(row []string, column int, text string) []string {
	row = append([]string{}, row...)
	for len(row) <= column {
		row = append(row, "")
	}
	row[column] = text
	return row
}

// upload hands a file in and works it off.
func (b *bench) upload(data []byte, keep string) (models.Upload, []models.UploadFault) {
	b.t.Helper()
	b.keys++
	u, err := b.Reporting.Upload(b.t.Context(), b.liaison, data, keep, reporting.Key{Key: fmt.Sprintf("upload-%05d", b.keys), Body: data})
	require.NoError(b.t, err)
	require.Equal(b.t, models.UploadPending, u.State)
	require.NoError(b.t, b.Reporting.WorkUploads(b.t.Context()))
	u, faults, err := b.Reporting.UploadProgress(b.t.Context(), b.liaison, u.ID)
	require.NoError(b.t, err)
	require.Equal(b.t, models.UploadDone, u.State)
	return u, faults
}

func (b *bench) answer(id int64) []byte {
	b.t.Helper()
	var out bytes.Buffer
	_, err := b.Reporting.Answer(b.t.Context(), b.liaison, id, &out)
	require.NoError(b.t, err)
	return out.Bytes()
}

// faultyRows has a row of each fault, with what the answer says of it; a good row is "".
var faultyRows = []struct {
	row  []string
	code models.Code
}{
	{good(1), ""},
	{with(good(2), 1, "1380000"), models.CodeInvalidMobile},
	{with(good(3), 1, "1.38E+10"), models.CodeInvalidMobile},
	{with(good(4), 5, "2023-02-30"), models.CodeInvalidDate},
	{with(good(5), 4, ""), models.CodeRequired},
	{with(good(6), 3, "别的"), models.CodeInvalid},
	{with(good(7), 2, "咨询户口问题,非常满意"), models.CodeOpinion},
	{with(with(good(8), 2, "咨询户口问题,非常满意"), 6, "清单原文"), ""},
	{good(1), models.CodeDuplicateRecord},
	{with(good(1), 7, "是"), ""},
	{with(with(good(9), 4, "2023-09-22"), 5, "2023-09-22"), models.CodeDeadlinePassed},
	{with(good(10), 5, "2023-09-28"), models.CodeFutureDate},
	{with(good(11), 4, "2023-09-28"), models.CodeAcceptedAfterCompleted},
	{with(good(12), 0, "=1+1"), "formula"},
	{good(13), ""},
}

func faultyTable(t testing.TB, format sheet.Format) []byte {
	t.Helper()
	rows := [][]string{{"9月27日服务数据"}, heading}
	for _, f := range faultyRows {
		rows = append(rows, f.row)
	}
	return tableOf(t, format, rows...)
}

func TestUploadKeepsGoodRowsAndAnswersWithTheSameFile(t *testing.T) {
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV, sheet.GBK} {
		b := newBench(t, testkit.Window)
		u, faults := b.upload(faultyTable(t, format), models.KeepGood)
		want, kept := map[int]models.Code{}, 0
		for i, f := range faultyRows {
			if f.code == "" {
				kept++
			} else {
				want[i+3] = f.code
			}
		}
		got := map[int]models.Code{}
		for _, f := range faults {
			got[f.Line] = f.Code
		}
		if format != sheet.XLSX { // what begins with = is written with a quotation mark before it
			delete(want, 16)
			kept++
		}
		require.Equal(t, want, got, format)
		require.Equal(t, kept, u.RowsKept)
		require.Equal(t, len(faultyRows), u.RowsDone)
		require.Len(t, b.records(), kept)
		require.Len(t, b.attempts(), 3, "late, future and wording leave an attempt, as single records do")

		file, err := sheet.Open(b.answer(u.ID), sheet.Limits{FileBytes: 1 << 20, Unpacked: 8 << 20, Elements: 1e5, Rows: 100, Columns: 20, CellRunes: 300, TextBytes: 1e6})
		require.NoError(t, err)
		require.Equal(t, format, file.Format)
		require.NoError(t, file.Sheets[0].Each(func(r sheet.Row) error {
			switch {
			case r.Line == 2:
				require.Equal(t, "错误", r.At(8))
			case r.Line > 2:
				require.Equal(t, want[r.Line] != "", r.At(8) != "", "%s row %d: %q", format, r.Line, r.At(8))
				require.Equal(t, faultyRows[r.Line-3].row[1], strings.TrimPrefix(r.At(1), "'"))
			}
			return nil
		}))
	}
}

func TestRefusedRowsAreToldToTheLiaisonOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		u, _ := b.upload(tableOf(t, sheet.CSV, heading, with(good(1), 1, "1380000"), with(good(2), 1, "1380000"), with(good(3), 5, "2023-02-30"), good(4)), models.KeepGood)
		b.upload(tableOf(t, sheet.CSV, heading, good(5)), models.KeepGood)
		whole, _ := b.upload(tableOf(t, sheet.CSV, heading, good(6), with(good(7), 5, "2023-02-30")), models.KeepAll)
		inbox, err := b.Outbox.Inbox(t.Context(), b.liaison, 0, 100)
		require.NoError(t, err)
		require.Len(t, inbox, 2, "a file without a fault is told of by its answer alone")
		require.Equal(t, fmt.Sprintf("upload_refused:upload:%d", whole.ID), inbox[0].Key)
		require.Equal(t, fmt.Sprintf("upload_refused:upload:%d", u.ID), inbox[1].Key)
		require.Contains(t, inbox[1].Body, "共4行,其中3行没有通过(主要在“手机号码”列)")
		require.Contains(t, inbox[1].Body, "重新上传", "what to do next")
		require.NotContains(t, inbox[1].Body, "1380000")
	})
}

func TestUploadNamesTheEarlierRowOfTheSameFile(t *testing.T) {
	b := newBench(t, testkit.Window)
	rows := [][]string{heading}
	for n := range 250 { // the duplicate stands in another chunk
		rows = append(rows, good(n))
	}
	_, faults := b.upload(tableOf(t, sheet.CSV, append(rows, good(7))...), models.KeepGood)
	require.Len(t, faults, 1)
	require.Equal(t, 252, faults[0].Line)
	require.Contains(t, faults[0].Message, "本文件第9行")
}

func TestUploadKeepsAllRowsOrNone(t *testing.T) {
	b := newBench(t, testkit.Window)
	u, faults := b.upload(faultyTable(t, sheet.CSV), models.KeepAll)
	require.Zero(t, u.RowsKept)
	require.NotEmpty(t, faults)
	require.Empty(t, b.records())
	require.Len(t, b.attempts(), 3)
	u, faults = b.upload(tableOf(t, sheet.CSV, heading, good(1), good(2)), models.KeepAll)
	require.Empty(t, faults)
	require.Equal(t, 2, u.RowsKept)
	require.Len(t, b.records(), 2)
}

func TestUploadIsJudgedByWhenItWasReceived(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.At(t, "2023-09-28 11:29:59")
	data := tableOf(t, sheet.CSV, heading, good(1))
	u, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, reporting.Key{Key: "key-1", Body: data})
	require.NoError(t, err)
	b.At(t, "2023-09-28 11:40:00")
	require.NoError(t, b.Reporting.WorkUploads(t.Context()))
	u, _, err = b.Reporting.UploadProgress(t.Context(), b.liaison, u.ID)
	require.NoError(t, err)
	require.Equal(t, 1, u.RowsKept, "the file was in before the deadline")
	require.Equal(t, u.ReceivedAt, b.records()[0].ReceivedAt)
}

func TestUploadIsRepeatable(t *testing.T) {
	b := newBench(t, testkit.Window)
	data := tableOf(t, sheet.CSV, heading, good(1))
	key := reporting.Key{Key: "key-1", Body: data}
	first, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, key)
	require.NoError(t, err)
	for range 2 {
		again, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, key)
		require.NoError(t, err)
		require.Equal(t, first.ID, again.ID)
		require.NoError(t, b.Reporting.WorkUploads(t.Context()))
	}
	require.Len(t, b.records(), 1)
	other := tableOf(t, sheet.CSV, heading, good(2))
	_, err = b.Reporting.Upload(t.Context(), b.liaison, other, models.KeepGood, reporting.Key{Key: "key-1", Body: other})
	require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err))
}

func TestAnUploadCutShortGoesOnWhereItWas(t *testing.T) {
	b := newBench(t, testkit.Window)
	rows := [][]string{heading}
	for n := range 1000 {
		rows = append(rows, good(n))
	}
	data := tableOf(t, sheet.CSV, rows...)
	u, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, reporting.Key{Key: "key-1", Body: data})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	cut := make(chan struct{})
	go func() {
		defer close(cut)
		_ = b.Reporting.WorkUploads(ctx) // what it says depends on where it was stopped
	}()
	for done := 0; done < 400; { // stop in the middle, after a chunk or two
		u, _, err = b.Reporting.UploadProgress(t.Context(), b.liaison, u.ID)
		require.NoError(t, err)
		done = u.RowsDone
	}
	stop()
	require.NoError(t, b.Reporting.WorkUploads(t.Context())) // beside what may still be under way: each chunk once
	<-cut
	require.NoError(t, b.Reporting.WorkUploads(t.Context()))
	u, _, err = b.Reporting.UploadProgress(t.Context(), b.liaison, u.ID)
	require.NoError(t, err)
	require.Equal(t, models.UploadDone, u.State)
	require.Equal(t, 1000, u.RowsKept)
	require.Len(t, b.records(), 1000)
}

func TestUploadRunsInTheBackground(t *testing.T) {
	b := newBench(t, testkit.Window)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		b.Reporting.RunUploads(ctx, func(err error) { t.Error(err) })
		close(ended)
	}()
	data := tableOf(t, sheet.CSV, heading, good(1))
	u, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, reporting.Key{Key: "key-1", Body: data})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		u, _, err = b.Reporting.UploadProgress(t.Context(), b.liaison, u.ID)
		return err == nil && u.State == models.UploadDone
	}, 10*time.Second, 5*time.Millisecond)
	stop()
	<-ended
}

func TestUploadsAreRefusedAsAWhole(t *testing.T) {
	b := newBench(t, testkit.Window)
	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	file := tableOf(t, sheet.CSV, heading, good(1))
	for name, tc := range map[string]struct {
		actor models.Actor
		data  []byte
		keep  string
		code  models.Code
	}{
		"an office":    {office, file, models.KeepGood, models.CodeForbidden},
		"no choice":    {b.liaison, file, "some", models.CodeInvalid},
		"no table":     {b.liaison, []byte("PK\x03\x04"), models.KeepGood, models.CodeFileUnreadable},
		"no heading":   {b.liaison, tableOf(t, sheet.CSV, good(1)), models.KeepGood, models.CodeNoHeading},
		"half heading": {b.liaison, tableOf(t, sheet.CSV, heading[:4], good(1)), models.KeepGood, models.CodeNoHeading},
		"no rows":      {b.liaison, tableOf(t, sheet.CSV, heading), models.KeepGood, models.CodeNoRows},
	} {
		_, err := b.Reporting.Upload(t.Context(), tc.actor, tc.data, tc.keep, reporting.Key{Key: "key-" + name, Body: tc.data})
		require.Equal(t, tc.code, models.CodeOf(err), "%s: %v", name, err)
	}
	for n := range 4 {
		data := tableOf(t, sheet.CSV, heading, good(n))
		_, err := b.Reporting.Upload(t.Context(), b.liaison, data, models.KeepGood, reporting.Key{Key: fmt.Sprintf("key-%04d", n), Body: data})
		if n < 3 {
			require.NoError(t, err)
		} else {
			require.Equal(t, models.CodeTooManyRequests, models.CodeOf(err))
		}
	}
}

func TestUploadsAreTheSectionsOwn(t *testing.T) {
	b := newBench(t, testkit.Window)
	u, _ := b.upload(tableOf(t, sheet.CSV, heading, good(1)), models.KeepGood)
	other := b.Liaison(t, testkit.Monthly)
	_, _, err := b.Reporting.UploadProgress(t.Context(), other, u.ID)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	_, err = b.Reporting.Answer(t.Context(), other, u.ID, io.Discard)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	list, err := b.Reporting.Uploads(t.Context(), other, 0, 10)
	require.NoError(t, err)
	require.Empty(t, list)
}

// What people really hand in: dates as numbers, numbers as numbers, merged names, a hidden row.
func TestWorkbooksAsPeopleMakeThem(t *testing.T) {
	b := newBench(t, testkit.Window)
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetRow("Sheet1", "A3", &heading))
	for line := 4; line <= 6; line++ {
		require.NoError(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", line),
			&[]any{nil, 13800000012, fmt.Sprintf("护照办理%d", line), "许可", time.Date(2023, 9, 26, 0, 0, 0, 0, time.UTC), 45196}))
	}
	require.NoError(t, f.SetCellValue("Sheet1", "A4", "李小红"))
	require.NoError(t, f.MergeCell("Sheet1", "A4", "A6"))
	require.NoError(t, f.SetRowVisible("Sheet1", 6, false))
	require.NoError(t, f.SetCellFormula("Sheet1", "J4", "1+1"))
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	u, faults := b.upload(out.Bytes(), models.KeepGood)
	require.Len(t, faults, 1, "%v", faults)
	require.Equal(t, 6, faults[0].Line)
	require.Equal(t, models.CodeHiddenRow, faults[0].Code)
	require.Equal(t, 2, u.RowsKept)
	answer, err := excelize.OpenReader(bytes.NewReader(b.answer(u.ID)))
	require.NoError(t, err)
	formula, err := answer.GetCellFormula("Sheet1", "J4")
	require.NoError(t, err)
	require.Empty(t, formula)

	again, faults := b.upload(b.answer(u.ID), models.KeepGood)
	require.Len(t, faults, 2, "an answer is a table of records again, without what was hidden in it")
	require.Equal(t, 3, again.RowsTotal)
	for _, f := range faults {
		require.Equal(t, models.CodeDuplicateRecord, f.Code, f.Message)
	}
}

func TestTemplateIsATableOfRecords(t *testing.T) {
	b := newBench(t, testkit.Window)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV, sheet.GBK} {
		var out bytes.Buffer
		require.NoError(t, b.Reporting.Template(&out, format))
		_, err := b.Reporting.Upload(t.Context(), b.liaison, out.Bytes(), models.KeepGood, reporting.Key{Key: "key", Body: nil})
		require.Equal(t, models.CodeNoRows, models.CodeOf(err), "empty, and otherwise as it should be")
	}
}

func TestSpoiledUploadsNeverCrashNorHalfDo(t *testing.T) {
	b := newBench(t, testkit.Window)
	random := rand.New(rand.NewPCG(3, 1000))
	files := [][]byte{faultyTable(t, sheet.XLSX), faultyTable(t, sheet.CSV), faultyTable(t, sheet.GBK)}
	taken := 0
	for n := range 1000 {
		data := bytes.Clone(files[n%3])
		for range 1 + random.IntN(4) {
			data[random.IntN(len(data))] = byte(random.IntN(256))
		}
		keep := []string{models.KeepGood, models.KeepAll}[random.IntN(2)]
		u, err := b.Reporting.Upload(t.Context(), b.liaison, data, keep, reporting.Key{Key: fmt.Sprintf("spoiled-%04d", n), Body: data})
		if err != nil {
			require.NotEmpty(t, models.CodeOf(err), "%v", err)
			continue
		}
		taken++
		before := len(b.records())
		require.NoError(t, b.Reporting.WorkUploads(t.Context()))
		u, _, err = b.Reporting.UploadProgress(t.Context(), b.liaison, u.ID)
		require.NoError(t, err)
		require.Equal(t, models.UploadDone, u.State)
		require.Equal(t, u.RowsTotal, u.RowsDone)
		if keep == models.KeepAll {
			require.Contains(t, []int{0, u.RowsTotal}, u.RowsKept)
		}
		require.Equal(t, min(before+u.RowsKept, 1000), len(b.records()))
	}
	require.Greater(t, taken, 200)
}

func TestUploadOnEveryEngine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		rows := [][]string{heading}
		for n := range 450 {
			rows = append(rows, good(n))
		}
		u, faults := b.upload(tableOf(t, sheet.XLSX, append(rows, good(3), with(good(4), 1, "x"))...), models.KeepGood)
		require.Equal(t, 450, u.RowsKept)
		require.Len(t, faults, 2)
		u, _ = b.upload(tableOf(t, sheet.XLSX, heading, good(1001), good(1001)), models.KeepAll)
		require.Zero(t, u.RowsKept)
	})
}

// BenchmarkUploadTenThousandRows reports the peak of the heap above where it stood before.
func BenchmarkUploadTenThousandRows(b *testing.B) {
	rows := [][]string{heading}
	for n := range 10_000 {
		rows = append(rows, good(n))
	}
	data := tableOf(b, sheet.XLSX, rows...)
	for b.Loop() {
		b.StopTimer()
		k := testkit.New(b)
		liaison := k.Liaison(b, testkit.Window)
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		peak, stop := watchHeap()
		b.StartTimer()
		_, err := k.Reporting.Upload(context.Background(), liaison, data, models.KeepGood, reporting.Key{Key: "key-1", Body: data})
		require.NoError(b, err)
		require.NoError(b, k.Reporting.WorkUploads(context.Background()))
		b.StopTimer()
		stop()
		b.ReportMetric(float64(*peak-before.HeapAlloc)/(1<<20), "MB-peak")
		b.StartTimer()
	}
}

func watchHeap() (peak *uint64, stop func()) {
	peak = new(uint64)
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-quit:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				*peak = max(*peak, m.HeapAlloc)
			}
		}
	}()
	return peak, func() { close(quit); <-done }
}
