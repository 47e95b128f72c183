package reporting_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
)

func (b *bench) export(actor models.Actor, e reporting.ExportRequest) ([]byte, error) {
	var out bytes.Buffer
	err := b.Reporting.Export(b.t.Context(), actor, e, &out)
	return out.Bytes(), err
}

var september = reporting.ExportRequest{From: day("2023-09-01"), To: day("2023-09-30"), Format: sheet.CSV, Reason: "报送市系统"}

func TestExportHasTheLayoutOfAnUploadAndIsAudited(t *testing.T) {
	b := newBench(t, testkit.Window)
	u, faults := b.upload(tableOf(t, sheet.CSV, heading, good(1), good(2), with(good(1), 7, "是"),
		with(with(good(3), 2, "咨询户口问题,非常满意"), 6, "清单原文")), models.KeepGood)
	require.Empty(t, faults)
	require.Equal(t, 4, u.RowsKept)
	_, err := b.Reporting.Withdraw(t.Context(), b.liaison, b.records()[2].ID, "录错了")
	require.NoError(t, err)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV, sheet.GBK} {
		e := september
		e.Format = format
		data, err := b.export(b.liaison, e)
		require.NoError(t, err)
		other := newBench(t, testkit.Window)
		back, faults := other.upload(data, models.KeepAll)
		require.Empty(t, faults, "what is exported can be taken in")
		require.Equal(t, 3, back.RowsKept, "the withdrawn one is left out")
	}
	require.NoError(t, b.Store.Read(t.Context(), func(tx *models.Tx) error {
		lines, err := tx.AuditEntries(0, 100)
		require.NoError(t, err)
		exports := slices.DeleteFunc(lines, func(e models.AuditEntry) bool { return e.Action != "record.export" })
		require.Len(t, exports, 3)
		require.Contains(t, exports[0].Detail, "2023-09-01 to 2023-09-30, 3 records: 报送市系统")
		require.Equal(t, b.liaison.AccountID, exports[0].AccountID)
		return nil
	}))
}

func TestExportIsForOwnersAndNeedsAReason(t *testing.T) {
	b := newBench(t, testkit.Window)
	manager, _ := b.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit2))
	auditor, _ := b.Office(t, models.RoleAuditor, 1)
	for name, tc := range map[string]struct {
		actor  models.Actor
		change func(*reporting.ExportRequest)
		code   models.Code
	}{
		"another section": {b.liaison, func(e *reporting.ExportRequest) { e.SectionNo = testkit.Monthly }, models.CodeForbidden},
		"another unit":    {manager, func(e *reporting.ExportRequest) { e.UnitNo = testkit.Unit1 }, models.CodeForbidden},
		"an auditor":      {auditor, func(*reporting.ExportRequest) {}, models.CodeForbidden},
		"no reason":       {b.liaison, func(e *reporting.ExportRequest) { e.Reason = " " }, models.CodeInvalid},
		"no days":         {b.liaison, func(e *reporting.ExportRequest) { e.From = models.Day{} }, models.CodeInvalid},
		"backwards":       {b.liaison, func(e *reporting.ExportRequest) { e.To = day("2023-08-01") }, models.CodeInvalid},
		"too long":        {b.liaison, func(e *reporting.ExportRequest) { e.From = day("2021-08-01") }, models.CodeInvalid},
	} {
		e := september
		tc.change(&e)
		data, err := b.export(tc.actor, e)
		require.Equal(t, tc.code, models.CodeOf(err), name)
		require.Empty(t, data)
	}
}

func TestRefusalsOfTheCityAreReadBack(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, faults := b.upload(tableOf(t, sheet.CSV, heading, good(1), good(2), good(3)), models.KeepGood)
	require.Empty(t, faults)
	data, err := b.export(b.liaison, september)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	lines[0] += ",拒绝原因"
	lines[2] += ",手机号码空号"
	lines = append(lines, strings.Replace(lines[2], lines[2][strings.LastIndex(lines[2], ",1,"):], ",1,777,查无此条", 1))
	list := []byte(strings.Join(lines, "\n"))
	byRecipient := tableOf(t, sheet.XLSX, append(slices.Clone(heading), "拒绝原因"), with(good(3), 8, "姓名不符"), with(good(9), 8, "姓名不符"))

	read, err := b.Reporting.ReadRefusals(t.Context(), b.liaison, list)
	require.NoError(t, err)
	require.Equal(t, 1, read.Kept)
	require.Len(t, read.Faults, 1)
	require.Equal(t, 5, read.Faults[0].Line)
	again, err := b.Reporting.ReadRefusals(t.Context(), b.liaison, list)
	require.NoError(t, err)
	require.Equal(t, 1, again.Known)
	read, err = b.Reporting.ReadRefusals(t.Context(), b.liaison, byRecipient)
	require.NoError(t, err)
	require.Equal(t, 1, read.Kept)
	require.Len(t, read.Faults, 1)

	shown, err := b.Reporting.Refusals(t.Context(), b.liaison, models.CityRefusalFilter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, shown, 2)
	require.Equal(t, "姓名不符", shown[0].Reason)
	require.Equal(t, "手机号码空号", shown[1].Reason)
	other := b.Liaison(t, testkit.Monthly)
	shown, err = b.Reporting.Refusals(t.Context(), other, models.CityRefusalFilter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, shown)
	read, err = b.Reporting.ReadRefusals(t.Context(), other, list)
	require.NoError(t, err)
	require.Len(t, read.Faults, 2, "another section's records are not found")
}
