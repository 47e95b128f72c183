package roster_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"wanping/internal/roster"
	"wanping/models"
)

// office is good as an office would type it: titles, Chinese headings, full-width digits and parentheses, the units
// once, a blank row, and the heading again for the second page.
var office = [][]any{
	{"附件2"},
	{"2023年度万人评活动参评名单及帐号"},
	{"序号", "单位名称", "单位管理员\n帐号", "参评科室（站所）", "科室帐号", "科室 序号"},
	{"１", "县甲局", "pyxjj2023", "办公室", "pyxjj001", 1},
	{"", "", "", "综合科（审批科）", " pyxjj002 ", 2},
	{},
	{"序号", "单位名称", "单位管理员\n帐号", "参评科室（站所）", "科室帐号", "科室 序号"},
	{2, "县乙局\u3000", "pyxyj2023", "办公室", "pyxyj001", "３"},
}

// workbook makes office an xlsx file with merged unit cells; change may spoil it.
func workbook(t testing.TB, change func(*excelize.File)) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, cells := range office {
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells))
	}
	require.NoError(t, book.MergeCell("Sheet1", "A1", "F1"))
	for _, column := range []string{"A", "B", "C"} {
		require.NoError(t, book.MergeCell("Sheet1", column+"4", column+"6"))
	}
	if change != nil {
		change(book)
	}
	var out bytes.Buffer
	_, err := book.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

// officeCSV is office saved as CSV, which loses merged cells.
func officeCSV() string {
	var out strings.Builder
	for _, cells := range office {
		for i, cell := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, `"%v"`, cell)
		}
		out.WriteString("\r\n")
	}
	return out.String()
}

func gbk(t testing.TB, text string) []byte {
	t.Helper()
	data, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return data
}

func TestEveryFormatReadsTheSame(t *testing.T) {
	for name, data := range map[string][]byte{
		"xlsx":           workbook(t, nil),
		"UTF-8":          []byte(officeCSV()),
		"UTF-8 with BOM": []byte("\ufeff" + officeCSV()),
		"GBK":            gbk(t, officeCSV()),
	} {
		t.Run(name, func(t *testing.T) {
			reading := read(t, data)
			require.Zero(t, reading.Count(roster.Fault), "%v", reading.Findings)
			require.Len(t, reading.Units, 2)
			first, second := reading.Units[0], reading.Units[1]
			require.Equal(t, "县甲局 pyxjj2023 1", fmt.Sprint(first.Name, " ", first.AdminAccount, " ", first.No))
			require.Equal(t, "县乙局", second.Name)
			require.Equal(t, "综合科(审批科)", first.Sections[1].Name)
			require.Equal(t, "pyxjj002", first.Sections[1].Account)
			require.Equal(t, []int{1, 2, 3}, []int{first.Sections[0].No, first.Sections[1].No, second.Sections[0].No})
			require.Equal(t, []int{4, 5, 8}, []int{first.Sections[0].Row, first.Sections[1].Row, second.Sections[0].Row}, "rows as the file counts them")
		})
	}
}

func TestInheritedUnitIsTold(t *testing.T) {
	require.Equal(t, []string{"5 unit_inherited"}, codes(read(t, []byte(officeCSV())).Findings))
	require.Empty(t, read(t, workbook(t, nil)).Findings, "a merged cell says itself how far it goes")
	unmerged := workbook(t, func(book *excelize.File) {
		for _, column := range []string{"A", "B", "C"} {
			require.NoError(t, book.UnmergeCell("Sheet1", column+"4", column+"6"))
		}
	})
	require.Equal(t, []string{"5 missing_cell", "5 missing_cell", "5 missing_cell"}, codes(read(t, unmerged).Findings))
}

func TestPublishedRosterAsWorkbook(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for i, line := range strings.Split(strings.TrimSpace(string(published(t))), "\n") {
		cells := strings.Split(line, ",")
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells))
	}
	var out bytes.Buffer
	_, err := book.WriteTo(&out)
	require.NoError(t, err)
	require.Equal(t, read(t, published(t)).Findings, read(t, out.Bytes()).Findings)
}

func TestFormulasAreRefusedAndNotEvaluated(t *testing.T) {
	reading := read(t, workbook(t, func(book *excelize.File) {
		require.NoError(t, book.SetCellFormula("Sheet1", "F8", "1+2"))
		require.NoError(t, book.SetCellFormula("Sheet1", "A1", "1+2")) // in the title: nobody's business
	}))
	faults := reading.Select(roster.Fault)
	require.Equal(t, "8 formula", codes(faults)[0])
	require.Equal(t, "section_no", faults[0].Column)
	require.Equal(t, "科室序号是公式;请改为数值或文字", faults[0].Message)
}

func TestSheets(t *testing.T) {
	elsewhere := read(t, workbook(t, func(book *excelize.File) {
		_, err := book.NewSheet("说明")
		require.NoError(t, err)
		require.NoError(t, book.MoveSheet("说明", "Sheet1"))
		require.NoError(t, book.SetCellValue("说明", "A1", "填表说明"))
	}))
	require.Len(t, elsewhere.Units, 2)

	twice := workbook(t, func(book *excelize.File) {
		_, err := book.NewSheet("第二页")
		require.NoError(t, err)
		require.NoError(t, book.SetSheetRow("第二页", "A1", &office[2]))
	})
	_, err := roster.Read(bytes.NewReader(twice))
	requireRefused(t, err, "roster_unreadable", "“Sheet1”和“第二页”都有名单表头")
}

func requireRefused(t testing.TB, err error, code models.Code, says string) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, code, models.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, says)
}

// repack rewrites a workbook's parts.
func repack(t testing.TB, data []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for _, part := range archive.File {
		content, err := part.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(content)
		require.NoError(t, err)
		if text = change(part.Name, text); text == nil {
			continue
		}
		w, err := writer.Create(part.Name)
		require.NoError(t, err)
		_, err = w.Write(text)
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	return out.Bytes()
}

func TestFilesThatCannotBeRead(t *testing.T) {
	inSheet := func(old, new string) []byte {
		return repack(t, workbook(t, nil), func(name string, content []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				require.Contains(t, string(content), old)
				return bytes.Replace(content, []byte(old), []byte(new), 1)
			}
			return content
		})
	}
	without := func(part string) []byte {
		return repack(t, workbook(t, nil), func(name string, content []byte) []byte {
			if name == part {
				return nil
			}
			return content
		})
	}
	half := workbook(t, nil)
	for name, tc := range map[string]struct {
		data []byte
		code models.Code
		says string
	}{
		"old xls":             {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "roster_unreadable", "旧版 .xls"},
		"UTF-16":              {[]byte("\xff\xfea\x00"), "roster_unreadable", "不是 UTF-8 或 GBK"},
		"a picture":           {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), "roster_unreadable", "不是 UTF-8 或 GBK"},
		"no encoding":         {[]byte("unit_no,\xff\xff\xff\n"), "roster_unreadable", "既不是 UTF-8 也不是 GBK"},
		"open quote":          {table(good[0], "1,\"县甲局,x"), "roster_unreadable", "第3行的引号"},
		"too many bytes":      {bytes.Repeat([]byte("一"), 2<<20), "roster_too_large", "超过4 MB"},
		"too many rows":       {table(strings.Split(strings.Repeat(good[0]+"\n", 5001), "\n")...), "roster_too_large", "超过5000行"},
		"too many columns":    {table(good[0] + strings.Repeat(",x", 64)), "roster_too_large", "第2行超过64列"},
		"half a workbook":     {half[:len(half)/2], "roster_unreadable", "不是完整的 .xlsx"},
		"a zip of another":    {repack(t, half, func(string, []byte) []byte { return nil }), "roster_unreadable", "不是有效的 .xlsx"},
		"no sheet":            {without("xl/worksheets/sheet1.xml"), "roster_unreadable", "Sheet1"},
		"no workbook":         {without("xl/workbook.xml"), "roster_unreadable", "不是有效的 .xlsx"},
		"sheet breaks off":    {inSheet("</sheetData>", ""), "roster_unreadable", "已损坏"},
		"rows out of order":   {inSheet(`<row r="8"`, `<row r="2"`), "roster_unreadable", "已损坏"},
		"cells out of order":  {inSheet(`r="F8"`, `r="A8"`), "roster_unreadable", "已损坏"},
		"cell of another row": {inSheet(`r="F8"`, `r="F9"`), "roster_unreadable", "已损坏"},
		"merge of nonsense":   {inSheet(`ref="A4:A6"`, `ref="A4:6A"`), "roster_unreadable", "已损坏"},
	} {
		_, err := roster.Read(bytes.NewReader(tc.data))
		require.Error(t, err, name)
		requireRefused(t, err, tc.code, tc.says)
	}
	_, err := roster.Read(io.MultiReader(strings.NewReader("x"), brokenReader{}))
	requireRefused(t, err, "roster_unreadable", "读取文件时出错")
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestBombsAreRefusedBeforeTheyAreUnpacked(t *testing.T) {
	zeros := bytes.Repeat([]byte{' '}, 20<<20)
	bomb := repack(t, workbook(t, nil), func(name string, content []byte) []byte {
		if name == "xl/styles.xml" {
			return append(content, zeros...)
		}
		return content
	})
	require.Less(t, len(bomb), 1<<20)
	_, err := roster.Read(bytes.NewReader(bomb))
	requireRefused(t, err, "roster_too_large", "解压后超过16 MB")

	crowd := repack(t, workbook(t, nil), func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return bytes.Replace(content, []byte("</sheetData>"), append(bytes.Repeat([]byte("<row/>"), 1<<20), "</sheetData>"...), 1)
		}
		return content
	})
	require.Less(t, allocated(func() {
		_, err = roster.Read(bytes.NewReader(crowd))
	}), uint64(128<<20))
	requireRefused(t, err, "roster_too_large", "超过200000个元素")

	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for i := range 1001 {
		_, err := writer.Create(fmt.Sprintf("part%d", i))
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	_, err = roster.Read(bytes.NewReader(out.Bytes()))
	requireRefused(t, err, "roster_too_large", "超过1000个")

	long := strings.Repeat("长", 30_000)
	echo := workbook(t, func(book *excelize.File) {
		for row := 9; row < 200; row++ { // one shared text, many cells
			require.NoError(t, book.SetCellValue("Sheet1", fmt.Sprintf("B%d", row), long))
		}
	})
	_, err = roster.Read(bytes.NewReader(echo))
	requireRefused(t, err, "roster_too_large", "文字过多")
}

func TestFarAwayCellsCostNothing(t *testing.T) {
	far := repack(t, workbook(t, nil), func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return bytes.Replace(content, []byte("</sheetData>"), []byte(`<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>`), 1)
		}
		return content
	})
	require.Less(t, allocated(func() {
		_, err := roster.Read(bytes.NewReader(far))
		requireRefused(t, err, "roster_too_large", "第1048576行超过64列")
	}), uint64(64<<20))
}
