package models_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

func executeSQLite(t *testing.T, path, statement string) error {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	_, err = db.Exec(statement)
	return err
}

func TestMigrate(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			config := modelstest.Config(t, engine, clock.NewStopped(start))

			_, err := models.Open(t.Context(), config)
			require.ErrorContains(t, err, "run `wanping migrate`", "an empty database is not served")

			steps, err := models.Migrate(t.Context(), config)
			require.NoError(t, err)
			require.NotEmpty(t, steps)

			again, err := models.Migrate(t.Context(), config)
			require.NoError(t, err)
			require.Empty(t, again)
		})
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	config := modelstest.Config(t, models.SQLite, clock.NewStopped(start))
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, executeSQLite(t, config.DSN, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"))
	_, err = models.Open(t.Context(), config)
	require.ErrorContains(t, err, "run a newer wanping")
	_, err = models.Migrate(t.Context(), config)
	require.ErrorContains(t, err, "run a newer wanping")
}
