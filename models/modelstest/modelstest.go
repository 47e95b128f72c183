// Package modelstest opens stores for tests, so that one suite runs on every engine.
package modelstest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"wanping/internal/clock"
	"wanping/models"
)

// ServerVariable names the environment variable with the DSN of a MySQL server whose account may make databases.
// `make test` starts such a server and sets it.
const ServerVariable = "WANPING_TEST_MYSQL"

// Opener opens another store, empty and migrated, that is closed with the test.
type Opener func(tb testing.TB, c clock.Clock) *models.Store

// Each runs the test on every engine.
func Each(t *testing.T, test func(t *testing.T, open Opener)) {
	t.Helper()
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			test(t, func(tb testing.TB, c clock.Clock) *models.Store {
				tb.Helper()
				return OpenAt(tb, Config(tb, engine, c))
			})
		})
	}
}

// Open opens an empty, migrated store on SQLite.
func Open(tb testing.TB, c clock.Clock) *models.Store {
	tb.Helper()
	return OpenAt(tb, Config(tb, models.SQLite, c))
}

// OpenAt migrates and opens the database that Config has given.
func OpenAt(tb testing.TB, c models.StoreConfig) *models.Store {
	tb.Helper()
	if _, err := models.Migrate(tb.Context(), c); err != nil {
		tb.Fatal(err)
	}
	store, err := models.Open(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return store
}

// Config returns where a fresh database of an engine is; it is not migrated yet, and is dropped with the test.
func Config(tb testing.TB, engine string, c clock.Clock) models.StoreConfig {
	tb.Helper()
	config := models.StoreConfig{Engine: engine, Clock: c, DSN: filepath.Join(tb.TempDir(), "wanping.db")}
	if engine == models.MySQL {
		config.DSN = newDatabase(tb)
	}
	return config
}

func newDatabase(tb testing.TB) string {
	tb.Helper()
	server := os.Getenv(ServerVariable)
	if server == "" {
		tb.Skipf("%s is not set: `make test` starts a server and sets it", ServerVariable)
	}
	dsn, err := driver.ParseDSN(server)
	if err != nil {
		tb.Fatalf("%s is no DSN", ServerVariable)
	}
	name := "wanping_" + randomName(tb)
	execute(tb, server, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	tb.Cleanup(func() { execute(tb, server, "DROP DATABASE "+name) })
	dsn.DBName = name
	return dsn.FormatDSN()
}

func randomName(tb testing.TB) string {
	tb.Helper()
	var b [6]byte
	if _, err := rand.Read(b[:]); err != nil {
		tb.Fatal(err)
	}
	return hex.EncodeToString(b[:])
}

func execute(tb testing.TB, server, statement string) {
	tb.Helper()
	db, err := sql.Open("mysql", server)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }() // nothing is pending on it
	if _, err := db.ExecContext(context.WithoutCancel(tb.Context()), statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}
