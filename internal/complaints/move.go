package complaints

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

// The levels at which a complaint was verified (annex 1 part 1, row 5).
const (
	LevelCounty = "county"
	LevelCity   = "city"
)

// Move is what somebody does to a complaint. Version is that of the complaint as it was seen, so that nobody acts on
// what another has just changed; it is the move's key, too (decision 0080).
type Move struct {
	Move        string
	Text        string
	Version     int
	SectionNo   int    // of assign: who handles it; that complained about where it is 0
	Urgent      bool   // of assign
	UnitText    string // of assign: the complaint as the unit may read it; masked by rule where it is ""
	Level       string // of found
	DuplicateOf int64  // of mark_duplicate
}

// sideOf says on whose behalf an actor moves a complaint; false where it is not theirs to see.
func sideOf(actor models.Actor, c *models.Complaint) (Side, bool) {
	switch actor.Role {
	case models.RoleReviewOffice:
		return SideOffice, true
	case models.RoleLiaison:
		return SideHandler, c.About != models.AboutRetaliation && c.SectionNo != 0 && c.SectionNo == actor.SectionNo
	case models.RoleUnitManager:
		return SideHandler, c.About != models.AboutRetaliation && c.UnitNo != 0 && c.UnitNo == actor.UnitNo
	default:
		return "", false
	}
}

// usual are the texts of moves that need none of their own.
var usual = map[string]string{
	MoveAccept: "已受理。", MoveSolved: "问题已经解决。", MoveWithdraw: "投诉人撤回投诉。", MoveEscalate: "",
}

func (m *Move) checkText() error {
	if m.Text = Tidy(m.Text); m.Text == "" {
		m.Text = usual[m.Move]
	}
	if n := utf8.RuneCountInString(m.Text); n < 2 || n > textMost {
		return refuse(models.CodeInvalid, "text", fmt.Sprintf("请用2至%d个字说明。", textMost))
	}
	if m.UnitText = Tidy(m.UnitText); utf8.RuneCountInString(m.UnitText) > textMost {
		return refuse(models.CodeInvalid, "unit_text", fmt.Sprintf("转给单位的内容请不超过%d个字。", textMost))
	}
	return nil
}

// Move makes a move of the office or of the handler, and returns the complaint as the actor sees it then. The same move sent
// again after a lost reply changes nothing.
// Errors: CodeForbidden, CodeNotFound, CodeInvalid, CodeComplaintChanged (another moved it), CodeMoveRefused (not a move
// of this state, or not of this actor), CodeSameAccount, CodeSectionNotValid.
func (c *Complaints) Move(ctx context.Context, actor models.Actor, id int64, m Move) (View, error) {
	if err := m.checkText(); err != nil {
		return View{}, err
	}
	unitText, err := c.seal(purposeUnitText, m.UnitText)
	if err != nil {
		return View{}, err
	}
	step, text, err := c.step(actor, m)
	if err != nil {
		return View{}, err
	}
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		row, side, err := visible(tx, actor, id)
		if err != nil {
			return err
		}
		if made, err := c.made(tx, &row, m, step); made || err != nil {
			return err
		}
		step := step
		step.Side = string(side)
		if m.Move == MoveAssign {
			row.UnitTextSealed = unitText
		}
		return c.apply(tx, &row, m, step, text)
	})
	if err != nil {
		return View{}, err
	}
	return c.Complaint(ctx, actor, id)
}

// made says whether this very move was made of the version that it names, by the same account.
func (c *Complaints) made(tx *models.Tx, row *models.Complaint, m Move, step models.ComplaintMove) (bool, error) {
	if m.Version >= row.Version {
		return false, nil
	}
	moves, err := tx.ComplaintMoves(row.ID)
	if err != nil {
		return false, err
	}
	at := slices.IndexFunc(moves, func(one models.ToldMove) bool { return one.Version == m.Version+1 })
	if at < 0 || moves[at].Move != m.Move || moves[at].AccountID != step.AccountID {
		return false, nil
	}
	told, err := c.told(&moves[at])
	if err != nil || told.Text != m.Text {
		return false, err
	}
	return c.set(row, m, told.Detail)
}

// set says whether a move that was made has set what this one asks for beside its text.
func (c *Complaints) set(row *models.Complaint, m Move, detail string) (bool, error) {
	switch m.Move {
	case MoveAssign:
		section, urgent := strings.CutSuffix(detail, urgentDetail)
		unitText, err := c.open(purposeUnitText, row.UnitTextSealed)
		return section == sectionDetail(cmp.Or(m.SectionNo, row.SubjectSection)) && (urgent || !m.Urgent) && unitText == m.UnitText, err
	case MoveFound:
		return detail == cmp.Or(m.Level, LevelCounty), nil
	case MoveDouble:
		return row.DuplicateOf != nil && *row.DuplicateOf == m.DuplicateOf, nil
	default:
		return true, nil
	}
}

const urgentDetail = ",紧急"

func sectionDetail(no int) string { return fmt.Sprintf("科室%d", no) }

// step is a move's line in the history, and its text sealed.
func (c *Complaints) step(actor models.Actor, m Move) (models.ComplaintMove, []byte, error) {
	step := models.ComplaintMove{Move: m.Move, AccountID: actor.AccountID, HolderID: actor.HolderID, Login: actor.Login}
	index, text, err := c.sealMove(m.Text)
	step.TextIndex = index
	return step, text, err
}

// visible finds a complaint that the actor may move.
func visible(tx *models.Tx, actor models.Actor, id int64) (models.Complaint, Side, error) {
	row, ok, err := tx.ComplaintByID(id)
	if err != nil {
		return row, "", err
	}
	side, mine := sideOf(actor, &row)
	switch {
	case side == "":
		return row, "", errForbidden
	case !ok || !mine:
		return row, "", errNotFound
	default:
		return row, side, nil
	}
}

// apply makes one move in the write: the complaint, its history, and what is to be told, or nothing.
func (c *Complaints) apply(tx *models.Tx, row *models.Complaint, m Move, step models.ComplaintMove, text []byte) error {
	if m.Version != row.Version {
		return changed(row)
	}
	to, ok := target(row, m.Move, Side(step.Side))
	if !ok {
		return models.NewError(models.CodeMoveRefused,
			fmt.Sprintf("这件投诉现在是“%s”,不能这样处理,没有保存;请刷新后查看可以做什么。", stateLabel(row.State)))
	}
	was := *row
	step.ComplaintID, step.FromState, step.ToState = row.ID, row.State, to
	row.State = to
	row.Version++
	step.Version = row.Version
	detail, err := c.effect(tx, &was, row, m, step)
	if err != nil {
		return err
	}
	step.Detail = detail
	if row.EndedAt = nil; ended(to) {
		now := models.At(tx.Now())
		row.EndedAt = &now
	}
	moved, err := tx.MoveComplaint(row)
	if err == nil && moved {
		moved, err = tx.AddComplaintMove(&step, text)
	}
	if err != nil {
		return err
	}
	if !moved {
		return changed(row)
	}
	messages, err := movedMessages(tx, row, &step)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, messages...)
}

func changed(row *models.Complaint) error {
	return models.NewError(models.CodeComplaintChanged, fmt.Sprintf("这件投诉刚刚被别人处理过(现在是第%d步),没有保存;请刷新后再处理。", row.Version))
}

// effect sets what a move changes beside the state, and says it without anything personal.
func (c *Complaints) effect(tx *models.Tx, was, row *models.Complaint, m Move, step models.ComplaintMove) (string, error) {
	switch m.Move {
	case MoveAssign:
		return c.assign(tx, row, m)
	case MoveAccept:
		if now := models.At(tx.Now()); row.AcceptedAt == nil {
			row.AcceptedAt = &now
			row.AcceptedLate = overdueOf(row.AcceptBy, tx.Now())
		}
	case MoveAnswer:
		c.answer(tx, row)
	case MoveFound:
		return found(row, m)
	case MoveUnfound:
		row.Finding = models.ComplaintUnfounded
	case MoveDisclaim, MoveDoubt:
		row.ResumeState, row.PendingBy = was.State, step.AccountID
	case MoveConfirm:
		if was.PendingBy == step.AccountID {
			return "", models.NewError(models.CodeSameAccount, "提出的人不能自己确认,没有保存;请评议办的另一个账号确认。")
		}
		row.ResumeState, row.PendingBy = "", 0
	case MoveRefuse:
		row.ResumeState, row.PendingBy = "", 0
	case MoveDouble:
		return double(tx, row, m)
	case MoveSolved:
		row.Verdict = models.ComplaintSolved
	case MoveUnsolved:
		return "", c.unsolved(tx, row)
	case MoveObject:
		row.Objected++
		row.Escalated = ""
		var err error
		row.AcceptBy, row.AnswerBy, err = c.deadlines(tx.Now(), row.Urgent)
		return "", err
	}
	return "", nil
}

// assign gives a complaint to the section that handles it. Its deadlines, which the complainant was told, stay; an
// urgent one gets shorter ones.
func (c *Complaints) assign(tx *models.Tx, row *models.Complaint, m Move) (string, error) {
	no := m.SectionNo
	if no == 0 {
		no = row.SubjectSection
	}
	term, ok, err := tx.SectionOn(no, models.DayOf(tx.Now(), clock.Shanghai))
	if err != nil {
		return "", err
	}
	if !ok {
		return "", refuse(models.CodeSectionNotValid, "section_no", "这个科室今天不在参评名单中,没有保存;请另选承办科室。")
	}
	row.SectionNo, row.UnitNo, row.ResumeState, row.PendingBy = no, term.UnitNo, "", 0
	detail := sectionDetail(no)
	if m.Urgent && !row.Urgent {
		row.Urgent = true
		accept, answer, err := c.deadlines(tx.Now(), true)
		if err != nil {
			return "", err
		}
		row.AcceptBy, row.AnswerBy = earlier(row.AcceptBy, accept), earlier(row.AnswerBy, answer)
	}
	if row.Urgent {
		detail += urgentDetail
	}
	return detail, nil
}

func earlier(a, b *models.Instant) *models.Instant {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}

func overdueOf(by *models.Instant, now time.Time) bool { return by != nil && *by <= models.At(now) }

func (c *Complaints) answer(tx *models.Tx, row *models.Complaint) {
	now := models.At(tx.Now())
	if row.AnsweredAt == nil {
		row.AnsweredAt = &now
	}
	row.AnsweredLate = row.AnsweredLate || overdueOf(row.AnswerBy, tx.Now())
	row.Verdict, row.Finding = "", ""
}

func found(row *models.Complaint, m Move) (string, error) {
	row.Level = cmp.Or(m.Level, LevelCounty)
	if row.Level != LevelCounty && row.Level != LevelCity {
		return "", refuse(models.CodeInvalid, "level", "查实的层面请选择 county(县级)或 city(市级)。")
	}
	row.Finding = models.ComplaintFounded
	return row.Level, nil
}

// double names the complaint that has the same matter. One of retaliation stays apart from all others, so that neither
// tells of the other.
func double(tx *models.Tx, row *models.Complaint, m Move) (string, error) {
	first, ok, err := tx.ComplaintByID(m.DuplicateOf)
	if err != nil {
		return "", err
	}
	if !ok || first.ID == row.ID || first.About != row.About || first.State == models.ComplaintDuplicate {
		return "", refuse(models.CodeInvalid, "duplicate_of", "请填写内容相同的另一件投诉的编号;它本身不能是重复件。")
	}
	row.DuplicateOf = &first.ID
	return "", nil
}

// unsolved reopens a complaint once, with a new deadline; the second time it stays unsolved.
func (c *Complaints) unsolved(tx *models.Tx, row *models.Complaint) error {
	row.Verdict = models.ComplaintNotSolved
	if row.State != models.ComplaintReopened {
		return nil
	}
	row.Reopened++
	row.Escalated = ""
	var err error
	row.AnswerBy, err = c.deadline(tx.Now(), c.settings.Deadlines.ReopenedAnswer)
	return err
}

// labels are how states read. "Closed" is never "solved".
var labels = map[string]string{
	models.ComplaintReceived: "已收到", models.ComplaintAssigned: "已交办", models.ComplaintAccepted: "已受理", models.ComplaintAnswered: "已答复",
	models.ComplaintFounded: "已查实", models.ComplaintUnfounded: "经查不属实", models.ComplaintReopened: "再次办理",
	models.ComplaintObjected: "异议待复核", models.ComplaintDoubted: "待确认(诉求不合理)", models.ComplaintDisclaimed: "待确认(不属职责)",
	models.ComplaintOutOfDuty: "不属职责范围", models.ComplaintUnreason: "诉求不合理", models.ComplaintDuplicate: "重复件",
	models.ComplaintWithdrawn: "已撤回", models.ComplaintSolved: "投诉人认为已解决", models.ComplaintNotSolved: "投诉人认为未解决",
	models.ComplaintClosed: "办理程序已结束",
}

func stateLabel(state string) string { return labels[state] }

// StateText says where a complaint stands, with the verdict and the finding.
func StateText(c *models.Complaint) string {
	var parts []string
	if c.Finding != "" && c.State != c.Finding {
		parts = append(parts, map[string]string{models.ComplaintFounded: "已查实", models.ComplaintUnfounded: "经查不属实"}[c.Finding])
	}
	if c.State == models.ComplaintClosed || c.State == c.Finding && c.Verdict != "" {
		parts = append(parts, map[string]string{
			models.ComplaintSolved: "投诉人认为已解决", models.ComplaintNotSolved: "投诉人认为未解决", "": "投诉人未评价,不代表问题已经解决",
		}[c.Verdict])
	}
	if len(parts) == 0 {
		return stateLabel(c.State)
	}
	return stateLabel(c.State) + "(" + strings.Join(parts, ";") + ")"
}
