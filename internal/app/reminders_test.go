package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A day without reports, its clock put to 16:30 on the phone page: within seconds the liaison and the manager have it.
func TestAnUnreportedDayIsRemindedOfWithinSeconds(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	liaison, office := p.activate("pyxgaj01"), p.activate("review1")
	inbox := func(token, part string) []string {
		t.Helper()
		status, body := p.call(http.MethodGet, "/api/v1/notices", token, "", "")
		require.Equal(t, http.StatusOK, status, body)
		var page struct {
			Items []struct{ Topic, Body string }
		}
		require.NoError(t, json.Unmarshal([]byte(body), &page))
		var found []string
		for _, item := range page.Items {
			if item.Topic == part {
				found = append(found, item.Body)
			}
		}
		return found
	}
	require.Empty(t, inbox(liaison, "due_today"))
	status, body := p.finger("clock", citizen, map[string]any{"at": "2023-09-27T16:30:00+08:00"})
	require.Equal(t, http.StatusOK, status, body)
	var told []string
	require.Eventually(t, func() bool {
		told = inbox(liaison, "due_today")
		return len(told) > 0
	}, 10*time.Second, 50*time.Millisecond)
	require.Len(t, told, 1)
	require.Contains(t, told[0], "9月27日")
	require.Contains(t, told[0], "零报告")

	status, body = p.call(http.MethodGet, "/api/v1/reminders?day=2023-09-28", office, "", "")
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, `"id":"window_0930"`)
	require.Contains(t, body, "最后提醒")
	status, stdout, stderr := commandLine("reminders", "--demo", "--day", "2023-09-28", "--set", "database.dsn="+p.database.DSN,
		"--set", "secrets.key_file="+p.keyFile)
	require.Equal(t, 0, status, stderr)
	require.Contains(t, stdout, "09-28 09:30")
	require.Contains(t, stdout, "window_1100")
	require.Equal(t, strings.Count(stdout, "window_0930"), strings.Count(stdout, "window_1100"))
	status, printed, stderr := commandLine("reminders", "--demo", "--json", "--day", "2023-09-28", "--set", "database.dsn="+p.database.DSN,
		"--set", "secrets.key_file="+p.keyFile)
	require.Equal(t, 0, status, stderr)
	require.JSONEq(t, body, printed, "the command line prints what the API answers")
}

// The last words: a liaison binds, the clock is put to 16:30 of a day without reports, and the reminder stands on the
// phone, once.
func TestTheReminderStandsOnTheLiaisonsPhone(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	for _, person := range []string{liaison, manager} {
		status, body := p.finger("follow", person, nil)
		require.Equal(t, http.StatusOK, status, body)
		p.answers(person, 1)
		status, body = p.finger("say", person, map[string]any{"text": "绑定 " + p.codes[person]})
		require.Equal(t, http.StatusOK, status, body)
		require.Contains(t, p.answers(person, 2), "绑定成功")
	}
	status, body := p.finger("clock", liaison, map[string]any{"at": "2023-09-27T16:30:00+08:00"})
	require.Equal(t, http.StatusOK, status, body)
	due, missed := "template 待办事项提醒 服务数据待报送", "template 待办事项提醒 服务数据漏报待核实"
	require.Eventually(t, func() bool { return p.cards(liaison)[due] > 0 && p.cards(liaison)[missed] > 0 }, 20*time.Second, 50*time.Millisecond)
	require.Equal(t, map[string]int{due: 1, missed: 1}, p.cards(liaison), "today's, and what was missed in the morning that the clock has skipped")
	require.Eventually(t, func() bool { return p.cards(manager)["template 待办事项提醒 1个科室待报送"] == 1 }, 20*time.Second, 50*time.Millisecond)
	history := func(more ...string) string {
		status, stdout, stderr := commandLine(append([]string{"account", "deliveries", "pyxfgj003", "--demo", "--set", "database.dsn=" + p.database.DSN,
			"--set", "secrets.key_file=" + p.keyFile}, more...)...)
		require.Equal(t, 0, status, stderr)
		return stdout
	}
	require.Regexp(t, `今日服务数据待报送 +section:\d+ +(sent|arrived) +template +09-27 16:30:\d\d +sent`, history(), "and it can be asked how it came there")
	require.Contains(t, history("--json"), `"channel": "template"`)
}
