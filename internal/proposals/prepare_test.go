package proposals_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/proposals"
	"wanping/models"
)

func TestAPreparedProposalIsKeptWithTheWriteOfItsSource(t *testing.T) {
	c := open(t)
	missed := proposals.Line{Kind: "deduction", Section: 2, Clause: "A1.4.3b", On: day("2023-06-03"), Evidence: "没有服务记录", Reason: "漏报属实"}
	_, err := c.Prepare(t.Context(), review1, missed)
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err), "supervision is the work committee's")
	write, err := c.Prepare(t.Context(), committee1, missed)
	require.NoError(t, err)
	failed := errors.New("the source failed")
	require.ErrorIs(t, c.Store.Write(t.Context(), func(tx *models.Tx) error {
		_, err := write(tx)
		require.NoError(t, err)
		return failed
	}), failed)
	list, err := c.List(t.Context(), review1, models.ProposalFilter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, list, "nothing is left of it")
	var id int64
	require.NoError(t, c.Store.Write(t.Context(), func(tx *models.Tx) (err error) {
		id, err = write(tx)
		return err
	}))
	view, err := c.Show(t.Context(), review1, id)
	require.NoError(t, err)
	require.Equal(t, "漏报属实", view.Reason)
	require.Equal(t, models.ProposalProposed, view.State)
}
