package models

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
)

// The database's size is bounded from within: a disk that is really full cannot be had in a test.
func TestFullDatabase(t *testing.T) {
	config := StoreConfig{Engine: SQLite, DSN: filepath.Join(t.TempDir(), "wanping.db"), Clock: clock.NewTicking(time.Unix(1_700_000_000, 0))}
	_, err := Migrate(t.Context(), config)
	require.NoError(t, err)
	s, err := Open(t.Context(), config)
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()

	var pages int
	require.NoError(t, s.admin.Raw("PRAGMA page_count").Scan(&pages).Error)
	bound := func(n int) { require.NoError(t, s.admin.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n)).Error) }
	bound(pages + 2)

	kept := 0
	var refusal error
	for ; refusal == nil && kept < 10_000; kept++ {
		refusal = s.Write(t.Context(), func(tx *Tx) error {
			return tx.Audit(AuditEntry{Action: "fill", Subject: fmt.Sprint(kept), Detail: string(make([]byte, 500))})
		})
	}
	kept--
	require.Equal(t, CodeStorageFull, CodeOf(refusal))
	require.Contains(t, MessageOf(refusal), "没有保存")

	count := func() (n int64) {
		require.NoError(t, s.Read(t.Context(), func(tx *Tx) error { return tx.db.Model(&AuditEntry{}).Count(&n).Error }))
		return n
	}
	require.EqualValues(t, kept, count(), "what was acknowledged is there, what was refused is not")

	bound(pages + 1000) // somebody made room
	require.NoError(t, s.Write(t.Context(), func(tx *Tx) error { return tx.Audit(AuditEntry{Action: "after", Subject: "x"}) }))
	require.EqualValues(t, kept+1, count())
}

func TestErrorsNeverHoldTheDSN(t *testing.T) {
	for _, dsn := range []string{"root:topsecret@tcp(127.0.0.1:1)/x", "root:topsecret@nonsense"} {
		_, err := Open(t.Context(), StoreConfig{Engine: MySQL, DSN: dsn, Clock: clock.System{}})
		require.Error(t, err)
		require.NotContains(t, err.Error(), "topsecret")
	}
}
