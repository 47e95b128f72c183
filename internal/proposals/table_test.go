package proposals_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"wanping/internal/proposals"
	"wanping/models"
	"wanping/scoring"
)

// workbook writes rows, the headings first, into a workbook.
func workbook(t *testing.T, rows ...[]any) *bytes.Buffer {
	t.Helper()
	book := excelize.NewFile()
	for i := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, book.SetSheetRow("Sheet1", cell, &rows[i]))
	}
	out, err := book.WriteToBuffer()
	require.NoError(t, err)
	return out
}

func TestTableOfEveryKind(t *testing.T) {
	for kind, tc := range map[string]struct {
		actor models.Actor
		rows  [][]any
	}{
		"votes":     {review1, [][]any{{"科室序号", "指标", "满意", "基本满意", "不满意", "日期", "理由"}, {1, "satisfaction", 40, 8, 2, "2023-06-01", "市里通报"}, {2, "satisfaction", 30, 0, 0, 45078, "市里通报"}}},
		"deduction": {committee1, [][]any{{"科室序号", "条款", "分值", "次数", "日期", "文号", "理由"}, {2, "A1.2.1", "1.5", 1, "2023-06-03", "督查第7号", "窗口无人"}}},
		"case_file": {justice, [][]any{{"科室序号", "案卷得分", "不合格", "日期", "理由"}, {1, "88.5", "否", "2023-06-30", "抽查"}}},
		"rating":    {manager1, [][]any{{"科室序号", "评分人", "分值", "日期", "理由"}, {1, "unit", "4.2", "2023-06-30", "年度"}, {2, "unit", "3.1", "2023-06-30", "年度"}, {3, "unit", "2", "2023-06-30", "年度"}}},
		"bonus":     {manager1, [][]any{{"科室序号", "条款", "事项", "日期", "文号", "发文机关", "理由"}, {1, "B1c", "先进集体", "2023-05-01", "县委〔2023〕1号", "县委", "表彰"}}},
	} {
		t.Run(kind, func(t *testing.T) {
			c := open(t)
			table, err := proposals.ReadTable(workbook(t, tc.rows...), kind)
			require.NoError(t, err)
			batch, err := c.ProposeTable(t.Context(), tc.actor, table, proposals.Key{})
			require.NoError(t, err)
			require.Len(t, batch.Proposals, len(tc.rows)-1)
		})
	}
}

func TestFaultsAreToldByRow(t *testing.T) {
	c := open(t)
	table, err := proposals.ReadTable(workbook(t,
		[]any{"科室序号", "条款", "分值", "日期", "理由"},
		[]any{2, "A1.2.1", "2", "2023-06-03", "窗口无人"},
		[]any{99, "A1.2.1", "2", "2023-06-03", "窗口无人"},
		[]any{"二", "A1.2.1", "2", "2023-02-30", "窗口无人"},
		[]any{2, "A1.2.1", "9", "2023-06-03", "窗口无人"},
	), "deduction")
	require.NoError(t, err)
	_, err = c.ProposeTable(t.Context(), committee1, table, proposals.Key{})
	require.Equal(t, models.CodeImportFaults, models.CodeOf(err))
	refusal, _ := models.AsError(err)
	var told []string
	for _, f := range refusal.Fields {
		told = append(told, f.Name+" "+string(f.Code))
	}
	require.Equal(t, []string{
		"第3行 " + string(scoring.CodeUnknownSection), "第4行 科室序号 invalid_request", "第4行 日期 invalid_request",
		"第5行 " + string(scoring.CodePointsOutOfRange),
	}, told)
	rows, err := c.List(t.Context(), review1, models.ProposalFilter{})
	require.NoError(t, err)
	require.Empty(t, rows, "all or none")
}

func TestTablesThatAreNone(t *testing.T) {
	for name, data := range map[string]*bytes.Buffer{
		"no workbook": bytes.NewBufferString("hello"), "an unknown heading": workbook(t, []any{"科室序号", "天气"}),
		"a heading twice": workbook(t, []any{"科室序号", "科室序号"}),
		"too large":       bytes.NewBufferString(strings.Repeat("x", 5<<20)),
	} {
		_, err := proposals.ReadTable(data, "deduction")
		require.NotEmpty(t, models.CodeOf(err), name)
	}
}
