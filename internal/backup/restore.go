package backup

import (
	"archive/zip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"wanping/internal/secrets"
	"wanping/models"
)

// Restore fills an empty database, of whatever engine, from a backup: after everything in it was checked, in one
// transaction. An older backup is brought to the program's schema.
// Errors: ErrWrongKey, ErrDamaged, models.ErrNotEmpty.
func Restore(ctx context.Context, c models.StoreConfig, keys *secrets.Keyring, path string) (Manifest, error) {
	m, err := Check(path, keys)
	if err != nil {
		return m, err
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return m, errors.Join(ErrDamaged, err)
	}
	defer archive.Close()
	return m, models.Load(ctx, c, m.Schema, func(tx *models.Tx) error { return fill(tx, &archive.Reader, m) })
}

func fill(tx *models.Tx, archive *zip.Reader, m Manifest) error {
	tables, err := tx.Tables()
	if err != nil {
		return err
	}
	known := make(map[string]models.Table, len(tables))
	for _, t := range tables {
		known[t.Name] = t
	}
	for _, t := range m.Tables {
		if err := fits(known[t.Name], t); err != nil {
			return err
		}
		if err := fillTable(tx, archive, known[t.Name], t); err != nil {
			return err
		}
	}
	return nil
}

// fits refuses a table that has other columns here than in the backup.
func fits(here models.Table, t Table) error {
	if len(here.Columns) != len(t.Columns) {
		return fmt.Errorf("the table %s has %d columns here and %d in the backup", t.Name, len(here.Columns), len(t.Columns))
	}
	for i, c := range t.Columns {
		if here.Columns[i].Name != c.Name || here.Columns[i].Kind != c.Kind {
			return fmt.Errorf("the column %s.%s is another one here", t.Name, c.Name)
		}
	}
	return nil
}

// The rows that share a statement: so many, or so many bytes.
const (
	fillRows  = 200
	fillBytes = 1 << 20
)

func fillTable(tx *models.Tx, archive *zip.Reader, here models.Table, t Table) error {
	if err := tx.ClearTable(here); err != nil { // what its migration has put there is in the backup too
		return err
	}
	var rows [][]any
	size := 0
	flush := func() error {
		err := tx.InsertRows(here, rows)
		rows, size = rows[:0], 0
		return err
	}
	err := eachRow(archive, t, func(values []any) error {
		rows = append(rows, values)
		if size += sizeOf(values); len(rows) < fillRows && size < fillBytes {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	n, err := tx.CountRows(here)
	if err == nil && n != t.Rows {
		err = fmt.Errorf("%s has %d rows after the restore, the backup %d", t.Name, n, t.Rows)
	}
	return err
}

func sizeOf(values []any) int {
	size := 0
	for _, v := range values {
		switch v := v.(type) {
		case string:
			size += len(v)
		case []byte:
			size += len(v)
		default:
			size += 8
		}
	}
	return size
}

// readRow reads a line as values of the columns' kinds; io.EOF after the last.
func readRow(lines *json.Decoder, t Table) ([]any, error) {
	var values []any
	if err := lines.Decode(&values); err != nil {
		return nil, err
	}
	if len(values) != len(t.Columns) {
		return nil, fmt.Errorf("%d values for %d columns", len(values), len(t.Columns))
	}
	for i, c := range t.Columns {
		var err error
		if values[i], err = valueOf(c.Kind, values[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return values, nil
}

func valueOf(kind models.Kind, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.Number:
		if kind == models.KindInteger {
			return v.Int64()
		}
	case string:
		if kind == models.KindBytes {
			return base64.StdEncoding.DecodeString(v)
		}
		if kind == models.KindText {
			return v, nil
		}
	}
	return nil, fmt.Errorf("a %T in a column of kind %s", v, kind)
}
