package roster

import (
	"fmt"

	"wanping/internal/sheet"
	"wanping/models"
)

const maxColumns = 64

// limits bound a file. The roster of 2023 has 473 rows of 6 columns in 35 kB.
var limits = sheet.Limits{
	FileBytes: 4 << 20, Unpacked: 16 << 20, Elements: 200_000,
	Rows: 5000, Columns: maxColumns, CellRunes: 200, TextBytes: 8 << 20,
}

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

// readGrid reads the one sheet that has the table's heading. Two of them would be half a roster each.
func readGrid(data []byte) (*grid, error) {
	file, err := sheet.Open(data, limits)
	if err != nil {
		return nil, ours(err)
	}
	picked, name := &grid{}, ""
	for _, s := range file.Sheets {
		cells, err := readSheet(s)
		if err != nil {
			return nil, ours(err)
		}
		if !cells.hasHeading() {
			continue
		}
		if len(picked.rows) > 0 {
			return nil, unreadable("工作表“%s”和“%s”都有名单表头,请合并到一张工作表", name, s.Name)
		}
		picked, name = cells, s.Name
	}
	return picked, nil
}

func readSheet(s *sheet.Sheet) (*grid, error) {
	cells := &grid{filled: s.Filled}
	err := s.Each(func(r sheet.Row) error {
		cells.rows = append(cells.rows, gridRow{r.Line, r.Texts()})
		for _, odd := range r.Odd {
			cells.odd = append(cells.odd, oddCell{r.Line, odd.Column, odd.Code, odd.Message})
		}
		return nil
	})
	return cells, err
}

func (g *grid) hasHeading() bool {
	for _, r := range g.rows {
		if columns, _ := recognise(r.cells); columns.isHeading() {
			return true
		}
	}
	return false
}

// ours gives a fault of the file the roster's own code.
func ours(err error) error {
	refusal, ok := models.AsError(err)
	if !ok {
		return err
	}
	code := models.Code("roster_unreadable")
	if refusal.Code == models.CodeFileTooLarge {
		code = "roster_too_large"
	}
	return models.NewError(code, "名单"+refusal.Message).Because(err)
}

func unreadable(format string, args ...any) *models.Error {
	return models.NewError("roster_unreadable", fmt.Sprintf("名单文件无法读取:"+format+"。", args...))
}
