package calendar_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/models"
)

// at reads a time in Shanghai and gives it in UTC, as the server's clock does.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	got, err := time.ParseInLocation("2006-01-02 15:04:05.999999999", s, clock.Shanghai)
	require.NoError(t, err)
	return got.UTC()
}

func TestJudgeByTheSecond(t *testing.T) {
	s := scheduled(t)
	for _, tc := range []struct {
		kind                calendar.Kind
		completed, received string
		want                calendar.State
		code                models.Code
	}{
		{"window", "2023-09-27", "2023-09-26 23:59:59.999999999", "", "future_date"},
		{"window", "2023-09-27", "2023-09-27 00:00:00", "same_day", ""},
		{"window", "2023-09-27", "2023-09-27 23:59:59.999999999", "same_day", ""},
		{"window", "2023-09-27", "2023-09-28 00:00:00", "grace", ""},
		{"window", "2023-09-27", "2023-09-28 11:29:59", "grace", ""},
		{"window", "2023-09-27", "2023-09-28 11:29:59.999999999", "grace", ""},
		{"window", "2023-09-27", "2023-09-28 11:30:00", "", "deadline_passed"},
		{"window", "2023-09-28", "2023-10-07 11:29:59", "grace", ""},
		{"window", "2023-09-28", "2023-10-07 11:30:00", "", "deadline_passed"},
		{"window", "2023-10-01", "2023-10-01 20:00:00", "same_day", ""},
		{"window", "2023-05-05", "2023-05-05 00:00:00", "same_day", ""},
		{"window", "2023-05-04", "2023-05-05 08:00:00", "", "before_season"},
		{"window", "2023-11-15", "2023-11-16 11:29:59", "grace", ""},
		{"window", "2023-11-15", "2023-11-16 11:30:00", "", "deadline_passed"},
		{"window", "2023-11-16", "2023-11-16 09:00:00", "", "after_season"},
		{"window", "2023-11-20", "2023-09-27 09:00:00", "", "future_date"},
		{"monthly", "2023-09-25", "2023-09-25 23:59:59.999999999", "same_day", ""},
		{"monthly", "2023-09-25", "2023-09-26 00:00:00", "", "deadline_passed"},
		{"monthly", "2023-08-26", "2023-09-25 23:59:59", "grace", ""},
		{"monthly", "2023-08-25", "2023-08-26 00:00:00", "", "deadline_passed"},
		{"monthly", "2023-09-26", "2023-10-25 23:59:59", "grace", ""},
		{"monthly", "2023-11-15", "2023-11-15 23:59:59", "same_day", ""},
		{"monthly", "2023-10-26", "2023-11-15 23:59:59", "grace", ""},
		{"monthly", "2023-10-26", "2023-11-16 00:00:00", "", "deadline_passed"},
		{"monthly", "2023-11-16", "2023-11-16 00:00:00", "", "after_season"},
		{"monthly", "2023-05-04", "2023-05-20 00:00:00", "", "before_season"},
		{"yearly", "2023-09-27", "2023-09-27 09:00:00", "", "invalid_kind"},
	} {
		completed := day(t, tc.completed)
		state, deadline, err := s.Judge(tc.kind, completed, completed, at(t, tc.received))
		require.Equal(t, tc.code, models.CodeOf(err), "%v: %v", tc, err)
		require.Equal(t, tc.want, state, "%v", tc)
		if tc.code == "" || tc.code == "deadline_passed" {
			require.False(t, deadline.At.IsZero(), "%v", tc)
		}
	}
}

func TestJudgeGoesByTheDayCompleted(t *testing.T) {
	s := scheduled(t)
	accepted, completed := day(t, "2023-09-01"), day(t, "2023-09-27")
	state, deadline, err := s.Judge(calendar.Window, accepted, completed, at(t, "2023-09-28 09:00:00"))
	require.NoError(t, err)
	require.Equal(t, calendar.Grace, state)
	require.Equal(t, "2023-09-28T11:30:00+08:00", deadline.At.Format(time.RFC3339))

	_, _, err = s.Judge(calendar.Window, completed, accepted, at(t, "2023-09-27 09:00:00"))
	requireCode(t, "accepted_after_completed", err)

	other := scheduled(t, func(p *calendar.Policy) { p.RunsFrom = calendar.FromAccepted })
	_, _, err = other.Judge(calendar.Window, accepted, completed, at(t, "2023-09-28 09:00:00"))
	requireCode(t, "deadline_passed", err)
}

func TestRefusalsSayWhatHappenedAndWhatToDo(t *testing.T) {
	s := scheduled(t)
	for name, tc := range map[string]struct {
		kind                          calendar.Kind
		accepted, completed, received string
		sentence                      string
		field                         string
	}{
		"window late": {
			"window", "2023-09-28", "2023-09-28", "2023-10-07 11:30:00",
			"2023年9月28日的服务应在2023年10月7日11:30前报送(顺延:中秋节、国庆节(10月7日调休上班)),现已截止,系统不予采录;本次尝试已留存,如有特殊原因请向县评议办说明。", "",
		},
		"monthly late": {
			"monthly", "2023-09-25", "2023-09-25", "2023-09-26 00:00:00",
			"2023年9月25日的服务应在2023年9月25日24:00前报送(当月周期(8月26日至9月25日)25日24时截止),现已截止,系统不予采录;本次尝试已留存,如有特殊原因请向县评议办说明。", "",
		},
		"future": {
			"window", "2023-09-27", "2023-09-28", "2023-09-27 09:00:00",
			"办结日2023年9月28日尚未到来(今天是2023年9月27日);请在事项办结后报送。", "completed_on",
		},
		"before the season": {
			"window", "2023-05-04", "2023-05-04", "2023-05-04 09:00:00",
			"2023年5月4日早于报送期(2023年5月5日至11月15日),此前办理的服务不纳入评议,无需报送。", "completed_on",
		},
		"after the season": {
			"window", "2023-11-16", "2023-11-16", "2023-11-16 09:00:00",
			"2023年11月16日晚于报送期(2023年5月5日至11月15日),本年度的报送已经结束,此后办理的服务无需报送。", "completed_on",
		},
		"days swapped": {
			"window", "2023-09-27", "2023-09-26", "2023-09-27 09:00:00",
			"受理日2023年9月27日晚于办结日2023年9月26日;请核对两个日期后重新报送。", "accepted_on",
		},
	} {
		_, _, err := s.Judge(tc.kind, day(t, tc.accepted), day(t, tc.completed), at(t, tc.received))
		var refusal *models.Error
		require.True(t, errors.As(err, &refusal), name)
		require.Equal(t, tc.sentence, refusal.Message, name)
		if tc.field != "" {
			require.Equal(t, []models.Field{{Name: tc.field, Code: refusal.Code, Message: refusal.Message}}, refusal.Fields, name)
		}
	}
}
