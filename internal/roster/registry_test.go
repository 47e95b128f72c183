package roster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/internal/secrets"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestImportOfTheBundledRoster(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		store := open(t, clock.NewStopped(testkit.Start))
		registry := roster.NewRegistry(store)
		file, err := os.Open("../../configs/roster/2023.csv")
		require.NoError(t, err)
		defer file.Close()
		reading, err := roster.Read(file)
		require.NoError(t, err)

		added, conflicts, err := registry.Import(t.Context(), reading, testkit.Day("2023-01-01"), testkit.Founders())
		require.NoError(t, err)
		require.Empty(t, conflicts)
		require.Equal(t, roster.Import{Units: 52, Sections: 472, Accounts: 524}, added)

		again, conflicts, err := registry.Import(t.Context(), reading, testkit.Day("2023-01-01"), testkit.Founders())
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
			_, conflicts, err := k.Roster.Import(t.Context(), table(c.change), testkit.Day("2023-01-01"), testkit.Founders())
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
	_, _, err := k.Roster.Import(t.Context(), &roster.Reading{Findings: []roster.Finding{{Level: roster.Fault}}}, testkit.Day("2023-01-01"), testkit.Founders())
	require.Equal(t, models.CodeRosterFaults, models.CodeOf(err))
}

func TestImportIsByTwoAccountsOfTheOffice(t *testing.T) {
	k := testkit.New(t)
	by := testkit.Founders()
	for name, c := range map[string]struct {
		by   ledger.By
		want models.Code
	}{
		"nobody":          {ledger.By{}, models.CodeForbidden},
		"one account":     {ledger.By{Proposer: by.Proposer, Confirmer: by.Proposer}, models.CodeSameAccount},
		"another office":  {ledger.By{Proposer: by.Proposer, Confirmer: models.Actor{Login: "c", Role: models.RoleWorkCommittee}}, models.CodeForbidden},
		"the commandline": {ledger.By{Proposer: models.CommandLine(), Confirmer: by.Confirmer}, models.CodeForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := k.Roster.Import(t.Context(), &roster.Reading{}, testkit.Day("2023-01-01"), c.by)
			require.Equal(t, c.want, models.CodeOf(err))
		})
	}
}

// Whatever is done to the roster, the ledger has it by two accounts and the tables agree.
func verified(t *testing.T, k *testkit.Kit) {
	t.Helper()
	report, err := k.Ledger.Verify(t.Context(), nil)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
	require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
		entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryTerm, models.EntryAttribute}})
		require.NotEmpty(t, entries)
		for _, e := range entries {
			require.NotEmpty(t, e.ProposedBy)
			require.NotEmpty(t, e.ConfirmedBy)
			require.NotEqual(t, e.ProposedBy, e.ConfirmedBy)
		}
		return err
	}))
}

// term proposes and confirms a change of a section.
func term(t *testing.T, k *testkit.Kit, subject string, section, unit int, detail, from string) (roster.Detail, error) {
	t.Helper()
	_, err := k.Propose(t.Context(), proposals.Line{
		Kind: models.EntryTerm, Subject: subject, Section: section, Unit: unit, Detail: detail, On: testkit.Day(from), Reason: "平编〔2023〕1号",
	})
	if err != nil {
		return roster.Detail{}, err
	}
	return k.Roster.Section(t.Context(), section)
}

func TestTransferKeepsHistory(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		detail, err := term(t, k, models.TermBegins, testkit.Monthly, testkit.Unit2, "", "2023-07-01")
		require.NoError(t, err)
		require.Len(t, detail.Terms, 2)
		require.Equal(t, testkit.Day("2023-06-30"), detail.Terms[0].ValidTo)
		require.Equal(t, "平编〔2023〕1号", *detail.Terms[0].EndReason)
		require.Equal(t, testkit.Unit2, detail.Terms[1].UnitNo)
		require.Equal(t, "综合科", detail.Terms[1].Name)

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

		_, err = term(t, k, models.TermBegins, testkit.Monthly, testkit.Unit1, "", "2023-06-01")
		require.Equal(t, models.CodeTermConflict, models.CodeOf(err), "history is not written anew")
		_, err = term(t, k, models.TermBegins, testkit.Monthly, testkit.Unit2, "", "2023-08-01")
		require.Equal(t, models.CodeTermConflict, models.CodeOf(err))
		_, err = term(t, k, models.TermBegins, testkit.Monthly, 77, "", "2023-08-01")
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
		verified(t, k)
	})
}

func TestMergeAndDissolve(t *testing.T) {
	k := testkit.New(t)
	detail, err := term(t, k, models.TermEnds, testkit.Monthly, 0, fmt.Sprint(testkit.Window), "2023-07-01")
	require.NoError(t, err)
	require.Equal(t, testkit.Window, *detail.Terms[0].SuccessorNo)
	rows, err := k.Roster.Sections(t.Context(), testkit.Day("2023-07-01"), models.SectionFilter{UnitNo: testkit.Unit1})
	require.NoError(t, err)
	require.Len(t, rows, 1)

	_, err = term(t, k, models.TermEnds, testkit.Monthly, 0, "", "2023-08-01")
	require.Equal(t, models.CodeTermConflict, models.CodeOf(err), "it has ended")
	_, err = term(t, k, models.TermEnds, testkit.Abroad, 0, fmt.Sprint(testkit.Monthly), "2023-08-01")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nothing merges into what has ended")
	_, err = term(t, k, models.TermEnds, testkit.Abroad, 0, fmt.Sprint(testkit.Abroad), "2023-08-01")
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "nor into itself")
	_, err = term(t, k, models.TermEnds, testkit.Abroad, 0, "窗口科", "2023-08-01")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "a successor is a number")
	_, err = term(t, k, "moved", testkit.Abroad, 0, "", "2023-08-01")
	require.Equal(t, models.CodeInvalid, models.CodeOf(err))
	_, err = term(t, k, models.TermEnds, testkit.Abroad, 0, "", "2023-08-01")
	require.NoError(t, err)
	verified(t, k)
}

func TestRename(t *testing.T) {
	k := testkit.New(t)
	detail, err := term(t, k, models.TermBegins, testkit.Monthly, 0, "综合与法规科", "2023-07-01")
	require.NoError(t, err)
	require.Equal(t, "综合科", detail.Terms[0].Name)
	require.Equal(t, "综合与法规科", detail.Terms[1].Name)
	require.Equal(t, testkit.Unit1, detail.Terms[1].UnitNo)
	_, err = term(t, k, models.TermBegins, testkit.Monthly, 0, "综合与法规科", "2023-08-01")
	require.Equal(t, models.CodeTermConflict, models.CodeOf(err), "it is called so already")
	verified(t, k)
}

// Of two changes that were proposed side by side only one holds: the other does not fit any more.
func TestTwoChangesOfOneSection(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		by := testkit.Founders()
		var batches []int64
		for _, name := range []string{"综合一科", "综合二科"} {
			batch, err := k.Proposals.Propose(t.Context(), by.Proposer, []proposals.Line{{
				Kind: models.EntryTerm, Subject: models.TermBegins, Section: testkit.Monthly, Detail: name, On: testkit.Day("2023-07-01"), Reason: "更名",
			}}, proposals.Key{})
			require.NoError(t, err)
			batches = append(batches, batch.ID)
		}
		codes := make([]models.Code, len(batches))
		var both sync.WaitGroup
		for i, id := range batches {
			both.Go(func() {
				_, err := k.Proposals.Confirm(t.Context(), by.Confirmer, proposals.Selection{Batch: id}, "属实")
				codes[i] = models.CodeOf(err)
			})
		}
		both.Wait()
		require.ElementsMatch(t, []models.Code{"", models.CodeTermConflict}, codes)
		verified(t, k)
	})
}

func TestAttributeHoldsFromItsDay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		valueOn := func(day string) (value string) {
			require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
				row, _, err := tx.SectionAttributeOn(testkit.Monthly, models.AttributeWindow, testkit.Day(day))
				value = row.Value
				return err
			}))
			return value
		}
		by := testkit.Founders()
		batch, err := k.Proposals.Propose(t.Context(), by.Proposer, []proposals.Line{claim(testkit.Monthly, models.AttributeWindow, models.Yes)}, proposals.Key{})
		require.NoError(t, err)
		require.Empty(t, valueOn("2023-07-01"), "a proposal alone changes nothing")
		_, err = k.Proposals.Confirm(t.Context(), by.Proposer, proposals.Selection{Batch: batch.ID}, "属实")
		require.Equal(t, models.CodeSameAccount, models.CodeOf(err))
		require.Empty(t, valueOn("2023-07-01"))
		_, err = k.Proposals.Confirm(t.Context(), by.Confirmer, proposals.Selection{Batch: batch.ID}, "属实")
		require.NoError(t, err)
		require.Empty(t, valueOn("2023-06-30"))
		require.Equal(t, models.Yes, valueOn("2023-07-01"))

		_, err = k.Propose(t.Context(), claim(testkit.Monthly, models.AttributeWindow, models.No))
		require.NoError(t, err)
		require.Equal(t, models.No, valueOn("2023-07-01"), "the later claim of one day holds, the earlier stays")
		detail, err := k.Roster.Section(t.Context(), testkit.Monthly)
		require.NoError(t, err)
		require.Len(t, detail.Attributes, 2)
		require.Equal(t, "进驻中心", detail.Attributes[0].Reason)
		verified(t, k)
	})
}

func claim(section int, attribute, value string) proposals.Line {
	return proposals.Line{
		Kind: models.EntryAttribute, Section: section, Subject: attribute, Detail: value, On: testkit.Day("2023-07-01"), Reason: "进驻中心",
	}
}

func TestBadClaims(t *testing.T) {
	k := testkit.New(t)
	office := testkit.Founders().Proposer
	liaison := k.Liaison(t, testkit.Window)
	cases := map[string]struct {
		actor  models.Actor
		change func(*proposals.Line)
		want   models.Code
	}{
		"good":                 {office, func(*proposals.Line) {}, ""},
		"by a liaison":         {liaison, func(*proposals.Line) {}, models.CodeNotYourIndicator},
		"by the command line":  {models.CommandLine(), func(*proposals.Line) {}, models.CodeNotYourIndicator},
		"no day":               {office, func(l *proposals.Line) { l.On = models.Day{} }, models.CodeRequired},
		"no reason":            {office, func(l *proposals.Line) { l.Reason = " " }, models.CodeRequired},
		"no such attribute":    {office, func(l *proposals.Line) { l.Subject = "rich" }, models.CodeInvalid},
		"neither yes nor no":   {office, func(l *proposals.Line) { l.Detail = "maybe" }, models.CodeInvalid},
		"of a whole unit":      {office, func(l *proposals.Line) { l.Unit = testkit.Unit1 }, models.CodeInvalid},
		"a class of free text": {office, func(l *proposals.Line) { l.Subject, l.Detail = models.AttributeCategory, "经济管理类" }, ""},
		"no such section":      {office, func(l *proposals.Line) { l.Section = 99 }, models.CodeNotFound},
		"from a day to come":   {office, func(l *proposals.Line) { l.On = testkit.Day("2024-01-01") }, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			line := claim(testkit.Window, models.AttributeStationed, models.Yes)
			c.change(&line)
			_, err := k.Proposals.Propose(t.Context(), c.actor, []proposals.Line{line}, proposals.Key{})
			require.Equal(t, c.want, models.CodeOf(err), "%v", err)
		})
	}
}

// A database from before sections' terms were entries is brought up by importing its roster again.
func TestRosterFromBeforeIsFounded(t *testing.T) {
	c := clock.NewStopped(testkit.Start)
	store := modelstest.Open(t, c)
	from := testkit.Day("2023-01-01")
	require.NoError(t, store.Write(t.Context(), func(tx *models.Tx) error {
		if err := tx.AddUnit(&models.UnitTerm{UnitNo: 1, Name: "甲局", ValidFrom: from}); err != nil {
			return err
		}
		for no, name := range []string{"一科", "二科", "三科"} {
			if err := tx.AddSection(&models.SectionTerm{SectionNo: no + 1, UnitNo: 1, Name: name, ValidFrom: from}); err != nil {
				return err
			}
		}
		term, _, err := tx.SectionOn(3, from) // it was merged into the first meanwhile, and stands in no table any more
		if err != nil {
			return err
		}
		into := 1
		_, err = tx.EndSectionTerm(term.ID, testkit.Day("2023-05-31"), &into, "机构改革")
		return err
	}))
	keyFile := filepath.Join(t.TempDir(), "key")
	_, err := secrets.EnsureKeyFile(keyFile)
	require.NoError(t, err)
	keys, err := secrets.Open(keyFile)
	require.NoError(t, err)
	flaw := func() *ledger.Flaw {
		report, err := ledger.New(store, keys).Verify(t.Context(), nil)
		require.NoError(t, err)
		return report.Flaw
	}
	require.NotNil(t, flaw(), "nothing in the ledger says who takes part")
	reading := &roster.Reading{Year: 2023, Units: []roster.Unit{{No: 1, Name: "甲局", AdminAccount: "jiaju2023", Sections: []roster.Section{
		{No: 1, Name: "一科", Account: "jiaju001"}, {No: 2, Name: "二科", Account: "jiaju002"},
	}}}}
	added, conflicts, err := roster.NewRegistry(store).Import(t.Context(), reading, testkit.Day("2023-07-01"), testkit.Founders())
	require.NoError(t, err)
	require.Empty(t, conflicts)
	require.Zero(t, added.Sections)
	require.Nil(t, flaw())
}
