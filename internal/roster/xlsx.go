package roster

import (
	"archive/zip"
	"bytes"
	"slices"

	"github.com/xuri/excelize/v2"
)

// readXLSX reads the one sheet that has the table's heading. scan has bounded and checked the file before excelize
// unpacks it; formulas are never evaluated, and one in the table is a fault.
func readXLSX(data []byte) (*grid, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable("不是完整的 .xlsx 文件").Because(err)
	}
	sheets, err := scan(archive)
	if err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return nil, unreadable("不是有效的 .xlsx 文件,或加了密码").Because(err)
	}
	defer book.Close() // it holds no file: everything is within the limits for memory
	return pick(book, sheets)
}

// pick returns the sheet with a heading. Two of them would be half a roster each.
func pick(book *excelize.File, sheets []sheet) (*grid, error) {
	var picked *grid
	var name string
	for _, s := range sheets {
		cells, err := readSheet(book, s)
		if err != nil {
			return nil, err
		}
		if !cells.hasHeading() {
			continue
		}
		if picked != nil {
			return nil, unreadable("工作表“%s”和“%s”都有名单表头,请合并到一张工作表", name, s.name)
		}
		picked, name = cells, s.name
	}
	if picked == nil {
		return &grid{}, nil
	}
	return picked, nil
}

func (g *grid) hasHeading() bool {
	for _, r := range g.rows {
		if columns, _ := recognise(r.cells); columns.isHeading() {
			return true
		}
	}
	return false
}

func readSheet(book *excelize.File, s sheet) (*grid, error) {
	rows, err := book.Rows(s.name)
	if err != nil {
		return nil, unreadable("工作表“%s”已损坏", s.name).Because(err)
	}
	defer rows.Close()
	cells, text := &grid{filled: true}, 0
	for line := 1; rows.Next(); line++ {
		record, err := rows.Columns()
		if err != nil {
			return nil, unreadable("工作表“%s”第%d行已损坏", s.name, line).Because(err)
		}
		for _, cell := range record {
			text += len(cell)
		}
		if text > maxTextBytes {
			return nil, tooLarge("工作表“%s”的文字过多", s.name)
		}
		if err := cells.add(line, fill(s.merges, line, record)); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, unreadable("工作表“%s”已损坏", s.name).Because(err)
	}
	for _, f := range s.formulas {
		cells.odd = append(cells.odd, oddCell{f.row, f.column, "formula", "是公式;请改为数值或文字"})
	}
	return cells, nil
}

// fill writes the first cell of each merged range down its first column, as the sheet shows it. A row without any
// cell of its own stays blank.
func fill(merges []merge, line int, record []string) []string {
	if !slices.ContainsFunc(record, func(cell string) bool { return clean(cell) != "" }) {
		return record
	}
	for i := range merges {
		m := &merges[i]
		switch {
		case line == m.first.row && m.first.column < len(record):
			m.text = record[m.first.column]
		case line > m.first.row && line <= m.last.row && m.text != "":
			for len(record) <= m.first.column {
				record = append(record, "")
			}
			record[m.first.column] = m.text
		}
	}
	return record
}
