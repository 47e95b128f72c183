package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// way is a channel that answers as it is told, and remembers what it has sent under which key.
type way struct {
	name    string
	keyed   bool
	absent  bool
	answers []error // the next ones; nil, and after the last: sent
	mu      sync.Mutex
	sent    []outbox.Letter
	keys    map[string]bool
	dies    func() // after it has sent, before anybody knows
}

func (w *way) Name() string { return w.name }
func (w *way) Keyed() bool  { return w.keyed }
func (w *way) Fits(_ context.Context, l outbox.Letter) (bool, error) {
	return !w.absent && (w.name != outbox.ChannelSMS || l.SMS != ""), nil
}

func (w *way) Send(_ context.Context, l outbox.Letter) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.answers) > 0 {
		answer := w.answers[0]
		w.answers = w.answers[1:]
		if answer != nil {
			return "", answer
		}
	}
	if w.keyed && w.keys[l.Key] {
		return "", &outbox.Refusal{Result: outbox.ResultSent, Reason: "duplicate"}
	}
	if w.keys == nil {
		w.keys = map[string]bool{}
	}
	w.keys[l.Key] = true
	w.sent = append(w.sent, l)
	if w.dies != nil {
		w.dies()
	}
	return fmt.Sprintf("%s:%d", w.name, len(w.sent)), nil
}

func refused(result string) error { return &outbox.Refusal{Result: result, Reason: "because"} }

// office is a post over a kit with channels in order.
type office struct {
	*testkit.Kit
	post     *outbox.Post
	channels map[string]*way
}

type nowhere struct{}

func (nowhere) AddressOf(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}
func (nowhere) Complainant(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}

func openPost(t *testing.T, k *testkit.Kit, ways ...*way) *office {
	t.Helper()
	return openPostBy(t, k, outbox.Parts{}, ways...)
}

// openPostBy opens a post with settings of its own.
func openPostBy(t *testing.T, k *testkit.Kit, p outbox.Parts, ways ...*way) *office {
	t.Helper()
	o := &office{Kit: k, channels: map[string]*way{}}
	var channels []outbox.Channel
	for _, w := range ways {
		o.channels[w.name] = w
		channels = append(channels, w)
	}
	words, err := outbox.Bundled()
	require.NoError(t, err)
	p.Store, p.Clock, p.Words, p.Directory, p.Channels, p.Log = k.Store, k.Clock, words, nowhere{}, channels, slog.New(slog.DiscardHandler)
	o.post, err = outbox.NewPost(p)
	require.NoError(t, err)
	return o
}

func (o *office) call(t *testing.T, more ...func(*models.Message)) {
	t.Helper()
	m := models.Message{
		ToSection: testkit.Window, Topic: "due_last", Subject: "section:1",
		Values: map[string]string{"section": "窗口科", "period": "9月27日", "deadline": "9月28日11:30"},
	}
	for _, change := range more {
		change(&m)
	}
	require.NoError(t, enqueue(t, o.Kit, m))
}

// until delivers until nothing moves.
func (o *office) settle(t *testing.T) {
	t.Helper()
	for range 50 {
		n, err := o.post.Deliver(t.Context())
		require.NoError(t, err)
		if n == 0 {
			return
		}
	}
	t.Fatal("it never settles")
}

func (o *office) states(t *testing.T) []string {
	t.Helper()
	var out []string
	require.NoError(t, o.Store.Read(t.Context(), func(tx *models.Tx) error {
		rows, err := tx.DeliveriesAbout("section:1")
		for _, d := range rows {
			out = append(out, d.State)
		}
		return err
	}))
	return out
}

func (o *office) sent() map[string]int {
	out := map[string]int{}
	for name, w := range o.channels {
		if len(w.sent) > 0 {
			out[name] = len(w.sent)
		}
	}
	return out
}

func TestWhatBecomesOfAMessageByWhatItsChannelsAnswer(t *testing.T) {
	type counts = map[string]int
	for name, c := range map[string]struct {
		first []error // of the first channel
		after time.Duration
		sent  counts
		state string
	}{
		"the first channel takes it":                        {nil, 0, counts{"one": 1}, "sent"},
		"a refusal moves to the next channel at once":       {[]error{refused(outbox.ResultRefused)}, 0, counts{"two": 1}, "sent"},
		"a fault of ours moves on too, with an alarm":       {[]error{refused(outbox.ResultFault)}, 0, counts{"two": 1}, "sent"},
		"the next channel waits while an outcome is open":   {[]error{refused(outbox.ResultUnknown)}, 9 * time.Minute, counts{}, "waiting"},
		"... ten minutes, and then repeats it":              {[]error{refused(outbox.ResultUnknown)}, 10 * time.Minute, counts{"two": 1}, "sent"},
		"what never left is tried again on the same":        {[]error{refused(outbox.ResultLater)}, time.Minute, counts{"one": 1}, "sent"},
		"an error that says nothing is an open outcome":     {[]error{context.DeadlineExceeded}, 10 * time.Minute, counts{"two": 1}, "sent"},
		"a duplicate counts as sent":                        {[]error{refused(outbox.ResultSent)}, 0, counts{}, "sent"},
		"WeChat never answering does not send on one twice": {[]error{refused(outbox.ResultUnknown), refused(outbox.ResultUnknown)}, time.Hour, counts{"two": 1}, "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			o := openPost(t, testkit.New(t), &way{name: "one", answers: c.first}, &way{name: "two"})
			o.call(t)
			o.settle(t)
			o.Clock.Advance(c.after)
			o.settle(t)
			require.Equal(t, c.sent, o.sent())
			require.Equal(t, []string{c.state}, o.states(t))
		})
	}
}

func TestAFaultAlarmsTheAdministratorOnceADay(t *testing.T) {
	k := testkit.New(t)
	admin, _ := k.Office(t, models.RoleAdministrator, 1)
	o := openPost(t, k, &way{name: "one", answers: []error{refused(outbox.ResultFault), refused(outbox.ResultFault)}}, &way{name: "two"})
	o.call(t)
	o.call(t)
	o.settle(t)
	inbox, err := o.Outbox.Inbox(t.Context(), admin, 0, 50)
	require.NoError(t, err)
	require.Len(t, inbox, 1)
	require.Contains(t, inbox[0].Body, "one没有发出通知:because")
}

func TestNothingGoesOutLateAtNightOrToWhoHasRead(t *testing.T) {
	o := openPost(t, testkit.New(t), &way{name: "one"})
	liaison := o.Liaison(t, testkit.Window)
	o.At(t, "2023-09-27 21:30:00")
	o.call(t, func(m *models.Message) { m.ExpiresAt = models.At(o.Clock.Now().Add(14 * time.Hour)) })
	o.settle(t)
	require.Empty(t, o.sent(), "quiet hours")
	o.At(t, "2023-09-28 08:00:00")
	o.settle(t)
	require.Equal(t, map[string]int{"one": 1}, o.sent())

	o.call(t, func(m *models.Message) { m.ExpiresAt = models.At(o.Clock.Now()) })
	o.call(t)
	inbox, err := o.Outbox.Inbox(t.Context(), liaison, 0, 1)
	require.NoError(t, err)
	require.NoError(t, o.Outbox.MarkRead(t.Context(), liaison, inbox[0].ID))
	o.settle(t)
	require.Equal(t, map[string]int{"one": 1}, o.sent())
	require.Equal(t, []string{"sent", "expired", "read"}, o.states(t))

	o.At(t, "2023-09-28 22:00:00")
	o.call(t, func(m *models.Message) {
		m.Topic, m.Values = "upload_refused", map[string]string{"section": "窗口科", "refused": "1", "total": "2", "reason": "超长"}
	})
	o.settle(t)
	require.Equal(t, map[string]int{"one": 2}, o.sent(), "what is urgent goes out at night")
}

func TestWhatWechatTellsLaterMovesAMessageOn(t *testing.T) {
	o := openPost(t, testkit.New(t), &way{name: "one"}, &way{name: "two"})
	o.call(t)
	require.NoError(t, o.post.Told(t.Context(), "one:1", false, "failed:user block"), "it may come before the answer")
	o.settle(t)
	require.Equal(t, map[string]int{"one": 1, "two": 1}, o.sent())
	require.NoError(t, o.post.Told(t.Context(), "two:1", true, ""))
	require.NoError(t, o.post.Told(t.Context(), "two:1", true, ""), "it may come twice")
	o.settle(t)
	require.Equal(t, []string{"arrived"}, o.states(t))
}

func TestTextMessagesAreFewAndForWhatIsWorthThem(t *testing.T) {
	o := openPost(t, testkit.New(t), &way{name: outbox.ChannelSMS})
	for range 5 {
		o.call(t)
	}
	o.call(t, func(m *models.Message) { m.Topic = "due_soon" })
	o.settle(t)
	require.Equal(t, map[string]int{outbox.ChannelSMS: 3}, o.sent())
	require.Equal(t, "您科室9月27日的服务记录尚未报送,截止时间9月28日11:30,请及时处理。", o.channels[outbox.ChannelSMS].sent[0].SMS)
	o.Clock.Advance(24 * time.Hour)
	o.call(t)
	o.settle(t)
	require.Equal(t, map[string]int{outbox.ChannelSMS: 4}, o.sent(), "a new day")
}

func TestACardHoldsWhatWechatTakes(t *testing.T) {
	o := openPost(t, testkit.New(t), &way{name: "one"})
	o.call(t)
	o.call(t, func(m *models.Message) { m.Values["deadline"] = "9月25日24:00" })
	o.call(t, func(m *models.Message) { m.Body, m.Values = "自带正文", nil })
	o.settle(t)
	sent := map[string]outbox.Letter{}
	for _, l := range o.channels["one"].sent {
		sent[l.Fields["by"]] = l
	}
	require.Equal(t, outbox.CardDuty, sent["2023年9月28日 11:30"].Card)
	require.Equal(t, "窗口科", sent["2023年9月28日 11:30"].Fields["section"])
	require.Contains(t, sent, "2023年9月25日 23:59")
	require.Empty(t, sent[""].Card, "a card is whole or none")
}

// Two processes on one database; one dies after it has sent and before it could say so.
func TestADeathBetweenSendingAndKnowing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		for name, keyed := range map[string]bool{"a channel with keys sends the same attempt again": true, "another is never asked again": false} {
			t.Run(name, func(t *testing.T) {
				first := openPost(t, testkit.NewOn(t, open), &way{name: "one", keyed: keyed}, &way{name: "two"})
				first.channels["one"].dies = runtime.Goexit // nothing after it happens, as where a process is killed
				first.call(t)
				_, err := first.post.Deliver(t.Context())
				require.NoError(t, err)
				require.Equal(t, map[string]int{"one": 1}, first.sent())
				first.channels["one"].dies = nil
				first.settle(t)
				require.Equal(t, map[string]int{"one": 1}, first.sent(), "somebody else has it in hands")
				first.Clock.Advance(3 * time.Minute)
				first.settle(t)
				require.Equal(t, map[string]int{"one": 1}, first.sent())
				first.Clock.Advance(8 * time.Minute)
				first.settle(t)
				want := map[string]int{"one": 1}
				if !keyed {
					want["two"] = 1
				}
				require.Equal(t, want, first.sent())
				require.Equal(t, []string{"sent"}, first.states(t))
			})
		}
	})
}
