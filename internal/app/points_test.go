package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
)

// office is the program on a database of its own, in demo mode: 27 September 2023.
type office struct {
	t     *testing.T
	flags []string
	path  string
}

// newOffice migrates a database and fills it with two units of two sections each and one account of each kind.
func newOffice(t *testing.T) *office {
	t.Helper()
	folder := t.TempDir()
	o := &office{t: t, path: filepath.Join(folder, "w.db")}
	o.flags = []string{"--demo", "--set", "database.dsn=" + o.path, "--set", "secrets.key_file=" + filepath.Join(folder, "w.key")}
	o.run("migrate")
	store, err := models.Open(t.Context(), models.StoreConfig{
		Engine: models.SQLite, DSN: o.path, Clock: clock.NewStopped(time.Date(2023, 9, 1, 0, 0, 0, 0, time.UTC)),
	})
	require.NoError(t, err)
	from := models.NewDay(2023, 1, 1)
	require.NoError(t, store.Write(t.Context(), func(tx *models.Tx) error {
		for unit := 1; unit <= 2; unit++ {
			if err := tx.AddUnit(&models.UnitTerm{UnitNo: unit, Name: "某局", ValidFrom: from, Reason: "test"}); err != nil {
				return err
			}
			for i := 1; i <= 2; i++ {
				if err := tx.AddSection(&models.SectionTerm{SectionNo: 2*unit - 2 + i, UnitNo: unit, Name: "某科", ValidFrom: from, Reason: "test"}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	require.NoError(t, store.Close())
	for _, account := range [][]string{
		{"review1", "review_office"}, {"review2", "review_office"}, {"committee1", "work_committee"}, {"committee2", "work_committee"},
		{"unit1", "unit_manager", "--unit", "1"}, {"section1", "liaison", "--section", "1"},
	} {
		o.run(append([]string{"account", "add"}, account...)...)
	}
	return o
}

func (o *office) try(args ...string) (status int, out, errs string) {
	return run(append(args, o.flags...)...)
}

func (o *office) run(args ...string) string {
	o.t.Helper()
	status, out, errs := o.try(args...)
	require.Zero(o.t, status, "%v: %s", args, errs)
	return out
}

func (o *office) refused(code string, args ...string) {
	o.t.Helper()
	status, _, errs := o.try(args...)
	require.Equal(o.t, 1, status, args)
	require.Contains(o.t, errs, code, args)
}

var deduct = []string{"propose", "deduction", "--section", "1", "--clause", "A1.2.1", "--points", "2", "--on", "2023-06-03", "--evidence", "督查第7号", "--reason", "窗口无人"}

func TestFromProposalToBoardOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	before := o.run("board", "--section", "1")
	o.refused("not_your_indicator", append(deduct, "--as", "review1")...)
	require.Contains(t, o.run(append(deduct, "--as", "committee1")...), "已提出第1批")
	o.refused("same_account", "confirm", "1", "--text", "属实", "--as", "committee1")
	require.Contains(t, o.run("confirm", "1", "--text", "属实", "--as", "committee2"), "A1.2.1")
	o.refused("already_decided", "confirm", "1", "--text", "属实", "--as", "committee2")
	after := o.run("board", "--section", "1")
	require.NotEqual(t, before, after)
	require.Contains(t, o.run("board", "--section", "1", "--explain", "--as", "section1"), "A1.2.1")
	o.refused("forbidden", "board", "--section", "2", "--explain", "--as", "section1")
	require.Contains(t, o.run("proposals"), "confirmed")

	var proposal struct {
		State string
		Moves []struct{ Move, By, Text string }
	}
	require.NoError(t, json.Unmarshal([]byte(o.run("proposals", "1", "--as", "unit1")), &proposal))
	require.Equal(t, "confirmed", proposal.State)
	require.Len(t, proposal.Moves, 2)
}

func TestAppealOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	before := o.run("board", "--section", "1", "--json")
	o.run(append(deduct, "--as", "committee1")...)
	var entries []struct{ Seq json.Number }
	require.NoError(t, json.Unmarshal([]byte(o.run("confirm", "1", "--text", "属实", "--as", "committee2", "--json")), &entries))
	o.run("appeal", "file", entries[0].Seq.String(), "--text", "不属实", "--as", "unit1")
	o.refused("same_account", "appeal", "decide", "1", "--uphold", "--text", "成立", "--as", "committee2")
	require.Contains(t, o.run("appeal", "decide", "1", "--uphold", "--text", "成立", "--as", "review1"), "upheld")
	require.Equal(t, scoresOf(t, before), scoresOf(t, o.run("board", "--section", "1", "--json")))
}

func scoresOf(t *testing.T, board string) string {
	var out struct {
		Sections []struct{ Scores struct{ Daily string } }
	}
	require.NoError(t, json.Unmarshal([]byte(board), &out))
	return out.Sections[0].Scores.Daily
}

func TestLedgerOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.run(append(deduct, "--as", "committee1")...)
	o.run("confirm", "1", "--text", "属实", "--as", "committee2")
	folder := t.TempDir()
	head, export, qr := filepath.Join(folder, "head"), filepath.Join(folder, "export"), filepath.Join(folder, "head.svg")
	require.NoError(t, os.WriteFile(head, []byte(o.run("ledger", "head", "--qr", qr)), 0o600))
	image, err := os.ReadFile(qr)
	require.NoError(t, err)
	require.Contains(t, string(image), "<svg")
	require.Contains(t, o.run("ledger", "head", "--key"), "BEGIN PUBLIC KEY")
	require.Contains(t, o.run("ledger", "verify", "--head", head), "账本完好")
	o.run("ledger", "export", export)
	status, out, _ := run("ledger", "verify", "--export", export, "--head", head)
	require.Zero(t, status, out)

	text, err := os.ReadFile(export)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(export, []byte(strings.Replace(string(text), "20000", "20001", 1)), 0o600))
	status, out, _ = run("ledger", "verify", "--export", export, "--json")
	require.Equal(t, 1, status)
	var report struct {
		Flaw struct{ Field, Expected, Found string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.Equal(t, "points", report.Flaw.Field)
	require.Equal(t, "20000", report.Flaw.Expected)
	require.Equal(t, "20001", report.Flaw.Found)
}

func TestPublishOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.refused("forbidden", "publish", "2023-q3", "--as", "committee1")
	o.run("publish", "2023-q3", "--as", "review1")
	first := o.run("publish", "2023-q3", "--show")
	o.run(append(deduct, "--as", "committee1")...)
	o.run("confirm", "1", "--text", "属实", "--as", "committee2")
	require.Equal(t, first, o.run("publish", "2023-q3", "--show"))
	o.refused("not_publishable", "publish", "2023-final", "--stage", "final", "--as", "review1")
	require.Contains(t, o.run("select"), "还不能公布最终结果")
	require.Contains(t, o.run("ledger", "verify"), "账本完好")
}
