package reporting_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/reporting"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func (b *bench) correct(id int64, s reporting.Submission) (reporting.View, error) {
	b.keys++
	return b.Reporting.Correct(b.t.Context(), b.liaison, id, s, reporting.Key{Key: fmt.Sprintf("fix-%05d", b.keys), Body: fmt.Append(nil, s)})
}

func TestACorrectionTakesTheRecordsPlace(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		first, err := b.submit(testkit.Submission("2023-09-27"))
		require.NoError(t, err)

		second, err := b.correct(first.ID, reporting.Submission{RecipientMobile: "13900000013"})
		require.NoError(t, err)
		require.Equal(t, "139******13", second.RecipientMobile)
		require.Equal(t, first.RecipientName, second.RecipientName, "what is not corrected stays")
		require.Equal(t, first.Item, second.Item)

		third, err := b.correct(second.ID, reporting.Submission{Category: models.CategoryAdvice})
		require.NoError(t, err, "the record that is corrected is no duplicate of itself")
		require.Equal(t, models.CategoryAdvice, third.Category)

		standing := 0
		for _, row := range b.records() {
			if row.WithdrawnAt == nil {
				standing++
				require.Equal(t, third.ID, row.ID)
			}
		}
		require.Equal(t, 1, standing)
		_, err = b.correct(first.ID, reporting.Submission{Item: "签证办理"})
		require.Equal(t, models.CodeAlreadyWithdrawn, models.CodeOf(err))
	})
}

func TestACorrectionThatIsRefusedLeavesTheRecord(t *testing.T) {
	b := newBench(t, testkit.Window)
	first, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	_, err = b.correct(first.ID, reporting.Submission{Item: "咨询户口问题,非常满意"})
	require.Equal(t, models.CodeOpinion, models.CodeOf(err))
	require.True(t, b.Reporting.MayInsist(err))
	require.Len(t, b.attempts(), 1)
	require.Nil(t, b.records()[0].WithdrawnAt)
	_, err = b.correct(first.ID, reporting.Submission{Item: "联系13800000012"})
	require.Equal(t, models.CodeContact, models.CodeOf(err))
	require.False(t, b.Reporting.MayInsist(err))
	_, err = b.correct(first.ID, reporting.Submission{RecipientMobile: "138"})
	require.Equal(t, models.CodeInvalid, models.CodeOf(err))
	require.False(t, b.Reporting.MayInsist(err))

	b.At(t, "2023-09-28 11:30:00")
	_, err = b.correct(first.ID, reporting.Submission{Item: "签证办理"})
	require.Equal(t, models.CodeDeadlinePassed, models.CodeOf(err))
	require.Nil(t, b.records()[0].WithdrawnAt)
}

func TestACorrectionThatIsSentAgainIsDoneOnce(t *testing.T) {
	b := newBench(t, testkit.Window)
	first, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	var ids []int64
	for range 2 {
		view, err := b.Reporting.Correct(t.Context(), b.liaison, first.ID, reporting.Submission{Item: "签证办理"}, reporting.Key{Key: "fix-again", Body: []byte("x")})
		require.NoError(t, err)
		ids = append(ids, view.ID)
	}
	require.Equal(t, ids[0], ids[1])
	require.Len(t, b.records(), 2)

	other := testkit.Submission("2023-09-27")
	other.RecipientMobile = "13800000013"
	second, err := b.submit(other)
	require.NoError(t, err)
	_, err = b.Reporting.Correct(t.Context(), b.liaison, second.ID, reporting.Submission{Item: "签证办理"}, reporting.Key{Key: "fix-again", Body: []byte("x")})
	require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err), "the key was used for another record")
	_, err = b.Reporting.Correct(t.Context(), b.liaison, second.ID, reporting.Submission{Item: "签证办理"}, reporting.Key{})
	require.Equal(t, models.CodeIdempotencyKeyRequired, models.CodeOf(err))
}

func TestAnothersRecordIsNotCorrected(t *testing.T) {
	b := newBench(t, testkit.Window)
	first, err := b.submit(testkit.Submission("2023-09-27"))
	require.NoError(t, err)
	b.liaison = b.Liaison(t, testkit.Abroad)
	_, err = b.correct(first.ID, reporting.Submission{Item: "签证办理"})
	require.Equal(t, models.CodeNotFound, models.CodeOf(err))
}
