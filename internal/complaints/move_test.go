package complaints_test

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestAnExitNeedsASecondPersonAndAReason(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept := d.complain(d.plain())
		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveDoubt, Text: "多次查实不存在"})
		own, err := d.Complaints.Follow(t.Context(), visit(kept))
		require.NoError(t, err)
		require.Equal(t, models.ComplaintReceived, own.State, "not told before it is decided")
		require.Len(t, own.History, 1)

		_, err = d.try(d.office, kept.ID, complaints.Move{Move: complaints.MoveConfirm, Text: "同意"})
		require.Equal(t, models.CodeSameAccount, models.CodeOf(err))
		_, err = d.try(d.second, kept.ID, complaints.Move{Move: complaints.MoveConfirm, Text: "好"})
		require.Equal(t, models.CodeInvalid, models.CodeOf(err), "a reason")
		d.move(d.second, kept.ID, complaints.Move{Move: complaints.MoveConfirm, Text: "经核查,反映的情况不存在"})

		own, err = d.Complaints.Follow(t.Context(), visit(kept))
		require.NoError(t, err)
		require.Equal(t, models.ComplaintUnreason, own.State)
		require.Equal(t, []string{"object"}, own.May)
		require.Equal(t, "经核查,反映的情况不存在", own.History[len(own.History)-1].Text)
		own, err = d.Complaints.Object(t.Context(), visit(kept), "我有录像")
		require.NoError(t, err)
		require.Equal(t, models.ComplaintObjected, own.State)

		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveDisclaim, Text: "应由法院处理"})
		d.move(d.second, kept.ID, complaints.Move{Move: complaints.MoveConfirm, Text: "请向法院提出"})
		_, err = d.Complaints.Object(t.Context(), visit(kept), "还是不服")
		require.Equal(t, models.CodeMoveRefused, models.CodeOf(err), "once")
	})
}

func TestTheHandlerHandsBackWhatIsNotItsDuty(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveDisclaim, Text: "属乙局业务科"})
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign, SectionNo: testkit.Abroad})
	_, err := d.Complaints.Complaint(t.Context(), d.section, kept.ID)
	require.Equal(t, models.CodeNotFound, models.CodeOf(err), "it is another section's now")
	view, err := d.Complaints.Complaint(t.Context(), d.abroad, kept.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"accept", "propose_out_of_duty", "propose_unreasonable"}, view.May)
	d.move(d.abroad, kept.ID, complaints.Move{Move: complaints.MoveDisclaim, Text: "也不是我们"})
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveRefuse, Text: "是你们的职责"})
	require.Equal(t, models.ComplaintAssigned, d.row(kept.ID).State)
	_, err = d.try(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign, SectionNo: 99})
	require.Equal(t, models.CodeSectionNotValid, models.CodeOf(err))
}

func TestNotSolvedReopensOnceAndReachesTheHandler(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.answered(d.plain())
	answerBy := d.row(kept.ID).AnswerBy
	d.At(t, "2023-10-16 09:00:00")
	own, err := d.Complaints.Judge(t.Context(), visit(kept), false, "还是没有人")
	require.NoError(t, err)
	require.Equal(t, models.ComplaintReopened, own.State)
	require.Greater(t, *d.row(kept.ID).AnswerBy, *answerBy, "re-armed")
	for _, actor := range []models.Actor{d.section, d.manager, d.office} {
		inbox, err := d.Outbox.Inbox(t.Context(), actor, 0, 50)
		require.NoError(t, err)
		require.Equal(t, 1, count(inbox, "complaint_reopened"), "%s", actor.Role)
	}
	again, err := d.Complaints.Judge(t.Context(), visit(kept), false, "还是没有人")
	require.NoError(t, err, "a reply was lost")
	require.Equal(t, own.Version, again.Version)

	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "已再次整改。"})
	own, err = d.Complaints.Judge(t.Context(), visit(kept), false, "没有整改")
	require.NoError(t, err)
	require.Equal(t, models.ComplaintNotSolved, own.State, "not a second time")
	view := d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveClose, Text: "程序结束"})
	require.Equal(t, "办理程序已结束(投诉人认为未解决)", view.StateText)
	_, err = d.Complaints.Judge(t.Context(), visit(kept), true, "")
	require.Equal(t, models.CodeMoveRefused, models.CodeOf(err))
}

func TestAClosedCaseWithoutAVerdictCanStillBeReopened(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.answered(d.plain())
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveClose, Text: "投诉人未评价"})
	own, err := d.Complaints.Judge(t.Context(), visit(kept), false, "刚看到答复,没有解决")
	require.NoError(t, err)
	require.Equal(t, models.ComplaintReopened, own.State)
	exit := d.complain(d.plain())
	d.move(d.office, exit.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: kept.ID, Text: "同一事项"})
	d.move(d.office, exit.ID, complaints.Move{Move: complaints.MoveClose, Text: "同一事项"})
	_, err = d.Complaints.Judge(t.Context(), visit(exit), false, "不是一件事")
	require.Equal(t, models.CodeMoveRefused, models.CodeOf(err), "it was never answered")
}

func TestTwoOfficersDoNotOverwriteEachOther(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept := d.complain(d.plain())
		var wait sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			wait.Go(func() {
				_, results[i] = d.Complaints.Move(t.Context(), []models.Actor{d.office, d.second}[i%2], kept.ID, complaints.Move{
					Move: complaints.MoveAssign, Version: 1, Text: fmt.Sprintf("请办理,第%d次", i), SectionNo: []int{testkit.Window, testkit.Abroad}[i%2],
				})
			})
		}
		wait.Wait()
		done := 0
		for _, err := range results {
			if err == nil {
				done++
				continue
			}
			require.Equal(t, models.CodeComplaintChanged, models.CodeOf(err))
		}
		require.Equal(t, 1, done)
		require.Equal(t, 2, d.row(kept.ID).Version)
	})
}

func TestAMoveWhoseReplyWasLostIsMadeOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		kept, first := d.complain(d.plain()), d.complain(d.plain())
		for _, lost := range []struct {
			by     models.Actor
			move   complaints.Move
			others []complaints.Move // that are not the same
		}{
			{d.office, complaints.Move{Move: complaints.MoveAssign, Text: "请办理", Urgent: true, UnitText: "窗口无人"}, []complaints.Move{
				{Move: complaints.MoveAssign, Text: "请办理", SectionNo: testkit.Abroad, Urgent: true, UnitText: "窗口无人"},
				{Move: complaints.MoveAssign, Text: "请办理", Urgent: true, UnitText: "窗口上午无人"},
			}},
			{d.section, complaints.Move{Move: complaints.MoveAccept}, []complaints.Move{{Move: complaints.MoveDisclaim, Text: "已受理。"}}},
			{d.section, complaints.Move{Move: complaints.MoveAnswer, Text: "已经整改。"}, []complaints.Move{{Move: complaints.MoveAnswer, Text: "没有此事。"}}},
			{d.office, complaints.Move{Move: complaints.MoveFound, Text: "属实"}, []complaints.Move{{Move: complaints.MoveFound, Text: "属实", Level: complaints.LevelCity}}},
		} {
			lost.move.Version = d.row(kept.ID).Version
			view, err := d.Complaints.Move(t.Context(), lost.by, kept.ID, lost.move)
			require.NoError(t, err, lost.move.Move)
			again, err := d.Complaints.Move(t.Context(), lost.by, kept.ID, lost.move)
			require.NoError(t, err, lost.move.Move)
			require.Equal(t, view, again)
			for _, other := range lost.others {
				other.Version = lost.move.Version
				_, err = d.Complaints.Move(t.Context(), lost.by, kept.ID, other)
				require.Equal(t, models.CodeComplaintChanged, models.CodeOf(err), "%+v", other)
			}
			if lost.by.Role == models.RoleReviewOffice {
				_, err = d.Complaints.Move(t.Context(), d.second, kept.ID, lost.move)
				require.Equal(t, models.CodeComplaintChanged, models.CodeOf(err), "another's is not one's own")
			}
		}
		d.move(d.office, first.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: kept.ID, Text: "同一事项"})
		_, err := d.Complaints.Move(t.Context(), d.office, first.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: kept.ID, Text: "同一事项", Version: 1})
		require.NoError(t, err)
	})
}

// What others have done since does not make the move another's: its sender learns how things stand now.
func TestALateResendShowsHowThingsStand(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.complain(d.plain())
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
	accept := complaints.Move{Move: complaints.MoveAccept, Version: d.row(kept.ID).Version}
	d.move(d.section, kept.ID, complaints.Move{Move: complaints.MoveAccept, Text: "已受理。"})
	d.move(d.manager, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "已经整改。"})
	view, err := d.Complaints.Move(t.Context(), d.section, kept.ID, accept)
	require.NoError(t, err)
	require.Equal(t, models.ComplaintAnswered, view.State)
	require.Len(t, view.History, 4)
}

func TestADuplicateNamesItsFirst(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	first, second := d.complain(d.plain()), d.complain(d.plain())
	secret := d.plain()
	secret.About = models.AboutRetaliation
	alone := d.complain(secret)
	for _, of := range []int64{0, second.ID, alone.ID, 999} {
		_, err := d.try(d.office, second.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: of})
		require.Equal(t, models.CodeInvalid, models.CodeOf(err), of)
	}
	view := d.move(d.office, second.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: first.ID, Text: "与前一件相同"})
	require.Equal(t, first.ID, *view.DuplicateOf)
	_, err := d.try(d.office, first.ID, complaints.Move{Move: complaints.MoveDouble, DuplicateOf: second.ID})
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "no circle")
}

// A complaint of retaliation is the office's alone: it cannot even be told from one that does not exist.
func TestRetaliationIsTheOfficesAlone(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	in := d.plain()
	in.About = models.AboutRetaliation
	kept := d.complain(in)
	others := []models.Actor{d.section, d.manager, d.abroad, {Role: models.RoleAuditor}, {Role: models.RoleWorkCommittee}}
	for _, actor := range others {
		_, err := d.Complaints.Complaint(t.Context(), actor, kept.ID)
		_, none := d.Complaints.Complaint(t.Context(), actor, 999)
		require.Equal(t, none, err)
		list, err := d.Complaints.List(t.Context(), actor, complaints.Filter{Limit: 50})
		require.NoError(t, err)
		require.Empty(t, list)
		counted, err := d.Complaints.Statistics(t.Context(), actor, complaints.Span{})
		require.NoError(t, err)
		require.Zero(t, counted.Total.Received)
	}
	_, err := d.try(d.office, kept.ID, complaints.Move{Move: complaints.MoveAssign})
	require.Equal(t, models.CodeMoveRefused, models.CodeOf(err))
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAccept})
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "已约谈有关人员。"})
	d.move(d.second, kept.ID, complaints.Move{Move: complaints.MoveFound, Text: "属实"})
	d.At(t, "2023-12-29 09:00:00")
	_, err = d.Complaints.Plan(t.Context())
	require.NoError(t, err)
	for _, actor := range others[:3] {
		inbox, err := d.Outbox.Inbox(t.Context(), actor, 0, 50)
		require.NoError(t, err)
		require.Empty(t, inbox)
	}
	view, err := d.Complaints.Complaint(t.Context(), d.office, kept.ID)
	require.NoError(t, err)
	require.Empty(t, view.Suggestions, "a proposal would be told to the section")
	_, err = d.Complaints.Propose(t.Context(), d.office, kept.ID, "A1.1.5a", "属实")
	require.Equal(t, models.CodeClauseNotFitting, models.CodeOf(err))
}

func TestTheHistoryCannotBeChanged(t *testing.T) {
	config := modelstest.Config(t, models.SQLite, nil)
	d := newDesk(t, func(tb testing.TB, c clock.Clock) *models.Store {
		tb.Helper()
		config.Clock = c
		return modelstest.OpenAt(tb, config)
	})
	kept := d.answered(d.plain())
	for _, statement := range []string{
		"UPDATE complaint_moves SET move = 'x'", "UPDATE complaint_moves SET at = 1", "DELETE FROM complaint_moves",
	} {
		require.ErrorContains(t, execute(t, config.DSN, statement), "append-only")
	}
	// the texts stand beside, to be sealed anew and erased; one that says something else is found out
	sealed, err := d.Keys.Seal("complaint.move", "我们从没这样答复过。")
	require.NoError(t, err)
	require.NoError(t, d.Store.Write(t.Context(), func(tx *models.Tx) error {
		rows, err := tx.ComplaintMoves(kept.ID)
		if err != nil {
			return err
		}
		return tx.ResealComplaintText(models.ComplaintText{ID: rows[3].ID, TextSealed: sealed})
	}))
	_, err = d.Complaints.Complaint(t.Context(), d.office, kept.ID)
	require.ErrorContains(t, err, "altered")
}

func execute(t *testing.T, path, statement string) error {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	_, err = db.Exec(statement)
	return err
}
