package backup_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/backup"
	"wanping/internal/reporting"
	"wanping/internal/secrets"
	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

var at = time.Date(2023, 10, 1, 8, 0, 0, 0, time.UTC)

// used furnishes a database with something in every room.
func used(t *testing.T, open modelstest.Opener) *testkit.Kit {
	t.Helper()
	k := testkit.NewOn(t, open)
	liaison := k.Liaison(t, testkit.Window)
	key := func(n int) reporting.Key {
		return reporting.Key{Key: fmt.Sprintf("key-%05d", n), Body: []byte{byte(n)}}
	}
	view, err := k.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-27"), key(1))
	require.NoError(t, err)
	_, err = k.Reporting.Withdraw(t.Context(), liaison, view.ID, "录错了 𠮷 \"引号\"\n换行")
	require.NoError(t, err)
	_, err = k.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-22"), key(2))
	require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
	_, err = k.Reporting.DeclareNil(t.Context(), liaison, testkit.Day("2023-09-26"), key(3))
	require.NoError(t, err)
	_, err = k.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-26"), key(4))
	require.NoError(t, err)
	_, err = k.Reporting.Upload(t.Context(), liaison, table(t), models.KeepGood, key(5))
	require.NoError(t, err)
	require.NoError(t, k.Reporting.WorkUploads(t.Context()))
	k.Clock.Advance(time.Hour)
	done, err := k.Reporting.Purge(t.Context(), reporting.Terms{Recipients: 24 * time.Hour, Uploads: time.Minute})
	require.NoError(t, err)
	require.Equal(t, 1, done["uploads"], "what is erased is carried as that")
	return k
}

func table(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, sheet.CSV)
	require.NoError(t, err)
	require.NoError(t, w.Row(1, []string{"服务对象姓名", "手机号码", "服务事项", "类别", "受理日期", "办结日期"}))
	require.NoError(t, w.Row(2, []string{"王小明", "13800000013", "护照办理", "许可", "2023-09-27", "2023-09-27"}))
	require.NoError(t, w.Row(3, []string{"王小明", "x", "护照办理", "许可", "2023-09-27", "2023-09-27"}))
	require.NoError(t, w.Close())
	return out.Bytes()
}

func file(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "wanping.backup") }

func write(t *testing.T, k *testkit.Kit) (backup.Manifest, string) {
	t.Helper()
	path := file(t)
	m, sum, err := backup.Write(t.Context(), k.Store, k.Keys, at, path)
	require.NoError(t, err)
	require.Len(t, sum, 64)
	return m, path
}

func TestThereAndBackOnEveryEngine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := used(t, open)
		first, path := write(t, k)
		require.Greater(t, first.Rows(), int64(20))
		for _, engine := range []string{models.SQLite, models.MySQL} {
			t.Run("to "+engine, func(t *testing.T) {
				c := modelstest.Config(t, engine, k.Clock)
				restored, err := backup.Restore(t.Context(), c, k.Keys, path)
				require.NoError(t, err)
				require.Equal(t, first.Rows(), restored.Rows())
				there, err := models.Open(t.Context(), c)
				require.NoError(t, err)
				defer func() { require.NoError(t, there.Close()) }()
				again, _, err := backup.Write(t.Context(), there, k.Keys, at, file(t))
				require.NoError(t, err)
				again.Engine = first.Engine
				require.Equal(t, first, again, "the same rows, to the digest")
				_, err = backup.Restore(t.Context(), c, k.Keys, path)
				require.ErrorIs(t, err, models.ErrNotEmpty)
			})
		}
	})
}

func TestWhatIsRestoredGoesOnWhereItWas(t *testing.T) {
	k := used(t, modelstest.Open)
	_, path := write(t, k)
	c := modelstest.Config(t, models.SQLite, k.Clock)
	_, err := backup.Restore(t.Context(), c, k.Keys, path)
	require.NoError(t, err)
	store, err := models.Open(t.Context(), c)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	moved := k.Over(t, store)
	liaison := moved.Liaison(t, testkit.Window)
	_, err = moved.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-26"), reporting.Key{Key: "another"})
	require.Equal(t, models.CodeDuplicateRecord, models.CodeOf(err), "the index finds what was kept before")
	views, err := moved.Reporting.Records(t.Context(), liaison, models.RecordFilter{Limit: 10})
	require.NoError(t, err)
	require.Equal(t, "李**", views[1].RecipientName)
	require.Equal(t, "录错了 𠮷 \"引号\"\n换行", views[2].Withdrawal)
	fresh, err := moved.Reporting.Submit(t.Context(), liaison, testkit.Submission("2023-09-27"), reporting.Key{Key: "a new one"})
	require.NoError(t, err)
	require.Greater(t, fresh.ID, views[0].ID, "ids go on")
}

func TestEveryTableIsCarriedOrLeftForAReason(t *testing.T) {
	k := testkit.New(t)
	m, _ := write(t, k)
	carried := map[string]bool{}
	for _, table := range m.Tables {
		carried[table.Name] = true
	}
	require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
		tables, err := tx.Tables()
		require.NoError(t, err)
		require.Greater(t, len(tables), 15)
		for _, table := range tables {
			require.NotEqual(t, carried[table.Name], backup.NotCarried()[table.Name] != "", table.Name)
		}
		return nil
	}))
}

func TestTheKeyIsNeverInsideAndAWrongOneIsRefused(t *testing.T) {
	k := used(t, modelstest.Open)
	_, path := write(t, k)
	key, err := os.ReadFile(k.KeyFile)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	archive, err := zip.OpenReader(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, archive.Close()) }()
	for _, entry := range archive.File {
		content, err := entry.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(content)
		require.NoError(t, err)
		for _, secret := range append(strings.Split(string(key), `"`), "李小红", "13800000012", "王小明") {
			if len(secret) > 8 && !strings.Contains(secret, " ") {
				require.NotContains(t, string(text), secret, entry.Name)
			}
		}
	}
	other := testkit.New(t)
	c := modelstest.Config(t, models.SQLite, k.Clock)
	_, err = backup.Restore(t.Context(), c, other.Keys, path)
	require.ErrorIs(t, err, backup.ErrWrongKey)
	require.NoFileExists(t, c.DSN, "nothing was begun")
	require.NoError(t, secrets.AddKey(k.KeyFile))
	_, err = backup.Check(path, k.Keys)
	require.NoError(t, err, "a key file that has grown since still opens it")
}

func TestDamagedBackupsAreRefusedWhole(t *testing.T) {
	k := used(t, modelstest.Open)
	_, path := write(t, k)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	for name, spoiled := range map[string][]byte{
		"nothing": {}, "no zip": []byte("not a backup"), "half": data[:len(data)/2],
		"another row": rewrite(t, data, "tables/records.jsonl", func(s string) string { return strings.Replace(s, "护照办理", "护照领取", 1) }),
		"a row less":  rewrite(t, data, "tables/records.jsonl", func(s string) string { return s[strings.Index(s, "\n")+1:] }),
		"no table":    rewrite(t, data, "tables/attempts.jsonl", nil),
		"a manifest to fit": rewrite(t, data, "manifest.json", func(s string) string {
			return strings.Replace(s, `"rows": 1`, `"rows": 2`, 1)
		}),
		"no manifest": rewrite(t, data, "manifest.json", nil),
	} {
		bad := file(t)
		require.NoError(t, os.WriteFile(bad, spoiled, 0o600))
		c := modelstest.Config(t, models.SQLite, k.Clock)
		_, err := backup.Restore(t.Context(), c, k.Keys, bad)
		require.ErrorIs(t, err, backup.ErrDamaged, name)
		require.NoFileExists(t, c.DSN, name)
	}
}

// rewrite changes one entry of an archive, or leaves it out.
func rewrite(t *testing.T, data []byte, name string, change func(string) string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, entry := range archive.File {
		content, err := entry.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(content)
		require.NoError(t, err)
		if entry.Name == name {
			if change == nil {
				continue
			}
			changed := change(string(text))
			require.NotEqual(t, string(text), changed)
			text = []byte(changed)
		}
		to, err := w.Create(entry.Name)
		require.NoError(t, err)
		_, err = to.Write(text)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestABackupIsOneStateWhileOthersWrite(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		liaison := k.Liaison(t, testkit.Window)
		var stop atomic.Bool
		ended := make(chan error, 1)
		go func() {
			for n := 0; !stop.Load(); n++ {
				s := testkit.Submission("2023-09-27")
				s.RecipientMobile = fmt.Sprintf("138%08d", n)
				if _, err := k.Reporting.Submit(context.Background(), liaison, s, reporting.Key{Key: fmt.Sprintf("key-%05d", n)}); err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
		for range 5 {
			m, _ := write(t, k)
			rows := map[string]int64{}
			for _, table := range m.Tables {
				rows[table.Name] = table.Rows
			}
			require.Equal(t, rows["records"], rows["idempotency_keys"], "a record and its key are written together")
		}
		stop.Store(true)
		require.NoError(t, <-ended)
	})
}

func TestABackupNeverOverwrites(t *testing.T) {
	k := testkit.New(t)
	_, path := write(t, k)
	_, _, err := backup.Write(t.Context(), k.Store, k.Keys, at, path)
	require.ErrorContains(t, err, "is there already")
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "no part is left behind")
}
