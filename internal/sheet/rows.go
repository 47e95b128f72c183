package sheet

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// place is a cell: row from 1, column from 0.
type place struct{ row, column int }

// merge is a merged range of more than one row.
type merge struct {
	first, last place
	text        string // of the first cell, once it is read
}

// sheetReader goes through a worksheet as often as it is asked to.
type sheetReader struct {
	book   *workbook
	part   string
	merges []merge // by first row; known after the first time through
	known  bool
}

// each reads the rows one by one; the first time without filling merged cells, which stand at the sheet's end.
func (s *sheetReader) each(fn func(Row) error) error {
	p := &rowParser{book: s.book, builder: rowBuilder{limits: s.book.limits}, fn: fn, waiting: slices.Clone(s.merges), known: s.known}
	if err := s.book.tokens(s.part, p.token); err != nil {
		return err
	}
	if !s.known {
		slices.SortFunc(p.found, func(a, b merge) int { return cmp.Compare(a.first.row, b.first.row) })
		s.merges, s.known = p.found, true
	}
	return nil
}

// rowParser follows a worksheet's rows and cells.
type rowParser struct {
	book    *workbook
	builder rowBuilder
	fn      func(Row) error

	at     place // the current cell; column -1 at the start of a row
	hidden bool
	cells  []placed

	kind    string // of the current cell, its attribute t
	formula bool
	reading bool // inside an element whose text is the cell's
	value   strings.Builder

	known           bool
	found           []merge
	waiting, active []merge
}

func (p *rowParser) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		return p.start(e)
	case xml.EndElement:
		return p.end(e.Name.Local)
	case xml.CharData:
		if p.reading {
			p.value.Write(e)
		}
	}
	return nil
}

func (p *rowParser) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		p.hidden, p.cells = truth(attribute(e, "hidden")), p.cells[:0]
		return p.move(e)
	case "c":
		p.kind, p.formula = attribute(e, "t"), false
		p.value.Reset()
		return p.move(e)
	case "f":
		p.formula = true
	case "v", "t":
		p.reading = true
	case "mergeCell":
		return p.merged(attribute(e, "ref"))
	}
	return nil
}

func (p *rowParser) end(name string) error {
	switch name {
	case "v", "t":
		p.reading = false
	case "c":
		cell, err := p.cell()
		p.cells = append(p.cells, placed{p.at.column, cell})
		return err
	case "row":
		return p.row()
	}
	return nil
}

// cell reads what the current cell holds.
func (p *rowParser) cell() (Cell, error) {
	text := p.value.String()
	cell := Cell{Text: text}
	switch p.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n >= len(p.book.strings) {
			return cell, errPart
		}
		cell.Text = p.book.strings[n]
	case "", "n":
		cell.Kind = Number
	case "b":
		cell.Text = map[bool]string{true: "TRUE", false: "FALSE"}[truth(text)]
	}
	if p.formula {
		cell.Kind = Formula
	}
	return cell, nil
}

// move goes to the row or cell that the element begins; both may leave out where they stand when they follow on.
func (p *rowParser) move(e xml.StartElement) error {
	next, ref := place{p.at.row + 1, -1}, attribute(e, "r")
	if e.Name.Local == "c" {
		next = place{p.at.row, p.at.column + 1}
		if ref != "" {
			to, err := placeOf(ref)
			if err != nil || to.row != next.row || to.column < next.column {
				return errPart
			}
			next = to
		}
	} else if ref != "" {
		to, err := placeOf("A" + ref)
		if err != nil || to.row < next.row {
			return errPart
		}
		next.row = to.row
	}
	p.at = next
	return nil
}

// row hands the finished row on, merged cells filled down as the sheet shows them. A row without any cell of its own
// stays blank.
func (p *rowParser) row() error {
	p.fill()
	row, filled, err := p.builder.build(p.at.row, p.hidden, p.cells)
	if err != nil || !filled {
		return err
	}
	return p.fn(row)
}

func (p *rowParser) fill() {
	line := p.at.row
	for len(p.waiting) > 0 && p.waiting[0].first.row <= line {
		m := p.waiting[0]
		if p.waiting = p.waiting[1:]; m.first.row == line {
			m.text = p.text(m.first.column)
		}
		p.active = append(p.active, m)
	}
	p.active = slices.DeleteFunc(p.active, func(m merge) bool { return m.last.row < line })
	if !slices.ContainsFunc(p.cells, func(c placed) bool { return clean(c.cell.Text) != "" }) {
		return
	}
	for _, m := range p.active {
		if line > m.first.row && m.text != "" {
			p.put(m.first.column, m.text)
		}
	}
}

func (p *rowParser) text(column int) string {
	for _, c := range p.cells {
		if c.column == column {
			return c.cell.Text
		}
	}
	return ""
}

func (p *rowParser) put(column int, text string) {
	i, found := slices.BinarySearchFunc(p.cells, column, func(c placed, column int) int { return cmp.Compare(c.column, column) })
	if found {
		p.cells[i].cell = Cell{Text: text}
		return
	}
	p.cells = slices.Insert(p.cells, i, placed{column, Cell{Text: text}})
}

func (p *rowParser) merged(ref string) error {
	if p.known {
		return nil
	}
	from, to, _ := strings.Cut(ref, ":")
	first, err := placeOf(from)
	if err != nil {
		return errPart
	}
	last := first
	if to != "" {
		if last, err = placeOf(to); err != nil {
			return errPart
		}
	}
	if len(p.found) == maxMerges {
		return tooLarge("合并单元格超过%d处", maxMerges)
	}
	if last.row > first.row && first.column < p.builder.limits.Columns {
		p.found = append(p.found, merge{first: first, last: last})
	}
	return nil
}

// readStrings reads the texts that cells share.
func (w *workbook) readStrings(part string) error {
	var text strings.Builder
	reading, phonetic, size := false, false, 0
	return w.tokens(part, func(token xml.Token) error {
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "rPh": // how it is read aloud, which is no part of it
				phonetic = true
			case "t":
				reading = !phonetic
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				reading = false
			case "rPh":
				phonetic = false
			case "si":
				if size += text.Len(); size > w.limits.TextBytes {
					return tooLarge("文字过多")
				}
				w.strings = append(w.strings, text.String())
			}
		case xml.CharData:
			if reading {
				text.Write(e)
			}
		}
		return nil
	})
}

// placeOf reads a reference such as B12.
func placeOf(ref string) (place, error) {
	column, row, err := excelize.CellNameToCoordinates(ref)
	return place{row, column - 1}, err
}
