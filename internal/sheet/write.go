package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// Writer writes a table row by row. Everything is written as text: nothing in it can become a formula.
type Writer interface {
	// Row writes a line; lines come in ascending order, and those left out are blank.
	Row(line int, cells []string) error
	// Close writes what is still to come. The underlying writer stays open.
	Close() error
}

// NewWriter returns a writer of a format.
func NewWriter(w io.Writer, format Format) (Writer, error) {
	switch format {
	case XLSX:
		return newBookWriter(w)
	case CSV:
		_, err := io.WriteString(w, "\ufeff") // spreadsheets take UTF-8 without it for GBK
		return &textWriter{csv: csv.NewWriter(w), close: func() error { return nil }}, err
	case GBK:
		to := transform.NewWriter(w, encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder()))
		return &textWriter{csv: csv.NewWriter(to), close: to.Close}, nil
	default:
		return nil, fmt.Errorf("no such format: %q", format)
	}
}

type textWriter struct {
	csv   *csv.Writer
	line  int
	close func() error
}

func (t *textWriter) Row(line int, cells []string) error {
	for t.line++; t.line < line; t.line++ {
		if err := t.csv.Write([]string{""}); err != nil {
			return err
		}
	}
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = defuse(cell)
	}
	if len(safe) == 0 {
		safe = []string{""}
	}
	return t.csv.Write(safe)
}

func (t *textWriter) Close() error {
	t.csv.Flush()
	return errors.Join(t.csv.Error(), t.close())
}

// defuse keeps a spreadsheet from taking a text for a formula when it opens comma-separated text.
func defuse(cell string) string {
	if len(cell) > 0 && strings.ContainsAny(cell[:1], "=+-@\t\r") {
		return "'" + cell
	}
	return cell
}

type bookWriter struct {
	to     io.Writer
	book   *excelize.File
	stream *excelize.StreamWriter
}

const defaultSheet = "Sheet1"

func newBookWriter(to io.Writer) (*bookWriter, error) {
	book := excelize.NewFile()
	stream, err := book.NewStreamWriter(defaultSheet)
	if err != nil {
		return nil, errors.Join(err, book.Close())
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49}) // text, so that what is typed over stays as typed
	if err != nil {
		return nil, errors.Join(err, book.Close())
	}
	if err := errors.Join(stream.SetColStyle(1, 16, text), stream.SetColWidth(1, 16, 16)); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return &bookWriter{to: to, book: book, stream: stream}, nil
}

func (b *bookWriter) Row(line int, cells []string) error {
	values := make([]any, len(cells))
	for i, cell := range cells {
		if cell != "" {
			values[i] = cell
		}
	}
	return b.stream.SetRow(fmt.Sprintf("A%d", line), values)
}

func (b *bookWriter) Close() error {
	err := b.stream.Flush()
	if err == nil {
		err = b.book.Write(b.to)
	}
	return errors.Join(err, b.book.Close())
}
