package wechat

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Which names one of the product's two apps.
type Which string

// The official account (服务号) and the mini-program (小程序).
const (
	Official Which = "official"
	Mini     Which = "mini"
)

// Mode is how WeChat protects callbacks, as set in its console. It is fixed by configuration: what a request says
// about itself never weakens it.
type Mode string

// The console's 明文模式, 兼容模式 and 安全模式. Production takes no plain mode.
const (
	ModePlain      Mode = "plain"
	ModeCompatible Mode = "compatible"
	ModeSafe       Mode = "safe"
)

// App is one app's identity and secrets. A zero App is an app the county does not have.
type App struct {
	AppID      string
	AppSecret  string
	OriginalID string // gh_…, the recipient of its callbacks
	Token      string // signs callbacks
	AESKey     string // EncodingAESKey, 43 characters
	// PreviousAESKey opens callbacks sealed before a change of key; empty outside such a change.
	PreviousAESKey string
	Mode           Mode
}

// Config is what the gateway needs to know.
type Config struct {
	Official, Mini App
	// APIBase replaces WeChat's hosts, for the simulator, and may have a path. Empty means WeChat.
	APIBase string
	// Production refuses an APIBase, plain mode and the demo's secrets.
	Production bool
	// Timeout bounds one request to WeChat; 8 s where zero.
	Timeout time.Duration
	// AnswerWithin bounds the wait for an answer to a callback, after which the answer goes out as a customer
	// message; 3 s where zero. WeChat hangs up after 5.
	AnswerWithin time.Duration
	// Window is how far a callback's timestamp may be from the clock; 5 min where zero.
	Window time.Duration
}

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = 8 * time.Second
	}
	if c.AnswerWithin == 0 {
		c.AnswerWithin = 3 * time.Second
	}
	if c.Window == 0 {
		c.Window = 5 * time.Minute
	}
	return c
}

// wechatHost is where every call goes unless a simulator is configured.
const wechatHost = "https://api.weixin.qq.com"

// base is the address that replaces WeChat's hosts, nil where none does.
func (c Config) base() (*url.URL, error) {
	trimmed := strings.TrimRight(c.APIBase, "/")
	if trimmed == "" || trimmed == wechatHost {
		return nil, nil
	}
	if c.Production {
		return nil, errors.New("wechat: production speaks to WeChat only; api_base must be empty")
	}
	u, err := url.Parse(trimmed)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return nil, errors.New("wechat: api_base is not an address")
	}
	return u, nil
}

func (c Config) validate() error {
	if c.Official == (App{}) && c.Mini == (App{}) {
		return errors.New("wechat: neither an official account nor a mini-program is configured")
	}
	if c.AnswerWithin >= 5*time.Second {
		return errors.New("wechat: WeChat hangs up after 5 s; answer_within must be shorter")
	}
	return errors.Join(c.Official.validate(Official, c.Production), c.Mini.validate(Mini, c.Production))
}

var (
	tokenShape  = regexp.MustCompile(`^[A-Za-z0-9-]{3,32}$`)
	aesKeyShape = regexp.MustCompile(`^[A-Za-z0-9+/]{43}$`)
)

// validate refuses what would leave a callback open: with an empty token anyone can sign.
func (a App) validate(which Which, production bool) error {
	if a == (App{}) {
		return nil
	}
	fault := ""
	switch {
	case a.AppID == "" || a.AppSecret == "" || a.OriginalID == "":
		fault = "app_id, app_secret and original_id are needed"
	case !tokenShape.MatchString(a.Token):
		fault = "token must be 3 to 32 letters and digits"
	case a.Mode != ModePlain && a.Mode != ModeCompatible && a.Mode != ModeSafe:
		fault = "mode must be safe, compatible or plain"
	case a.Mode != ModePlain && !aesKeyShape.MatchString(a.AESKey):
		fault = "aes_key must be 43 characters"
	case a.PreviousAESKey != "" && !aesKeyShape.MatchString(a.PreviousAESKey):
		fault = "previous_aes_key must be 43 characters"
	case production && a.Mode == ModePlain:
		fault = "production needs safe or compatible mode"
	case production && (strings.HasPrefix(a.Token, "demo-") || strings.HasPrefix(a.AppID, "wx00000000")):
		fault = "production refuses the demo's secrets"
	}
	if fault != "" {
		return fmt.Errorf("wechat: %s: %s", which, fault)
	}
	return nil
}
