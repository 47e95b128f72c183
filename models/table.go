package models

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// VersionTable is where the migrations keep the schema's version.
const VersionTable = "goose_db_version"

// Kind is what a column holds, the same on every engine.
type Kind string

// The kinds of column. Nothing else is stored: points and times are integers.
const (
	KindInteger Kind = "integer" // int64
	KindText    Kind = "text"    // string
	KindBytes   Kind = "bytes"   // []byte
)

// Column is a column of a table as the database itself describes it.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
	key  int    // its place in the primary key, from 1; 0 outside it
}

// Table is a table as the database itself describes it, its columns by name: the same on every engine.
type Table struct {
	Name    string
	Columns []Column
}

// Tables lists every table of the database by name, those of later migrations among them.
func (tx *Tx) Tables() ([]Table, error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
	if tx.onMySQL() {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
	}
	var names []string
	if err := tx.db.Raw(query).Scan(&names).Error; err != nil {
		return nil, err
	}
	slices.Sort(names)
	tables := make([]Table, 0, len(names))
	for _, name := range names {
		columns, err := tx.columns(name)
		if err != nil {
			return nil, err
		}
		tables = append(tables, Table{Name: name, Columns: columns})
	}
	return tables, nil
}

func (tx *Tx) onMySQL() bool { return tx.db.Name() == "mysql" }

func (tx *Tx) columns(table string) ([]Column, error) {
	query := "SELECT name, type, pk FROM pragma_table_info(?)"
	if tx.onMySQL() {
		query = "SELECT c.column_name, c.data_type, COALESCE(s.seq_in_index, 0) FROM information_schema.columns c" +
			" LEFT JOIN information_schema.statistics s ON s.table_schema = c.table_schema AND s.table_name = c.table_name" +
			" AND s.column_name = c.column_name AND s.index_name = 'PRIMARY'" +
			" WHERE c.table_schema = DATABASE() AND c.table_name = ?"
	}
	rows, err := tx.db.Raw(query, table).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var columns []Column
	for rows.Next() {
		var c Column
		var declared string
		if err := rows.Scan(&c.Name, &declared, &c.key); err != nil {
			return nil, err
		}
		if c.Kind, err = kindOf(declared); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", table, c.Name, err)
		}
		columns = append(columns, c)
	}
	slices.SortFunc(columns, func(a, b Column) int { return strings.Compare(a.Name, b.Name) })
	return columns, rows.Err()
}

func kindOf(declared string) (Kind, error) {
	declared = strings.ToLower(declared)
	for _, one := range []struct {
		part string
		kind Kind
	}{{"int", KindInteger}, {"blob", KindBytes}, {"binary", KindBytes}, {"char", KindText}, {"text", KindText}, {"timestamp", KindText}, {"datetime", KindText}} {
		if strings.Contains(declared, one.part) {
			return one.kind, nil
		}
	}
	return "", fmt.Errorf("columns of type %q are not portable between engines", declared)
}

// EachRow gives every row of a table to fn, by primary key, its values in the order of t.Columns: int64, string, []byte
// or nil. The slice is used again for the next row.
func (tx *Tx) EachRow(t Table, fn func([]any) error) error {
	rows, err := tx.db.Raw("SELECT " + names(t.Columns) + " FROM `" + t.Name + "` ORDER BY " + names(t.key())).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	values, targets := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			if values[i], err = c.Kind.value(values[i]); err != nil {
				return fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
			}
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// key is the table's primary key in its order, or all columns where it has none.
func (t Table) key() []Column {
	key := slices.DeleteFunc(slices.Clone(t.Columns), func(c Column) bool { return c.key == 0 })
	if len(key) == 0 {
		return t.Columns
	}
	slices.SortFunc(key, func(a, b Column) int { return cmp.Compare(a.key, b.key) })
	return key
}

func names(columns []Column) string {
	quoted := make([]string, len(columns))
	for i, c := range columns {
		quoted[i] = "`" + c.Name + "`"
	}
	return strings.Join(quoted, ", ")
}

// value brings what a driver gives to what the kind holds.
func (k Kind) value(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case int64:
		if k == KindInteger {
			return v, nil
		}
	case string:
		return k.fromText(v)
	case []byte:
		if k == KindBytes {
			return append([]byte{}, v...), nil // empty, and not nothing
		}
		return k.fromText(string(v))
	}
	return nil, fmt.Errorf("a %T in a column of kind %s", v, k)
}

func (k Kind) fromText(text string) (any, error) {
	switch k {
	case KindInteger:
		return strconv.ParseInt(text, 10, 64)
	case KindBytes:
		return []byte(text), nil
	default:
		return text, nil
	}
}

// CountRows counts the rows of a table.
func (tx *Tx) CountRows(t Table) (int64, error) {
	var n int64
	err := tx.db.Raw("SELECT COUNT(*) FROM `" + t.Name + "`").Scan(&n).Error
	return n, err
}

// ClearTable drops every row of a table; for what a migration has put into a new database.
func (tx *Tx) ClearTable(t Table) error { return tx.db.Exec("DELETE FROM `" + t.Name + "`").Error }

// insertParameters bounds a statement; engines bound its parameters.
const insertParameters = 10_000

// InsertRows adds rows with values in the order of t.Columns.
func (tx *Tx) InsertRows(t Table, rows [][]any) error {
	row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(t.Columns)), ", ") + ")"
	for some := range slices.Chunk(rows, max(1, insertParameters/len(t.Columns))) {
		values := make([]any, 0, len(some)*len(t.Columns))
		for _, r := range some {
			values = append(values, r...)
		}
		statement := "INSERT INTO `" + t.Name + "` (" + names(t.Columns) + ") VALUES " +
			strings.TrimSuffix(strings.Repeat(row+", ", len(some)), ", ")
		// not by gorm, which takes bytes after a bracket for a list of numbers
		if _, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, statement, values...); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
	}
	return nil
}
