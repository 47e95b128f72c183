package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wanping/models"
)

// headingDepth is how many rows may stand above the heading: titles and notes.
const headingDepth = 20

// Column is a column that a table may have.
type Column struct {
	Key      string // as on the wire
	Title    string // as people read it
	Synonyms []string
	Required bool
}

// Table is a heading with rows below it.
type Table struct {
	*File
	sheet   *Sheet
	Line    int // of the heading
	columns []Column
	places  map[string]int // by key, from 0
}

// errStop ends a walk that has found what it looked for.
var errStop = errors.New("stop")

// Table finds the one sheet with a heading that names at least two of the columns, and all that are required.
// Codes: CodeNoHeading, CodeFileUnreadable, CodeFileTooLarge.
func (f *File) Table(columns []Column) (*Table, error) {
	var found *Table
	for _, s := range f.Sheets {
		t, err := s.heading(columns)
		if err != nil {
			return nil, err
		}
		if t != nil && found != nil {
			return nil, unreadable("工作表“%s”和“%s”都有表头,请合并到一张工作表", found.sheet.Name, s.Name)
		}
		if t != nil {
			t.File, found = f, t
		}
	}
	if found == nil {
		return nil, models.NewError(models.CodeNoHeading, "文件中找不到表头;表头应含:"+titles(columns)+"。请下载模板后填写。")
	}
	var missing []Column
	for _, c := range columns {
		if _, ok := found.places[c.Key]; c.Required && !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return nil, models.NewError(models.CodeNoHeading, fmt.Sprintf("表头(第%d行)缺少:%s。请补上后重新上传。", found.Line, titles(missing)))
	}
	return found, nil
}

func titles(columns []Column) string {
	var names []string
	for _, c := range columns {
		if c.Required {
			names = append(names, c.Title)
		}
	}
	return strings.Join(names, "、")
}

func (s *Sheet) heading(columns []Column) (*Table, error) {
	var found *Table
	seen := 0
	err := s.Each(func(r Row) error {
		if places := recognise(r, columns); len(places) >= 2 {
			found = &Table{sheet: s, Line: r.Line, columns: columns, places: places}
			return errStop
		}
		if seen++; seen == headingDepth {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// recognise says where the columns stand; of two with one name the first counts.
func recognise(r Row, columns []Column) map[string]int {
	places := make(map[string]int)
	for i := len(r.Cells) - 1; i >= 0; i-- {
		for _, c := range columns {
			if c.is(r.At(i)) {
				places[c.Key] = i
			}
		}
	}
	return places
}

// is compares a heading without blanks, marks of what is required, and what stands in brackets.
func (c Column) is(heading string) bool {
	heading = strings.Trim(strings.ReplaceAll(heading, " ", ""), "*")
	heading, _, _ = strings.Cut(heading, "(")
	return heading != "" && (heading == c.Key || heading == c.Title || slices.Contains(c.Synonyms, heading))
}

// Get returns the cell of a column.
func (t *Table) Get(r Row, key string) Cell {
	place, ok := t.places[key]
	if !ok {
		return Cell{}
	}
	return r.Cell(place)
}

// Place returns where a column stands, from 0, or -1.
func (t *Table) Place(key string) int {
	if place, ok := t.places[key]; ok {
		return place
	}
	return -1
}

// Title names a column by its place in the file, "" where it has no heading of ours.
func (t *Table) Title(place int) string {
	for _, c := range t.columns {
		if at, ok := t.places[c.Key]; ok && at == place {
			return c.Title
		}
	}
	return ""
}

// Has reports whether any cell under a heading of ours is filled.
func (t *Table) Has(r Row) bool {
	for _, place := range t.places {
		if r.Cell(place) != (Cell{}) {
			return true
		}
	}
	return false
}

// Each gives every row below the heading to fn; the same heading again (a printed table's next page) is skipped.
func (t *Table) Each(fn func(Row) error) error {
	return t.sheet.Each(func(r Row) error {
		if r.Line <= t.Line || !t.Has(r) || len(recognise(r, t.columns)) >= 3 {
			return nil
		}
		return fn(r)
	})
}

// All gives every row of the table's sheet to fn, titles and heading among them.
func (t *Table) All(fn func(Row) error) error { return t.sheet.Each(fn) }
