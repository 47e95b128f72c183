package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"wanping/internal/backup"
	"wanping/internal/secrets"
	"wanping/models"
)

type backupCmd struct {
	configFlags
	File string `arg:"" name:"FILE" help:"The file to make; it must not be there yet."`
}

// Run writes everything that the database holds to one file, while the program serves.
func (c backupCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		m, sum, err := backup.Write(ctx, h.store, h.keys, h.clock.Now(), c.File)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.Out, "%s  %s\n", sum, c.File)
		printManifest(io, m)
		photos, size, err := h.rooms.Photos.Files(ctx)
		if err != nil {
			return err
		}
		if photos > 0 {
			fmt.Fprintf(io.Out, "%d photos (%d MB) are not inside: copy their folder or bucket now.\n", photos, (size+1<<20-1)>>20)
		}
		_, err = fmt.Fprintln(io.Out, "The key file is not inside. Keep a copy of it apart from this file; without it the backup cannot be restored.")
		return err
	})
}

func printManifest(io IO, m backup.Manifest) {
	fmt.Fprintf(io.Out, "%d rows in %d tables, schema %d, taken from %s at %s\n",
		m.Rows(), len(m.Tables), m.Schema, m.Engine, m.CreatedAt.Format("2006-01-02 15:04:05Z07:00"))
	var left []string
	for table, reason := range m.NotCarried {
		left = append(left, fmt.Sprintf("not carried: %s (%s)", table, reason))
	}
	slices.Sort(left)
	for _, line := range left {
		fmt.Fprintln(io.Out, line)
	}
}

type restoreCmd struct {
	configFlags
	File  string `arg:"" name:"FILE" type:"existingfile"`
	Check bool   `help:"Only check that the file is complete and that the key opens it."`
}

// Run fills the configured database, which must be empty and may be of another engine, from a backup.
func (c restoreCmd) Run(io IO) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	keys, err := secrets.Open(settings.Secrets.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the key file %s is missing: put the one that belongs to the backup there first", settings.Secrets.KeyFile)
	}
	if err != nil {
		return err
	}
	m, err := c.restore(context.Background(), settings, keys)
	if err != nil {
		return err
	}
	printManifest(io, m)
	verdict := "restored"
	if c.Check {
		verdict = "the backup is complete, and the key opens it"
	}
	_, err = fmt.Fprintln(io.Out, verdict)
	return err
}

func (c restoreCmd) restore(ctx context.Context, settings *config, keys *secrets.Keyring) (backup.Manifest, error) {
	if c.Check {
		return backup.Check(c.File, keys)
	}
	h := &house{config: settings}
	h.tellTime()
	if settings.Database.Engine == models.SQLite {
		if err := makeFolder(filepath.Dir(settings.Database.DSN)); err != nil {
			return backup.Manifest{}, err
		}
	}
	return backup.Restore(ctx, h.database(), keys, c.File)
}
