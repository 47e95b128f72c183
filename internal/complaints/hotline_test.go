package complaints_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/proposals"
	"wanping/internal/sheet"
	"wanping/models"
	"wanping/models/modelstest"
)

const hotlineTable = `工单编号,科室序号,日期,问题,条款,次数,上级通报,分值,渠道,情况说明
MH001,1,2023-09-20,逾期反馈,,1,否,,电话,来电人13800000012要求退费
MH002,1,2023-09-21,态度问题,,,是,0.4,网,
MH003,3,2023-09-22,,A3.8a,3,,,,
`

func TestHotlineCasesComeInAndBecomeProposals(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		bureau, _ := d.Office(t, models.RolePetitionsBureau, 1)
		_, err := d.Complaints.ImportHotline(t.Context(), d.office, []byte(hotlineTable))
		require.Equal(t, models.CodeForbidden, models.CodeOf(err))
		done, err := d.Complaints.ImportHotline(t.Context(), bureau, []byte(hotlineTable))
		require.NoError(t, err)
		require.Equal(t, 3, done.Cases)
		again, err := d.Complaints.ImportHotline(t.Context(), bureau, []byte(hotlineTable))
		require.NoError(t, err)
		require.True(t, again.Again)
		require.Equal(t, done.ID, again.ID)

		list, err := d.Complaints.HotlineCases(t.Context(), bureau, models.HotlineFilter{Limit: 10})
		require.NoError(t, err)
		require.Len(t, list, 3)
		require.Equal(t, "来电人***要求退费", list[2].Note)
		require.Equal(t, "A3.2", list[2].Clause)

		proposed, err := d.Complaints.ProposeHotline(t.Context(), bureau, list[1].ID, "", "属实")
		require.NoError(t, err)
		_, err = d.Complaints.ProposeHotline(t.Context(), bureau, list[1].ID, "", "属实")
		require.Equal(t, models.CodeCaseKnown, models.CodeOf(err))
		entries, err := d.Proposals.Confirm(t.Context(), d.office, proposals.Selection{IDs: []int64{proposed.ProposalID}}, "同意")
		require.NoError(t, err)
		require.Equal(t, "A3.7", entries[0].Clause)
		require.Equal(t, "民呼我为工单MH002(县信访局)", entries[0].Evidence)
		require.Equal(t, "escalated", entries[0].Modifiers)
		left, err := d.Complaints.HotlineCases(t.Context(), bureau, models.HotlineFilter{Open: true, Limit: 10})
		require.NoError(t, err)
		require.Len(t, left, 2)

		many, err := d.Complaints.ProposeHotline(t.Context(), bureau, list[0].ID, "", "缺三条")
		require.NoError(t, err)
		_, err = d.Proposals.Decline(t.Context(), d.office, proposals.Selection{IDs: []int64{many.ProposalID}}, "再核")
		require.NoError(t, err)
		_, err = d.Complaints.ProposeHotline(t.Context(), bureau, list[0].ID, "", "补充材料")
		require.NoError(t, err, "what was declined may come again")
	})
}

func TestHotlineFaultsAreToldByRowAndNothingIsKept(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	bureau, _ := d.Office(t, models.RolePetitionsBureau, 1)
	_, err := d.Complaints.ImportHotline(t.Context(), bureau, []byte("工单编号,科室序号,日期,问题,条款,次数,上级通报\n"+
		"MH001,1,2023-09-20,逾期反馈,,,\n"+
		",99,2023-13-01,乱写,,0,也许\n"+
		"MH003,99,2023-10-01,,A5.1,,\n"+
		"MH001,1,2023-09-20,逾期反馈,,,\n"+
		"=cmd|' /C calc'!A0,1,2023-09-20,逾期反馈,,,\n"+
		"MH006,2,2023-09-28,推诿扯皮,A3.4,,\n"+
		"MH007,1,2023-09-28,推诿扯皮,,,\n"))
	refusal, ok := models.AsError(err)
	require.True(t, ok)
	require.Equal(t, models.CodeFileFaults, refusal.Code)
	var told []string
	for _, f := range refusal.Fields {
		told = append(told, f.Message)
	}
	all := strings.Join(told, "\n")
	for _, part := range []string{
		"第3行工单编号", "第3行日期", "第3行问题:不认识", "第3行次数", "第3行上级通报", "第4行条款:应为附件3", "第5行工单编号:与第2行", "第6行工单编号", "第7行条款:与“问题”不是同一条", "第8行日期:在今天之后",
	} {
		require.Contains(t, all, part)
	}
	list, err := d.Complaints.HotlineCases(t.Context(), bureau, models.HotlineFilter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list)

	_, err = d.Complaints.ImportHotline(t.Context(), bureau, []byte(hotlineTable))
	require.NoError(t, err)
	_, err = d.Complaints.ImportHotline(t.Context(), bureau, []byte("工单编号,科室序号,日期,问题\nMH001,1,2023-09-20,逾期反馈\nMH009,77,2023-09-20,逾期反馈\n"))
	refusal, _ = models.AsError(err)
	require.Equal(t, models.CodeFileFaults, refusal.Code)
	require.Contains(t, refusal.Fields[0].Message, "第2行工单编号:这个工单已按A3.2导入过")
	require.Contains(t, refusal.Fields[1].Message, "第3行科室序号")
}

func TestTheTemplateCanBeFilledInAndHandedIn(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	bureau, _ := d.Office(t, models.RolePetitionsBureau, 1)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV, sheet.GBK} {
		var out bytes.Buffer
		require.NoError(t, d.Complaints.HotlineTemplate(&out, format))
		_, err := d.Complaints.ImportHotline(t.Context(), bureau, out.Bytes())
		require.Equal(t, models.CodeNoRows, models.CodeOf(err), "%s: its heading is found", format)
	}
}
