package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// openCSV takes text in UTF-8, with or without a byte order mark, or in GBK.
func openCSV(data []byte, limits Limits) (*File, error) {
	text, format, err := decode(data)
	if err != nil {
		return nil, err
	}
	file := &File{Format: format, Sheets: []*Sheet{{each: func(fn func(Row) error) error { return eachCSV(text, limits, fn) }}}}
	return file, file.Sheets[0].Each(func(Row) error { return nil })
}

func decode(data []byte) ([]byte, Format, error) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) || bytes.IndexByte(data, 0) >= 0 {
		return nil, "", unreadable("不是 UTF-8 或 GBK 编码的文本,请另存为 .xlsx 或 UTF-8 编码的 CSV")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return data, CSV, nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, "", unreadable("既不是 UTF-8 也不是 GBK 编码的文本,请另存为 UTF-8 编码的 CSV").Because(err)
	}
	return text, GBK, nil
}

func eachCSV(text []byte, limits Limits, fn func(Row) error) error {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	builder, wrapped := rowBuilder{limits: limits}, 0
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return brokenCSV(err)
		}
		line, _ := reader.FieldPos(0)
		cells := make([]placed, len(record))
		for i, field := range record {
			cells[i] = placed{i, Cell{Text: field}}
		}
		row, filled, err := builder.build(line-wrapped, false, cells) // a spreadsheet counts rows, not lines
		if err != nil {
			return err
		}
		for _, field := range record {
			wrapped += strings.Count(field, "\n")
		}
		if filled {
			if err := fn(row); err != nil {
				return err
			}
		}
	}
}

func brokenCSV(err error) error {
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		return unreadable("第%d行的引号不成对,请检查后另存", broken.StartLine).Because(err)
	}
	return unreadable("不是逗号分隔的文本").Because(err)
}
