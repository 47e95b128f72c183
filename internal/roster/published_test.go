package roster_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/roster"
)

// published is annex 2 as the county published it, faults and all.
func published(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/published-2023.csv")
	require.NoError(t, err)
	return data
}

func bundled(t testing.TB) []byte {
	t.Helper()
	data, err := configs.FS.ReadFile("roster/2023.csv")
	require.NoError(t, err)
	return data
}

func read(t testing.TB, data []byte) *roster.Reading {
	t.Helper()
	reading, err := roster.Read(bytes.NewReader(data))
	require.NoError(t, err)
	return reading
}

// codes lists findings as "row code".
func codes(findings []roster.Finding) []string {
	list := []string{}
	for _, f := range findings {
		list = append(list, fmt.Sprintf("%d %s", f.Row, f.Code))
	}
	return list
}

func TestPublishedRosterIsRefusedByRow(t *testing.T) {
	reading := read(t, published(t))
	require.Equal(t, []string{
		"179 account_prefix", "180 account_prefix", "181 account_prefix", "182 account_prefix",
		"217 account_prefix", "217 duplicate_account", "218 account_prefix", "218 duplicate_account",
		"219 account_prefix", "219 duplicate_account", "220 account_prefix", "220 duplicate_account",
		"252 account_prefix", "253 account_prefix", "254 account_prefix",
		"372 admin_year",
		"380 duplicate_account", "381 duplicate_account", "382 duplicate_account", "383 duplicate_account",
		"416 account_prefix",
	}, codes(reading.Select(roster.Fault)))
	require.Equal(t, []string{"0 unused_numbers"}, codes(reading.Select(roster.Note)))
	require.Equal(t, "单位序号43至46未使用", reading.Select(roster.Note)[0].Message)
	require.Empty(t, reading.Units, "nothing of a faulty table can be kept")
	require.Equal(t, 52, reading.UnitCount)
	require.Equal(t, 472, reading.SectionCount)
}

func TestDuplicateAccountNamesBothRows(t *testing.T) {
	for _, f := range read(t, published(t)).Findings {
		if f.Code == "duplicate_account" && f.Row == 217 {
			require.Equal(t, "第217行与第380行(379号科室“法制股”,单位序号38“县税务局”)的科室账号同为“pyxswj001”", f.Message)
			require.Equal(t, "section_account", f.Column)
			require.Equal(t, "科室账号", f.Heading)
			return
		}
	}
	t.Fatal("row 217 was not told")
}

func TestBundledRosterIsClean(t *testing.T) {
	reading := read(t, bundled(t))
	require.Zero(t, reading.Count(roster.Fault))
	require.Equal(t, 2023, reading.Year)
	require.Len(t, reading.Units, 52)
	accounts, sections := map[string]bool{}, 0
	for _, unit := range reading.Units {
		accounts[unit.AdminAccount] = true
		for _, section := range unit.Sections {
			sections++
			accounts[section.Account] = true
			require.Empty(t, section.Attributes, "the published table claims none")
		}
	}
	require.Equal(t, 472, sections)
	require.Len(t, accounts, 472+52, "no account is anybody else's")
	require.Equal(t, 10, reading.Count(roster.Note), "nine accepted oddities and the unused unit numbers")
}

// The resolutions, by section number: what was published and what is used instead.
var resolutions = map[string][2]string{
	"216": {"pyxswj001", "pyxswj1001"},
	"217": {"pyxswj002", "pyxswj1002"},
	"218": {"pyxswj003", "pyxswj1003"},
	"219": {"pyxswj004", "pyxswj1004"},
}

// The odd accounts used as published, by section number.
var acceptances = map[string][2]string{
	"178": {"account_prefix", "pyxzfhcxjsj03"},
	"179": {"account_prefix", "pyxzfhcxjsj01"},
	"180": {"account_prefix", "xzfhcxjsj01"},
	"181": {"account_prefix", "xzfhcxjsj02"},
	"251": {"account_prefix", "xwsjkj01"},
	"252": {"account_prefix", "xwsjkj02"},
	"253": {"account_prefix", "xwsjkj03"},
	"371": {"admin_year", "pyxxfjydd"},
	"415": {"account_prefix", "pyxgdj01"},
}

func TestBundledRosterIsThePublishedOneAndItsResolutions(t *testing.T) {
	was, err := csv.NewReader(bytes.NewReader(published(t))).ReadAll()
	require.NoError(t, err)
	is, err := csv.NewReader(bytes.NewReader(bundled(t))).ReadAll()
	require.NoError(t, err)
	require.Len(t, is, len(was))
	require.Equal(t, append(was[0], "accepted", "note"), is[0])
	for i, before := range was[1:] {
		after, want := is[i+1], append(before[:len(before):len(before)], "", "")
		no := before[5]
		if change, ok := resolutions[no]; ok {
			require.Equal(t, change[0], before[4])
			want[4], want[7] = change[1], after[7]
			require.True(t, strings.HasPrefix(after[7], "公布的账号为"+change[0]+";"), after[7])
			require.Contains(t, after[7], "改用"+change[1])
		}
		if odd, ok := acceptances[no]; ok {
			want[6], want[7] = odd[0], after[7]
			require.Contains(t, after[7], "即为"+odd[1]+";")
		}
		require.Equal(t, want, after)
	}
}
