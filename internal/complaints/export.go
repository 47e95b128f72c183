package complaints

import (
	"context"
	"fmt"
	"io"
	"time"

	"wanping/internal/sheet"
	"wanping/models"
)

// exportMost bounds a table, in rows.
const exportMost = 50_000

var exportTitles = []string{
	"编号", "被投诉科室", "被投诉单位", "承办科室", "承办科室序号", "渠道", "状态", "紧急", "收到时间", "受理期限", "受理时间", "答复期限", "首次答复时间",
	"逾期", "剩余工作日", "查实情况", "投诉人评价", "再次办理",
}

// Export writes the complaints of a span as a table, without anything that somebody wrote and without those of
// retaliation, and notes it in the audit log. Errors: CodeForbidden, CodeInvalid, CodeTooLarge.
func (c *Complaints) Export(ctx context.Context, actor models.Actor, span Span, format sheet.Format, w io.Writer) error {
	var rows []models.Complaint
	var known names
	var now time.Time
	err := c.store.Write(ctx, func(tx *models.Tx) error {
		now = tx.Now()
		resolved, err := span.resolve(now)
		if err != nil {
			return err
		}
		f, err := resolved.filter(actor)
		if err != nil {
			return err
		}
		f.Limit = exportMost + 1
		if rows, err = tx.Complaints(f); err != nil {
			return err
		}
		if len(rows) > exportMost {
			return models.NewError(models.CodeTooLarge, fmt.Sprintf("超过%d件,请缩短起止日期后再导出。", exportMost))
		}
		if known, err = namesOf(tx); err != nil {
			return err
		}
		return tx.Audit(models.AuditEntry{
			AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "complaint.export", Subject: "complaints",
			Detail: fmt.Sprintf("%s to %s, %d complaints", resolved.From, resolved.To, len(rows)),
		})
	})
	if err != nil {
		return err
	}
	return c.writeTable(rows, known, now, format, w)
}

func (c *Complaints) writeTable(rows []models.Complaint, known names, now time.Time, format sheet.Format, w io.Writer) error {
	table, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	if err := table.Row(1, exportTitles); err != nil {
		return err
	}
	for i := range rows {
		if err := table.Row(i+2, c.exportRow(&rows[i], known, now)); err != nil {
			return err
		}
	}
	return table.Close()
}

func (c *Complaints) exportRow(row *models.Complaint, known names, now time.Time) []string {
	handler, left := "", ""
	if row.SectionNo != 0 {
		handler = fmt.Sprint(row.SectionNo)
	}
	if answerRuns(row.State) {
		if n := c.daysLeft(now, row.AnswerBy); n != nil {
			left = fmt.Sprint(*n)
		}
	}
	return []string{
		fmt.Sprint(row.ID), known.sections[row.SubjectSection], known.units[row.SubjectUnit], known.sections[row.SectionNo], handler,
		map[string]string{models.ChannelH5: "网页", models.ChannelMini: "小程序", models.ChannelChat: "公众号"}[row.Channel],
		StateText(row), yes(row.Urgent), moment(&row.ReceivedAt), moment(row.AcceptBy), moment(row.AcceptedAt), moment(row.AnswerBy),
		moment(row.AnsweredAt), yes(overdue(row, now) != "" || row.AnsweredLate), left,
		map[string]string{models.ComplaintFounded: "查实", models.ComplaintUnfounded: "不属实"}[row.Finding],
		map[string]string{models.ComplaintSolved: "已解决", models.ComplaintNotSolved: "未解决"}[row.Verdict], fmt.Sprint(row.Reopened),
	}
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

func moment(at *models.Instant) string {
	if at == nil {
		return ""
	}
	return local(*at).Format("2006-01-02 15:04")
}
