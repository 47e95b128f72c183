package photos

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"wanping/internal/clock"
)

// disk keeps files in a folder, 256 folders below it, for their owner only.
type disk struct{ root string }

const partPrefix = ".part-" // of a file that is being written

// OpenDisk returns a storage in a folder, which is made where it is missing. What a crash left half-written is dropped.
func OpenDisk(root string) (Storage, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of photos: %w", err)
	}
	d := disk{root}
	return d, d.tidy(clock.System{}.Now().Add(-time.Hour))
}

// tidy drops half-written files that nobody has written to since a moment of the machine's clock.
func (d disk) tidy(before time.Time) error {
	parts, err := filepath.Glob(filepath.Join(d.root, "*", partPrefix+"*"))
	if err != nil {
		return err
	}
	for _, part := range parts {
		info, err := os.Stat(part)
		if err == nil && info.ModTime().Before(before) {
			err = os.Remove(part)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (d disk) path(name string) (string, error) {
	if len(name) < 8 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.") != "" || strings.HasPrefix(name, ".") {
		return "", fmt.Errorf("%q is no name of a photo's file", name)
	}
	return filepath.Join(d.root, name[:2], name), nil
}

// Put writes beside, brings it to the disk, and gives it its name; then the folder with the name goes to the disk too.
func (d disk) Put(_ context.Context, name string, data []byte) (err error) {
	path, err := d.path(name)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	if err := d.makeFolder(folder); err != nil {
		return err
	}
	part, err := os.CreateTemp(folder, partPrefix+"*") // created with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	_, err = part.Write(data)
	if err = errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err = os.Rename(part.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func (d disk) makeFolder(folder string) error {
	err := os.Mkdir(folder, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(d.root)
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func (d disk) Get(_ context.Context, name string) ([]byte, error) {
	path, err := d.path(name)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoFile
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > fileLimit {
		return nil, fmt.Errorf("the photo's file %s has %d bytes: somebody else wrote it", name, info.Size())
	}
	return os.ReadFile(path)
}

func (d disk) Delete(_ context.Context, name string) error {
	path, err := d.path(name)
	if err != nil {
		return err
	}
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
