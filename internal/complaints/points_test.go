package complaints_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/complaints"
	"wanping/internal/proposals"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func (d *desk) suggested(id int64) []string {
	d.t.Helper()
	view, err := d.Complaints.Complaint(d.t.Context(), d.office, id)
	require.NoError(d.t, err)
	var out []string
	for _, s := range view.Suggestions {
		out = append(out, s.Clause)
	}
	return out
}

func TestOutcomesSuggestTheirClauses(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.answered(d.plain())
	require.Empty(t, d.suggested(kept.ID), "no outcome yet")
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveFound})
	require.Equal(t, []string{"A1.1.5a", "A1.1.4"}, d.suggested(kept.ID))
	city := d.answered(d.plain())
	d.move(d.office, city.ID, complaints.Move{Move: complaints.MoveFound, Level: complaints.LevelCity})
	require.Equal(t, []string{"A1.1.5b", "A1.1.4"}, d.suggested(city.ID))
	not := d.answered(d.plain())
	d.move(d.office, not.ID, complaints.Move{Move: complaints.MoveUnfound})
	require.Empty(t, d.suggested(not.ID))

	slow := d.complain(d.plain())
	late := d.complain(d.plain())
	d.move(d.office, late.ID, complaints.Move{Move: complaints.MoveAssign})
	d.At(t, "2023-10-09 09:00:00")
	d.move(d.section, late.ID, complaints.Move{Move: complaints.MoveAccept})
	require.Equal(t, []string{"A1.1.3"}, d.suggested(late.ID))
	d.move(d.office, slow.ID, complaints.Move{Move: complaints.MoveAssign})
	d.move(d.section, slow.ID, complaints.Move{Move: complaints.MoveAccept})
	require.True(t, d.row(slow.ID).AcceptedLate)
	require.Empty(t, d.suggested(slow.ID), "the office was late, not the section")
	d.move(d.section, late.ID, complaints.Move{Move: complaints.MoveAnswer})
	for range 2 {
		_, err := d.Complaints.Judge(t.Context(), visit(late), false, "没有解决")
		require.NoError(t, err)
		if d.row(late.ID).State == models.ComplaintReopened {
			d.move(d.section, late.ID, complaints.Move{Move: complaints.MoveAnswer, Text: "再次答复"})
		}
	}
	require.Equal(t, []string{"A1.1.3"}, d.suggested(late.ID), "one case, one clause")
}

// What a case proposes is confirmed by another account of the office, stands in the ledger with the case as evidence, and
// whoever enters it sees what else stands against the section for that day (D15).
func TestAProposalRestsOnItsCaseAndShowsTheOther(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		work, _ := d.Office(t, models.RoleWorkCommittee, 1)
		_, err := d.Proposals.Propose(t.Context(), work, []proposals.Line{{
			Kind: models.EntryDeduction, Section: testkit.Window, Clause: "A1.2.3", Points: "1", On: testkit.Day("2023-09-27"), Reason: "窗口无人",
		}}, proposals.Key{})
		require.NoError(t, err)
		kept := d.answered(d.plain())
		d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveFound})
		_, err = d.Complaints.Propose(t.Context(), d.section, kept.ID, "A1.1.5a", "属实")
		require.Equal(t, models.CodeForbidden, models.CodeOf(err))
		_, err = d.Complaints.Propose(t.Context(), d.office, kept.ID, "A1.1.3", "属实")
		require.Equal(t, models.CodeClauseNotFitting, models.CodeOf(err))

		done, err := d.Complaints.Propose(t.Context(), d.office, kept.ID, "A1.1.5a", "属实")
		require.NoError(t, err)
		require.Len(t, done.Others, 1)
		require.Equal(t, "A1.2.3", done.Others[0].Clause)
		_, err = d.Complaints.Propose(t.Context(), d.second, kept.ID, "A1.1.5a", "属实")
		require.Equal(t, models.CodeAlreadyDecided, models.CodeOf(err), "once")
		_, err = d.Proposals.Confirm(t.Context(), d.office, proposals.Selection{IDs: []int64{done.ProposalID}}, "同意")
		require.Equal(t, models.CodeSameAccount, models.CodeOf(err))
		entries, err := d.Proposals.Confirm(t.Context(), d.second, proposals.Selection{IDs: []int64{done.ProposalID}}, "同意")
		require.NoError(t, err)
		require.Equal(t, complaints.Evidence(kept.ID)+"(县评议办)", entries[0].Evidence)
		require.Equal(t, testkit.Window, entries[0].SectionNo)
		view, err := d.Complaints.Complaint(t.Context(), d.office, kept.ID)
		require.NoError(t, err)
		require.Equal(t, models.ProposalConfirmed, view.Charges[0].State)
	})
}

func TestADeclinedProposalMayBeMadeAnew(t *testing.T) {
	d := newDesk(t, modelstest.Open)
	kept := d.answered(d.plain())
	d.move(d.office, kept.ID, complaints.Move{Move: complaints.MoveFound})
	done, err := d.Complaints.Propose(t.Context(), d.office, kept.ID, "A1.1.5a", "属实")
	require.NoError(t, err)
	_, err = d.Proposals.Decline(t.Context(), d.second, proposals.Selection{IDs: []int64{done.ProposalID}}, "再核")
	require.NoError(t, err)
	_, err = d.Complaints.Propose(t.Context(), d.office, kept.ID, "A1.1.5a", "补充材料")
	require.NoError(t, err)
}
