package models_test

import (
	"database/sql"
	"fmt"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

// The program's own account on MySQL can add to the histories and cannot change them: tried, not read.
func TestGrantsKeepHistoriesAppendOnly(t *testing.T) {
	config := modelstest.Config(t, models.MySQL, clock.NewStopped(start))
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	admin, err := sql.Open("mysql", config.DSN)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, admin.Close()) })
	parsed, err := driver.ParseDSN(config.DSN)
	require.NoError(t, err)
	user := "wp_" + parsed.DBName[len(parsed.DBName)-8:]
	run := func(db *sql.DB, statement string) error {
		_, err := db.ExecContext(t.Context(), statement)
		return err
	}
	require.NoError(t, run(admin, fmt.Sprintf("CREATE USER '%s'@'%%' IDENTIFIED BY 'Only-for-tests-1'", user)))
	t.Cleanup(func() {
		_, err := admin.Exec(fmt.Sprintf("DROP USER '%s'@'%%'", user))
		require.NoError(t, err)
	})
	grants, err := models.Grants(t.Context(), config, user+"@%")
	require.NoError(t, err)
	for _, grant := range grants {
		require.NoError(t, run(admin, grant))
	}
	parsed.User, parsed.Passwd = user, "Only-for-tests-1"
	program, err := sql.Open("mysql", parsed.FormatDSN())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, program.Close()) })
	require.NoError(t, run(program, "UPDATE complaints SET state = 'closed' WHERE id = 0"))
	refused := "denied|privilege check for .* fail" // as MySQL and as TiDB says it
	for _, table := range []string{"complaint_moves", "audit_log", "ledger_entries"} {
		require.Regexp(t, refused, run(program, "DELETE FROM "+table), table)
	}
	require.Regexp(t, refused, run(program, "UPDATE complaint_moves SET move = 'x'"))
	require.Regexp(t, refused, run(program, "UPDATE complaint_moves SET at = 0 WHERE id = 1"))
}
