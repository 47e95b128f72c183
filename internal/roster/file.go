package roster

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"wanping/models"
)

// The bounds of a file. The roster of 2023 has 473 rows of 6 columns in 35 kB.
const (
	maxFileBytes = 4 << 20
	maxRows      = 5000
	maxColumns   = 64
	maxCellRunes = 200
	maxTextBytes = 8 << 20 // of all cells together, once unpacked
)

// grid is a file's cells, cleaned, without its blank rows.
type grid struct {
	rows []gridRow
	odd  []oddCell
	// filled says that merged cells were filled by the format itself, so that a blank cell is blank.
	filled bool
}

type gridRow struct {
	line  int // in the file, from 1
	cells []string
}

// oddCell is a cell that cannot be taken as it is.
type oddCell struct {
	line, column int // column from 0
	code         models.Code
	message      string
}

// readGrid goes by what the file begins with and not by its name.
func readGrid(data []byte) (*grid, error) {
	switch {
	case len(data) > maxFileBytes:
		return nil, tooLarge("文件超过%d MB", maxFileBytes>>20)
	case bytes.HasPrefix(data, []byte("PK")):
		return readXLSX(data)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, unreadable("这是旧版 .xls 或加了密码的文件,请去掉密码并另存为 .xlsx 或 CSV")
	default:
		return readCSV(data)
	}
}

// add takes one row of the file; blank rows are dropped, and lines keep their numbers.
func (g *grid) add(line int, cells []string) error {
	row := gridRow{line: line}
	for column, text := range cells {
		text = clean(text)
		if text == "" {
			continue
		}
		if column >= maxColumns {
			return tooLarge("第%d行超过%d列", line, maxColumns)
		}
		for len(row.cells) < column {
			row.cells = append(row.cells, "")
		}
		row.cells = append(row.cells, g.bounded(line, column, text))
	}
	if len(row.cells) == 0 {
		return nil
	}
	if len(g.rows) >= maxRows {
		return tooLarge("表格超过%d行", maxRows)
	}
	g.rows = append(g.rows, row)
	return nil
}

// bounded cuts what is too long and marks what is no text.
func (g *grid) bounded(line, column int, text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		g.odd = append(g.odd, oddCell{line, column, "bad_text", "含有无法显示的字符,请重新输入"})
	}
	if len(text) > 1 && strings.ContainsAny(text[:1], "=+-@") {
		g.odd = append(g.odd, oddCell{line, column, "formula", "以 = + - @ 开头,像是公式;请改为普通文字"})
	}
	if len(text) <= maxCellRunes {
		return text
	}
	if runes := []rune(text); len(runes) > maxCellRunes {
		g.odd = append(g.odd, oddCell{line, column, "too_long", fmt.Sprintf("超过%d字,请删短", maxCellRunes)})
		return string(runes[:maxCellRunes])
	}
	return text
}

// clean narrows full-width digits, letters and parentheses, and drops what a spreadsheet adds around and inside a
// name: blanks at the ends, line breaks, marks of no width.
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

func unreadable(format string, args ...any) *models.Error {
	return models.NewError("roster_unreadable", fmt.Sprintf("名单文件无法读取:"+format+"。", args...))
}

func tooLarge(format string, args ...any) *models.Error {
	return models.NewError("roster_too_large", fmt.Sprintf("名单文件过大:"+format+";请只保留名单后重试。", args...))
}
