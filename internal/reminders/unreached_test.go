package reminders_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models/modelstest"
)

// silent is a county in which nobody can be reached, by a channel that refuses everybody who has a number.
type silent struct{ mobile map[int64]bool }

func (s silent) AddressOf(_ context.Context, accountID int64) (outbox.Address, error) {
	if s.mobile[accountID] {
		return outbox.Address{Mobile: "13800000012"}, nil
	}
	return outbox.Address{}, nil
}
func (silent) Complainant(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}
func (silent) Name() string { return outbox.ChannelSMS }
func (silent) Keyed() bool  { return false }
func (silent) Fits(_ context.Context, l outbox.Letter) (bool, error) {
	return l.To.Mobile != "", nil
}
func (silent) Send(context.Context, outbox.Letter) (string, error) {
	return "", &outbox.Refusal{Result: outbox.ResultRefused, Reason: "refused"}
}

// deliver takes every delivery to its end.
func (d *desk) deliver(s silent) {
	d.t.Helper()
	_, words := bundled(d.t)
	post, err := outbox.NewPost(outbox.Parts{
		Store: d.Store, Clock: d.Clock, Words: words, Directory: s, Channels: []outbox.Channel{s}, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(d.t, err)
	for moved := 1; moved > 0; {
		moved, err = post.Deliver(d.t.Context())
		require.NoError(d.t, err)
	}
}

// Who was reached by nothing is told of to the unit's manager and to the office, once a day, until they have read it.
func TestWhomNothingReachedIsToldOnceADay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		d := newDesk(t, open)
		liaison := d.Liaison(t, testkit.Window)
		nobody := silent{mobile: map[int64]bool{liaison.AccountID: true}}
		at := func(moment string) {
			d.At(t, moment)
			d.plan()
			d.deliver(nobody)
		}
		at("2023-09-27 09:30:00")
		require.Empty(t, of(d.keys(), "unreached"))
		at("2023-09-27 10:10:00")
		first := []string{"unreached:role:review_office:2023-09-27", "unreached:unit:1:2023-09-27", "unreached:unit:2:2023-09-27"}
		require.Equal(t, first, of(d.keys(), "unreached"))
		require.Equal(t, "甲局有1人的通知没有送达微信或短信,本人也还没有在系统里看:窗口科联络员。没有送到的有:服务数据报送即将截止"+
			"(试过的渠道:短信)。请当面或电话告知,并请其绑定微信、登记接收短信的手机号。", d.inbox()["unreached:unit:1:2023-09-27"].Body)
		require.Contains(t, d.inbox()["unreached:unit:2:2023-09-27"].Body, "业务科联络员。没有送到的有:服务数据报送即将截止(试过的渠道:没有可用的渠道)")
		require.Contains(t, d.inbox()["unreached:role:review_office:2023-09-27"].Body, "全县有4人(涉及2个单位)的通知没有送达微信或短信")
		require.Contains(t, d.inbox()["unreached:role:review_office:2023-09-27"].Body, "甲局管理员")

		at("2023-09-27 10:20:00")
		_, err := d.process().Plan(t.Context())
		require.NoError(t, err)
		require.Equal(t, first, of(d.keys(), "unreached"), "once a day, whoever plans; and that somebody was not told of it is not told")

		messages, err := d.Outbox.Inbox(t.Context(), liaison, 0, 50)
		require.NoError(t, err)
		for _, m := range messages {
			require.NoError(t, d.Outbox.MarkRead(t.Context(), liaison, m.ID))
		}
		require.NoError(t, d.declare(testkit.Window, "2023-09-27"))
		at("2023-09-28 10:10:00")
		require.Equal(t, append(first, "unreached:role:review_office:2023-09-28", "unreached:unit:2:2023-09-28"), inOrder(of(d.keys(), "unreached")),
			"who has read it is no longer told of; who has not, on the next day too")
		at("2023-10-06 10:10:00")
		require.Len(t, of(d.keys(), "unreached"), 5, "not on days off")
		at("2023-10-07 10:10:00")
		require.Len(t, of(d.keys(), "unreached"), 7, "after them, of the last working day")
	})
}

// inOrder sorts keys by their day.
func inOrder(keys []string) []string {
	slices.SortStableFunc(keys, func(a, b string) int { return strings.Compare(a[len(a)-10:], b[len(b)-10:]) })
	return keys
}
