package models

import (
	"context"
	"errors"
	"fmt"
)

// Schema returns the version of the program's schema, which an open store has.
func (s *Store) Schema() (int64, error) {
	provider, err := newProvider(s)
	if err != nil {
		return 0, err
	}
	sources := provider.ListSources()
	return sources[len(sources)-1].Version, nil
}

// ErrNotEmpty says that a database is in use already.
var ErrNotEmpty = errors.New("the database is in use: restore needs an empty one, or a new SQLite file")

// Load fills an empty database: it is brought to the schema of a version, filled by fn in one transaction in which
// references are checked at the end only, and brought to the program's own schema. All of fn is kept or nothing.
// Errors: ErrNotEmpty, and what fn returned.
func Load(ctx context.Context, c StoreConfig, version int64, fn func(*Tx) error) error {
	s, err := connect(c)
	if err != nil {
		return err
	}
	if err := s.load(ctx, version, fn); err != nil {
		return closeAfter(s, err)
	}
	_, err = migrate(ctx, s)
	return errors.Join(err, s.Close())
}

func (s *Store) load(ctx context.Context, version int64, fn func(*Tx) error) error {
	if err := s.lay(ctx, version); err != nil {
		return err
	}
	return s.writer.write(ctx, s.clock.Now(), func(tx *Tx) error {
		off, on := "PRAGMA defer_foreign_keys = 1", "SELECT 1" // that of SQLite ends with the transaction
		if s.engine == MySQL {
			off, on = "SET FOREIGN_KEY_CHECKS = 0", "SET FOREIGN_KEY_CHECKS = 1"
		}
		if err := tx.db.Exec(off).Error; err != nil {
			return err
		}
		return errors.Join(fn(tx), tx.db.Exec(on).Error)
	})
}

// lay makes the tables of a version in a database that nobody has used.
func (s *Store) lay(ctx context.Context, version int64) error {
	provider, err := newProvider(s)
	if err != nil {
		return err
	}
	have, want, err := versions(ctx, provider)
	if err != nil {
		return err
	}
	if version > want {
		return fmt.Errorf("the backup has schema %d, this program knows %d: run a newer wanping", version, want)
	}
	if have != 0 {
		return s.unused(have, version)
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// unused holds for the empty tables that a restore left which was cut short: they are of the version, and only its
// migrations have put anything there.
func (s *Store) unused(have, version int64) error {
	if have != version {
		return ErrNotEmpty
	}
	tx := &Tx{db: s.admin}
	tables, err := tx.Tables()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if t.Name == VersionTable || t.Name == clockTable {
			continue
		}
		if n, err := tx.CountRows(t); err != nil || n > 0 {
			return errors.Join(ErrNotEmpty, err)
		}
	}
	return nil
}

// clockTable has its one row from the first migration on.
const clockTable = "clock_marks"
