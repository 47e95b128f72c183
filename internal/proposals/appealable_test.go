package proposals_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/models"
)

func TestDeductionsThatMayBeAppealedAgainst(t *testing.T) {
	c := open(t)
	first := c.confirm(t, committee2, c.propose(t, committee1, supervision(2)))[0]
	c.Clock.Advance(24 * time.Hour)
	second := c.confirm(t, committee2, c.propose(t, committee1, supervision(1)))[0]
	third := c.confirm(t, committee2, c.propose(t, committee1, supervision(3)))[0]

	list, err := c.Appealable(t.Context(), manager1)
	require.NoError(t, err)
	require.Len(t, list, 3)
	require.Equal(t, first.Seq, list[0].Entry, "what ends first is at the top")
	require.Equal(t, 10, list[0].DaysLeft, "posted yesterday, ten days to appeal, today included")
	require.Equal(t, "2023-10-07", list[0].LastDay.String())
	require.Contains(t, list[0].Words, "扣分 A1.2.1 ")
	require.Contains(t, list[0].Words, " -2分")

	own, err := c.Appealable(t.Context(), liaison1)
	require.NoError(t, err)
	require.Len(t, own, 1)
	require.Equal(t, second.Seq, own[0].Entry)
	others, err := c.Appealable(t.Context(), manager2)
	require.NoError(t, err)
	require.Empty(t, others)
	_, err = c.Appealable(t.Context(), review1)
	require.Equal(t, models.CodeForbidden, models.CodeOf(err))

	appeal, err := c.Appeal(t.Context(), manager1, third.Seq, "与事实不符")
	require.NoError(t, err)
	list, err = c.Appealable(t.Context(), manager1)
	require.NoError(t, err)
	require.Equal(t, appeal.ID, list[2].Appeal.ID)
	_, err = c.Decide(t.Context(), committee3, appeal.ID, true, "经查不属实")
	require.NoError(t, err)
	list, err = c.Appealable(t.Context(), manager1)
	require.NoError(t, err)
	require.Len(t, list, 2, "what was taken back stands no more")

	c.Clock.Set(time.Date(2023, 10, 7, 16, 0, 0, 0, time.UTC)) // the day after the last of the first
	list, err = c.Appealable(t.Context(), manager1)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, 1, list[0].DaysLeft)
}
