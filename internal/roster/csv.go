package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// readCSV reads comma-separated text in UTF-8, with or without a byte order mark, or in GBK (read as its superset GB 18030).
func readCSV(data []byte) (*grid, error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.FieldsPerRecord = -1
	reader.ReuseRecord = true
	cells, wrapped := &grid{}, 0
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return cells, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, unreadable("第%d行的引号不成对,请检查后另存", broken.StartLine).Because(err)
		}
		if err != nil {
			return nil, unreadable("不是逗号分隔的文本").Because(err)
		}
		line, _ := reader.FieldPos(0)
		if err := cells.add(line-wrapped, record); err != nil { // a spreadsheet counts rows, not lines
			return nil, err
		}
		for _, field := range record {
			wrapped += strings.Count(field, "\n")
		}
	}
}

func decode(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) || bytes.IndexByte(data, 0) >= 0 {
		return nil, unreadable("不是 UTF-8 或 GBK 编码的文本,请另存为 .xlsx 或 UTF-8 编码的 CSV")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return data, nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return nil, unreadable("既不是 UTF-8 也不是 GBK 编码的文本,请另存为 UTF-8 编码的 CSV").Because(err)
	}
	return text, nil
}
