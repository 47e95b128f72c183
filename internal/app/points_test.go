package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
	table := "unit_no,unit,unit_admin_account,section,section_account,section_no,accepted,note\n"
	for no, section := range []string{"1,甲局,jiaju2023,一科,jiaju001", "1,甲局,jiaju2023,二科,jiaju002", "2,乙局,yiju2023,三科,yiju003", "2,乙局,yiju2023,四科,yiju004"} {
		table += fmt.Sprintf("%s,%d,,\n", section, no+1)
	}
	roster := filepath.Join(folder, "roster.csv")
	require.NoError(t, os.WriteFile(roster, []byte(table), 0o600))
	o.run("account", "add", "review1", "review_office")
	o.run("account", "add", "review2", "review_office")
	o.refused("same_account", "roster", "import", roster, "--from", "2023-01-01", "--as", "review1")
	o.run("roster", "import", roster, "--from", "2023-01-01", "--as", "review1", "--confirm-as", "review2")
	for _, account := range [][]string{
		{"committee1", "work_committee"}, {"committee2", "work_committee"},
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
	require.Contains(t, o.run("board", "--section", "1", "--explain", "--as", "jiaju001"), "A1.2.1")
	o.refused("forbidden", "board", "--section", "2", "--explain", "--as", "jiaju001")
	require.Contains(t, o.run("proposals"), "confirmed")

	var proposal struct {
		State string
		Moves []struct{ Move, By, Text string }
	}
	require.NoError(t, json.Unmarshal([]byte(o.run("proposals", "1", "--as", "jiaju2023")), &proposal))
	require.Equal(t, "confirmed", proposal.State)
	require.Len(t, proposal.Moves, 2)
}

func TestAppealOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	before := o.run("board", "--section", "1", "--json")
	o.run(append(deduct, "--as", "committee1")...)
	var entries []struct{ Seq json.Number }
	require.NoError(t, json.Unmarshal([]byte(o.run("confirm", "1", "--text", "属实", "--as", "committee2", "--json")), &entries))
	o.run("appeal", "file", entries[0].Seq.String(), "--text", "不属实", "--as", "jiaju2023")
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
	o.refused("not_your_indicator", "publish", "2023-q3", "--as", "committee1")
	o.run("publish", "2023-q3", "--as", "review1")
	o.refused("same_account", "confirm", "1", "--text", "同意", "--as", "review1")
	o.run("confirm", "1", "--text", "同意", "--as", "review2")
	first := o.run("publish", "2023-q3", "--show")
	o.run(append(deduct, "--as", "committee1")...)
	o.run("confirm", "2", "--text", "属实", "--as", "committee2")
	require.Equal(t, first, o.run("publish", "2023-q3", "--show"))
	o.refused("not_publishable", "publish", "2023-final", "--stage", "final", "--as", "review1")
	require.Contains(t, o.run("select"), "还不能公布最终结果")
	require.Contains(t, o.run("ledger", "verify"), "账本完好")
}

func TestRosterByTwoOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.refused("not_your_indicator", "roster", "set", "1", "--attribute", "enforcement", "--value", "yes", "--from", "2023-01-01", "--reason", "编办核定", "--as", "committee1")
	o.run("roster", "set", "1", "--attribute", "enforcement", "--value", "yes", "--from", "2023-01-01", "--reason", "编办核定", "--as", "review1")
	require.NotContains(t, o.run("roster", "show", "1"), "enforcement")
	o.run("confirm", "1", "--text", "属实", "--as", "review2")
	require.Contains(t, o.run("roster", "show", "1"), "enforcement=yes")
	o.run("roster", "transfer", "2", "--to", "2", "--from", "2023-09-01", "--reason", "机构改革", "--as", "review1")
	o.run("confirm", "2", "--text", "属实", "--as", "review2")
	require.Contains(t, o.run("roster", "show", "2"), "单位2")
	require.Contains(t, o.run("ledger", "verify"), "账本完好")
}

func TestTablesOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	table := filepath.Join(t.TempDir(), "t.xlsx")
	o.run("propose", "deduction", "--template", table)
	o.refused("invalid_request", "propose", "deduction", "--xlsx", table, "--as", "committee1") // nothing in it yet
	csv := filepath.Join(t.TempDir(), "t.csv")
	require.NoError(t, os.WriteFile(csv, []byte("科室序号,条款,分值,日期,理由\n1,A1.2.1,2,2023/6/3,窗口无人\n2,A1.2.1,9,2023-06-03,窗口无人\n"), 0o600))
	o.refused("第3行", "propose", "deduction", "--xlsx", csv, "--as", "committee1")
	require.NotContains(t, o.run("proposals"), "A1.2.1")
	require.NoError(t, os.WriteFile(csv, []byte("科室序号,条款,分值,日期,理由\n1,A1.2.1,2,2023/6/3,窗口无人\n"), 0o600))
	require.Contains(t, o.run("propose", "deduction", "--xlsx", csv, "--as", "committee1"), "共1笔")
}
