package proposals

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wanping/internal/sheet"
	"wanping/models"
)

// tableLimits bound a table that is handed in.
var tableLimits = sheet.Limits{
	FileBytes: 4 << 20, Unpacked: 64 << 20, Elements: 2_000_000,
	Rows: batchLimit + 100, Columns: 40, CellRunes: 600, TextBytes: 16 << 20,
}

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
var columns = map[string]func(*Line, sheet.Cell) error{
	"科室序号": func(l *Line, s sheet.Cell) error { return whole(s, &l.Section) },
	"单位序号": func(l *Line, s sheet.Cell) error { return whole(s, &l.Unit) },
	"指标":   func(l *Line, s sheet.Cell) error { l.Indicator = s.Text; return nil },
	"满意":   func(l *Line, s sheet.Cell) error { return whole(s, &l.Satisfied) },
	"基本满意": func(l *Line, s sheet.Cell) error { return whole(s, &l.Basic) },
	"不满意":  func(l *Line, s sheet.Cell) error { return whole(s, &l.Dissatisfied) },
	"条款":   func(l *Line, s sheet.Cell) error { l.Clause = s.Text; return nil },
	"分值":   func(l *Line, s sheet.Cell) error { l.Points = s.Text; return nil },
	"次数": func(l *Line, s sheet.Cell) error {
		l.Count = new(int64)
		return whole(s, l.Count)
	},
	"情节":   func(l *Line, s sheet.Cell) error { l.Modifiers = words(s.Text); return nil },
	"案卷得分": func(l *Line, s sheet.Cell) error { l.Mark = s.Text; return nil },
	"不合格": func(l *Line, s sheet.Cell) error {
		if l.Failed = s.Text == "是"; !l.Failed && s.Text != "否" {
			return fmt.Errorf("请填“是”或“否”")
		}
		return nil
	},
	"评分人":  func(l *Line, s sheet.Cell) error { l.Rater = s.Text; return nil },
	"事项":   func(l *Line, s sheet.Cell) error { l.Matter = s.Text; return nil },
	"文号":   func(l *Line, s sheet.Cell) error { l.Evidence = s.Text; return nil },
	"发文机关": func(l *Line, s sheet.Cell) error { l.Issuer = s.Text; return nil },
	"理由":   func(l *Line, s sheet.Cell) error { l.Reason = s.Text; return nil },
}

func whole[N int | int64](c sheet.Cell, into *N) error {
	text, exact := c.Digits()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !exact {
		return fmt.Errorf("“%s”不是整数", c.Text)
	}
	*into = N(n)
	return nil
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '、' || r == ';' || r == ' ' })
}

// kindColumns are the columns of a table of each kind that comes in tables; the starred ones must be there.
var kindColumns = map[string][]string{
	models.EntryVotes:     {"科室序号*", "指标*", "满意*", "基本满意", "不满意", "日期*", "文号", "理由*"},
	models.EntryDeduction: {"科室序号", "单位序号", "条款*", "分值", "次数", "情节", "日期*", "文号", "理由*"},
	models.EntryCaseFile:  {"科室序号*", "案卷得分", "不合格", "日期*", "文号", "理由*"},
	models.EntryRating:    {"科室序号*", "评分人*", "分值*", "日期*", "文号", "理由*"},
	models.EntryBonus:     {"科室序号*", "条款*", "分值", "事项*", "日期*", "文号*", "发文机关*", "理由*"},
}

// TableKinds lists the kinds that come in tables.
func TableKinds() []string {
	return []string{models.EntryVotes, models.EntryDeduction, models.EntryCaseFile, models.EntryRating, models.EntryBonus}
}

func columnsOf(kind string) ([]sheet.Column, error) {
	titles, ok := kindColumns[kind]
	if !ok {
		return nil, refuse(models.CodeInvalidKind, "kind", "用表格提交的是 votes(票)、deduction(扣分)、case_file(案卷)、rating(评分)或 bonus(加分)。")
	}
	out := make([]sheet.Column, len(titles))
	for i, t := range titles {
		title, required := strings.CutSuffix(t, "*")
		out[i] = sheet.Column{Key: title, Title: title, Required: required}
	}
	return out, nil
}

// Template writes an empty table of a kind, for people to fill in. Errors: CodeInvalidKind.
func Template(w io.Writer, kind string, format sheet.Format) error {
	titles := kindColumns[kind]
	if _, err := columnsOf(kind); err != nil {
		return err
	}
	out, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	if err := out.Row(1, titles); err != nil {
		return err
	}
	return out.Close()
}

// ReadTable reads a table, xlsx or CSV: a row of headings (科室序号, 条款, 日期 …), then a row for each entry, all of one kind.
// Cells that cannot be read are kept as faults, for ProposeTable to tell with all others.
// Errors: CodeInvalidKind, CodeFileUnreadable, CodeFileTooLarge, CodeNoHeading, CodeTooLarge.
func ReadTable(r io.Reader, kind string) (Table, error) {
	columns, err := columnsOf(kind)
	if err != nil {
		return Table{}, err
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(tableLimits.FileBytes)+1))
	if err != nil {
		return Table{}, fmt.Errorf("read the table: %w", err)
	}
	file, err := sheet.Open(data, tableLimits)
	if err != nil {
		return Table{}, err
	}
	found, err := file.Table(columns)
	if err != nil {
		return Table{}, err
	}
	if err := onlyKnown(found); err != nil {
		return Table{}, err
	}
	t := Table{rows: []int{}}
	return t, found.Each(func(row sheet.Row) error {
		t.read(found, row, kind, columns)
		if len(t.Lines)+len(t.faults) > batchLimit {
			return models.NewError(models.CodeTooLarge, fmt.Sprintf("一张表至多%d行,请分开提交。", batchLimit))
		}
		return nil
	})
}

// onlyKnown refuses a heading that is not read: what stands below it would be lost.
func onlyKnown(t *sheet.Table) error {
	return t.All(func(r sheet.Row) error {
		if r.Line != t.Line {
			return nil
		}
		for i := range r.Cells {
			if r.At(i) != "" && t.Title(i) == "" {
				return models.NewError(models.CodeNoHeading, fmt.Sprintf("表头“%s”不认识或重复,请使用模板里的列名。", r.At(i)))
			}
		}
		return nil
	})
}

// read takes one row in; a row with a cell that cannot be read is a fault and no line.
func (t *Table) read(table *sheet.Table, r sheet.Row, kind string, columns []sheet.Column) {
	line, before := Line{Kind: kind}, len(t.faults)
	fault := func(title string, code models.Code, message string) {
		t.faults = append(t.faults, models.Field{Name: strings.TrimSpace(rowName(r.Line) + " " + title), Code: code, Message: message + "。"})
	}
	if r.Hidden {
		fault("", models.CodeHiddenRow, "这一行在表格中是隐藏的;请取消隐藏并核对,或删除后重新提交")
		return
	}
	for i := range r.Cells {
		if r.At(i) != "" && table.Title(i) == "" {
			fault("", models.CodeInvalid, "这一行有内容不在任何列名之下,请检查")
			return
		}
	}
	for _, odd := range r.Odd {
		if title := table.Title(odd.Column); title != "" {
			fault(title, odd.Code, odd.Message)
		}
	}
	if len(t.faults) > before {
		return
	}
	for _, c := range columns {
		cell := table.Get(r, c.Key)
		if cell.Text == "" {
			continue
		}
		if err := readCell(table.File, &line, c.Key, cell); err != nil {
			fault(c.Title, models.CodeInvalid, err.Error())
		}
	}
	if len(t.faults) == before {
		t.Lines, t.rows = append(t.Lines, line), append(t.rows, r.Line)
	}
}

func readCell(file *sheet.File, l *Line, title string, c sheet.Cell) error {
	if title != "日期" {
		return columns[title](l, c)
	}
	on, err := file.Day(c)
	if err != nil {
		return fmt.Errorf("“%s”不是有效日期,请写成 2023-09-28", c.Text)
	}
	l.On = on
	return nil
}
