package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/app"
)

// commandLine gives one command line to the program.
func commandLine(args ...string) (status int, out, errs string) {
	var stdout, stderr bytes.Buffer
	status = app.Main(args, app.IO{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	return status, stdout.String(), stderr.String()
}

func TestDeadlineCommand(t *testing.T) {
	for _, tc := range []struct {
		kind, day, want string
	}{
		{"window", "2023-09-27", "2023-09-28T11:30:00+08:00 次日11:30前\n"},
		{"window", "2023-09-28", "2023-10-07T11:30:00+08:00 顺延:中秋节、国庆节(10月7日调休上班)\n"},
		{"window", "2023-11-15", "2023-11-16T11:30:00+08:00 次日11:30前\n"},
		{"monthly", "2023-09-26", "2023-10-26T00:00:00+08:00 当月周期(9月26日至10月25日)25日24时截止\n"},
		{"monthly", "2023-11-15", "2023-11-16T00:00:00+08:00 报送期最后周期(10月26日至11月15日)15日24时截止,报送期于11月15日结束\n"},
		{"window", "2026-02-14", "2026-02-24T11:30:00+08:00 顺延:春节;2026年2月14日不在报送期(2023年5月5日至11月15日)内\n"},
	} {
		status, out, errs := commandLine("deadline", "--kind", tc.kind, tc.day)
		require.Zero(t, status, errs)
		require.Equal(t, tc.want, out)
		require.Empty(t, errs)
	}
}

func TestDeadlineCommandRefuses(t *testing.T) {
	for _, tc := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--kind", "window", "2023-02-30"}, 1, "“2023-02-30”不是有效日期"},
		{[]string{"--kind", "weekly", "2023-09-27"}, 1, "没有“weekly”这类报送"},
		{[]string{"--kind", "window", "2026-12-31"}, 1, "缺少2027年的工作日历"},
		{[]string{"2023-09-27"}, 2, "--kind"},
		{[]string{"--kind", "window"}, 2, "YYYY-MM-DD"},
	} {
		status, out, errs := commandLine(append([]string{"deadline"}, tc.args...)...)
		require.Equal(t, tc.status, status, tc.args)
		require.Empty(t, out)
		require.Contains(t, errs, tc.says)
	}
}
