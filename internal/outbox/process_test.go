package outbox_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/reminders"
	"wanping/internal/secrets"
	"wanping/internal/sms"
	"wanping/internal/testkit"
	"wanping/internal/wechatstore"
	"wanping/models"
)

// orders are what a process of its own is told. It is this test binary, run again for TestProcess only.
type orders struct {
	Engine, DSN, KeyFile string
	Platform, Gateway    string // addresses of WeChat and of the gateway for text messages
	Now                  time.Time
	At                   death
}

// death is where a process dies: at the Nth time that a step is reached. The zero death is to live.
type death struct {
	Step, Channel string
	Nth           int
}

const (
	ordersVariable = "WANPING_TEST_ORDERS"
	stepPlanned    = "planned" // the reminders are stored: they stand in the inbox, nobody was looked for
	stepSent       = "sent"    // a channel has taken it, its answer was not read; the platform's side kills
)

// TestProcess is the process: it plans and delivers by real channels until there is nothing to do, says so, and asks whether
// to look again. It takes WeChat's callbacks meanwhile.
func TestProcess(t *testing.T) {
	text := os.Getenv(ordersVariable)
	if text == "" {
		return // no test by itself: those that kill it run it, and a skipped test counts as a failure
	}
	var o orders
	require.NoError(t, json.Unmarshal([]byte(text), &o))
	die := o.executioner()
	k, post, callbacks := o.furnish(t)
	post.Watch(die)
	door := httptest.NewServer(callbacks)
	defer door.Close()
	fmt.Println("serves", door.URL)
	planned, err := k.Planner(t, reminders.NoCases{}).Plan(t.Context())
	require.NoError(t, err)
	if planned > 0 {
		die(stepPlanned, "")
	}
	for again := bufio.NewScanner(os.Stdin); again.Scan(); {
		moved, err := post.Deliver(t.Context())
		require.NoError(t, err)
		fmt.Println("moved", moved)
	}
}

// executioner kills this process as kill -9 does, at the step it is ordered to die at.
func (o orders) executioner() func(step, channel string) {
	var mu sync.Mutex
	left := o.At.Nth
	return func(step, channel string) {
		if step != o.At.Step || channel != o.At.Channel {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // nothing comes after it
			select {}
		}
	}
}

// furnish wires the delivery as internal/app does: the rooms, the courier, the gateway for text messages.
func (o orders) furnish(t *testing.T) (*testkit.Kit, *outbox.Post, http.Handler) {
	stopped := clock.NewStopped(o.Now)
	store, err := models.Open(t.Context(), models.StoreConfig{Engine: o.Engine, DSN: o.DSN, Clock: stopped})
	require.NoError(t, err)
	keys, err := secrets.Open(o.KeyFile)
	require.NoError(t, err)
	k := (&testkit.Kit{Clock: stopped, KeyFile: o.KeyFile, Keys: keys}).Over(t, store)
	log := slog.New(slog.DiscardHandler)
	demo := wechatsim.Demo(nil)
	gateway, err := wechat.New(
		wechat.Config{APIBase: o.Platform, Official: appOf(demo.Apps[0]), Mini: appOf(demo.Apps[1]), Window: 48 * time.Hour},
		wechat.Parts{Clock: stopped, Tokens: wechatstore.NewTokens(store, keys), Log: log, Metrics: prometheus.NewRegistry()})
	require.NoError(t, err)
	texts, err := sms.NewGateway(sms.Settings{URL: o.Gateway, ContentType: "application/json", Body: `{"to":"{mobile}","text":"{text}"}`})
	require.NoError(t, err)
	var post *outbox.Post
	courier := &bot.Courier{
		Notices: gateway, Chat: gateway, Log: log, Post: func() *outbox.Post { return post },
		Consents: outbox.NewConsents(store, keys), Windows: outbox.NewChatWindows(store, keys),
		Official: bot.Templates{outbox.CardDuty: {ID: wechatsim.DemoTemplateDuty, Keys: bot.DefaultKeys(outbox.CardDuty)}},
		Mini:     bot.Templates{outbox.CardDuty: {ID: wechatsim.DemoNoticeDuty, Keys: bot.DefaultKeys(outbox.CardDuty)}},
		Next:     wechat.HandlerFunc(func(context.Context, wechat.Message) (wechat.Reply, error) { return wechat.Reply{}, nil }),
	}
	words, err := outbox.Bundled()
	require.NoError(t, err)
	post, err = outbox.NewPost(outbox.Parts{
		Store: store, Clock: stopped, Words: words, Log: log, Directory: reach{k}, Channels: append(courier.Channels(), sms.Channel(texts)),
	})
	require.NoError(t, err)
	doors, inbox := http.NewServeMux(), wechatstore.NewInbox(store, keys)
	for which, path := range map[wechat.Which]string{wechat.Official: "/official", wechat.Mini: "/mini"} {
		callback, err := gateway.Callback(which, inbox, courier)
		require.NoError(t, err)
		doors.Handle(path, callback)
	}
	return k, post, doors
}

// reach is a directory of accounts.
type reach struct{ *testkit.Kit }

// AddressOf asks the accounts.
func (r reach) AddressOf(ctx context.Context, accountID int64) (outbox.Address, error) {
	return r.Accounts.AddressOf(ctx, accountID)
}

// Complainant knows nobody.
func (reach) Complainant(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}

func appOf(a wechatsim.App) wechat.App {
	return wechat.App{AppID: a.ID, AppSecret: a.Secret, OriginalID: a.OriginalID, Token: a.Token, AESKey: a.AESKey, Mode: wechat.Mode(a.Mode)}
}

// outside is what outlives the process: WeChat, the gateway for text messages, and WeChat's callbacks, which wait where
// nobody answers.
type outside struct {
	testing.TB
	sim     *wechatsim.Platform
	clock   *clock.Settable
	orders  orders
	mu      sync.Mutex
	process *exec.Cmd // nil where none runs
	serves  *url.URL  // its callbacks
	waiting []*http.Request
	texts   []string // taken by the gateway
	dies    death    // over a send, where its step is stepSent
}

// newOutside starts what is outside over a kit's database.
func newOutside(t testing.TB, k *testkit.Kit, database models.StoreConfig) *outside {
	t.Helper()
	o := &outside{TB: t, clock: k.Clock}
	var err error
	config := wechatsim.Demo(k.Clock)
	config.CallbackTimeout, config.People = time.Minute, nil
	o.sim, err = wechatsim.New(config)
	require.NoError(t, err)
	platform := httptest.NewServer(o.deadly(o.sim))
	gateway := httptest.NewServer(o.deadly(http.HandlerFunc(o.text)))
	callbacks := httptest.NewServer(http.HandlerFunc(o.callback))
	t.Cleanup(callbacks.Close)
	t.Cleanup(gateway.Close)
	t.Cleanup(platform.Close)
	t.Cleanup(o.sim.Close)
	o.orders = orders{Engine: database.Engine, DSN: database.DSN, KeyFile: k.KeyFile, Platform: platform.URL, Gateway: gateway.URL + "/sms"}
	o.run(death{}, func() {
		require.NoError(t, o.sim.Connect(t.Context(), wechatsim.DemoOfficialID, callbacks.URL+"/official"))
		require.NoError(t, o.sim.Connect(t.Context(), wechatsim.DemoMiniID, callbacks.URL+"/mini"))
	})
	return o
}

func (o *outside) text(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.texts = append(o.texts, string(body))
}

// deadly kills the process where it is ordered to die between a channel's taking of a message and its own reading of that.
func (o *outside) deadly(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		inner.ServeHTTP(answer, r)
		if o.isDeadly(r.URL.Path) {
			_ = o.process.Process.Kill() // nothing comes after it
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

func (o *outside) isDeadly(path string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dies.Step != stepSent || path != sends[o.dies.Channel] {
		return false
	}
	o.dies.Nth--
	return o.dies.Nth == 0
}

// callback hands what WeChat tells to the process, or keeps it for the next one as WeChat's repetitions do.
func (o *outside) callback(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	kept := r.Clone(context.WithoutCancel(r.Context()))
	kept.Body = io.NopCloser(bytes.NewReader(body))
	if answer := o.forward(kept); answer != nil {
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
		return
	}
	kept.Body = io.NopCloser(bytes.NewReader(body))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, kept)
}

// forward is nil where no process answers.
func (o *outside) forward(r *http.Request) *httptest.ResponseRecorder {
	o.mu.Lock()
	to := o.serves
	o.mu.Unlock()
	if to == nil {
		return nil
	}
	answer, failed := httptest.NewRecorder(), false
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { failed = true }
	proxy.ServeHTTP(answer, r)
	if failed || answer.Code >= http.StatusInternalServerError {
		return nil
	}
	return answer
}

// repeat tells again what nobody has answered.
func (o *outside) repeat() {
	o.mu.Lock()
	waiting := o.waiting
	o.waiting = nil
	o.mu.Unlock()
	for _, r := range waiting {
		o.callback(httptest.NewRecorder(), r)
	}
}

// run runs a process until it has nothing to do, or dies: it tells whether it died as ordered. meanwhile is done once it
// serves.
func (o *outside) run(at death, meanwhile ...func()) bool {
	o.Helper()
	orders := o.orders
	orders.Now, orders.At = o.clock.Now(), at
	text, err := json.Marshal(orders)
	require.NoError(o, err)
	process := exec.CommandContext(o.Context(), os.Args[0], "-test.run=^TestProcess$", "-test.timeout=2m")
	process.Env = append(process.Environ(), ordersVariable+"="+string(text))
	var log bytes.Buffer
	process.Stderr = &log
	stdin, err := process.StdinPipe()
	require.NoError(o, err)
	stdout, err := process.StdoutPipe()
	require.NoError(o, err)
	require.NoError(o, process.Start())
	o.mu.Lock()
	o.process, o.dies = process, at
	o.mu.Unlock()
	said := &strings.Builder{}
	o.attend(bufio.NewScanner(stdout), stdin, said, meanwhile)
	o.mu.Lock()
	o.serves = nil
	o.mu.Unlock()
	_ = stdin.Close() // it may be dead
	err = process.Wait()
	o.sim.Settle()
	if status, ok := process.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return true
	}
	require.NoError(o, err, "%s%s", said, &log)
	return false
}

// attend asks the process to look again until two rounds in a row, with WeChat's callbacks between, have moved nothing.
func (o *outside) attend(lines *bufio.Scanner, stdin io.Writer, said *strings.Builder, meanwhile []func()) {
	for idle := 0; idle < 2 && lines.Scan(); {
		line := lines.Text()
		said.WriteString(line + "\n")
		address, serves := strings.CutPrefix(line, "serves ")
		switch {
		case serves:
			to, err := url.Parse(address)
			require.NoError(o, err)
			o.mu.Lock()
			o.serves = to
			o.mu.Unlock()
			o.repeat()
			for _, do := range meanwhile {
				do()
			}
		case line == "moved 0":
			idle++
		case strings.HasPrefix(line, "moved "):
			idle = 0
		default:
			continue
		}
		o.sim.Settle()
		_, _ = io.WriteString(stdin, "again\n") // it may be dead: then there is no further line
	}
}
