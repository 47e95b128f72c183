package models_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
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

// Several servers of TiDB each hand out numbers from a stretch of their own, unless a table asks for one row of them:
// "the latest" and "after" go by the number.
func TestNumbersRiseOnTiDB(t *testing.T) {
	files, err := filepath.Glob("migrations/mysql/*.sql")
	require.NoError(t, err)
	tables := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, statement := range strings.Split(string(text), ";\n") {
			if strings.Contains(statement, "CREATE TABLE") && strings.Contains(statement, " AUTO_INCREMENT") {
				tables++
				require.Contains(t, statement, "/*T![auto_id_cache] AUTO_ID_CACHE 1 */", file)
			}
		}
	}
	require.Greater(t, tables, 30)
}
