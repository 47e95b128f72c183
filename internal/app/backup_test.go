package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// place is a folder with a database and a key.
type place struct{ folder string }

func newPlace(t *testing.T) place { t.Helper(); return place{t.TempDir()} }

func (p place) file(name string) string { return filepath.Join(p.folder, name) }

// run runs a command on the place's database.
func (p place) run(args ...string) (status int, out, errs string) {
	return commandLine(append(args, "--demo", "--set", "database.dsn="+p.file("data.db"), "--set", "secrets.key_file="+p.file("key"))...)
}

func (p place) ok(t *testing.T, args ...string) string {
	t.Helper()
	status, out, errs := p.run(args...)
	require.Zero(t, status, "%v: %s%s", args, out, errs)
	return out
}

func TestBackupAndRestoreCommands(t *testing.T) {
	from, to := newPlace(t), newPlace(t)
	from.ok(t, "migrate")
	from.ok(t, "account", "add", "review1", "review_office")
	backup := from.file("wanping.backup")
	require.Contains(t, from.ok(t, "backup", backup), "not carried: sessions")
	status, _, errs := from.run("backup", backup)
	require.Equal(t, 1, status)
	require.Contains(t, errs, "is there already")

	status, _, errs = to.run("restore", backup)
	require.Equal(t, 1, status)
	require.Contains(t, errs, "put the one that belongs to the backup there first")
	require.NoFileExists(t, to.file("key"), "a restore never makes a key")

	stranger := newPlace(t)
	stranger.ok(t, "migrate")
	stranger.ok(t, "account", "add", "review1", "review_office")
	status, _, errs = stranger.run("restore", backup)
	require.Equal(t, 1, status)
	require.Contains(t, errs, "this key file does not open the backup")

	key, err := os.ReadFile(from.file("key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to.file("key"), key, 0o600))
	require.Contains(t, to.ok(t, "restore", "--check", backup), "complete")
	require.NoFileExists(t, to.file("data.db"))
	require.Contains(t, to.ok(t, "restore", backup), "restored")
	require.Contains(t, to.ok(t, "account", "code", "review1"), "review1", "the account is there")
	status, _, errs = to.run("restore", backup)
	require.Equal(t, 1, status)
	require.Contains(t, errs, "the database is in use")
}

func TestPurgeAndCatalogueCommands(t *testing.T) {
	p := newPlace(t)
	p.ok(t, "migrate")
	require.Contains(t, p.ok(t, "purge"), "records: 0")
	status, _, errs := p.run("purge", "--set", "retention.recipients=0s")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "retention.recipients must be above zero")
	table := p.file("items.csv")
	require.NoError(t, os.WriteFile(table, []byte("科室序号,服务事项\n1,立项审批\n"), 0o600))
	status, out, _ := p.run("catalogue", "import", table)
	require.Equal(t, 1, status)
	require.Contains(t, out, "第2行科室序号:参评名单中没有这个科室序号")
}
