package proposals

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"wanping/models"
)

// Bounds of a table.
const (
	tableBytes    = 4 << 20
	tableUnpacked = 64 << 20
)

// Table is lines as they were handed in together. rows are the numbers of their rows in a file, and faults what could not
// even be read there.
type Table struct {
	Lines  []Line
	rows   []int
	faults []models.Field
}

// name is how a line is called in a fault.
func (t *Table) name(i int) string {
	if t.rows == nil {
		return fmt.Sprintf("lines[%d]", i)
	}
	return rowName(t.rows[i])
}

func rowName(row int) string { return fmt.Sprintf("第%d行", row) }

// tell gives a lone line's own refusal, and otherwise all faults, by row.
func (t *Table) tell(first error, faults []models.Field) error {
	if len(faults) == 0 || t.rows == nil && len(t.Lines) == 1 {
		return first
	}
	if t.rows != nil {
		slices.SortStableFunc(faults, func(a, b models.Field) int { return rowOf(a) - rowOf(b) })
	}
	return models.NewError(models.CodeImportFaults,
		fmt.Sprintf("有%d处不符合要求,全部没有保存,请按下面的说明改正后重新提交。", len(faults)), faults...)
}

func rowOf(f models.Field) int {
	var row int
	_, _ = fmt.Sscanf(f.Name, "第%d行", &row) // 0 where it names none
	return row
}

// columns are a table's headings with how a cell is read into a line.
var columns = map[string]func(*Line, string) error{
	"科室序号": func(l *Line, s string) error { return whole(s, &l.Section) },
	"单位序号": func(l *Line, s string) error { return whole(s, &l.Unit) },
	"指标":   func(l *Line, s string) error { l.Indicator = s; return nil },
	"满意":   func(l *Line, s string) error { return whole(s, &l.Satisfied) },
	"基本满意": func(l *Line, s string) error { return whole(s, &l.Basic) },
	"不满意":  func(l *Line, s string) error { return whole(s, &l.Dissatisfied) },
	"条款":   func(l *Line, s string) error { l.Clause = s; return nil },
	"分值":   func(l *Line, s string) error { l.Points = s; return nil },
	"次数": func(l *Line, s string) error {
		l.Count = new(int64)
		return whole(s, l.Count)
	},
	"情节":   func(l *Line, s string) error { l.Modifiers = strings.Split(s, ","); return nil },
	"案卷得分": func(l *Line, s string) error { l.Mark = s; return nil },
	"不合格": func(l *Line, s string) error {
		if l.Failed = s == "是"; !l.Failed && s != "否" {
			return fmt.Errorf("请填“是”或“否”")
		}
		return nil
	},
	"评分人":  func(l *Line, s string) error { l.Rater = s; return nil },
	"事项":   func(l *Line, s string) error { l.Matter = s; return nil },
	"日期":   readDay,
	"文号":   func(l *Line, s string) error { l.Evidence = s; return nil },
	"发文机关": func(l *Line, s string) error { l.Issuer = s; return nil },
	"理由":   func(l *Line, s string) error { l.Reason = s; return nil },
}

func whole[N int | int64](text string, into *N) error {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("“%s”不是整数", text)
	}
	*into = N(n)
	return nil
}

// readDay reads 2023-06-30, or the number by which a workbook keeps a date.
func readDay(l *Line, text string) error {
	if serial, err := strconv.ParseFloat(text, 64); err == nil {
		at, err := excelize.ExcelDateToTime(serial, false)
		if err != nil {
			return fmt.Errorf("“%s”不是有效日期", text)
		}
		text = at.Format("2006-01-02")
	}
	var err error
	if l.On, err = models.ParseDay(text); err != nil {
		return fmt.Errorf("“%s”不是有效日期,请写成 2023-09-28", text)
	}
	return nil
}

// ReadTable reads the first sheet of a workbook (.xlsx): a row of headings (科室序号, 条款, 日期 …), then a row for each entry, all
// of one kind. Cells that cannot be read are kept as faults, for ProposeTable to tell with all others.
// Errors: CodeInvalid, CodeTooLarge.
func ReadTable(r io.Reader, kind string) (Table, error) {
	data, err := io.ReadAll(io.LimitReader(r, tableBytes+1))
	if err != nil {
		return Table{}, fmt.Errorf("read the table: %w", err)
	}
	if len(data) > tableBytes {
		return Table{}, models.NewError(models.CodeTooLarge, "表格文件超过4兆字节,请分开提交。")
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: tableUnpacked, UnzipXMLSizeLimit: tableUnpacked,
	})
	if err != nil {
		return Table{}, models.NewError(models.CodeInvalid, "文件不是有效的 .xlsx 表格,或加了密码,请另存后重试。").Because(err)
	}
	defer func() { _ = book.Close() }() // everything is in memory
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return Table{}, models.NewError(models.CodeInvalid, "表格的第一张工作表读不出来,请另存后重试。").Because(err)
	}
	defer func() { _ = rows.Close() }()
	return readRows(rows, kind)
}

func readRows(rows *excelize.Rows, kind string) (Table, error) {
	t := Table{rows: []int{}}
	var headings []string
	for row := 1; rows.Next(); row++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, models.NewError(models.CodeInvalid, fmt.Sprintf("表格第%d行读不出来,请检查后重试。", row)).Because(err)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		if headings == nil {
			if headings, err = readHeadings(cells); err != nil {
				return t, err
			}
			continue
		}
		if t.read(row, kind, headings, cells); len(t.Lines)+len(t.faults) > batchLimit {
			return t, models.NewError(models.CodeTooLarge, fmt.Sprintf("一张表至多%d行,请分开提交。", batchLimit))
		}
	}
	return t, nil
}

func readHeadings(cells []string) ([]string, error) {
	for i, heading := range cells {
		if columns[heading] == nil || slices.Contains(cells[:i], heading) {
			return nil, models.NewError(models.CodeInvalid, fmt.Sprintf("表头“%s”不认识或重复,请使用规定的列名。", heading))
		}
	}
	return cells, nil
}

// read takes one row in; a row with a cell that cannot be read is a fault and no line.
func (t *Table) read(row int, kind string, headings, cells []string) {
	line, sound := Line{Kind: kind}, true
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		if i >= len(headings) {
			t.faults = append(t.faults, models.Field{Name: rowName(row), Code: models.CodeInvalid, Message: "这一行比表头长,请检查。"})
			return
		}
		if err := columns[headings[i]](&line, cell); err != nil {
			sound = false
			t.faults = append(t.faults, models.Field{Name: rowName(row) + " " + headings[i], Code: models.CodeInvalid, Message: err.Error() + "。"})
		}
	}
	if sound {
		t.Lines, t.rows = append(t.Lines, line), append(t.rows, row)
	}
}
