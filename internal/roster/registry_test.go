package roster_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/roster"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func change(section int, from string) roster.Change {
	return roster.Change{SectionNo: section, From: testkit.Day(from), Reason: "平编〔2023〕1号"}
}

func TestImportOfTheBundledRoster(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		store := open(t, clock.NewStopped(testkit.Start))
		registry := roster.NewRegistry(store)
		file, err := os.Open("../../configs/roster/2023.csv")
		require.NoError(t, err)
		defer file.Close()
		reading, err := roster.Read(file)
		require.NoError(t, err)

		added, conflicts, err := registry.Import(t.Context(), reading, testkit.Day("2023-01-01"))
		require.NoError(t, err)
		require.Empty(t, conflicts)
		require.Equal(t, roster.Import{Units: 52, Sections: 472, Accounts: 524}, added)

		again, conflicts, err := registry.Import(t.Context(), reading, testkit.Day("2023-01-01"))
		require.NoError(t, err)
		require.Empty(t, conflicts)
		require.Zero(t, again, "the same table again adds nothing")

		sections, err := registry.Sections(t.Context(), models.Day{}, models.SectionFilter{})
		require.NoError(t, err)
		require.Len(t, sections, 472)
		detail, err := registry.Section(t.Context(), 56)
		require.NoError(t, err)
		require.Empty(t, detail.Attributes, "the policy lists no attributes, so none is claimed")
	})
}

func TestImportAddsAndNeverChanges(t *testing.T) {
	k := testkit.New(t)
	table := func(change func(*roster.Unit)) *roster.Reading {
		unit := roster.Unit{No: testkit.Unit1, Name: "甲局", AdminAccount: "jiaju2023", Sections: []roster.Section{
			{No: testkit.Window, Name: "窗口科", Account: "jiaju001", Row: 2},
			{No: testkit.Monthly, Name: "综合科", Account: "jiaju002", Row: 3},
		}}
		change(&unit)
		return &roster.Reading{Year: 2023, Units: []roster.Unit{unit}}
	}
	cases := map[string]struct {
		change func(*roster.Unit)
		row    int
		says   string
	}{
		"another name of a section": {func(u *roster.Unit) { u.Sections[1].Name = "综合一科" }, 3, "综合一科"},
		"another name of a unit":    {func(u *roster.Unit) { u.Name = "甲甲局" }, 2, "甲甲局"},
		"an account of another":     {func(u *roster.Unit) { u.Sections[1].Account = "yiju001" }, 3, "yiju001"},
		"a section of another unit": {func(u *roster.Unit) {
			u.Sections[1] = roster.Section{No: testkit.Abroad, Name: "业务科", Account: "yiju001", Row: 3}
		}, 3, "单位2"},
		"a manager's as a liaison's": {func(u *roster.Unit) { u.Sections[1].Account = "jiaju2023" }, 3, "jiaju2023"},
		"a new section beside a clash": {func(u *roster.Unit) {
			u.Sections[1].Name = "综合一科"
			u.Sections = append(u.Sections, roster.Section{No: 9, Name: "新科", Account: "jiaju009", Row: 4})
		}, 3, "综合一科"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, conflicts, err := k.Roster.Import(t.Context(), table(c.change), testkit.Day("2023-01-01"))
			require.Equal(t, models.CodeRosterFaults, models.CodeOf(err))
			require.Len(t, conflicts, 1)
			require.Equal(t, c.row, conflicts[0].Row)
			require.Contains(t, conflicts[0].Message, c.says)
			_, err = k.Roster.Section(t.Context(), 9)
			require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nothing of the table is kept")
		})
	}
}

func TestFaultyTableIsNotImported(t *testing.T) {
	k := testkit.New(t)
	_, _, err := k.Roster.Import(t.Context(), &roster.Reading{Findings: []roster.Finding{{Level: roster.Fault}}}, testkit.Day("2023-01-01"))
	require.Equal(t, models.CodeRosterFaults, models.CodeOf(err))
}

func TestTransferKeepsHistory(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		office, _ := k.Office(t, models.RoleReviewOffice, 1)
		detail, err := k.Roster.Transfer(t.Context(), office, change(testkit.Monthly, "2023-07-01"), testkit.Unit2)
		require.NoError(t, err)
		require.Len(t, detail.Terms, 2)
		require.Equal(t, testkit.Day("2023-06-30"), detail.Terms[0].ValidTo)
		require.Equal(t, "平编〔2023〕1号", *detail.Terms[0].EndReason)
		require.Equal(t, testkit.Unit2, detail.Terms[1].UnitNo)

		unitOn := func(day string) (units []int) {
			rows, err := k.Roster.Sections(t.Context(), testkit.Day(day), models.SectionFilter{})
			require.NoError(t, err)
			for _, row := range rows {
				if row.SectionNo == testkit.Monthly {
					units = append(units, row.UnitNo)
				}
			}
			return units
		}
		require.Equal(t, []int{testkit.Unit1}, unitOn("2023-06-30"))
		require.Equal(t, []int{testkit.Unit2}, unitOn("2023-07-01"))

		_, err = k.Roster.Transfer(t.Context(), office, change(testkit.Monthly, "2023-06-01"), testkit.Unit1)
		require.Equal(t, models.CodeTermConflict, models.CodeOf(err), "history is not written anew")
		_, err = k.Roster.Transfer(t.Context(), office, change(testkit.Monthly, "2023-08-01"), testkit.Unit2)
		require.Equal(t, models.CodeTermConflict, models.CodeOf(err))
		_, err = k.Roster.Transfer(t.Context(), office, change(testkit.Monthly, "2023-08-01"), 77)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	})
}

func TestMergeAndDissolve(t *testing.T) {
	k := testkit.New(t)
	office, _ := k.Office(t, models.RoleReviewOffice, 1)
	detail, err := k.Roster.Merge(t.Context(), office, change(testkit.Monthly, "2023-07-01"), testkit.Window)
	require.NoError(t, err)
	require.Equal(t, testkit.Window, *detail.Terms[0].SuccessorNo)
	rows, err := k.Roster.Sections(t.Context(), testkit.Day("2023-07-01"), models.SectionFilter{UnitNo: testkit.Unit1})
	require.NoError(t, err)
	require.Len(t, rows, 1)

	_, err = k.Roster.Dissolve(t.Context(), office, change(testkit.Monthly, "2023-08-01"))
	require.Equal(t, models.CodeTermConflict, models.CodeOf(err), "it has ended")
	_, err = k.Roster.Merge(t.Context(), office, change(testkit.Abroad, "2023-08-01"), testkit.Monthly)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nothing merges into what has ended")
	_, err = k.Roster.Merge(t.Context(), office, change(testkit.Abroad, "2023-08-01"), testkit.Abroad)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nor into itself")
}

func TestRename(t *testing.T) {
	k := testkit.New(t)
	office, _ := k.Office(t, models.RoleReviewOffice, 1)
	detail, err := k.Roster.Rename(t.Context(), office, change(testkit.Monthly, "2023-07-01"), "综合与法规科")
	require.NoError(t, err)
	require.Equal(t, "综合科", detail.Terms[0].Name)
	require.Equal(t, "综合与法规科", detail.Terms[1].Name)
}

func TestAttributeHoldsFromItsDay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		office, _ := k.Office(t, models.RoleReviewOffice, 1)
		claim := roster.Claim{
			SectionNo: testkit.Monthly, Attribute: models.AttributeWindow, Value: models.Yes,
			From: testkit.Day("2023-07-01"), Reason: "进驻中心", Source: models.SourceOffice,
		}
		_, err := k.Roster.SetAttribute(t.Context(), office, claim)
		require.NoError(t, err)
		valueOn := func(day string) (value string) {
			require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
				row, _, err := tx.SectionAttributeOn(testkit.Monthly, models.AttributeWindow, testkit.Day(day))
				value = row.Value
				return err
			}))
			return value
		}
		require.Empty(t, valueOn("2023-06-30"))
		require.Equal(t, models.Yes, valueOn("2023-07-01"))

		claim.Value = models.No // corrected: the later claim of one day holds, the earlier stays
		detail, err := k.Roster.SetAttribute(t.Context(), office, claim)
		require.NoError(t, err)
		require.Equal(t, models.No, valueOn("2023-07-01"))
		require.Len(t, detail.Attributes, 2)
	})
}

func TestBadClaims(t *testing.T) {
	k := testkit.New(t)
	office, _ := k.Office(t, models.RoleReviewOffice, 1)
	liaison := k.Liaison(t, testkit.Window)
	good := roster.Claim{SectionNo: testkit.Window, Attribute: models.AttributeStationed, Value: models.Yes, From: testkit.Day("2023-07-01"), Reason: "进驻中心"}
	cases := map[string]struct {
		actor  models.Actor
		change func(*roster.Claim)
		want   models.Code
	}{
		"good":                 {office, func(*roster.Claim) {}, ""},
		"by a liaison":         {liaison, func(*roster.Claim) {}, models.CodeForbidden},
		"no day":               {office, func(c *roster.Claim) { c.From = models.Day{} }, models.CodeInvalid},
		"no reason":            {office, func(c *roster.Claim) { c.Reason = " " }, models.CodeInvalid},
		"no such attribute":    {office, func(c *roster.Claim) { c.Attribute = "rich" }, models.CodeInvalid},
		"neither yes nor no":   {office, func(c *roster.Claim) { c.Value = "maybe" }, models.CodeInvalid},
		"a class of free text": {office, func(c *roster.Claim) { c.Attribute, c.Value = models.AttributeCategory, "经济管理类" }, ""},
		"no such section":      {office, func(c *roster.Claim) { c.SectionNo = 99 }, models.CodeNotFound},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			claim := good
			c.change(&claim)
			_, err := k.Roster.SetAttribute(t.Context(), c.actor, claim)
			require.Equal(t, c.want, models.CodeOf(err), "%v", err)
		})
	}
}
