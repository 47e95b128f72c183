package wechatsim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"wanping/internal/clock"
)

// Kind is what an app is.
type Kind string

// The two kinds of app the product uses.
const (
	OfficialAccount Kind = "official_account"
	MiniProgram     Kind = "mini_program"
)

// Mode is how an app's callbacks are protected, as set in WeChat's console.
type Mode string

// The modes of the console: 明文模式, 兼容模式, 安全模式.
const (
	Plain      Mode = "plain"
	Compatible Mode = "compatible"
	Safe       Mode = "safe"
)

// Format is the data format of an app's callbacks.
type Format string

// The data formats of the console. An official account knows XML only.
const (
	XML  Format = "xml"
	JSON Format = "json"
)

// App is one app as its owner has set it up in WeChat's console.
type App struct {
	ID, Secret string
	OriginalID string // gh_…: the account's name in callbacks
	Name       string // what a phone shows
	Kind       Kind
	Token      string // signs callbacks
	AESKey     string // EncodingAESKey, 43 characters
	Mode       Mode
	Format     Format // XML where empty
	Templates  []Template
	Pages      []string // a mini-program's published pages, without a leading slash
	AllowedIPs []string // the IP list of the console; empty allows all
	// Unverified is an account without the verified rights (a sandbox account): no subscribe notices (48001).
	Unverified bool
}

// Person is someone with a phone. OpenIDs and the UnionID are given by the platform.
type Person struct {
	Name  string // how tests and the phone page call the person
	Title string // what the phone page shows: 市民, 联络员, 管理员
	Phone string // mobile number, 11 digits
}

// Config is a whole platform.
type Config struct {
	Clock  *clock.Settable
	Apps   []App
	People []Person
	// CallbackTimeout is how long an answer may take; 5 s where zero, as on WeChat. It runs on the machine's time.
	CallbackTimeout time.Duration
	// CallbackRetries is how often an unanswered callback is sent again; 3 where zero, none where negative.
	CallbackRetries int
	// HTTP sends the callbacks; where nil, a client that follows no redirect, as WeChat does not.
	HTTP *http.Client
	// SetClock is asked to set the clock where that is not the phone page's own to decide; its error is shown. Where
	// nil the page sets Clock.
	SetClock func(ctx context.Context, at time.Time) error
	// H5 is the address of the mini-program's H5 page for the phone page's frame; hidden where empty.
	H5 string
	// Frames are other addresses of the same page, by person: a browser keeps what a page stores by address, so that with
	// one each the people have a phone each. H5 where somebody has none.
	Frames map[string]string
}

// callbacksAtOnce bounds how many callbacks travel at the same time.
const callbacksAtOnce = 128

func (c Config) withDefaults() (Config, error) {
	if c.Clock == nil {
		return c, errors.New("wechatsim: a clock is needed")
	}
	if c.CallbackTimeout == 0 {
		c.CallbackTimeout = 5 * time.Second
	}
	if c.CallbackRetries == 0 {
		c.CallbackRetries = 3
	}
	c.CallbackRetries = max(c.CallbackRetries, 0)
	if c.HTTP == nil {
		c.HTTP = &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: callbacksAtOnce, IdleConnTimeout: time.Minute},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return c, nil
}

func (a App) validate() error {
	if a.ID == "" || a.Secret == "" || a.OriginalID == "" {
		return fmt.Errorf("wechatsim: app %q lacks its id, secret or original id", a.ID)
	}
	if a.Kind == OfficialAccount && a.Format == JSON {
		return fmt.Errorf("wechatsim: official account %s cannot receive JSON", a.ID)
	}
	return nil
}
