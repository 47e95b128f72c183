package models

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Migration is one step that Migrate took.
type Migration struct{ File string }

// Migrate brings the database to the program's schema, step by step, each in a transaction where the engine has
// them for tables, and returns the steps it took. A newer schema is refused.
func Migrate(ctx context.Context, c StoreConfig) ([]Migration, error) {
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	steps, err := migrate(ctx, s)
	return steps, errors.Join(err, s.Close())
}

func migrate(ctx context.Context, s *Store) ([]Migration, error) {
	provider, err := newProvider(s)
	if err != nil {
		return nil, err
	}
	if err := refuseNewer(ctx, provider); err != nil {
		return nil, err
	}
	results, err := provider.Up(ctx)
	steps := make([]Migration, 0, len(results))
	for _, r := range results {
		steps = append(steps, Migration{File: r.Source.Path})
	}
	if err != nil {
		return steps, fmt.Errorf("migrate: %w", err)
	}
	return steps, nil
}

func newProvider(s *Store) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if s.engine == MySQL {
		dialect = goose.DialectMySQL
	}
	folder, err := fs.Sub(migrations, "migrations/"+s.engine)
	if err != nil {
		return nil, err
	}
	pool, err := s.admin.DB()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(dialect, pool, folder, goose.WithDisableGlobalRegistry(true))
}

func versions(ctx context.Context, provider *goose.Provider) (have, want int64, err error) {
	have, err = provider.GetDBVersion(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	sources := provider.ListSources()
	return have, sources[len(sources)-1].Version, nil
}

func refuseNewer(ctx context.Context, provider *goose.Provider) error {
	have, want, err := versions(ctx, provider)
	if err != nil {
		return err
	}
	if have > want {
		return fmt.Errorf("the database has schema %d, this program knows %d: run a newer wanping", have, want)
	}
	return nil
}

// checkSchema refuses a schema that is older or newer than the program's.
func checkSchema(ctx context.Context, s *Store) error {
	provider, err := newProvider(s)
	if err != nil {
		return err
	}
	if err := refuseNewer(ctx, provider); err != nil {
		return err
	}
	have, want, err := versions(ctx, provider)
	if err == nil && have < want {
		return fmt.Errorf("the database has schema %d, this program needs %d: run `wanping migrate`", have, want)
	}
	return err
}
