package wechat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/silenceper/wechat/v2/util"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechat/wechattest"
	"wanping/bot/wechatsim"
	"wanping/internal/clock"
)

const (
	oa      = wechatsim.DemoOfficialID
	mp      = wechatsim.DemoMiniID
	citizen = "周小满"
	liaison = "陈一帆"
)

var morning = time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai)

// bench is a gateway before the simulator, with both callbacks connected on request.
type bench struct {
	testing.TB
	*wechat.Gateway
	sim     *wechatsim.Platform
	clock   *clock.Settable
	tokens  *wechattest.Tokens
	inbox   *wechattest.Inbox
	metrics *prometheus.Registry
	log     *safeBuffer
	base    string
	config  wechat.Config
}

type setup struct {
	sim     wechatsim.Config
	gateway wechat.Config
}

// demoApp is the gateway's side of an app of the simulator.
func demoApp(a wechatsim.App) wechat.App {
	return wechat.App{AppID: a.ID, AppSecret: a.Secret, OriginalID: a.OriginalID, Token: a.Token, AESKey: a.AESKey, Mode: wechat.Mode(a.Mode)}
}

func newBench(t testing.TB, change ...func(*setup)) *bench {
	t.Helper()
	b := &bench{TB: t, clock: clock.NewStopped(morning), tokens: wechattest.NewTokens(), inbox: wechattest.NewInbox(),
		metrics: prometheus.NewRegistry(), log: &safeBuffer{}}
	s := &setup{sim: wechatsim.Demo(b.clock), gateway: wechat.Config{AnswerWithin: 2 * time.Second}}
	for _, f := range change {
		f(s)
	}
	sim, err := wechatsim.New(s.sim)
	require.NoError(t, err)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	t.Cleanup(sim.Close)
	b.sim, b.base = sim, server.URL
	s.gateway.APIBase = server.URL
	if s.gateway.Official == (wechat.App{}) {
		s.gateway.Official = demoApp(s.sim.Apps[0])
	}
	s.gateway.Mini = demoApp(s.sim.Apps[1])
	b.config = s.gateway
	b.Gateway = b.newGateway(s.gateway)
	return b
}

func (b *bench) newGateway(config wechat.Config) *wechat.Gateway {
	b.Helper()
	g, err := wechat.New(config, wechat.Parts{Clock: b.clock, Tokens: b.tokens, Metrics: b.metrics,
		Log: slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(b, err)
	b.Cleanup(g.Close)
	return g
}

// connect serves an app's callback with a handler and tells the simulator.
func (b *bench) connect(which wechat.Which, h wechat.HandlerFunc) http.Handler {
	b.Helper()
	callback, err := b.Callback(which, b.inbox, h)
	require.NoError(b, err)
	server := httptest.NewServer(callback)
	b.Cleanup(server.Close)
	require.NoError(b, b.sim.Connect(context.Background(), appID(which), server.URL+"/callback"))
	return callback
}

func appID(which wechat.Which) string {
	if which == wechat.Mini {
		return mp
	}
	return oa
}

// heard collects messages.
type heard struct {
	mu   sync.Mutex
	list []wechat.Message
}

func (h *heard) handle(_ context.Context, m wechat.Message) (wechat.Reply, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, m)
	if !m.Spoken() {
		return wechat.Reply{}, nil
	}
	return wechat.Reply{Text: "收到：" + m.Text}, nil
}

func (h *heard) all() []wechat.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]wechat.Message(nil), h.list...)
}

func (h *heard) last() wechat.Message {
	all := h.all()
	return all[len(all)-1]
}

func (b *bench) follow(name string) {
	b.Helper()
	d, err := b.sim.Follow(name, oa)
	require.NoError(b, err)
	d.Wait()
}

func (b *bench) openID(name string) string { return b.sim.OpenID(name, oa) }

func (b *bench) lastItem(name string) wechatsim.Item {
	b.Helper()
	chat := b.sim.Chat(name)
	require.NotEmpty(b, chat)
	return chat[len(chat)-1]
}

// counted sums a metric over all series that have the label values.
func (b *bench) counted(name string, labels ...string) float64 {
	b.Helper()
	families, err := b.metrics.Gather()
	require.NoError(b, err)
	sum := 0.0
	for _, f := range families {
		if f.GetName() != "wanping_wechat_"+name {
			continue
		}
		for _, m := range f.GetMetric() {
			if hasAll(m, labels) {
				sum += m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

func hasAll(m *dto.Metric, values []string) bool {
	for _, want := range values {
		found := false
		for _, l := range m.GetLabel() {
			found = found || l.GetValue() == want
		}
		if !found {
			return false
		}
	}
	return true
}

func (b *bench) reason(want wechat.Reason, err error) {
	b.Helper()
	require.Error(b, err)
	require.Equal(b, want, wechat.ReasonOf(err), "%v", err)
	for _, secret := range []string{strings.Repeat("a1", 16), strings.Repeat("b2", 16), "token=", "secret=", "js_code"} {
		require.NotContains(b, err.Error(), secret)
	}
}

var errBroken = errors.New("broken")

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// onlyMini is a second gateway that has no official account.
func (b *bench) onlyMini() *wechat.Gateway {
	b.metrics = prometheus.NewRegistry()
	return b.newGateway(wechat.Config{APIBase: b.base, Mini: demoApp(wechatsim.Demo(b.clock).Apps[1])})
}

// rawToken asks the platform for the account's token past the gateway.
func (b *bench) rawToken() string {
	b.Helper()
	body := `{"grant_type":"client_credential","appid":"` + oa + `","secret":"` + strings.Repeat("a1", 16) + `"}`
	answer, err := http.Post(b.base+"/cgi-bin/stable_token", "application/json", strings.NewReader(body))
	require.NoError(b, err)
	defer answer.Body.Close()
	var in struct {
		Token string `json:"access_token"`
	}
	require.NoError(b, json.NewDecoder(answer.Body).Decode(&in))
	return in.Token
}

// textFrom is a plain text message to the official account.
func textFrom(openID, msgID, text string) []byte {
	return []byte("<xml><ToUserName><![CDATA[gh_00000000a1a1]]></ToUserName><FromUserName><![CDATA[" + openID + "]]></FromUserName>" +
		"<CreateTime>1695776400</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + text + "]]></Content><MsgId>" + msgID + "</MsgId></xml>")
}

// deliver posts an envelope straight to a callback.
func (b *bench) deliver(callback http.Handler, e wechatsim.Envelope) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/callback?"+e.Query.Encode(), bytes.NewReader(e.Body))
	r.Header.Set("Content-Type", e.ContentType)
	w := httptest.NewRecorder()
	callback.ServeHTTP(w, r)
	return w
}

// unsealed opens a reply with the SDK's crypto.
func (b *bench) unsealed(w *httptest.ResponseRecorder) string {
	var in struct {
		Encrypt string
	}
	if xml.Unmarshal(w.Body.Bytes(), &in) != nil || in.Encrypt == "" {
		return w.Body.String()
	}
	_, plain, err := util.DecryptMsg(oa, in.Encrypt, b.config.Official.AESKey)
	require.NoError(b, err)
	return string(plain)
}
