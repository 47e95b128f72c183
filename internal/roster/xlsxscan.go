package roster

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The bounds of a workbook's archive.
const (
	maxUnpacked = 16 << 20
	maxElements = 200_000 // of XML in all parts: excelize takes up to 1 kB for one of 5 bytes
	maxParts    = 1000
	maxSheets   = 50
	maxMerges   = 2000 // a sheet's; a roster has three a unit
	maxFormulas = 100  // told one by one; more change nothing
)

// sheet is what excelize would not say of a worksheet, or only after building all of it in memory.
type sheet struct {
	name     string
	formulas []place
	merges   []merge
}

// place is a cell: row from 1, column from 0.
type place struct{ row, column int }

// merge is a merged range.
type merge struct {
	first, last place
	text        string // of the first cell, once it is read
}

// scan reads the archive once, part by part, within the bounds: it is whole, its sheets are well-formed, and their rows and
// cells stand in order. Excelize takes a sheet that breaks off for one that ends.
func scan(archive *zip.Reader) ([]sheet, error) {
	if len(archive.File) > maxParts {
		return nil, tooLarge("内部文件超过%d个", maxParts)
	}
	parts, unpacked := make(map[string]*zip.File), uint64(0)
	for _, part := range archive.File {
		if unpacked += part.UncompressedSize64; part.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return nil, tooLarge("解压后超过%d MB", maxUnpacked>>20)
		}
		parts[strings.ReplaceAll(part.Name, "\\", "/")] = part
	}
	if err := countElements(parts); err != nil {
		return nil, err
	}
	sheets, err := workbook(parts)
	if err != nil {
		return nil, unreadable("不是有效的 .xlsx 文件,或加了密码").Because(err)
	}
	if len(sheets) > maxSheets {
		return nil, tooLarge("工作表超过%d张", maxSheets)
	}
	scanned := make([]sheet, 0, len(sheets))
	for _, s := range sheets {
		one := sheetScan{sheet: sheet{name: s.name}}
		if err := walk(parts[s.part], one.element); err != nil {
			return nil, unreadable("工作表“%s”已损坏或结构异常", s.name).Because(err)
		}
		scanned = append(scanned, one.sheet)
	}
	return scanned, nil
}

// countElements bounds what the parts grow to once they are parsed, which is far more than their size.
func countElements(parts map[string]*zip.File) error {
	elements, tooMany := 0, errors.New("too many elements")
	for name, part := range parts {
		if kind := strings.ToLower(path.Ext(name)); kind != ".xml" && kind != ".rels" {
			continue
		}
		err := walk(part, func(xml.StartElement) error {
			if elements++; elements > maxElements {
				return tooMany
			}
			return nil
		})
		if errors.Is(err, tooMany) {
			return tooLarge("内部超过%d个元素", maxElements)
		}
		if err != nil {
			return unreadable("内部文件“%.60s”已损坏", name).Because(err)
		}
	}
	return nil
}

type sheetPart struct{ name, part string }

// workbook lists the worksheets in the order of their tabs; charts and the like are left out.
func workbook(parts map[string]*zip.File) ([]sheetPart, error) {
	targets := make(map[string]string) // relation -> part
	err := walk(parts["xl/_rels/workbook.xml.rels"], func(e xml.StartElement) error {
		if e.Name.Local == "Relationship" && strings.HasSuffix(attribute(e, "Type"), "/worksheet") {
			targets[attribute(e, "Id")] = partOf(attribute(e, "Target"))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var sheets []sheetPart
	err = walk(parts["xl/workbook.xml"], func(e xml.StartElement) error {
		if part := targets[attribute(e, "id")]; e.Name.Local == "sheet" && part != "" {
			sheets = append(sheets, sheetPart{attribute(e, "name"), part})
		}
		return nil
	})
	return sheets, err
}

func partOf(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}

// walk gives each element of a part to f, and fails where the part is not there, not whole or not well-formed.
func walk(part *zip.File, f func(xml.StartElement) error) error {
	if part == nil {
		return errors.New("a part is missing")
	}
	content, err := part.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	decoder := xml.NewDecoder(io.LimitReader(content, maxUnpacked))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if element, ok := token.(xml.StartElement); ok {
			if err := f(element); err != nil {
				return err
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// sheetScan follows a worksheet's cells.
type sheetScan struct {
	sheet
	at place // the current cell; column -1 at the start of a row
}

func (s *sheetScan) element(e xml.StartElement) error {
	switch e.Name.Local {
	case "row", "c":
		return s.move(e)
	case "f":
		if len(s.formulas) < maxFormulas {
			s.formulas = append(s.formulas, s.at)
		}
	case "mergeCell":
		return s.merged(attribute(e, "ref"))
	}
	return nil
}

// move goes to the row or cell that the element begins; both may leave out where they stand when they follow on.
func (s *sheetScan) move(e xml.StartElement) error {
	next := place{s.at.row + 1, -1}
	ref := attribute(e, "r")
	if e.Name.Local == "c" {
		next = place{s.at.row, s.at.column + 1}
		if ref != "" {
			to, err := placeOf(ref)
			if err != nil || to.row != next.row || to.column < next.column {
				return errors.New("cells out of order at " + ref)
			}
			next = to
		}
	} else if ref != "" {
		to, err := placeOf("A" + ref)
		if err != nil || to.row < next.row {
			return errors.New("rows out of order at " + ref)
		}
		next.row = to.row
	}
	s.at = next
	return nil
}

func (s *sheetScan) merged(ref string) error {
	from, to, _ := strings.Cut(ref, ":")
	first, err := placeOf(from)
	if err != nil {
		return err
	}
	last := first
	if to != "" {
		if last, err = placeOf(to); err != nil {
			return err
		}
	}
	if len(s.merges) == maxMerges {
		return errors.New("too many merged ranges")
	}
	if last.row > first.row && first.column < maxColumns {
		s.merges = append(s.merges, merge{first: first, last: last})
	}
	return nil
}

// placeOf reads a reference such as B12.
func placeOf(ref string) (place, error) {
	column, row, err := excelize.CellNameToCoordinates(ref)
	return place{row, column - 1}, err
}
