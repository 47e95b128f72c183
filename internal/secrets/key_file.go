package secrets

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyFile is the JSON form of the key file, the oldest key first.
type keyFile struct {
	Note string     `json:"note"`
	Keys []keyEntry `json:"keys"`
}

type keyEntry struct {
	ID      uint32 `json:"id"`
	Sealing []byte `json:"sealing"` // SM4, 16 bytes
	Index   []byte `json:"index"`   // HMAC-SM3, 32 bytes
}

const keyFileNote = "wanping: keys of personal data. Keep a copy apart from the database and its backups; whoever has both reads everything."

// EnsureKeyFile creates the key file, mode 0600, where there is none; created tells whether it did.
func EnsureKeyFile(path string) (created bool, err error) {
	if _, err := os.Stat(path); err == nil {
		return false, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	first, err := drawKey(1)
	if err != nil {
		return false, err
	}
	return true, keyFile{Note: keyFileNote, Keys: []keyEntry{first}}.write(path)
}

// AddKey appends a new current key; the earlier ones stay, for old backups. The key file is replaced whole, so a crash leaves the old or the new one.
func AddKey(path string) error {
	file, err := readKeyFile(path)
	if err != nil {
		return err
	}
	next, err := drawKey(file.Keys[len(file.Keys)-1].ID + 1)
	if err != nil {
		return err
	}
	file.Keys = append(file.Keys, next)
	return file.write(path)
}

func drawKey(id uint32) (keyEntry, error) {
	entry := keyEntry{ID: id, Sealing: make([]byte, sealingSize), Index: make([]byte, indexSize)}
	for _, b := range [][]byte{entry.Sealing, entry.Index} {
		if _, err := rand.Read(b); err != nil {
			return keyEntry{}, fmt.Errorf("draw a key: %w", err)
		}
	}
	return entry, nil
}

func readKeyFile(path string) (keyFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return keyFile{}, fmt.Errorf("the key file cannot be read: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return keyFile{}, fmt.Errorf("the key file %s can be read by others (mode %04o): chmod 600 it", filepath.Base(path), info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return keyFile{}, fmt.Errorf("the key file cannot be read: %w", err)
	}
	var file keyFile
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil || len(file.Keys) == 0 {
		return keyFile{}, fmt.Errorf("the key file %s is damaged: restore it from its copy", filepath.Base(path)) // its text stays out of the error
	}
	return file, nil
}

func (f keyFile) open() ([]key, error) {
	keys := make([]key, 0, len(f.Keys))
	for _, entry := range f.Keys {
		one, err := newKey(entry)
		if err != nil {
			return nil, err
		}
		keys = append(keys, one)
	}
	return keys, nil
}

// write replaces the file in one step and brings it to the disk: a key must never be lost after its first use.
func (f keyFile) write(path string) (err error) {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".key-*") // created with mode 0600
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(append(text, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
