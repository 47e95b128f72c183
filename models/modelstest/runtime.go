package modelstest

import (
	"testing"

	driver "github.com/go-sql-driver/mysql"

	"wanping/models"
)

// The account with the grants that docs/operations-mysql.md gives to the program.
const (
	runtimeUser     = "wanping_runtime"
	runtimePassword = "runtime-of-the-tests"
)

// AsRuntime opens a migrated MySQL database under an account that has the program's grants only, and returns how.
func AsRuntime(tb testing.TB, c models.StoreConfig) (*models.Store, models.StoreConfig) {
	tb.Helper()
	grants, err := models.Grants(tb.Context(), c, runtimeUser+"@%")
	if err != nil {
		tb.Fatal(err)
	}
	execute(tb, c.DSN, "CREATE USER IF NOT EXISTS '"+runtimeUser+"'@'%' IDENTIFIED BY '"+runtimePassword+"'")
	for _, grant := range grants {
		execute(tb, c.DSN, grant)
	}
	dsn, err := driver.ParseDSN(c.DSN)
	if err != nil {
		tb.Fatal("the configuration holds no DSN")
	}
	dsn.User, dsn.Passwd = runtimeUser, runtimePassword
	c.DSN = dsn.FormatDSN()
	store, err := models.Open(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return store, c
}
