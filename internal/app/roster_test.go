package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRosterCheckCommand(t *testing.T) {
	status, out, errs := commandLine("roster", "check", "../../configs/roster/2023.csv")
	require.Zero(t, status, out, errs)
	require.Contains(t, out, "共52个单位、472个参评科室;问题0项,提示10项。名单可以导入。\n")

	status, out, errs = commandLine("roster", "check", "../roster/testdata/published-2023.csv")
	require.Equal(t, 1, status)
	require.Empty(t, errs)
	require.Contains(t, out, "问题 217   科室账号         duplicate_account        第217行与第380行(379号科室“法制股”,单位序号38“县税务局”)的科室账号同为“pyxswj001”\n")
	require.Contains(t, out, "提示 -     单位序号         unused_numbers           单位序号43至46未使用\n")
	require.Contains(t, out, "共52个单位、472个参评科室;问题21项,提示1项。名单未被接受,请改正全部问题后重试。\n")
}

func TestRosterCheckCommandInJSON(t *testing.T) {
	var got struct {
		Year, Units, Sections int
		Faults, Notes         []struct {
			Level, Column, Heading, Code, Message string
			Row                                   int
		}
	}
	status, out, _ := commandLine("roster", "check", "--json", "../roster/testdata/published-2023.csv")
	require.Equal(t, 1, status)
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, []int{2023, 52, 472}, []int{got.Year, got.Units, got.Sections})
	require.Len(t, got.Faults, 21)
	require.Equal(t, 179, got.Faults[0].Row)
	require.Equal(t, "section_account", got.Faults[0].Column)
	require.Len(t, got.Notes, 1)

	status, out, _ = commandLine("roster", "check", "--json", "../../configs/roster/2023.csv")
	require.Zero(t, status)
	require.Contains(t, out, `"faults": []`)
}

func TestRosterCheckCommandRefusesWhatIsNoTable(t *testing.T) {
	status, out, errs := commandLine("roster", "check", filepath.Join(t.TempDir(), "none.csv"))
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "无法打开名单文件")

	letter := filepath.Join(t.TempDir(), "letter.csv")
	require.NoError(t, os.WriteFile(letter, []byte(strings.Repeat("尊敬的评议办,\n", 9)), 0o600))
	status, out, errs = commandLine("roster", "check", letter)
	require.Equal(t, 1, status)
	require.Empty(t, out)
	require.Contains(t, errs, "找不到表头")
}
