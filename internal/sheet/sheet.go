// Package sheet reads and writes the tables that people keep in spreadsheets: xlsx and comma-separated text in UTF-8 or
// GBK. A file is never trusted: everything it may grow to is bounded, formulas are neither evaluated nor written, and
// what is read comes row by row, so that a long table takes no more memory than a short one.
package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"wanping/models"
)

// Limits bound what a file may hold. All of them must be above zero.
type Limits struct {
	FileBytes int // as it came
	Unpacked  int // bytes of all parts of a workbook together
	Elements  int // XML elements of all the parts that are read
	Rows      int // with anything in them
	Columns   int
	CellRunes int // of one cell; what is beyond is cut and marked
	TextBytes int // of all cells together
}

// Format is how a table is written.
type Format string

// The formats. GBK is read and written as its superset GB 18030.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
	GBK  Format = "csv-gbk"
)

// Kind tells what a cell was in the file.
type Kind int

// The kinds. All cells of comma-separated text are Text.
const (
	Text Kind = iota
	Number
	Formula
)

// Cell is one cell, cleaned: no blanks at the ends, full-width digits and letters narrowed. The text of a formula is
// what the spreadsheet last showed for it.
type Cell struct {
	Text string
	Kind Kind
}

// The codes of what cannot be taken as it is.
const (
	CodeFormula models.Code = "formula"
	CodeBadText models.Code = "bad_text"
	CodeTooLong models.Code = "too_long"
)

// Odd is a cell that cannot be taken as it is. Message goes on after the name of its column.
type Odd struct {
	Column  int // from 0
	Code    models.Code
	Message string
}

// Row is one row with anything in it.
type Row struct {
	Line   int // as spreadsheets count, from 1
	Cells  []Cell
	Odd    []Odd
	Hidden bool
}

// At returns the text of a cell, "" where there is none.
func (r Row) At(column int) string { return r.Cell(column).Text }

// Cell returns a cell, the empty one where there is none.
func (r Row) Cell(column int) Cell {
	if column < 0 || column >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[column]
}

// Texts returns the texts of all cells.
func (r Row) Texts() []string {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = c.Text
	}
	return texts
}

// File is a file that has been looked through once: it is whole and within its limits.
type File struct {
	Format Format
	Sheets []*Sheet // comma-separated text is one sheet without a name
	// Date1904 says that the workbook counts its days from 1904 on.
	Date1904 bool
}

// Sheet is one table of a file.
type Sheet struct {
	Name string
	// Filled says that merged cells are filled down, so that a blank cell is blank.
	Filled bool
	each   func(func(Row) error) error
}

// Each gives every row with anything in it to fn, in order, and stops at its first error.
// Codes: CodeFileUnreadable, CodeFileTooLarge.
func (s *Sheet) Each(fn func(Row) error) error { return s.each(fn) }

// Open looks through a file, whatever it is called. Codes: CodeFileUnreadable, CodeFileTooLarge.
func Open(data []byte, limits Limits) (*File, error) {
	switch {
	case len(data) > limits.FileBytes:
		return nil, tooLarge("文件超过%d MB", limits.FileBytes>>20)
	case bytes.HasPrefix(data, []byte("PK")):
		return openXLSX(data, limits)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, unreadable("这是旧版 .xls 或加了密码的文件,请去掉密码并另存为 .xlsx 或 CSV")
	default:
		return openCSV(data, limits)
	}
}

// placed is a cell where it stands, column from 0.
type placed struct {
	column int
	cell   Cell
}

// rowBuilder bounds and cleans cells into rows.
type rowBuilder struct {
	limits     Limits
	rows, text int
}

// build returns a row; false where nothing is in it.
func (b *rowBuilder) build(line int, hidden bool, cells []placed) (Row, bool, error) {
	row := Row{Line: line, Hidden: hidden}
	for _, p := range cells {
		column, cell := p.column, p.cell
		if b.text += len(cell.Text); b.text > b.limits.TextBytes {
			return row, false, tooLarge("文字过多")
		}
		if cell.Text = clean(cell.Text); cell.Text == "" && cell.Kind != Formula {
			continue
		}
		if column >= b.limits.Columns {
			return row, false, tooLarge("第%d行超过%d列", line, b.limits.Columns)
		}
		for len(row.Cells) < column {
			row.Cells = append(row.Cells, Cell{})
		}
		cell.Text = row.bound(column, cell, b.limits.CellRunes)
		row.Cells = append(row.Cells, cell)
	}
	if len(row.Cells) == 0 {
		return row, false, nil
	}
	if b.rows++; b.rows > b.limits.Rows {
		return row, false, tooLarge("表格超过%d行", b.limits.Rows)
	}
	return row, true, nil
}

// bound cuts what is too long and marks what is no text.
func (r *Row) bound(column int, cell Cell, limit int) string {
	text := cell.Text
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) || c == unicode.ReplacementChar }) {
		r.Odd = append(r.Odd, Odd{column, CodeBadText, "含有无法显示的字符,请重新输入"})
	}
	switch {
	case cell.Kind == Formula:
		r.Odd = append(r.Odd, Odd{column, CodeFormula, "是公式;请改为数值或文字"})
	case cell.Kind == Text && len(text) > 1 && strings.ContainsAny(text[:1], "=+-@"):
		r.Odd = append(r.Odd, Odd{column, CodeFormula, "以 = + - @ 开头,像是公式;请改为普通文字"})
	}
	if len(text) <= limit {
		return text
	}
	if runes := []rune(text); len(runes) > limit {
		r.Odd = append(r.Odd, Odd{column, CodeTooLong, fmt.Sprintf("超过%d字,请删短", limit)})
		return string(runes[:limit])
	}
	return text
}

// clean narrows full-width digits, letters and parentheses, and drops what a spreadsheet adds around and inside a
// text: blanks at the ends, line breaks, marks of no width.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\r', '\n', '\t', '\u200b', '\ufeff':
			return -1
		}
		return r
	}, width.Fold.String(text))
	return strings.TrimSpace(text)
}

// ColumnLetter names a column, from 0, as spreadsheets do.
func ColumnLetter(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

func unreadable(format string, args ...any) *models.Error {
	return models.NewError(models.CodeFileUnreadable, fmt.Sprintf("文件无法读取:"+format+"。", args...))
}

func tooLarge(format string, args ...any) *models.Error {
	return models.NewError(models.CodeFileTooLarge, fmt.Sprintf("文件过大:"+format+";请只保留需要的内容,或分成几个文件。", args...))
}
