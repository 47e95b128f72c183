package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/app"
	"wanping/internal/complaints"
	"wanping/internal/reminders"
	"wanping/internal/testkit"
	"wanping/models"
)

// hall is a kit with its complaints and the planner that asks them, as the program wires both.
type hall struct {
	*testkit.Kit
	t       *testing.T
	planner *reminders.Reminders
	office  models.Actor
	sent    int
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{Kit: testkit.New(t), t: t}
	h.planner = h.Planner(t, app.CasesOf(h.Complaints))
	h.office, _ = h.Office(t, models.RoleReviewOffice, 1)
	return h
}

// complain hands a complaint in about the window section.
func (h *hall) complain(about string) int64 {
	h.t.Helper()
	h.sent++
	kept, err := h.Complaints.Receive(h.t.Context(), complaints.Intake{
		Code: h.CodeOf(h.t, testkit.Window), About: about, Text: fmt.Sprintf("窗口第%d次没有人值班", h.sent), Address: fmt.Sprintf("192.0.2.%d", h.sent),
	}, complaints.Key{Key: fmt.Sprintf("key-%05d", h.sent), Body: []byte{byte(h.sent)}})
	require.NoError(h.t, err)
	return kept.ID
}

// move makes moves of a complaint, one after the other.
func (h *hall) move(actor models.Actor, id int64, moves ...string) {
	h.t.Helper()
	for _, name := range moves {
		var row models.Complaint
		require.NoError(h.t, h.Store.Read(h.t.Context(), func(tx *models.Tx) (err error) {
			row, _, err = tx.ComplaintByID(id)
			return err
		}))
		_, err := h.Complaints.Move(h.t.Context(), actor, id, complaints.Move{Move: name, Version: row.Version, Text: "按规定办理。"})
		require.NoError(h.t, err)
	}
}

// told are the reminders of complaints in the liaison's inbox, the first first: topic and day of each.
func (h *hall) told(liaison models.Actor, days ...string) []string {
	h.t.Helper()
	for _, day := range days {
		h.At(h.t, day+" 09:00:00")
		_, err := h.planner.Plan(h.t.Context())
		require.NoError(h.t, err)
	}
	rows, err := h.Outbox.Inbox(h.t.Context(), liaison, 0, 100)
	require.NoError(h.t, err)
	var out []string
	for _, m := range slices.Backward(rows) {
		if strings.HasPrefix(m.Key, "complaint_") {
			out = append(out, fmt.Sprintf("%s %s %s", m.Key[len(m.Key)-5:], m.Topic, m.Values["step"]))
		}
	}
	return out
}

func TestAComplaintsSectionIsRemindedOfItsTerms(t *testing.T) {
	h := newHall(t)
	liaison := h.Liaison(t, testkit.Window)
	id := h.complain("")
	h.move(h.office, id, complaints.MoveAssign)
	retaliation := h.complain(models.AboutRetaliation)
	unassigned := h.complain("")
	require.NotEqual(t, retaliation, unassigned)
	require.Equal(t, []string{"09-28 complaint_due 受理", "10-07 complaint_due 受理"},
		h.told(liaison, "2023-09-27", "2023-09-28", "2023-10-06", "2023-10-07"), "of the one that is theirs, the days off between")
	h.move(liaison, id, complaints.MoveAccept)
	require.Equal(t, []string{"10-16 complaint_due 答复", "10-17 complaint_due 答复", "10-19 complaint_past 答复"},
		h.told(liaison, "2023-10-08", "2023-10-13", "2023-10-16", "2023-10-17", "2023-10-18", "2023-10-19", "2023-10-20")[2:])
	h.move(liaison, id, complaints.MoveAnswer)
	require.Len(t, h.told(liaison, "2023-10-25"), 5, "what is answered waits no longer")
}

// A day to come is shown with the terms that end then, however far it is.
func TestAPreviewShowsTermsThatEndLater(t *testing.T) {
	h := newHall(t)
	liaison := h.Liaison(t, testkit.Window)
	id := h.complain("")
	h.move(h.office, id, complaints.MoveAssign)
	h.move(liaison, id, complaints.MoveAccept)
	slots, err := h.planner.Preview(t.Context(), h.office, testkit.Day("2023-10-16"))
	require.NoError(t, err)
	at := slices.IndexFunc(slots, func(s reminders.Slot) bool { return s.About == reminders.ComplaintDue })
	require.GreaterOrEqual(t, at, 0)
	require.Contains(t, slots[at].Notices[0].Body, "2023年10月17日 17:30")
}
