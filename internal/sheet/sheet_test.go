package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"wanping/internal/sheet"
	"wanping/models"
)

var limits = sheet.Limits{
	FileBytes: 4 << 20, Unpacked: 64 << 20, Elements: 2_000_000, Rows: 20_000, Columns: 30, CellRunes: 100, TextBytes: 16 << 20,
}

// rows reads the only sheet of a file.
func rows(t *testing.T, data []byte) []sheet.Row {
	t.Helper()
	file, err := sheet.Open(data, limits)
	require.NoError(t, err)
	require.Len(t, file.Sheets, 1)
	return rowsOf(t, file.Sheets[0])
}

func rowsOf(t *testing.T, s *sheet.Sheet) []sheet.Row {
	t.Helper()
	var out []sheet.Row
	require.NoError(t, s.Each(func(r sheet.Row) error { out = append(out, r); return nil }))
	return out
}

// book makes a workbook.
func book(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	return out.Bytes()
}

// rawBook makes a workbook of one sheet from its XML.
func rawBook(t testing.TB, sheetXML string) []byte {
	t.Helper()
	return archive(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetXML,
	})
}

func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return out.Bytes()
}

func TestEveryFormatReadsTheSame(t *testing.T) {
	text := "姓名,号码\n 李小红 ,13800000012\n\n\"王\n明\",(甲)\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	require.NoError(t, err)
	xlsx := book(t, func(f *excelize.File) {
		for cell, value := range map[string]any{"A1": "姓名", "B1": "号码", "A2": " 李小红 ", "B2": 13800000012, "A4": "王\n明", "B4": "(甲)"} {
			require.NoError(t, f.SetCellValue("Sheet1", cell, value))
		}
	})
	for name, data := range map[string][]byte{"utf-8": []byte(text), "with mark": []byte("\ufeff" + text), "gbk": []byte(gbk), "xlsx": xlsx} {
		got := rows(t, data)
		require.Len(t, got, 3, name)
		require.Equal(t, []string{"姓名", "号码"}, got[0].Texts(), name)
		require.Equal(t, []string{"李小红", "13800000012"}, got[1].Texts(), name)
		require.Equal(t, 4, got[2].Line, name)
		require.Equal(t, []string{"王明", "(甲)"}, got[2].Texts(), name)
	}
}

func TestFormulasAreMarkedAndNeverEvaluated(t *testing.T) {
	got := rows(t, rawBook(t, `<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v>9</v></c><c r="B1" t="inlineStr"><is><t>=cmd()</t></is></c><c r="C1"><v>-5</v></c></row></sheetData></worksheet>`))
	require.Equal(t, sheet.Cell{Text: "9", Kind: sheet.Formula}, got[0].Cell(0))
	require.Len(t, got[0].Odd, 2)
	require.Equal(t, sheet.CodeFormula, got[0].Odd[0].Code)
	require.Equal(t, 1, got[0].Odd[1].Column)
}

func TestMergedAndHiddenRows(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		for cell, value := range map[string]any{"A1": "甲", "B1": "1", "B2": "2", "B3": "3", "B5": "5"} {
			require.NoError(t, f.SetCellValue("Sheet1", cell, value))
		}
		require.NoError(t, f.MergeCell("Sheet1", "A1", "A4"))
		require.NoError(t, f.SetRowVisible("Sheet1", 3, false))
	})
	got := rows(t, data)
	require.Len(t, got, 4, "the merged range leaves row 4 blank")
	require.Equal(t, "甲", got[1].At(0))
	require.Equal(t, "甲", got[2].At(0))
	require.Empty(t, got[3].At(0))
	require.True(t, got[2].Hidden)
	require.False(t, got[1].Hidden)
}

func TestDays(t *testing.T) {
	want := models.NewDay(2023, time.September, 27)
	modern, old := &sheet.File{}, &sheet.File{Date1904: true}
	for _, text := range []string{"2023-09-27", "2023/9/27", "2023年9月27日", "2023.9.27", "20230927", "2023-09-27 00:00:00"} {
		got, err := modern.Day(sheet.Cell{Text: text})
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	got, err := modern.Day(sheet.Cell{Text: "45196.5", Kind: sheet.Number})
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = old.Day(sheet.Cell{Text: "43734", Kind: sheet.Number})
	require.NoError(t, err)
	require.Equal(t, want, got)
	for _, bad := range []sheet.Cell{{Text: "45196"}, {Text: "2023-02-30"}, {Text: "12", Kind: sheet.Number}, {Text: "1e300", Kind: sheet.Number}, {Text: "NaN", Kind: sheet.Number}, {Text: "昨天"}} {
		_, err := modern.Day(bad)
		require.Equal(t, models.CodeInvalidDate, models.CodeOf(err), bad)
	}
}

func TestWorkbooksThatCountFrom1904(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		yes := true
		require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
		require.NoError(t, f.SetCellValue("Sheet1", "A1", 43734))
	})
	file, err := sheet.Open(data, limits)
	require.NoError(t, err)
	require.True(t, file.Date1904)
}

func TestDigits(t *testing.T) {
	for _, tc := range []struct {
		cell sheet.Cell
		want string
		ok   bool
	}{
		{sheet.Cell{Text: "13800000012"}, "13800000012", true},
		{sheet.Cell{Text: "13800000012.0", Kind: sheet.Number}, "13800000012", true},
		{sheet.Cell{Text: "1.3800000012E10", Kind: sheet.Number}, "13800000012", true},
		{sheet.Cell{Text: "1.38E+10", Kind: sheet.Number}, "13800000000", true},
		{sheet.Cell{Text: "1.3800000012E+10"}, "13800000012", true},
		{sheet.Cell{Text: "1.38E+10"}, "13800000000", false},
		{sheet.Cell{Text: "1.5E+0"}, "1.5E+0", false},
		{sheet.Cell{Text: "1E+99"}, "1E+99", false},
	} {
		got, ok := tc.cell.Digits()
		require.Equal(t, tc.want, got)
		require.Equal(t, tc.ok, ok, tc.cell.Text)
	}
}

func TestAMillionEmptyRowsAreRead(t *testing.T) {
	var xml strings.Builder
	xml.WriteString(`<worksheet><sheetData>`)
	for n := range 1_000_000 {
		fmt.Fprintf(&xml, `<row r="%d"/>`, n+1)
	}
	xml.WriteString(`<row r="1000001"><c r="A1000001" t="inlineStr"><is><t>末</t></is></c></row></sheetData></worksheet>`)
	got := rows(t, rawBook(t, xml.String()))
	require.Len(t, got, 1)
	require.Equal(t, 1_000_001, got[0].Line)
}

func TestFilesThatAreRefused(t *testing.T) {
	cell := `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`
	good := rawBook(t, cell)
	long := `<worksheet><sheetData>` + strings.Repeat(`<row><c><v>1</v></c></row>`, 20_001) + `</sheetData></worksheet>`
	for name, tc := range map[string]struct {
		data []byte
		code models.Code
	}{
		"no xlsx":            {[]byte("PK\x03\x04 and nothing else"), models.CodeFileUnreadable},
		"another archive":    {archive(t, map[string]string{"a.txt": "a"}), models.CodeFileUnreadable},
		"old xls":            {[]byte{0xd0, 0xcf, 0x11, 0xe0, 1, 2}, models.CodeFileUnreadable},
		"a picture":          {[]byte{0xff, 0xd8, 0xff, 0xe0, 0, 0x10}, models.CodeFileUnreadable},
		"utf-16":             {[]byte{0xff, 0xfe, 'a', 0}, models.CodeFileUnreadable},
		"open quote":         {[]byte("a,\"b\nc"), models.CodeFileUnreadable},
		"half an archive":    {good[:len(good)/2], models.CodeFileUnreadable},
		"a sheet breaks off": {rawBook(t, cell[:60]), models.CodeFileUnreadable},
		"rows out of order":  {rawBook(t, `<worksheet><row r="3"/><row r="2"/></worksheet>`), models.CodeFileUnreadable},
		"no such string":     {rawBook(t, `<worksheet><row><c t="s"><v>7</v></c></row></worksheet>`), models.CodeFileUnreadable},
		"an entity":          {rawBook(t, `<!DOCTYPE x [<!ENTITY a "b">]><worksheet><row><c t="str"><v>&a;</v></c></row></worksheet>`), models.CodeFileUnreadable},
		"too many rows":      {rawBook(t, long), models.CodeFileTooLarge},
		"too many columns":   {rawBook(t, `<worksheet><row><c r="AE1"><v>1</v></c></row></worksheet>`), models.CodeFileTooLarge},
		"one long text":      {rawBook(t, `<worksheet><row><c t="str"><v>`+strings.Repeat("长", 1<<20)+`</v></c></row></worksheet>`), models.CodeFileTooLarge},
		"one long attribute": {rawBook(t, `<worksheet a="`+strings.Repeat(" ", 8<<20)+`"/>`), models.CodeFileTooLarge},
		"too large":          {bytes.Repeat([]byte("a"), limits.FileBytes+1), models.CodeFileTooLarge},
		"too many elements":  {rawBook(t, `<worksheet>`+strings.Repeat(`<a/>`, limits.Elements)+`</worksheet>`), models.CodeFileTooLarge},
	} {
		_, err := sheet.Open(tc.data, limits)
		require.Equal(t, tc.code, models.CodeOf(err), "%s: %v", name, err)
	}
}

func TestBombsAreRefusedBeforeTheyAreUnpacked(t *testing.T) {
	bomb := rawBook(t, `<worksheet>`+strings.Repeat(" ", 65<<20)+`</worksheet>`)
	require.Less(t, len(bomb), 1<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := sheet.Open(bomb, limits)
	runtime.ReadMemStats(&after)
	require.Equal(t, models.CodeFileTooLarge, models.CodeOf(err))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

func TestWhatIsWrittenReadsTheSameAndHoldsNoFormula(t *testing.T) {
	table := [][]string{{"姓名", "号码", ""}, {"=1+1", "+86", "𠮷"}, {"", "b"}}
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV, sheet.GBK} {
		var out bytes.Buffer
		w, err := sheet.NewWriter(&out, format)
		require.NoError(t, err)
		for i, line := range []int{1, 2, 5} {
			require.NoError(t, w.Row(line, table[i]))
		}
		require.NoError(t, w.Close())
		file, err := sheet.Open(out.Bytes(), limits)
		require.NoError(t, err, format)
		require.Equal(t, format, file.Format)
		got := rowsOf(t, file.Sheets[0])
		require.Equal(t, []int{1, 2, 5}, []int{got[0].Line, got[1].Line, got[2].Line}, format)
		require.Equal(t, strings.TrimPrefix(got[1].At(0), "'"), "=1+1", format)
		require.Equal(t, "𠮷", got[1].At(2), format)
		require.NotEqual(t, sheet.Formula, got[1].Cell(0).Kind)
		if format != sheet.XLSX {
			require.Contains(t, out.String(), "'=1+1")
		}
	}
}

func TestColumnLetters(t *testing.T) {
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		require.Equal(t, want, sheet.ColumnLetter(column))
	}
}

func TestSpoiledFilesNeverCrash(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1000))
	xml := `<worksheet><sheetData>` + strings.Repeat(`<row><c t="inlineStr"><is><t>李小红</t></is></c><c><v>13800000012</v></c><c><f>A1</f><v>1</v></c></row>`, 20) +
		`</sheetData><mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="B2:C9"/></mergeCells></worksheet>`
	whole, refused := rawBook(t, xml), 0
	for n := range 1000 {
		data := mutate(random, whole)
		if n%2 == 1 {
			data = rawBook(t, string(mutate(random, []byte(xml))))
		}
		file, err := sheet.Open(data, limits)
		if err != nil {
			refused++
			require.NotEmpty(t, models.CodeOf(err), "%v", err)
			continue
		}
		for _, s := range file.Sheets {
			require.NoError(t, s.Each(func(sheet.Row) error { return nil }), "what opens can be read")
		}
	}
	require.Greater(t, refused, 300)
}

// mutate spoils some bytes: changed, dropped, doubled, put in.
func mutate(random *rand.Rand, data []byte) []byte {
	data = bytes.Clone(data)
	for range 1 + random.IntN(6) {
		at := random.IntN(len(data))
		upTo := at + random.IntN(min(64, len(data)-at))
		switch random.IntN(4) {
		case 0:
			data[at] = byte(random.IntN(256))
		case 1:
			data = append(data[:at:at], data[upTo:]...)
		case 2:
			data = append(data[:upTo:upTo], data[at:]...)
		default:
			data = append(data[:at:at], append([]byte{"0123456789<>&\"/ "[random.IntN(16)]}, data[at:]...)...)
		}
		if len(data) == 0 {
			return []byte("PK")
		}
	}
	return data
}
