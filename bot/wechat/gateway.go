package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	sdk "github.com/silenceper/wechat/v2"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/miniprogram"
	miniconfig "github.com/silenceper/wechat/v2/miniprogram/config"
	officialconfig "github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/menu"
	"github.com/silenceper/wechat/v2/officialaccount/oauth"
	"github.com/silenceper/wechat/v2/officialaccount/user"
	"github.com/sirupsen/logrus"

	"wanping/internal/clock"
)

// Parts are what the gateway stands on. All are needed but Next.
type Parts struct {
	Clock   clock.Clock
	Tokens  TokenStore
	Log     *slog.Logger
	Metrics prometheus.Registerer
	Next    http.RoundTripper // sends the requests; a transport of its own where nil
}

// Gateway is both apps. It is safe for many goroutines. Make one a process: the SDK has one global HTTP client.
type Gateway struct {
	config  Config
	base    *url.URL
	clock   clock.Clock
	log     *slog.Logger
	metrics *metrics
	client  *http.Client

	official *account
	mini     *miniprogram.MiniProgram
	slow     sync.WaitGroup // callbacks whose answer goes out later
}

// account is the SDK's official account with every part fetched once: its getters race when called later.
type account struct {
	menu  *menu.Menu
	users *user.User
	oauth *oauth.Oauth
}

// New checks the configuration and builds the gateway. It calls nobody.
func New(config Config, parts Parts) (*Gateway, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	base, err := config.base()
	if err != nil {
		return nil, err
	}
	m, err := newMetrics(parts.Metrics)
	if err != nil {
		return nil, err
	}
	g := &Gateway{config: config, base: base, clock: parts.Clock, log: parts.Log, metrics: m}
	g.client = &http.Client{Transport: g.transport(parts)}
	g.connectSDK()
	return g, nil
}

func (g *Gateway) transport(parts Parts) *transport {
	next := parts.Next
	if next == nil {
		next = &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, IdleConnTimeout: 90 * time.Second}
	}
	t := &transport{apps: map[string]App{}, base: g.base, next: next, metrics: g.metrics, timeout: g.config.Timeout, now: clock.System{}.Now}
	for _, app := range []App{g.config.Official, g.config.Mini} {
		if app.AppID != "" {
			t.apps[app.AppID] = app
		}
	}
	t.tokens = &keeper{store: parts.Tokens, clock: g.clock, fetch: t.stableToken, metrics: g.metrics, log: g.log,
		timeout: g.config.Timeout, holder: newHolder(), held: map[string]Token{}}
	return t
}

// connectSDK builds the SDK's apps around the transport. The SDK gets placeholders for its secrets, and a cache that
// it needs to exist but never uses for tokens. Its logger, which writes whole messages to standard output at debug
// level as soon as it is imported, is silenced.
func (g *Gateway) connectSDK() {
	logrus.SetOutput(io.Discard)
	wc := sdk.NewWechat()
	wc.SetHTTPClient(g.client)
	unused := cache.NewMemory()
	if app := g.config.Official; app.AppID != "" {
		oa := wc.GetOfficialAccount(&officialconfig.Config{AppID: app.AppID, AppSecret: secretPlaceholder + app.AppID, Cache: unused})
		oa.SetAccessTokenHandle(standIn(app.AppID))
		g.official = &account{menu: oa.GetMenu(), users: oa.GetUser(), oauth: oa.GetOauth()}
	}
	if app := g.config.Mini; app.AppID != "" {
		g.mini = wc.GetMiniProgram(&miniconfig.Config{AppID: app.AppID, AppSecret: secretPlaceholder + app.AppID, Cache: unused})
		g.mini.SetAccessTokenContextHandle(standIn(app.AppID))
	}
}

// standIn gives the SDK a placeholder that the transport replaces: the app's id.
type standIn string

// GetAccessToken returns the placeholder.
func (s standIn) GetAccessToken() (string, error) { return tokenPlaceholder + string(s), nil }

// GetAccessTokenContext returns the placeholder.
func (s standIn) GetAccessTokenContext(context.Context) (string, error) { return s.GetAccessToken() }

// Close waits for answers that are still on their way as customer messages.
func (g *Gateway) Close() { g.slow.Wait() }

func (g *Gateway) app(which Which) (App, error) {
	app := g.config.Official
	if which == Mini {
		app = g.config.Mini
	}
	if app.AppID == "" {
		return App{}, &Failure{Path: string(which), Reason: ReasonMissing, Message: "this app is not configured"}
	}
	return app, nil
}

// need is the error of a call to an app the county does not have.
func (g *Gateway) need(which Which) error {
	_, err := g.app(which)
	return err
}

// post calls an endpoint of an app for which the SDK takes no context or loses the errcode, and decodes the answer.
func (g *Gateway) post(ctx context.Context, which Which, path string, body, out any) error {
	data, _, err := g.do(ctx, which, http.MethodPost, path, nil, body)
	if err != nil {
		return err
	}
	if json.Unmarshal(data, out) != nil {
		return &Failure{Path: path, Reason: ReasonUnknown, Message: "answer cannot be read"}
	}
	return nil
}

// do calls an endpoint and returns the answer's body and content type.
func (g *Gateway) do(ctx context.Context, which Which, method, path string, q url.Values, body any) ([]byte, string, error) {
	app, err := g.app(which)
	if err != nil {
		return nil, "", err
	}
	var content bytes.Buffer
	if body != nil {
		encoder := json.NewEncoder(&content)
		encoder.SetEscapeHTML(false) // WeChat shows < as written
		if encoder.Encode(body) != nil {
			return nil, "", &Failure{Path: path, Reason: ReasonInvalid, Message: "request cannot be written"}
		}
	}
	if q == nil {
		q = url.Values{}
	}
	q.Set("access_token", tokenPlaceholder+app.AppID)
	r, err := http.NewRequestWithContext(ctx, method, wechatHost+path+"?"+q.Encode(), &content)
	if err != nil {
		return nil, "", failure(path, err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer, err := g.client.Do(r)
	if err != nil {
		return nil, "", failure(path, err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	return data, answer.Header.Get("Content-Type"), failure(path, err)
}

// browser turns an address that a browser opens at one of WeChat's hosts to the simulator where one is configured.
func (g *Gateway) browser(address string) string {
	if g.base == nil {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	redirect(u, g.base)
	return u.String()
}
