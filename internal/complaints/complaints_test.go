package complaints_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// desk is a citizen, the office with two people, and the section with its unit.
type desk struct {
	*testkit.Kit
	t                        *testing.T
	office, second           models.Actor
	section, manager, abroad models.Actor
	sent                     int
}

func newDesk(t *testing.T, open modelstest.Opener) *desk {
	t.Helper()
	d := &desk{Kit: testkit.NewOn(t, open), t: t}
	d.office, _ = d.Office(t, models.RoleReviewOffice, 1)
	d.second, _ = d.Office(t, models.RoleReviewOffice, 2)
	d.section = d.Liaison(t, testkit.Window)
	d.abroad = d.Liaison(t, testkit.Abroad)
	d.manager, _ = d.LogIn(t, testkit.LoginOf(models.RoleUnitManager, testkit.Unit1))
	return d
}

// Invented people.
const (
	name   = "李小红"
	mobile = "13800000012"
)

// plain is a complaint as most are.
func (d *desk) plain() complaints.Intake {
	return complaints.Intake{
		Code: d.CodeOf(d.t, testkit.Window), Text: "窗口上午十点没有人值班,打电话也不接。", Name: name, Mobile: mobile, Address: "192.0.2.7",
	}
}

// complain hands one in, each from another address unless it says which.
func (d *desk) complain(in complaints.Intake) complaints.Received {
	d.t.Helper()
	d.sent++
	kept, err := d.Complaints.Receive(d.t.Context(), in, complaints.Key{Key: fmt.Sprintf("key-%05d", d.sent), Body: []byte(in.Text)})
	require.NoError(d.t, err)
	return kept
}

func visit(r complaints.Received) complaints.Visit {
	return complaints.Visit{Receipt: r.Receipt, Secret: r.Secret, Address: "192.0.2.7"}
}

// move makes a move of the staff at the latest version.
func (d *desk) move(actor models.Actor, id int64, m complaints.Move) complaints.View {
	d.t.Helper()
	view, err := d.try(actor, id, m)
	require.NoError(d.t, err)
	return view
}

func (d *desk) try(actor models.Actor, id int64, m complaints.Move) (complaints.View, error) {
	d.t.Helper()
	if m.Version == 0 {
		m.Version = d.row(id).Version
	}
	if m.Text == "" {
		m.Text = "按规定办理。"
	}
	return d.Complaints.Move(d.t.Context(), actor, id, m)
}

func (d *desk) row(id int64) models.Complaint {
	d.t.Helper()
	var row models.Complaint
	require.NoError(d.t, d.Store.Read(d.t.Context(), func(tx *models.Tx) (err error) {
		row, _, err = tx.ComplaintByID(id)
		return err
	}))
	return row
}

// answered brings a new complaint to its answer.
func (d *desk) answered(in complaints.Intake) complaints.Received {
	d.t.Helper()
	kept := d.complain(in)
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAccept})
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "已安排专人值班。"})
	return kept
}

func TestTheUsualWay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept := d.answered(d.plain())
		own, err := d.Complaints.Follow(t.Context(), visit(kept))
		require.NoError(t, err)
		require.Equal(t, []string{"verdict", "withdraw"}, own.May)
		require.Equal(t, "已答复", own.StateText)
	})
}
