package complaints_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// The moves, written down apart from the program: "state: move>state ...". What is not here is refused.
const (
	officeMoves = `
received: assign>assigned propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
assigned: assign>assigned propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
accepted: assign>assigned propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
reopened: assign>assigned propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
objected: assign>assigned propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
answered: found>founded unfound>unfounded close>closed
solved: found>founded unfound>unfounded close>closed
not_solved: found>founded unfound>unfounded close>closed
founded: close>closed
unfounded: close>closed
out_of_duty_proposed: assign>assigned confirm>out_of_duty refuse>assigned
unreasonable_proposed: confirm>unreasonable refuse>assigned
out_of_duty: close>closed
unreasonable: close>closed
duplicate: close>closed`
	handlerMoves = `
assigned: accept>accepted propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
accepted: answer>answered propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
reopened: answer>answered propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed`
	complainantMoves = `
received: withdraw>withdrawn
assigned: withdraw>withdrawn
accepted: withdraw>withdrawn
reopened: withdraw>withdrawn
objected: withdraw>withdrawn
out_of_duty_proposed: withdraw>withdrawn
unreasonable_proposed: withdraw>withdrawn
answered: withdraw>withdrawn solved>solved not_solved>reopened
founded: solved>solved not_solved>reopened
unfounded: solved>solved not_solved>reopened
closed: solved>solved not_solved>reopened
out_of_duty: object>objected
unreasonable: object>objected
duplicate: object>objected`
	// of a complaint of retaliation, which nobody but the office handles
	aloneMoves = `
received: accept>accepted propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
assigned: propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
accepted: answer>answered propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
reopened: answer>answered propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed
objected: accept>accepted propose_out_of_duty>out_of_duty_proposed propose_unreasonable>unreasonable_proposed mark_duplicate>duplicate
answered: found>founded unfound>unfounded close>closed
solved: found>founded unfound>unfounded close>closed
not_solved: found>founded unfound>unfounded close>closed
founded: close>closed
unfounded: close>closed
out_of_duty_proposed: confirm>out_of_duty refuse>assigned
unreasonable_proposed: confirm>unreasonable refuse>assigned
out_of_duty: close>closed
unreasonable: close>closed
duplicate: close>closed`
)

var (
	allStates = []string{
		models.ComplaintReceived, models.ComplaintAssigned, models.ComplaintAccepted, models.ComplaintAnswered, models.ComplaintFounded,
		models.ComplaintUnfounded, models.ComplaintReopened, models.ComplaintObjected, models.ComplaintDoubted, models.ComplaintDisclaimed,
		models.ComplaintOutOfDuty, models.ComplaintUnreason, models.ComplaintDuplicate, models.ComplaintWithdrawn, models.ComplaintSolved,
		models.ComplaintNotSolved, models.ComplaintClosed,
	}
	allMoves = []string{
		complaints.MoveReceive, complaints.MoveAssign, complaints.MoveAccept, complaints.MoveAnswer, complaints.MoveFound, complaints.MoveUnfound,
		complaints.MoveDisclaim, complaints.MoveDoubt, complaints.MoveConfirm, complaints.MoveRefuse, complaints.MoveDouble,
		complaints.MoveWithdraw, complaints.MoveSolved, complaints.MoveUnsolved, complaints.MoveObject, complaints.MoveClose, complaints.MoveEscalate,
		"made_up",
	}
)

// movesOf reads a table above: state -> move -> state.
func movesOf(t *testing.T, table string) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		state, moves, ok := strings.Cut(line, ": ")
		require.True(t, ok)
		require.Contains(t, allStates, state)
		out[state] = map[string]string{}
		for _, move := range strings.Fields(moves) {
			name, to, _ := strings.Cut(move, ">")
			require.Contains(t, allMoves, name)
			require.Contains(t, allStates, to)
			out[state][name] = to
		}
	}
	return out
}

// standing is a complaint in a state, as one gets there: assigned to the window section, answered once.
func standing(about, state string) models.Complaint {
	at := models.Instant(1)
	return models.Complaint{
		About: about, State: state, Version: 1, SectionNo: testkit.Window, UnitNo: testkit.Unit1, SubjectSection: testkit.Window,
		SubjectUnit: testkit.Unit1, ResumeState: models.ComplaintAssigned, PendingBy: 1 << 40, AnsweredAt: &at, Channel: models.ChannelH5,
	}
}

func TestEveryMoveOfEveryStateAndSide(t *testing.T) {
	for about, sides := range map[string]map[complaints.Side]string{
		models.AboutService: {
			complaints.SideOffice: officeMoves, complaints.SideHandler: handlerMoves, complaints.SideComplainant: complainantMoves,
			complaints.SideSystem: "received: assign>assigned",
		},
		models.AboutRetaliation: {
			complaints.SideOffice: aloneMoves, complaints.SideComplainant: complainantMoves, complaints.SideHandler: "received: assign>assigned",
			complaints.SideSystem: "received: assign>assigned",
		},
	} {
		for side, table := range sides {
			want := movesOf(t, table)
			if len(want) == 1 && want["received"] != nil { // nothing at all
				want = nil
			}
			for _, state := range allStates {
				for _, move := range allMoves {
					to, ok := complaints.Target(standing(about, state), move, side)
					expected, may := want[state][move]
					require.Equal(t, may, ok, "%s: %s of %s by %s", about, move, state, side)
					if may {
						require.Equal(t, expected, to, "%s: %s of %s by %s", about, move, state, side)
					}
				}
			}
		}
	}
}

// Every role through the public door, on every state: what the table does not have changes nothing.
func TestEveryMoveByEveryRole(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	other := d.complain(d.plain())
	actors := map[string]models.Actor{
		"office": d.second, "handler": d.section, "handler, the manager": d.manager, "abroad": d.abroad,
		"abroad, the manager": {AccountID: 900, Role: models.RoleUnitManager, UnitNo: testkit.Unit2},
	}
	for _, role := range models.Roles() {
		if !slices.Contains([]models.Role{models.RoleReviewOffice, models.RoleLiaison, models.RoleUnitManager}, role) {
			actors[string(role)] = models.Actor{AccountID: 901, Role: role}
		}
	}
	for about, tables := range map[string]map[string]string{
		models.AboutService:     {"office": officeMoves, "handler": handlerMoves, "handler, the manager": handlerMoves},
		models.AboutRetaliation: {"office": aloneMoves},
	} {
		for who, actor := range actors {
			want := map[string]map[string]string{}
			if table, ok := tables[who]; ok {
				want = movesOf(t, table)
			}
			for _, state := range allStates {
				d.tryAll(actor, about, state, want[state], other.ID, who)
			}
		}
	}
}

// tryAll tries every move on a complaint in a state.
func (d *desk) tryAll(actor models.Actor, about, state string, want map[string]string, other int64, who string) {
	d.t.Helper()
	row := d.put(standing(about, state))
	for _, move := range allMoves {
		m := complaints.Move{Move: move, Version: row.Version, Text: "按规定办理。"}
		if move == complaints.MoveDouble && about == models.AboutService {
			m.DuplicateOf = other
		} else if move == complaints.MoveDouble {
			m.DuplicateOf = d.put(standing(about, models.ComplaintReceived)).ID
		}
		_, err := d.Complaints.Move(d.t.Context(), actor, row.ID, m)
		now := d.row(row.ID)
		to, may := want[move]
		if !may {
			require.Error(d.t, err, "%s: %s of %s by %s", about, move, state, who)
			require.Equal(d.t, state, now.State)
			require.Equal(d.t, row.Version, now.Version)
			continue
		}
		require.NoError(d.t, err, "%s: %s of %s by %s", about, move, state, who)
		require.Equal(d.t, to, now.State)
		row = d.put(standing(about, state))
	}
}

// put stores a complaint as it is, with a receipt of its own.
func (d *desk) put(row models.Complaint) models.Complaint {
	d.t.Helper()
	d.sent++
	row.Receipt, row.SendIndex = fmt.Sprintf("put-%d", d.sent), fmt.Appendf(nil, "put-%d", d.sent)
	row.SecretIndex, row.BodyIndex = []byte{1}, []byte{1}
	row.NameSealed, row.MobileSealed, row.OpenIDSealed, row.TextSealed, row.UnitTextSealed = []byte{}, []byte{}, []byte{}, []byte{}, []byte{}
	require.NoError(d.t, d.Store.Write(d.t.Context(), func(tx *models.Tx) error {
		ok, err := tx.AddComplaint(&row)
		require.True(d.t, ok)
		return err
	}))
	return row
}

func TestEveryStateHasWords(t *testing.T) {
	for _, state := range allStates {
		text := complaints.StateText(&models.Complaint{State: state})
		require.NotEmpty(t, text)
		if state != models.ComplaintSolved {
			require.NotRegexp(t, "^已解决|已经解决$", text)
		}
	}
	closed := complaints.StateText(&models.Complaint{State: models.ComplaintClosed})
	require.Equal(t, "办理程序已结束(投诉人未评价,不代表问题已经解决)", closed)
	unsolved := complaints.StateText(&models.Complaint{State: models.ComplaintClosed, Verdict: models.ComplaintNotSolved, Finding: models.ComplaintFounded})
	require.Equal(t, "办理程序已结束(已查实;投诉人认为未解决)", unsolved)
}

// Whatever happens, a complaint ends up in a state that is known, and its history tells how, without a gap.
func TestHistoriesHaveNoGap(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.answered(d.plain())
	_, err := d.Complaints.Judge(t.Context(), visit(kept), false, "还是没有人")
	require.NoError(t, err)
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "已整改。"})
	var moves []models.ToldMove
	require.NoError(t, d.Store.Read(t.Context(), func(tx *models.Tx) (err error) {
		moves, err = tx.ComplaintMoves(kept.ID)
		return err
	}))
	state := ""
	for i, m := range moves {
		require.Equal(t, i+1, m.Version)
		require.Equal(t, state, m.FromState)
		require.NotZero(t, m.At)
		require.NotEmpty(t, m.Side)
		if m.Side != string(complaints.SideComplainant) {
			require.NotZero(t, m.AccountID)
			require.NotEmpty(t, m.Login)
			require.NotEmpty(t, m.TextSealed)
		}
		state = m.ToState
	}
	require.Equal(t, models.ComplaintAnswered, state)
	require.ElementsMatch(t, []string{"receive", "assign", "accept", "answer", "not_solved"}, slices.Collect(maps.Keys(kinds(moves))))
}

func kinds(moves []models.ToldMove) map[string]int {
	out := map[string]int{}
	for _, m := range moves {
		out[m.Move]++
	}
	return out
}
