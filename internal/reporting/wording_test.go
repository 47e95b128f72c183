package reporting_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
	"wanping/models"
)

// approve puts an item into a section's catalogue.
func (b *bench) approve(section int, item string) {
	b.t.Helper()
	require.NoError(b.t, b.Store.Write(context.Background(), func(tx *models.Tx) error {
		_, err := tx.AddCatalogueItem(&models.CatalogueItem{SectionNo: section, Item: item})
		return err
	}))
}

func TestWordingIsRefusedWithASuggestionAndKeptAsAnAttempt(t *testing.T) {
	b := newBench(t, testkit.Window)
	s := testkit.Submission("2023-09-27")
	s.Item = "为儿子XX办理健康证"
	_, err := b.submit(s)
	refusal, ok := models.AsError(err)
	require.True(t, ok, "%v", err)
	require.Equal(t, refusal.Fields[0].Code, refusal.Code)
	var codes []models.Code
	for _, f := range refusal.Fields {
		require.Equal(t, "item", f.Name)
		codes = append(codes, f.Code)
	}
	require.Contains(t, codes, models.CodeKinship)
	require.Equal(t, "办理健康证", refusal.Fields[0].Suggestion)
	require.Contains(t, refusal.Message, "建议改为“办理健康证”")
	require.Empty(t, b.records())
	attempts := b.attempts()
	require.Len(t, attempts, 1)
	require.Equal(t, refusal.Code, attempts[0].Code)

	s.Item = refusal.Fields[0].Suggestion
	view, err := b.submit(s)
	require.NoError(t, err)
	require.Empty(t, view.Codes())
}

func TestInsistingKeepsTheRecordInTimeAndMarksIt(t *testing.T) {
	b := newBench(t, testkit.Window)
	s := testkit.Submission("2023-09-27")
	s.Item, s.InsistReason = "咨询户口问题,非常满意", " 权力清单原文如此 "
	view, err := b.submit(s)
	require.NoError(t, err)
	require.Contains(t, view.Codes(), string(models.CodeOpinion))
	require.Equal(t, "权力清单原文如此", view.InsistReason)
	require.NotContains(t, string(view.InsistSealed), "权力清单")
	require.Empty(t, b.attempts())

	plain := testkit.Submission("2023-09-27")
	plain.InsistReason = "没有必要的理由"
	unmarked, err := b.submit(plain)
	require.NoError(t, err)
	require.Empty(t, unmarked.Codes(), "a wording without findings is not marked")
	require.Empty(t, unmarked.InsistReason)

	office, _ := b.Office(t, models.RoleReviewOffice, 1)
	marked, err := b.Reporting.Records(t.Context(), office, models.RecordFilter{Insisted: true, Limit: 10})
	require.NoError(t, err)
	require.Len(t, marked, 1)
	require.Equal(t, view.ID, marked[0].ID)
}

func TestInsistingDoesNotExcuseADeadline(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.At(t, "2023-09-28 11:30:00")
	s := testkit.Submission("2023-09-27")
	s.Item, s.InsistReason = "咨询户口问题,非常满意", "原文如此"
	_, err := b.submit(s)
	require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
}

func TestNumbersAreNeverInsistedOn(t *testing.T) {
	b := newBench(t, testkit.Window)
	s := testkit.Submission("2023-09-27")
	s.Item, s.InsistReason = "联系13800000012", "对方要求"
	_, err := b.submit(s)
	require.Equal(t, models.CodeContact, models.CodeOf(err))
	require.NotContains(t, models.MessageOf(err), "填写理由后再次提交")
	require.Len(t, b.attempts(), 1)
}

func TestAnApprovedItemIsAlwaysAccepted(t *testing.T) {
	b := newBench(t, testkit.Window)
	s := testkit.Submission("2023-09-27")
	s.Item = "县儿子路咨询户口问题非常满意"
	_, err := b.submit(s)
	require.Error(t, err)
	b.approve(testkit.Monthly, s.Item)
	_, err = b.submit(s)
	require.Error(t, err, "another section's catalogue does not count")
	b.approve(testkit.Window, s.Item)
	view, err := b.submit(s)
	require.NoError(t, err)
	require.Empty(t, view.Codes())
}

func TestLookingAtAWordingSaysWhatSubmittingWould(t *testing.T) {
	b := newBench(t, testkit.Window)
	b.approve(b.liaison.SectionNo, "非常满意回访登记")
	for _, c := range []struct {
		name, item, suggestion string
		faulty, insistable     bool
	}{
		{"a good one", "护照办理", "", false, false},
		{"a suggestion at hand", "为儿子XX办理健康证", "办理健康证", true, true},
		{"one of the catalogue, whatever it says", "非常满意回访登记", "", false, false},
		{"nothing to insist on", "……", "", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			seen, err := b.Reporting.LookAtWording(t.Context(), b.liaison, c.item)
			require.NoError(t, err)
			require.Equal(t, c.faulty, len(seen.Findings) > 0)
			require.Equal(t, c.insistable, seen.Insistable)
			s := testkit.Submission("2023-09-27")
			s.Item = c.item
			_, err = b.submit(s)
			if !c.faulty {
				require.NoError(t, err)
				return
			}
			require.Equal(t, c.suggestion, seen.Findings[0].Suggestion)
			require.Equal(t, models.Code(seen.Findings[0].Code), models.CodeOf(err))
			s.InsistReason = "权力清单原文如此"
			_, err = b.submit(s)
			require.Equal(t, c.insistable, err == nil, "%v", err)
		})
	}
	require.Len(t, b.attempts(), 3, "of the submissions: looking leaves none")
}

func TestOnlyALiaisonLooksAtWordings(t *testing.T) {
	b := newBench(t, testkit.Window)
	_, err := b.Reporting.LookAtWording(t.Context(), models.Actor{Role: models.RoleUnitManager}, "护照办理")
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))
}
