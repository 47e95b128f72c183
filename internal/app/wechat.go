package app

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"

	"github.com/prometheus/client_golang/prometheus"

	"wanping/bot/wechat"
	"wanping/internal/wechatstore"
)

// wechatConfig is what the county has at WeChat; with no app, WeChat is off.
type wechatConfig struct {
	APIBase  string    `koanf:"api_base"`
	Official wechatApp `koanf:"official"`
	Mini     wechatApp `koanf:"mini"`
}

type wechatApp struct {
	AppID          string `koanf:"app_id"`
	AppSecret      string `koanf:"app_secret"`
	OriginalID     string `koanf:"original_id"`
	Token          string `koanf:"token"`
	AESKey         string `koanf:"aes_key"`
	PreviousAESKey string `koanf:"previous_aes_key"`
	Mode           string `koanf:"mode"`
	Templates      struct {
		Duty      string `koanf:"duty"`
		Deduction string `koanf:"deduction"`
		Complaint string `koanf:"complaint"`
		Summary   string `koanf:"summary"`
	} `koanf:"templates"`
	// Fields are the keys of the templates' fields, by kind of card, where they differ from the demo's.
	Fields map[string]map[string]string `koanf:"fields"`
	// LongTerm are the kinds of card with a long-term template.
	LongTerm []string `koanf:"long_term"`
}

// has reports whether anything of the app is configured: half an app is refused by the gateway, and is not none.
func (a wechatApp) has() bool {
	return a.AppID+a.AppSecret+a.OriginalID+a.Token+a.AESKey+a.PreviousAESKey != ""
}

func (c wechatConfig) on() bool { return c.Official.has() || c.Mini.has() }

// app is the gateway's side of it.
func (a wechatApp) app() wechat.App {
	if !a.has() {
		return wechat.App{}
	}
	return wechat.App{
		AppID: a.AppID, AppSecret: a.AppSecret, OriginalID: a.OriginalID, Token: a.Token, AESKey: a.AESKey,
		PreviousAESKey: a.PreviousAESKey, Mode: wechat.Mode(a.Mode),
	}
}

// Where WeChat's callbacks arrive; docs/wechat.md says what to enter in its console.
const (
	officialCallback = "/wx/official/callback"
	miniCallback     = "/wx/mini/callback"
)

// connectWechat builds the gateway, where the county has an app.
func (h *house) connectWechat(logger *slog.Logger, metrics prometheus.Registerer) error {
	c := h.config.Wechat
	if !c.on() {
		return nil
	}
	var err error
	h.wechat, err = wechat.New(
		wechat.Config{Official: c.Official.app(), Mini: c.Mini.app(), APIBase: c.APIBase, Production: h.config.Env == envProduction},
		wechat.Parts{Clock: h.clock, Tokens: wechatstore.NewTokens(h.store, h.keys), Log: logger, Metrics: metrics},
	)
	if err == nil && c.Mini.has() {
		h.rooms.Accounts.Through(miniVisitors{h.wechat})
	}
	return err
}

// closeWechat waits for the answers on their way, and ends the demo's phone.
func (h *house) closeWechat() error {
	if h.wechat != nil {
		h.wechat.Close()
	}
	if h.phone != nil {
		return h.phone.close()
	}
	return nil
}

// besideAPI is the API with other handlers beside it, by exact path. It is no http.ServeMux: that one redirects what it
// thinks untidy, and the API answers for itself.
type besideAPI struct {
	api       http.Handler
	callbacks map[string]http.Handler
}

func (b besideAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if callback, ok := b.callbacks[r.URL.Path]; ok {
		callback.ServeHTTP(w, r)
		return
	}
	b.api.ServeHTTP(w, r)
}

// withCallbacks adds the doors for WeChat, of the apps there are.
func (h *house) withCallbacks(doors http.Handler) (http.Handler, error) {
	inbox := wechatstore.NewInbox(h.store, h.keys)
	both := besideAPI{api: doors, callbacks: map[string]http.Handler{}}
	for _, app := range []struct {
		which wechat.Which
		path  string
		has   bool
	}{
		{wechat.Official, officialCallback, h.config.Wechat.Official.has()},
		{wechat.Mini, miniCallback, h.config.Wechat.Mini.has()},
	} {
		if !app.has {
			continue
		}
		callback, err := h.wechat.Callback(app.which, inbox, h.courier)
		if err != nil {
			return nil, err
		}
		both.callbacks[app.path] = callback
	}
	return both, nil
}

// loopback reports whether an address to listen on is reached from this machine only.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
