package app_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The demo clock is put past midnight: the day that has ended has its ranks within seconds, not with the keeper's next minute.
func TestADayThatHasEndedHasItsRanksWithinSeconds(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	manager := p.activate("pyxgaj2023")
	kept := func() (days []string) {
		t.Helper()
		status, body := p.call(http.MethodGet, "/api/v1/board/sections/56", manager, "", "")
		require.Equal(t, http.StatusOK, status, body)
		var section struct{ History []struct{ On string } }
		require.NoError(t, json.Unmarshal([]byte(body), &section))
		for _, one := range section.History {
			days = append(days, one.On)
		}
		return days
	}
	status, body := p.call(http.MethodPut, "/api/v1/demo/clock", "", `{"now":"2023-09-29T00:00:00+08:00"}`, "")
	require.Equal(t, http.StatusOK, status, body)
	require.Eventually(t, func() bool { return len(kept()) == 3 }, 10*time.Second, 50*time.Millisecond)
	require.Equal(t, []string{"2023-09-26", "2023-09-27", "2023-09-28"}, kept())
}
