package boards_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/facts/factstest"
	"wanping/internal/proposals"
	"wanping/models"
	"wanping/models/modelstest"
)

// The program's own account on MySQL, which can change nothing for good, can do everything that the office does.
func TestOfficeWorksUnderTheRuntimeAccount(t *testing.T) {
	if os.Getenv(modelstest.ServerVariable) == "" {
		t.Skip("no MySQL server: " + modelstest.ServerVariable)
	}
	stopped := clock.NewStopped(factstest.Start)
	config := modelstest.Config(t, models.MySQL, stopped)
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	store, _ := modelstest.AsRuntime(t, config)
	base := factstest.Furnish(t, store, stopped, []int{2, 2}, map[string][]int{models.AttributeStationed: {1}})
	c := over(base)
	room := c.proposals

	committee := func(id int64) models.Actor { return factstest.Actor(id, models.RoleWorkCommittee) }
	batch, err := room.Propose(t.Context(), committee(4), []proposals.Line{{
		Kind: "deduction", Section: 1, Clause: "A1.2.1", Points: "2", On: day("2023-06-03"), Reason: "窗口无人",
	}}, proposals.Key{Key: "a-key-of-a-client", Body: []byte("x")})
	require.NoError(t, err)
	entries, err := room.Confirm(t.Context(), committee(5), proposals.Selection{Batch: batch.ID}, "属实")
	require.NoError(t, err)
	appeal, err := room.Appeal(t.Context(), manager1, entries[0].Seq, "不属实")
	require.NoError(t, err)
	_, err = room.Decide(t.Context(), committee(6), appeal.ID, true, "成立")
	require.NoError(t, err)
	_, err = c.publish(t, "2023-q3", boards.StageDaily)
	require.NoError(t, err)
	_, err = c.Snapshot(t.Context(), day("2023-09-25"))
	require.NoError(t, err)
	require.NoError(t, room.Erase(t.Context(), office, entries[0].Seq))
	report, err := c.Ledger.Verify(t.Context(), nil, c.Verify)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
}
