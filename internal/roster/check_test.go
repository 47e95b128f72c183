package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/roster"
	"wanping/models"
)

const head = "unit_no,unit,unit_admin_account,section,section_account,section_no"

// good is a table without faults: two units, three sections, on the rows 2 to 4.
var good = []string{
	"1,县甲局,pyxjj2023,办公室,pyxjj001,1",
	"1,县甲局,pyxjj2023,综合科,pyxjj002,2",
	"2,县乙局,pyxyj2023,办公室,pyxyj001,3",
}

// table puts rows under the heading; a heading of its own replaces it.
func table(rows ...string) []byte {
	if !strings.HasPrefix(rows[0], "unit_no,") {
		rows = append([]string{head}, rows...)
	}
	return []byte(strings.Join(rows, "\n") + "\n")
}

func TestGoodTable(t *testing.T) {
	reading := read(t, table(good...))
	require.Empty(t, reading.Findings)
	require.Equal(t, []roster.Unit{
		{No: 1, Name: "县甲局", AdminAccount: "pyxjj2023", Sections: []roster.Section{
			{No: 1, Name: "办公室", Account: "pyxjj001", Row: 2, Attributes: map[roster.Attribute]bool{}},
			{No: 2, Name: "综合科", Account: "pyxjj002", Row: 3, Attributes: map[roster.Attribute]bool{}},
		}},
		{No: 2, Name: "县乙局", AdminAccount: "pyxyj2023", Sections: []roster.Section{
			{No: 3, Name: "办公室", Account: "pyxyj001", Row: 4, Attributes: map[roster.Attribute]bool{}},
		}},
	}, reading.Units)
}

func TestFaultsAreToldByRowAndColumn(t *testing.T) {
	for name, tc := range map[string]struct {
		rows []string
		want []string // row, code, column
		says string
	}{
		"missing unit":             {[]string{good[0], "1,,pyxjj2023,综合科,pyxjj002,2"}, []string{"3 missing_cell unit"}, "缺少单位名称"},
		"missing section":          {[]string{good[0], "1,县甲局,pyxjj2023,,pyxjj002,2"}, []string{"3 missing_cell section"}, "缺少参评科室"},
		"missing accounts":         {[]string{good[0], "1,县甲局,,综合科,,2"}, []string{"3 missing_cell unit_admin_account", "3 missing_cell section_account"}, ""},
		"a short row":              {[]string{good[0], "1,县甲局,pyxjj2023,综合科"}, []string{"3 missing_cell section_account", "3 missing_cell section_no"}, ""},
		"number with decimals":     {[]string{"1,县甲局,pyxjj2023,办公室,pyxjj001,1.5"}, []string{"2 bad_number section_no"}, "“1.5”应为1至9999的整数"},
		"number in words":          {[]string{"一,县甲局,pyxjj2023,办公室,pyxjj001,1"}, []string{"2 bad_number unit_no"}, ""},
		"number nought":            {[]string{"0,县甲局,pyxjj2023,办公室,pyxjj001,1"}, []string{"2 bad_number unit_no"}, ""},
		"number with zeros":        {[]string{"1,县甲局,pyxjj2023,办公室,pyxjj001,001"}, []string{"2 bad_number section_no"}, ""},
		"number too large":         {[]string{"1,县甲局,pyxjj2023,办公室,pyxjj001,10000"}, []string{"2 bad_number section_no"}, ""},
		"account in capitals":      {[]string{"1,县甲局,pyxjj2023,办公室,pyxjjA01,1"}, []string{"2 bad_account section_account"}, "小写字母和数字"},
		"account with a blank":     {[]string{"1,县甲局,pyxjj2023,办公室,pyxjj 001,1"}, []string{"2 bad_account section_account"}, ""},
		"account of digits":        {[]string{"1,县甲局,13800000012,办公室,13800000012001,1"}, []string{"2 admin_year unit_admin_account", "2 bad_account unit_admin_account", "2 bad_account section_account"}, ""},
		"account in Chinese":       {[]string{"1,县甲局,pyxjj2023,办公室,pyxjj办,1"}, []string{"2 bad_account section_account"}, ""},
		"other prefix":             {[]string{"1,县甲局,pyxjj2023,办公室,xjj001,1"}, []string{"2 account_prefix section_account"}, "不以本单位的前缀“pyxjj”开头"},
		"admin without a year":     {[]string{good[0], "2,县乙局,pyxyj,办公室,pyxyj001,2", "2,县乙局,pyxyj,综合科,pyxyj002,3"}, []string{"3 admin_year unit_admin_account"}, "缺少年份"},
		"admin of another year":    {append([]string{"3,县丙局,pyxbj2022,办公室,pyxbj001,4"}, good...), []string{"2 admin_year unit_admin_account"}, "多数单位的2023不同"},
		"section number twice":     {[]string{good[0], "1,县甲局,pyxjj2023,综合科,pyxjj002,1"}, []string{"2 duplicate_section_no section_no", "3 duplicate_section_no section_no"}, "第2行与第3行"},
		"account twice":            {[]string{good[0], "1,县甲局,pyxjj2023,综合科,pyxjj001,2"}, []string{"2 duplicate_account section_account", "3 duplicate_account section_account"}, "第2行与第3行(2号科室“综合科”,单位序号1“县甲局”)的科室账号同为“pyxjj001”"},
		"name twice in a unit":     {[]string{good[0], "1,县甲局,pyxjj2023,办公室,pyxjj002,2"}, []string{"2 duplicate_section section", "3 duplicate_section section"}, ""},
		"section has admin's":      {[]string{good[0], "2,县乙局,pyxyj2023,办公室,pyxyj2023,2"}, []string{"3 duplicate_account section_account"}, "第3行的科室账号与第3行的单位管理员账号"},
		"section has other's":      {[]string{good[0], "2,县乙局,pyxyj2023,办公室,pyxjj2023,2"}, []string{"3 account_prefix section_account", "3 duplicate_account section_account"}, "第3行的科室账号与第2行的单位管理员账号"},
		"one number, two names":    {[]string{good[0], "1,县乙局,pyxjj2023,综合科,pyxjj002,2"}, []string{"3 unit_name_conflict unit"}, "第3行与第2行的单位序号同为“1”"},
		"one number, two admins":   {[]string{good[0], "1,县甲局,pyxjjx2023,综合科,pyxjjx002,2"}, []string{"3 unit_admin_conflict unit_admin_account"}, "“pyxjjx2023”和“pyxjj2023”"},
		"one name, two numbers":    {[]string{good[0], "2,县甲局,pyxyj2023,综合科,pyxyj001,2"}, []string{"3 unit_no_conflict unit_no"}, ""},
		"one admin, two units":     {[]string{good[0], "2,县乙局,pyxjj2023,办公室,pyxjj002,2"}, []string{"3 duplicate_account unit_no"}, ""},
		"attribute unclear":        {[]string{head + ",window", "1,县甲局,pyxjj2023,办公室,pyxjj001,1,有时"}, []string{"2 bad_value window"}, "应为“是”或“否”"},
		"missing column":           {[]string{"unit_no,unit,section,section_no", "1,县甲局,办公室,1"}, []string{"1 missing_column unit_admin_account", "1 missing_column section_account"}, "缺少“单位管理员账号”列"},
		"unknown column":           {[]string{head + ",电话", good[0] + ",13800000012"}, []string{"1 unknown_column G"}, "“电话”不认识"},
		"column twice":             {[]string{head + ",section", good[0] + ",x"}, []string{"1 unknown_column G"}, "重复"},
		"column without a name":    {[]string{head, good[0] + ",13800000012"}, []string{"2 unknown_column G"}, "没有列名"},
		"heading with other order": {[]string{head, good[0], "unit,unit_no,unit_admin_account,section,section_account,section_no", good[1]}, []string{"3 heading_changed "}, "列序"},
		"looks like a formula":     {[]string{"1,=cmd(),pyxjj2023,办公室,pyxjj001,1"}, []string{"2 formula unit"}, "像是公式"},
		"a cell too long":          {[]string{"1,县甲局,pyxjj2023," + strings.Repeat("长", 201) + ",pyxjj001,1"}, []string{"2 too_long section"}, "超过200字"},
		"a control character":      {[]string{"1,县甲局,pyxjj2023,办公\x07室,pyxjj001,1"}, []string{"2 bad_text section"}, ""},
		"no rows":                  {[]string{head}, []string{"0 no_rows "}, "没有任何科室"},
		"several at once":          {[]string{"1,县甲局,pyxjj,,pyxjj001,x", "1,县甲局,pyxjj,综合科,pyxjj001,2"}, []string{"2 admin_year unit_admin_account", "2 bad_number section_no", "2 duplicate_account section_account", "2 missing_cell section", "3 duplicate_account section_account"}, ""},
		"accepting what may not":   {[]string{head + ",accepted,note", good[0] + ",duplicate_account,照用", "1,县甲局,pyxjj2023,综合科,pyxjj001,2,duplicate_account,照用"}, []string{"2 duplicate_account section_account", "2 not_acceptable accepted", "3 duplicate_account section_account", "3 not_acceptable accepted"}, "不能接受"},
		"accepting without a note": {[]string{head + ",accepted,note", "1,县甲局,pyxjj2023,办公室,xjj001,1,account_prefix,"}, []string{"2 acceptance_without_note note"}, "写明原因"},
		"accepting the other":      {[]string{head + ",accepted,note", "1,县甲局,pyxjj2023,办公室,xjj001,1,admin_year,照用"}, []string{"2 account_prefix section_account"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			reading := read(t, table(tc.rows...))
			var got, messages []string
			for i, f := range reading.Select(roster.Fault) {
				got = append(got, codes(reading.Select(roster.Fault))[i]+" "+f.Column)
				messages = append(messages, f.Message)
			}
			require.Equal(t, tc.want, got)
			require.Contains(t, strings.Join(messages, "\n"), tc.says)
			require.Empty(t, reading.Units)
		})
	}
}

func TestNotesDoNotRefuse(t *testing.T) {
	reading := read(t, table(head+",accepted,note",
		"1,县甲局,pyxjj2023,办公室,xjj001,1,account_prefix,照公布使用",
		"4,县乙局,pyxyj,办公室,pyxyj001,3,admin_year;account_prefix,照公布使用",
	))
	require.Zero(t, reading.Count(roster.Fault))
	require.Equal(t, []string{
		"0 unused_numbers", "0 unused_numbers", "2 account_prefix", "3 admin_year", "3 needless_acceptance",
	}, codes(reading.Findings))
	require.Equal(t, "单位序号2至3未使用", reading.Findings[0].Message)
	require.Equal(t, "科室序号2未使用", reading.Findings[1].Message)
	require.Contains(t, reading.Findings[2].Message, "(已接受:照公布使用)")
	require.Len(t, reading.Units, 2)
}

func TestAttributesAreReadWhereClaimed(t *testing.T) {
	reading := read(t, table(head+",窗口科室,enforcement,进驻中心,免评,上年不满意,类别",
		good[0]+",是,1,TRUE,否,0,许可",
		good[1]+",,,,false,,",
	))
	require.Empty(t, reading.Findings)
	sections := reading.Units[0].Sections
	require.Equal(t, map[roster.Attribute]bool{
		roster.Window: true, roster.Enforcement: true, roster.Stationed: true, roster.Exempt: false, roster.Carried: false,
	}, sections[0].Attributes)
	require.Equal(t, "许可", sections[0].Category)
	require.Equal(t, map[roster.Attribute]bool{roster.Exempt: false}, sections[1].Attributes)
}

func TestNoHeadingIsAnError(t *testing.T) {
	for _, text := range []string{"", "\n\n", "姓名,电话\n某某,13800000012\n", good[0] + "\n", head[:20]} {
		_, err := roster.Read(strings.NewReader(text))
		require.Equal(t, models.Code("roster_no_heading"), models.CodeOf(err), "%q: %v", text, err)
	}
}
