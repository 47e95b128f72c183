// Package backup writes everything that the database holds to one file, and fills an empty database from it. The file is
// the same for every engine, so it is also the way from SQLite to MySQL and back. What is sealed stays sealed: the key is
// never inside, and only whoever has it can restore.
//
// The file is a zip: tables/<name>.jsonl with a row a line (an array of the columns by name; bytes as base64),
// manifest.json with the schema, each table's columns, number of rows and digest, and manifest.mac, the keyed hash of
// the manifest by which a wrong key and an altered file are told.
package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"wanping/internal/secrets"
	"wanping/models"
)

// format is the version of the file's layout.
const format = 1

const (
	manifestName = "manifest.json"
	macName      = "manifest.mac"

	purposeKey      = "backup.key"
	purposeManifest = "backup.manifest"
)

// NotCarried lists the tables that a backup leaves out, each with the reason; every other one is carried, those of later
// migrations among them.
func NotCarried() map[string]string {
	return map[string]string{
		models.VersionTable: "the schema's version is in the manifest",
		"sessions":          "a log-in that was ended since must not come back: everybody logs in anew",
		"leases":            "which process plans, which is anew when one starts",
		"login_failures":    "counts of failed log-ins, which are forgotten within the hour",
	}
}

// Manifest says what a backup holds.
type Manifest struct {
	Format     int               `json:"format"`
	Schema     int64             `json:"schema"`
	Engine     string            `json:"engine"` // that it was taken from
	CreatedAt  time.Time         `json:"created_at"`
	Keys       []string          `json:"keys"` // a check of each key that is needed, which tells nothing about it
	Tables     []Table           `json:"tables"`
	NotCarried map[string]string `json:"not_carried"`
}

// Table says what a backup holds of a table.
type Table struct {
	Name    string          `json:"name"`
	Columns []models.Column `json:"columns"`
	Rows    int64           `json:"rows"`
	SHA256  string          `json:"sha256"` // of its lines
}

// Rows counts the rows of all tables.
func (m Manifest) Rows() int64 {
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
	}
	return rows
}

// Write takes a backup into a new file, readable by its owner only, while others write: it holds one consistent state.
// The file is read back and checked before it gets its name. sum is the SHA-256 of the whole file.
func Write(ctx context.Context, store *models.Store, keys *secrets.Keyring, at time.Time, path string) (m Manifest, sum string, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, "", fmt.Errorf("%s is there already: give another name", path)
	}
	part, err := os.CreateTemp(filepath.Dir(path), ".wanping-backup-*") // created with mode 0600
	if err != nil {
		return m, "", err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	digest := sha256.New()
	m, err = write(ctx, store, keys, at, io.MultiWriter(part, digest))
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return m, "", err
	}
	if _, err = Check(part.Name(), keys); err != nil {
		return m, "", fmt.Errorf("the backup does not read back: %w", err)
	}
	if err = os.Rename(part.Name(), path); err != nil {
		return m, "", err
	}
	return m, hex.EncodeToString(digest.Sum(nil)), syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func write(ctx context.Context, store *models.Store, keys *secrets.Keyring, at time.Time, w io.Writer) (Manifest, error) {
	m := Manifest{Format: format, Engine: store.Engine(), CreatedAt: at.UTC(), NotCarried: NotCarried()}
	var err error
	if m.Schema, err = store.Schema(); err != nil {
		return m, err
	}
	if m.Keys, err = keyChecks(keys); err != nil {
		return m, err
	}
	archive := zip.NewWriter(w)
	err = store.Read(ctx, func(tx *models.Tx) error {
		tables, err := tx.Tables()
		for _, t := range tables {
			if _, left := m.NotCarried[t.Name]; err != nil || left {
				continue
			}
			var carried Table
			carried, err = writeTable(archive, tx, t)
			m.Tables = append(m.Tables, carried)
		}
		return err
	})
	if err != nil {
		return m, err
	}
	return m, errors.Join(writeManifest(archive, m, keys), archive.Close())
}

// keyChecks are keyed hashes of a constant, one a key.
func keyChecks(keys *secrets.Keyring) ([]string, error) {
	indexes, err := keys.Indexes(purposeKey)
	checks := make([]string, 0, len(indexes))
	for _, i := range indexes {
		checks = append(checks, hex.EncodeToString(i))
	}
	return checks, err
}

func entryOf(table string) string { return "tables/" + table + ".jsonl" }

func writeTable(archive *zip.Writer, tx *models.Tx, t models.Table) (Table, error) {
	out := Table{Name: t.Name, Columns: t.Columns}
	entry, err := archive.Create(entryOf(t.Name))
	if err != nil {
		return out, err
	}
	digest := sha256.New()
	lines := json.NewEncoder(io.MultiWriter(entry, digest))
	lines.SetEscapeHTML(false)
	err = tx.EachRow(t, func(values []any) error {
		out.Rows++
		for i, v := range values {
			if text, ok := v.(string); ok && !utf8.ValidString(text) {
				return fmt.Errorf("%s.%s holds a text that is not UTF-8 (row %d)", t.Name, t.Columns[i].Name, out.Rows)
			}
		}
		return lines.Encode(values)
	})
	out.SHA256 = hex.EncodeToString(digest.Sum(nil))
	return out, err
}

func writeManifest(archive *zip.Writer, m Manifest, keys *secrets.Keyring) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	mac, err := keys.Index(purposeManifest, string(text))
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		text []byte
	}{{manifestName, text}, {macName, []byte(hex.EncodeToString(mac))}} {
		entry, err := archive.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := entry.Write(part.text); err != nil {
			return err
		}
	}
	return nil
}

// The errors of a backup that cannot be used.
var (
	ErrWrongKey = errors.New("this key file does not open the backup: give the one that belonged to the database it was taken from")
	ErrDamaged  = errors.New("the backup is damaged or altered")
)

// Check reads a whole backup: it is complete, unaltered, and the keys open it. Errors: ErrWrongKey, ErrDamaged.
func Check(path string, keys *secrets.Keyring) (Manifest, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return Manifest{}, errors.Join(ErrDamaged, err)
	}
	defer archive.Close()
	m, err := readManifest(&archive.Reader, keys)
	for _, t := range m.Tables {
		if err == nil {
			err = eachRow(&archive.Reader, t, func([]any) error { return nil })
		}
	}
	return m, err
}

const manifestLimit = 1 << 20 // bytes

func readManifest(archive *zip.Reader, keys *secrets.Keyring) (Manifest, error) {
	var m Manifest
	text, err := readEntry(archive, manifestName)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, errors.Join(ErrDamaged, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("the backup has format %d, this program knows %d", m.Format, format)
	}
	checks, err := keyChecks(keys)
	if err != nil {
		return m, err
	}
	for _, needed := range m.Keys {
		if !slices.Contains(checks, needed) {
			return m, ErrWrongKey
		}
	}
	mac, err := readEntry(archive, macName)
	if err != nil {
		return m, err
	}
	macs, err := keys.Indexes(purposeManifest, string(text))
	if err != nil {
		return m, err
	}
	if !slices.ContainsFunc(macs, func(one []byte) bool { return hex.EncodeToString(one) == string(mac) }) {
		return m, ErrDamaged
	}
	return m, nil
}

func readEntry(archive *zip.Reader, name string) ([]byte, error) {
	entry, err := archive.Open(name)
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	defer entry.Close()
	text, err := io.ReadAll(io.LimitReader(entry, manifestLimit))
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	return text, nil
}

// eachRow gives the rows of a table to fn and then checks that they were all, and the right ones.
func eachRow(archive *zip.Reader, t Table, fn func([]any) error) error {
	entry, err := archive.Open(entryOf(t.Name))
	if err != nil {
		return errors.Join(ErrDamaged, err)
	}
	defer entry.Close()
	digest := sha256.New()
	lines := json.NewDecoder(io.TeeReader(entry, digest))
	lines.UseNumber()
	rows := int64(0)
	for ; ; rows++ {
		values, err := readRow(lines, t)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(ErrDamaged, fmt.Errorf("%s, row %d: %w", t.Name, rows+1, err))
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return t.check(rows, digest)
}

func (t Table) check(rows int64, digest hash.Hash) error {
	if rows != t.Rows || hex.EncodeToString(digest.Sum(nil)) != t.SHA256 {
		return fmt.Errorf("%w: the rows of %s are not those that were written", ErrDamaged, t.Name)
	}
	return nil
}
