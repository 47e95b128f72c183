package complaints

import (
	"context"
	"time"

	"wanping/models"
)

// Own is a complaint as its complainant sees it.
type Own struct {
	models.Complaint
	SectionName, UnitName string
	StateText             string
	Text                  string
	Overdue               bool
	History               []Step
	May                   []string // verdict, withdraw, object
}

// Visit is who comes with a receipt and its secret.
type Visit struct {
	Receipt, Secret string
	Address         string // counted under a keyed hash, never kept
}

// Follow shows the complainant the own case.
// Errors: CodeReceiptUnknown (of either, one sentence for both), CodeInvalid (a mistyped receipt), CodeTooManyRequests.
func (c *Complaints) Follow(ctx context.Context, v Visit) (Own, error) {
	row, err := c.enter(ctx, v)
	if err != nil {
		return Own{}, err
	}
	return c.own(ctx, row.ID)
}

// enter finds the complaint of a receipt and its secret. What is wrong takes as long and reads the same whether the
// receipt exists or not.
func (c *Complaints) enter(ctx context.Context, v Visit) (models.Complaint, error) {
	receipt, ok := readReceipt(v.Receipt)
	if !ok {
		return models.Complaint{}, refuse(models.CodeInvalid, "receipt", "投诉编号应为12位数字,好像输错了一位,请对照核对。")
	}
	var row models.Complaint
	var g guesser
	err := c.store.Read(ctx, func(tx *models.Tx) (err error) {
		if g, err = c.guesser(tx.Now(), v.Address, receipt); err != nil {
			return err
		}
		if row, _, err = tx.ComplaintByReceipt(receipt); err != nil {
			return err
		}
		rows, err := tx.ComplaintCounters(g.pair.index)
		if err == nil && len(rows) > 0 && rows[0].Used >= g.pair.limit.Most {
			err = tooMany("这个编号的查询码填错次数过多", rows[0].ExpiresAt.Time().Sub(tx.Now()))
		}
		return err
	})
	if err != nil {
		return models.Complaint{}, err
	}
	right, err := c.opens(receipt, v.Secret, row.SecretIndex)
	if err != nil {
		return models.Complaint{}, err
	}
	if !right {
		return models.Complaint{}, c.missed(ctx, g)
	}
	return row, nil
}

func (c *Complaints) own(ctx context.Context, id int64) (Own, error) {
	var own Own
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		row, ok, err := tx.ComplaintByID(id)
		if err != nil || !ok {
			return either(err, errReceipt)
		}
		names, err := namesOf(tx)
		if err != nil {
			return err
		}
		moves, err := tx.ComplaintMoves(id)
		if err != nil {
			return err
		}
		own, err = c.ownView(&row, moves, names, tx.Now())
		return err
	})
	return own, err
}

func (c *Complaints) ownView(row *models.Complaint, moves []models.ToldMove, names names, now time.Time) (Own, error) {
	shown := *row
	if row.ResumeState != "" { // what waits for a second person is not told before it is decided
		shown.State = row.ResumeState
	}
	own := Own{
		Complaint: shown, SectionName: names.sections[row.SubjectSection], UnitName: names.units[row.SubjectUnit],
		StateText: StateText(&shown), Overdue: overdue(row, now) != "", History: []Step{}, May: ownMay(row),
	}
	var err error
	if own.Text, err = c.open(purposeText, row.TextSealed); err != nil {
		return own, err
	}
	for i := range moves {
		step, err := c.told(&moves[i])
		if err != nil {
			return own, err
		}
		if shown, ok := publicly(step); ok {
			own.History = append(own.History, shown)
		}
	}
	return own, nil
}

// publicly is a step as the complainant reads it: what the staff write to each other stays among them.
func publicly(s Step) (Step, bool) {
	s.Login, s.Detail = "", ""
	switch s.Move {
	case MoveDisclaim, MoveDoubt, MoveRefuse:
		return s, false
	case MoveAssign, MoveEscalate:
		s.Text = ""
	}
	return s, true
}

func ownMay(row *models.Complaint) []string {
	may := []string{}
	if _, ok := target(row, MoveSolved, SideComplainant); ok {
		may = append(may, "verdict")
	}
	for _, move := range []string{MoveWithdraw, MoveObject} {
		if _, ok := target(row, move, SideComplainant); ok {
			may = append(may, move)
		}
	}
	return may
}

// Judge takes the complainant's verdict on an answer. The first "not solved" reopens the case.
// Errors: as Follow; CodeInvalid, CodeMoveRefused.
func (c *Complaints) Judge(ctx context.Context, v Visit, solved bool, text string) (Own, error) {
	move := MoveUnsolved
	if solved {
		move = MoveSolved
	}
	return c.byComplainant(ctx, v, Move{Move: move, Text: text})
}

// Withdraw takes the own complaint back. Errors: as Judge.
func (c *Complaints) Withdraw(ctx context.Context, v Visit, text string) (Own, error) {
	return c.byComplainant(ctx, v, Move{Move: MoveWithdraw, Text: text})
}

// Object asks the office to look again at a case that ended without an answer, once. Errors: as Judge.
func (c *Complaints) Object(ctx context.Context, v Visit, text string) (Own, error) {
	return c.byComplainant(ctx, v, Move{Move: MoveObject, Text: text})
}

// byComplainant makes a move of the complainant. The same one sent again after a lost reply changes nothing.
func (c *Complaints) byComplainant(ctx context.Context, v Visit, m Move) (Own, error) {
	if err := m.checkText(); err != nil {
		return Own{}, err
	}
	row, err := c.enter(ctx, v)
	if err != nil {
		return Own{}, err
	}
	step, text, err := c.step(models.Actor{}, m)
	if err != nil {
		return Own{}, err
	}
	step.Side = string(SideComplainant)
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		row, ok, err := tx.ComplaintByID(row.ID)
		if err != nil || !ok {
			return either(err, errReceipt)
		}
		if again, err := c.repeats(tx, &row, m); again || err != nil {
			return err
		}
		m.Version = row.Version
		return c.apply(tx, &row, m, step, text)
	})
	if err != nil {
		return Own{}, err
	}
	return c.own(ctx, row.ID)
}

// repeats says whether the last move was this very one.
func (c *Complaints) repeats(tx *models.Tx, row *models.Complaint, m Move) (bool, error) {
	moves, err := tx.ComplaintMoves(row.ID)
	if err != nil || len(moves) == 0 {
		return false, err
	}
	last := &moves[len(moves)-1]
	if last.Side != string(SideComplainant) || last.Move != m.Move {
		return false, nil
	}
	told, err := c.told(last)
	return told.Text == m.Text, err
}

// OwnPhoto shows the complainant an own photo. Errors: as Follow; CodeNotFound.
func (c *Complaints) OwnPhoto(ctx context.Context, v Visit, n int) ([]byte, error) {
	row, err := c.enter(ctx, v)
	if err != nil {
		return nil, err
	}
	return c.photo(ctx, &row, n)
}
