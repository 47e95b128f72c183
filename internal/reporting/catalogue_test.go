package reporting_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
)

// tableOf writes rows in a format.
func tableOf(t testing.TB, format sheet.Format, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, format)
	require.NoError(t, err)
	for i, row := range rows {
		require.NoError(t, w.Row(i+1, row))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

var approvedItems = [][]string{
	{"科室序号", "服务事项", "类别"},
	{"1", "普通护照签发", "行政许可"}, {"1", "护照失效重新申请", ""}, {"1", "港澳通行证签注", "许可"}, {"1", "户口业务咨询", "咨询"},
	{"2", "立项审批", ""}, {"1", " 普通护照签发 ", ""},
}

func TestCatalogueIsImportedOnceInEveryFormat(t *testing.T) {
	b := newBench(t, testkit.Window)
	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	done, err := b.Reporting.ImportCatalogue(t.Context(), office, tableOf(t, sheet.XLSX, approvedItems...))
	require.NoError(t, err)
	require.Equal(t, 5, done.Added)
	require.Equal(t, 1, done.Known, "the same item twice is one")
	for _, format := range []sheet.Format{sheet.CSV, sheet.GBK} {
		done, err = b.Reporting.ImportCatalogue(t.Context(), office, tableOf(t, format, approvedItems...))
		require.NoError(t, err)
		require.Zero(t, done.Added)
	}
}

func TestCatalogueFaultsAreToldByRowAndNothingIsKept(t *testing.T) {
	b := newBench(t, testkit.Window)
	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	_, err := b.Reporting.ImportCatalogue(t.Context(), office, tableOf(t, sheet.CSV, []string{"科室序号", "服务事项", "类别"},
		[]string{"1", "立项审批", ""}, []string{"99", "立项审批", ""}, []string{"1", "", "许可"}, []string{"1", "立项", "别的"}))
	refusal, ok := models.AsError(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, models.CodeFileFaults, refusal.Code)
	names := []string{}
	for _, f := range refusal.Fields {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{"rows.3", "rows.4", "rows.5"}, names)
	items, err := b.Reporting.SearchCatalogue(t.Context(), b.liaison, 0, "", 50)
	require.NoError(t, err)
	require.Empty(t, items)

	_, err = b.Reporting.ImportCatalogue(t.Context(), b.liaison, tableOf(t, sheet.CSV, approvedItems...))
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
	_, err = b.Reporting.ImportCatalogue(t.Context(), office, []byte("a,b\n"))
	require.Equal(t, models.CodeNoHeading, models.CodeOf(err))
}

func TestSearchByTextAndByInitials(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, err := b.Reporting.ImportCatalogue(context.Background(), models.CommandLine(), tableOf(t, sheet.CSV, approvedItems...))
	require.NoError(t, err)
	for typed, want := range map[string]string{
		"护照": "护照失效重新申请 普通护照签发", "hz": "护照失效重新申请 普通护照签发 港澳通行证签注", "hzq": "普通护照签发 港澳通行证签注", "HKYW": "户口业务咨询", "ptHZ": "普通护照签发",
		"zx": "户口业务咨询 护照失效重新申请", "cx": "护照失效重新申请", "立项": "", "？": "", "gatxz": "港澳通行证签注",
	} {
		items, err := b.Reporting.SearchCatalogue(t.Context(), b.liaison, 0, typed, 50)
		require.NoError(t, err)
		var texts []string
		for _, i := range items {
			texts = append(texts, i.Item)
		}
		if typed == "？" { // says nothing: everything
			require.Len(t, texts, 4)
			continue
		}
		require.ElementsMatch(t, strings.Fields(want), texts, typed)
	}
	first, err := b.Reporting.SearchCatalogue(t.Context(), b.liaison, 0, "hz", 1)
	require.NoError(t, err)
	require.Equal(t, "护照失效重新申请", first[0].Item, "what begins so comes first")

	manager, _ := b.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit2))
	_, err = b.Reporting.SearchCatalogue(t.Context(), manager, testkit.Window, "", 10)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
}

func TestARetiredItemIsNoLongerAcceptedAndCanComeBack(t *testing.T) {
	b := newBench(t, testkit.Window)
	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	s := testkit.Submission("2023-09-27")
	s.Item = "王小明的儿子非常满意的护照业务"
	table := tableOf(t, sheet.CSV, []string{"科室序号", "服务事项"}, []string{"1", s.Item})
	for range 2 {
		done, err := b.Reporting.ImportCatalogue(t.Context(), office, table)
		require.NoError(t, err)
		require.Equal(t, 1, done.Added)
		s.RecipientName += "红"
		_, err = b.submit(s)
		require.NoError(t, err)
		items, err := b.Reporting.SearchCatalogue(t.Context(), office, testkit.Window, "", 10)
		require.NoError(t, err)
		require.NoError(t, b.Reporting.RetireCatalogueItem(t.Context(), office, items[0].ID))
		err = b.Reporting.RetireCatalogueItem(t.Context(), office, items[0].ID)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
		s.RecipientName += "兰"
		_, err = b.submit(s)
		require.Error(t, err)
	}
}

func BenchmarkSearchInTwoThousandItems(b *testing.B) {
	k := testkit.New(b)
	rows := [][]string{{"科室序号", "服务事项"}}
	for n := range 2000 {
		rows = append(rows, []string{"1", fmt.Sprintf("企业登记变更第%d类", n)})
	}
	_, err := k.Reporting.ImportCatalogue(context.Background(), models.CommandLine(), tableOf(b, sheet.CSV, rows...))
	require.NoError(b, err)
	office, _ := k.Office(b, models.RoleReviewOffice, 1)
	for b.Loop() {
		_, err := k.Reporting.SearchCatalogue(context.Background(), office, 1, "djbg", 10)
		require.NoError(b, err)
	}
}
