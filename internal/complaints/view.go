package complaints

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// View is a complaint as the staff see it: nothing in it names the complainant.
type View struct {
	models.Complaint
	Text          string // masked, or as the office has redacted it
	SectionName   string // of the section complained about
	UnitName      string
	HandlerName   string
	StateText     string
	Overdue       string // the deadline that has passed: "", "accept" or "answer"
	DaysLeft      *int   // working days to the next deadline, negative once it has passed
	History       []Step
	May           []string
	Suggestions   []Suggestion // of the office: clauses that the outcome fits
	Charges       []models.ChargedComplaint
	ReceiptShown  string // of the office
	HasName       bool
	HasMobile     bool
	ByOfficeAlone bool
}

// Step is a line of the history as somebody may read it.
type Step struct {
	Move   string
	Text   string
	By     string // 投诉人, 承办单位, 评议办, 系统
	Login  string // of the staff, for the staff
	To     string
	Detail string
	At     time.Time
}

// Filter narrows List.
type Filter struct {
	SectionNo, UnitNo int // that handles it
	SubjectNo         int // complained about; of the office
	State             string
	Overdue           bool
	Before            int64
	Limit             int
}

func local(at models.Instant) time.Time { return at.Time().In(clock.Shanghai) }

// narrow limits a look to what the actor may see. Complaints of retaliation are the review office's alone.
func narrow(actor models.Actor, f models.ComplaintFilter) (models.ComplaintFilter, error) {
	if actor.Role != models.RoleReviewOffice {
		if f.About == models.AboutRetaliation {
			return f, errForbidden
		}
		f.About = models.AboutService
	}
	switch actor.Role {
	case models.RoleReviewOffice, models.RoleWorkCommittee, models.RoleAuditor:
		return f, nil
	case models.RoleLiaison:
		if f.SectionNo != 0 && f.SectionNo != actor.SectionNo || f.UnitNo != 0 || f.SubjectNo != 0 {
			return f, errForbidden
		}
		f.SectionNo = actor.SectionNo
	case models.RoleUnitManager:
		if f.UnitNo != 0 && f.UnitNo != actor.UnitNo || f.SubjectNo != 0 {
			return f, errForbidden
		}
		f.UnitNo = actor.UnitNo
	default:
		return f, errForbidden
	}
	if f.SectionNo == 0 && f.UnitNo == 0 {
		return f, errForbidden // an account without a place sees nothing
	}
	return f, nil
}

// sees says whether the actor may look at a complaint.
func sees(actor models.Actor, c *models.Complaint) bool {
	if side, mine := sideOf(actor, c); side != "" {
		return mine
	}
	return (actor.Role == models.RoleAuditor || actor.Role == models.RoleWorkCommittee) && c.About != models.AboutRetaliation
}

// List lists complaints, the latest first, with what is left of their time. Errors: CodeForbidden.
func (c *Complaints) List(ctx context.Context, actor models.Actor, f Filter) ([]View, error) {
	narrowed, err := narrow(actor, models.ComplaintFilter{
		SectionNo: f.SectionNo, UnitNo: f.UnitNo, SubjectNo: f.SubjectNo, State: f.State, Before: f.Before, Limit: f.Limit,
	})
	if err != nil {
		return nil, err
	}
	views := []View{}
	err = c.store.Read(ctx, func(tx *models.Tx) error {
		if f.Overdue {
			narrowed.Overdue = overdueAt(models.At(tx.Now()))
		}
		rows, err := tx.Complaints(narrowed)
		if err != nil {
			return err
		}
		names, err := namesOf(tx)
		if err != nil {
			return err
		}
		for i := range rows {
			view, err := c.view(actor, &rows[i], tx.Now(), names)
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

func overdueAt(now models.Instant) []models.Overdue {
	return []models.Overdue{
		{Deadline: deadlineAccept, States: acceptStates, At: now}, {Deadline: deadlineAnswer, States: answerStates, At: now},
	}
}

// Complaint shows one complaint with its history. Errors: CodeNotFound, CodeForbidden.
func (c *Complaints) Complaint(ctx context.Context, actor models.Actor, id int64) (View, error) {
	var view View
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		row, ok, err := tx.ComplaintByID(id)
		if err != nil {
			return err
		}
		if !ok || !sees(actor, &row) {
			return errNotFound
		}
		names, err := namesOf(tx)
		if err != nil {
			return err
		}
		if view, err = c.view(actor, &row, tx.Now(), names); err != nil {
			return err
		}
		return c.detail(tx, actor, &view)
	})
	return view, err
}

// detail adds the history, and for the office what points the outcome suggests.
func (c *Complaints) detail(tx *models.Tx, actor models.Actor, view *View) error {
	moves, err := tx.ComplaintMoves(view.ID)
	if err != nil {
		return err
	}
	name, mobile, err := c.personOf(&view.Complaint)
	if err != nil {
		return err
	}
	for i := range moves {
		step, err := c.told(&moves[i])
		if err != nil {
			return err
		}
		step.Text = mask(step.Text, name, mobile)
		view.History = append(view.History, step)
	}
	if side, _ := sideOf(actor, &view.Complaint); side != "" {
		view.May = May(&view.Complaint, side)
	}
	if actor.Role != models.RoleReviewOffice {
		return nil
	}
	if view.Charges, err = tx.ComplaintCharges(view.ID); err != nil {
		return err
	}
	view.Suggestions = c.suggest(&view.Complaint, moves)
	return nil
}

func (c *Complaints) personOf(row *models.Complaint) (name, mobile string, err error) {
	if name, err = c.open(purposeName, row.NameSealed); err != nil {
		return "", "", err
	}
	mobile, err = c.open(purposeMobile, row.MobileSealed)
	return name, mobile, err
}

// view shows a row without anything that names the complainant.
func (c *Complaints) view(actor models.Actor, row *models.Complaint, now time.Time, names names) (View, error) {
	v := View{
		Complaint: *row, StateText: StateText(row), Overdue: overdue(row, now), ByOfficeAlone: row.About == models.AboutRetaliation,
		SectionName: names.sections[row.SubjectSection], UnitName: names.units[row.SubjectUnit], HandlerName: names.sections[row.SectionNo],
		HasName: len(row.NameSealed) > 0, HasMobile: len(row.MobileSealed) > 0,
	}
	if actor.Role == models.RoleReviewOffice {
		v.ReceiptShown = row.Receipt
	} else {
		v.DuplicateOf = nil
	}
	if answerRuns(row.State) {
		by := row.AnswerBy
		if acceptRuns(row.State) {
			by = row.AcceptBy
		}
		v.DaysLeft = c.daysLeft(now, by)
	}
	var err error
	v.Text, err = c.unitText(row)
	return v, err
}

// unitText is the complaint as the unit reads it: redacted by the office, or masked by rule. Both are masked: an office
// may have overlooked something.
func (c *Complaints) unitText(row *models.Complaint) (string, error) {
	text, err := c.open(purposeUnitText, row.UnitTextSealed)
	if err == nil && text == "" {
		text, err = c.open(purposeText, row.TextSealed)
	}
	if err != nil {
		return "", err
	}
	name, mobile, err := c.personOf(row)
	return mask(text, name, mobile), err
}

// told opens a step of the history. One whose text is not what was written is an error: the history is never changed.
func (c *Complaints) told(m *models.ToldMove) (Step, error) {
	step := Step{Move: m.Move, By: sideLabel(m.Side), Login: m.Login, To: m.ToState, Detail: m.Detail, At: local(m.At)}
	var err error
	if step.Text, err = c.open(purposeMove, m.TextSealed); err != nil || step.Text == "" {
		return step, err
	}
	indexes, err := c.keys.Indexes(indexMove, step.Text)
	if err != nil {
		return step, err
	}
	if !slices.ContainsFunc(indexes, func(i []byte) bool { return bytes.Equal(i, m.TextIndex) }) {
		return step, errAltered
	}
	return step, nil
}

var errAltered = errors.New("the text of a complaint's move was altered")

func sideLabel(side string) string {
	switch Side(side) {
	case SideComplainant:
		return "投诉人"
	case SideHandler:
		return "承办单位"
	case SideOffice:
		return "评议办"
	default:
		return "系统"
	}
}

// names are today's names of sections and units, with those of ended ones.
type names struct{ sections, units map[int]string }

func namesOf(tx *models.Tx) (names, error) {
	n := names{map[int]string{}, map[int]string{}}
	units, err := tx.UnitTerms()
	if err != nil {
		return n, err
	}
	for _, u := range units { // by day: the latest name stays
		n.units[u.UnitNo] = u.Name
	}
	sections, err := tx.AllSectionTerms()
	for _, s := range sections {
		n.sections[s.SectionNo] = s.Name
	}
	return n, err
}

// Photo shows the n-th photo of a complaint that the actor may see. Errors: CodeNotFound, and those of the photos.
func (c *Complaints) Photo(ctx context.Context, actor models.Actor, id int64, n int) ([]byte, error) {
	var row models.Complaint
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		var ok bool
		var err error
		row, ok, err = tx.ComplaintByID(id)
		if err == nil && (!ok || !sees(actor, &row)) {
			err = errNotFound
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.photo(ctx, &row, n)
}

func (c *Complaints) photo(ctx context.Context, row *models.Complaint, n int) ([]byte, error) {
	if n < 1 || n > row.Photos {
		return nil, models.NewError(models.CodeNotFound, "没有这张照片,请刷新后重试。")
	}
	return c.photos.Open(ctx, row.ID, n)
}
