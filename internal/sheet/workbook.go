package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// The bounds of a workbook's archive that no table needs to move.
const (
	maxParts  = 1000
	maxSheets = 50
	maxMerges = 20_000 // of a sheet
)

// workbook is an archive whose parts are within the limits.
type workbook struct {
	limits   Limits
	parts    map[string]*zip.File
	strings  []string // the shared ones
	elements int
	opened   bool
}

// openXLSX reads the archive once, part by part: it is whole, its sheets are well-formed, and their rows and cells
// stand in order. Only the parts with cells are read; nothing is fetched, run or evaluated.
func openXLSX(data []byte, limits Limits) (*File, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable("不是完整的 .xlsx 文件").Because(err)
	}
	w := &workbook{limits: limits, parts: make(map[string]*zip.File)}
	if err := w.bound(archive); err != nil {
		return nil, err
	}
	file := &File{Format: XLSX}
	if err := w.list(file); err != nil {
		return nil, fault(err, "不是有效的 .xlsx 文件,或加了密码")
	}
	for _, s := range file.Sheets { // the first time through finds merged ranges and all that is broken
		if err := s.Each(func(Row) error { return nil }); err != nil {
			return nil, err
		}
	}
	w.opened = true
	return file, nil
}

func (w *workbook) bound(archive *zip.Reader) error {
	if len(archive.File) > maxParts {
		return tooLarge("内部文件超过%d个", maxParts)
	}
	limit, unpacked := uint64(w.limits.Unpacked), uint64(0)
	for _, part := range archive.File {
		if unpacked += part.UncompressedSize64; part.UncompressedSize64 > limit || unpacked > limit {
			return tooLarge("解压后超过%d MB", limit>>20)
		}
		w.parts[strings.ReplaceAll(part.Name, "\\", "/")] = part
	}
	return nil
}

// list finds the worksheets in the order of their tabs; charts and the like are left out.
func (w *workbook) list(file *File) error {
	targets, shared := make(map[string]string), "" // relation -> part
	err := w.walk("xl/_rels/workbook.xml.rels", func(e xml.StartElement) error {
		target := partOf(attribute(e, "Target"))
		switch kind := attribute(e, "Type"); {
		case strings.HasSuffix(kind, "/worksheet"):
			targets[attribute(e, "Id")] = target
		case strings.HasSuffix(kind, "/sharedStrings"):
			shared = target
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = w.walk("xl/workbook.xml", func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			file.Date1904 = truth(attribute(e, "date1904"))
		case "sheet":
			if part := targets[attribute(e, "id")]; part != "" {
				file.Sheets = append(file.Sheets, w.sheet(attribute(e, "name"), part))
			}
		}
		return nil
	})
	if err == nil && len(file.Sheets) > maxSheets {
		err = tooLarge("工作表超过%d张", maxSheets)
	}
	if err == nil && shared != "" {
		err = w.readStrings(shared)
	}
	return err
}

func (w *workbook) sheet(name, part string) *Sheet {
	reader := &sheetReader{book: w, part: part}
	return &Sheet{Name: name, Filled: true, each: func(fn func(Row) error) error {
		return fault(reader.each(fn), "工作表“"+name+"”已损坏或结构异常")
	}}
}

// errPart says that a part is not what it should be.
var errPart = errors.New("a part is missing or odd")

// fault says what is wrong where a part is broken.
func fault(err error, what string) error {
	if errors.Is(err, errPart) {
		return unreadable("%s", what).Because(err)
	}
	return err
}

// walk gives each element of a part to f, and fails where the part is not there, not whole or not well-formed.
func (w *workbook) walk(name string, f func(xml.StartElement) error) error {
	return w.tokens(name, func(token xml.Token) error {
		if element, ok := token.(xml.StartElement); ok {
			return f(element)
		}
		return nil
	})
}

// tokens gives each token of a part to f, within the limits.
func (w *workbook) tokens(name string, f func(xml.Token) error) error {
	part := w.parts[name]
	if part == nil {
		return errPart
	}
	content, err := part.Open()
	if err != nil {
		return errors.Join(errPart, err)
	}
	defer content.Close()
	bounded := &tokenReader{from: content}
	decoder := xml.NewDecoder(io.LimitReader(bounded, int64(w.limits.Unpacked)))
	for {
		bounded.read = 0
		token, err := decoder.Token()
		if errors.Is(err, errToken) {
			return tooLarge("文字过多")
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.Join(errPart, err)
		}
		if err := w.count(token); err != nil {
			return err
		}
		if err := f(token); err != nil {
			return err
		}
	}
}

// tokenLimit bounds one element or text, in bytes, which is held whole; a cell has 32,767 characters at most.
const tokenLimit = 1 << 20

var errToken = errors.New("an element or text is too long")

// tokenReader counts what is read for one token.
type tokenReader struct {
	from io.Reader
	read int
}

func (t *tokenReader) Read(p []byte) (int, error) {
	if t.read > tokenLimit {
		return 0, errToken
	}
	n, err := t.from.Read(p)
	t.read += n
	return n, err
}

// count bounds the elements of all parts together while the file is opened; later they are the same.
func (w *workbook) count(token xml.Token) error {
	if _, ok := token.(xml.StartElement); !ok || w.opened {
		return nil
	}
	if w.elements++; w.elements > w.limits.Elements {
		return tooLarge("内部超过%d个元素", w.limits.Elements)
	}
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(text string) bool { return text == "1" || text == "true" }

func partOf(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}
