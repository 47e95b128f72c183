package ledger_test

import (
	"database/sql"
	"errors"
	"os"
	"testing"

	driver "github.com/go-sql-driver/mysql"
	"github.com/stretchr/testify/require"

	"wanping/internal/ledger"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestRuntimeAccountCannotChangeTheLedger(t *testing.T) {
	if os.Getenv(modelstest.ServerVariable) == "" {
		t.Skip("no MySQL server: " + modelstest.ServerVariable)
	}
	f := newFixture(t, models.MySQL)
	f.post(t, deduction(1))
	f.store, f.config = modelstest.AsRuntime(t, f.config)
	f.Ledger = ledger.New(f.store, f.keys)
	f.post(t, deduction(2), reversal(1))
	_, err := f.SignHead(t.Context(), f.signer)
	require.NoError(t, err)
	require.NoError(t, f.erase(t, 1), "reasons stay erasable")
	require.Nil(t, f.verify(t, nil).Flaw)

	f.withDB(t, func(db *sql.DB) {
		for _, s := range []string{
			"UPDATE ledger_entries SET points = 1", "DELETE FROM ledger_entries",
			"UPDATE ledger_heads SET seq = 1", "DELETE FROM ledger_heads",
			"UPDATE audit_log SET detail = ''", "DELETE FROM audit_log",
			"UPDATE boards SET digest = ''", "DELETE FROM boards", "UPDATE board_ranks SET daily = 0", "DELETE FROM board_ranks",
		} {
			_, err := db.Exec(s)
			var refused *driver.MySQLError
			require.True(t, errors.As(err, &refused), s)
			require.Contains(t, []uint16{1142, 8121}, refused.Number, "MySQL's or TiDB's word for it: %s", s)
		}
	})
}
