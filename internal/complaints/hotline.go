package complaints

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wanping/internal/clock"
	"wanping/internal/sheet"
	"wanping/models"
)

// The hotline's cases (民呼我为, annex 3) come in as a table of faults, a row for each: reading 16 lets the petitions
// bureau propose and the review office confirm.

var hotlineLimits = sheet.Limits{
	FileBytes: 4 << 20, Unpacked: 64 << 20, Elements: 1_000_000,
	Rows: 5_000, Columns: 60, CellRunes: 500, TextBytes: 8 << 20,
}

// Bounds of a case.
const (
	caseNoMost  = 60
	countMost   = 100
	faultsShown = 500
)

var hotlineColumns = []sheet.Column{
	{Key: "case_no", Title: "工单编号", Synonyms: []string{"工单号", "编号", "办件编号"}, Required: true},
	{Key: "section_no", Title: "科室序号", Synonyms: []string{"参评科室序号", "序号"}, Required: true},
	{Key: "on", Title: "日期", Synonyms: []string{"考评日期", "发生日期"}, Required: true},
	{Key: "fault", Title: "问题", Synonyms: []string{"问题类别", "存在问题", "扣分原因"}},
	{Key: "clause", Title: "条款"},
	{Key: "channel", Title: "渠道", Synonyms: []string{"受理渠道", "来源"}},
	{Key: "count", Title: "次数", Synonyms: []string{"件数", "条数"}},
	{Key: "escalated", Title: "上级通报", Synonyms: []string{"被上级通报"}},
	{Key: "points", Title: "分值", Synonyms: []string{"扣分"}},
	{Key: "note", Title: "情况说明", Synonyms: []string{"说明", "备注"}},
}

// HotlineTemplate writes an empty table with the headings and the words for faults.
func (c *Complaints) HotlineTemplate(w io.Writer, format sheet.Format) error {
	table, err := sheet.NewWriter(w, format)
	if err != nil {
		return err
	}
	var faults []string
	for _, h := range c.settings.Hotline {
		faults = append(faults, h.Clause+" "+strings.Join(h.Faults, "、"))
	}
	titles := make([]string, len(hotlineColumns))
	for i, column := range hotlineColumns {
		titles[i] = column.Title
	}
	for i, cells := range [][]string{
		{"民呼我为办理情况(每行一个问题)。“问题”和“条款”填一项即可:" + strings.Join(faults, ";")},
		{"日期写成 2023-09-28;“上级通报”填是或否;“分值”只用于有幅度的条款(A3.7 为 0.3 至 0.5);请不要在“情况说明”里写群众的姓名和电话。"},
		titles,
	} {
		if err := table.Row(i+1, cells); err != nil {
			return err
		}
	}
	return table.Close()
}

// Imported is what an import has taken in.
type Imported struct {
	ID    int64
	Cases int
	Again bool // the same file was taken in before
}

// ImportHotline takes a table of the bureau's in, all rows or none; every fault is told by its row. The same file again
// changes nothing.
// Errors: CodeForbidden, CodeFileUnreadable, CodeFileTooLarge, CodeNoHeading, CodeNoRows, CodeFileFaults.
func (c *Complaints) ImportHotline(ctx context.Context, actor models.Actor, data []byte) (Imported, error) {
	if actor.Role != models.RolePetitionsBureau {
		return Imported{}, errForbidden
	}
	files, err := c.keys.Indexes(indexFile, string(data))
	if err != nil {
		return Imported{}, err
	}
	file, err := sheet.Open(data, hotlineLimits)
	if err != nil {
		return Imported{}, err
	}
	table, err := file.Table(hotlineColumns)
	if err != nil {
		return Imported{}, err
	}
	reading := &hotlineReading{settings: c.settings, table: table, seen: map[string]int{}}
	if err := table.Each(reading.row); err != nil {
		return Imported{}, err
	}
	if len(reading.rows) == 0 && len(reading.faults) == 0 {
		return Imported{}, models.NewError(models.CodeNoRows, "表头下面没有内容,请填写后重新上传。")
	}
	if err := c.sealNotes(reading.rows); err != nil {
		return Imported{}, err
	}
	var out Imported
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		out, err = keepCases(tx, actor, reading, files)
		return err
	})
	return out, err
}

func (c *Complaints) sealNotes(rows []hotlineRow) error {
	for i := range rows {
		sealed, err := c.seal(purposeNote, rows[i].note)
		if err != nil {
			return err
		}
		rows[i].NoteSealed = sealed
	}
	return nil
}

func keepCases(tx *models.Tx, actor models.Actor, reading *hotlineReading, files [][]byte) (Imported, error) {
	earlier, again, err := tx.HotlineImportByFile(files...)
	if err != nil || again {
		return Imported{earlier.ID, earlier.Cases, true}, err
	}
	faults := slices.Clone(reading.faults)
	today := models.DayOf(tx.Now(), clock.Shanghai)
	cases := make([]models.HotlineCase, len(reading.rows))
	for i := range reading.rows {
		row := &reading.rows[i]
		found, err := row.place(tx, today)
		if err != nil {
			return Imported{}, err
		}
		faults = append(faults, found...)
		cases[i] = row.HotlineCase
	}
	if len(faults) > 0 {
		return Imported{}, hotlineRefused(faults)
	}
	in := models.HotlineImport{AccountID: actor.AccountID, FileIndex: files[0], Cases: len(cases)}
	if err := tx.AddHotlineImport(&in, cases); err != nil {
		return Imported{}, err
	}
	return Imported{ID: in.ID, Cases: len(cases)}, tx.Audit(models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "hotline.import", Subject: fmt.Sprintf("hotline_import:%d", in.ID),
		Detail: fmt.Sprintf("%d cases", len(cases)),
	})
}

// rowFault is one thing that is wrong with a row.
type rowFault struct {
	line    int
	column  string
	code    models.Code
	message string
}

// hotlineRefused tells all faults, by row.
func hotlineRefused(faults []rowFault) error {
	slices.SortStableFunc(faults, func(a, b rowFault) int { return a.line - b.line })
	fields := make([]models.Field, 0, min(len(faults), faultsShown))
	for _, f := range faults[:min(len(faults), faultsShown)] {
		fields = append(fields, models.Field{
			Name: fmt.Sprintf("rows.%d", f.line), Code: f.code, Message: fmt.Sprintf("第%d行%s:%s。", f.line, f.column, f.message),
		})
	}
	return models.NewError(models.CodeFileFaults,
		fmt.Sprintf("表格有%d处错误,没有保存任何内容;%s请改正后重新上传。", len(faults), fields[0].Message), fields...)
}

// hotlineRow is a case with its place in the file.
type hotlineRow struct {
	models.HotlineCase
	line int
	note string
}

// place checks a row against the roster and against what was handed in before.
func (r *hotlineRow) place(tx *models.Tx, today models.Day) ([]rowFault, error) {
	var faults []rowFault
	if r.OnDay.After(today) {
		faults = append(faults, rowFault{r.line, "日期", models.CodeFutureDate, "在今天之后"})
	}
	term, ok, err := tx.SectionOn(r.SectionNo, r.OnDay)
	if err != nil {
		return nil, err
	}
	if r.UnitNo = term.UnitNo; !ok {
		faults = append(faults, rowFault{r.line, "科室序号", models.CodeNotFound, fmt.Sprintf("%s的参评名单中没有%d号科室", r.OnDay, r.SectionNo)})
	}
	known, err := tx.HotlineCaseKnown(r.CaseNo, r.Clause)
	if known {
		faults = append(faults, rowFault{r.line, "工单编号", models.CodeCaseKnown, fmt.Sprintf("这个工单已按%s导入过", r.Clause)})
	}
	return faults, err
}

// hotlineReading reads rows into cases and faults.
type hotlineReading struct {
	settings *Settings
	table    *sheet.Table
	rows     []hotlineRow
	faults   []rowFault
	seen     map[string]int // case and clause -> line
}

func (h *hotlineReading) row(r sheet.Row) error {
	before := len(h.faults)
	fault := func(column string, code models.Code, message string) {
		h.faults = append(h.faults, rowFault{r.Line, column, code, message})
	}
	if r.Hidden {
		fault("", models.CodeHiddenRow, "这一行在表格中是隐藏的,请取消隐藏并核对,或删除")
	}
	for _, odd := range r.Odd {
		if title := h.table.Title(odd.Column); title != "" {
			fault(title, odd.Code, strings.TrimSuffix(odd.Message, "。"))
		}
	}
	out := hotlineRow{line: r.Line}
	h.readCase(r, &out, fault)
	h.readFault(r, &out, fault)
	if len(h.faults) > before {
		return nil
	}
	key := out.CaseNo + "\x00" + out.Clause
	if line := h.seen[key]; line != 0 {
		fault("工单编号", models.CodeCaseKnown, fmt.Sprintf("与第%d行是同一个工单的同一条款", line))
		return nil
	}
	h.seen[key] = r.Line
	h.rows = append(h.rows, out)
	return nil
}

func (h *hotlineReading) readCase(r sheet.Row, out *hotlineRow, fault func(string, models.Code, string)) {
	text := func(key string) string { return h.table.Get(r, key).Text }
	var whole bool
	if out.CaseNo, whole = h.table.Get(r, "case_no").Digits(); !whole {
		fault("工单编号", models.CodeInvalid, "成了科学计数法,末几位已丢失,请把这一列设为文本后重新填写")
	}
	if out.CaseNo == "" || len([]rune(out.CaseNo)) > caseNoMost {
		fault("工单编号", models.CodeRequired, fmt.Sprintf("请填写,不超过%d个字", caseNoMost))
	}
	digits, _ := h.table.Get(r, "section_no").Digits()
	no, err := strconv.Atoi(digits)
	if out.SectionNo = no; err != nil || no < 1 {
		fault("科室序号", models.CodeInvalid, "应为名单中的序号")
	}
	if text("on") == "" {
		fault("日期", models.CodeRequired, "请填写")
	} else if out.OnDay, err = h.table.Day(h.table.Get(r, "on")); err != nil {
		fault("日期", models.CodeInvalidDate, "应写成 2023-09-28")
	}
	out.Channel, out.note = text("channel"), text("note")
	if len([]rune(out.Channel)) > 20 {
		fault("渠道", models.CodeInvalid, "不超过20个字")
	}
}

func (h *hotlineReading) readFault(r sheet.Row, out *hotlineRow, fault func(string, models.Code, string)) {
	text := func(key string) string { return h.table.Get(r, key).Text }
	out.Fault, out.Clause, out.Points = text("fault"), strings.ToUpper(text("clause")), text("points")
	byWord := h.clauseOf(out.Fault)
	switch {
	case out.Clause == "" && out.Fault == "":
		fault("问题", models.CodeRequired, "“问题”和“条款”请填一项")
	case out.Clause == "" && byWord == "":
		fault("问题", models.CodeInvalid, "不认识这个写法,请按模板中的写法填写,或改填条款")
	case out.Clause == "":
		out.Clause = byWord
	case !slices.ContainsFunc(h.settings.Hotline, func(f HotlineFault) bool { return strings.ToUpper(f.Clause) == out.Clause }):
		fault("条款", models.CodeInvalid, "应为附件3的条款(A3.1 至 A3.8b)")
	case byWord != "" && strings.ToUpper(byWord) != out.Clause:
		fault("条款", models.CodeInvalid, "与“问题”不是同一条("+byWord+")")
	}
	out.Clause = h.spelled(out.Clause)
	if len([]rune(out.Fault)) > 50 {
		fault("问题", models.CodeInvalid, "不超过50个字")
	}
	out.Count = 1
	if count := text("count"); count != "" {
		n, err := strconv.ParseInt(count, 10, 64)
		if out.Count = n; err != nil || n < 1 || n > countMost {
			fault("次数", models.CodeInvalid, fmt.Sprintf("应为1至%d的整数", countMost))
		}
	}
	switch text("escalated") {
	case "", "否":
	case "是":
		out.Escalated = true
	default:
		fault("上级通报", models.CodeInvalid, "请填是或否")
	}
	if len(out.Points) > 10 {
		fault("分值", models.CodeInvalid, "应为如 0.3 的数字")
	}
}

// spelled gives a clause its own letters: people write A3.8B.
func (h *hotlineReading) spelled(clause string) string {
	for _, f := range h.settings.Hotline {
		if strings.EqualFold(f.Clause, clause) {
			return f.Clause
		}
	}
	return clause
}

func (h *hotlineReading) clauseOf(fault string) string {
	for _, f := range h.settings.Hotline {
		if fault != "" && slices.Contains(f.Faults, fault) {
			return f.Clause
		}
	}
	return ""
}

// HotlineView is a case as the offices see it.
type HotlineView struct {
	models.HotlineCase
	SectionName string
	Note        string // masked
}

// HotlineCases lists cases, the latest first, to the bureau and those that supervise it. Errors: CodeForbidden.
func (c *Complaints) HotlineCases(ctx context.Context, actor models.Actor, f models.HotlineFilter) ([]HotlineView, error) {
	switch actor.Role {
	case models.RolePetitionsBureau, models.RoleReviewOffice, models.RoleAuditor:
	default:
		return nil, errForbidden
	}
	views := []HotlineView{}
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		rows, err := tx.HotlineCases(f)
		if err != nil {
			return err
		}
		known, err := namesOf(tx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			note, err := c.open(purposeNote, row.NoteSealed)
			if err != nil {
				return err
			}
			views = append(views, HotlineView{row, known.sections[row.SectionNo], mask(note, "", "")})
		}
		return nil
	})
	return views, err
}

// ProposeHotline turns a case into a proposal under its clause, both in one write; points only for a clause with a range,
// and where the table did not say them. Errors: CodeForbidden, CodeInvalid, CodeNotFound, CodeNoProposals, CodeCaseKnown
// (proposed before), and those of the proposer.
func (c *Complaints) ProposeHotline(ctx context.Context, actor models.Actor, id int64, points, reason string) (Proposed, error) {
	if actor.Role != models.RolePetitionsBureau {
		return Proposed{}, errForbidden
	}
	if c.proposer == nil {
		return Proposed{}, models.NewError(models.CodeNoProposals, "系统尚未开通扣分提议,请稍后再试,或先线下登记。")
	}
	row, err := c.hotlineCase(ctx, id)
	if err != nil {
		return Proposed{}, err
	}
	if points == "" {
		points = row.Points
	}
	if reason = Tidy(reason); reason == "" {
		reason = row.Fault
	}
	ask := Charge{
		SectionNo: row.SectionNo, Clause: row.Clause, On: row.OnDay, Count: row.Count, Points: points,
		Evidence: "民呼我为工单" + row.CaseNo, Issuer: "县信访局", Reason: reason,
	}
	if row.Escalated {
		ask.Modifiers = []string{"escalated"}
	}
	write, err := c.proposer.Prepare(ctx, actor, ask)
	if err != nil {
		return Proposed{}, err
	}
	out := Proposed{Suggestion: Suggestion{Clause: row.Clause, Why: row.Fault, SectionNo: row.SectionNo, On: row.OnDay}}
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		if out.Others, err = othersOn(tx, row.SectionNo, row.OnDay); err != nil {
			return err
		}
		if out.ProposalID, err = write(tx); err != nil {
			return err
		}
		done, err := tx.ProposeHotlineCase(&row, out.ProposalID)
		if err == nil && !done {
			err = errCaseProposed
		}
		return err
	})
	return out, err
}

var errCaseProposed = models.NewError(models.CodeCaseKnown, "这一条已经提出过扣分,没有重复保存,请刷新后查看。")

func (c *Complaints) hotlineCase(ctx context.Context, id int64) (models.HotlineCase, error) {
	var row models.HotlineCase
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		var ok bool
		var err error
		row, ok, err = tx.HotlineCaseByID(id)
		switch {
		case err != nil:
			return err
		case !ok:
			return models.NewError(models.CodeNotFound, "没有找到这件工单,请刷新列表后重试。")
		case row.ProposalID == nil:
			return nil
		}
		proposal, _, err := tx.ProposalByID(*row.ProposalID)
		if err == nil && proposal.State != models.ProposalDeclined && proposal.State != models.ProposalWithdrawn {
			err = errCaseProposed
		}
		return err
	})
	return row, err
}
