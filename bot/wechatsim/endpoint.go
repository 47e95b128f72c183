package wechatsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	apiHost  = "api.weixin.qq.com"
	mpHost   = "mp.weixin.qq.com"
	openHost = "open.weixin.qq.com"
	maxBody  = 1 << 20
)

// endpoint is one address of the platform and what it checks before its own work.
type endpoint struct {
	host   string
	method string
	path   string
	kind   Kind // "" for both
	open   bool // no access_token: the endpoint checks its caller itself
	quota  int  // calls a day; 0 without limit
	do     func(*call) (any, *Refusal)
}

// call is one request to an endpoint, with the lock held.
type call struct {
	endpoint endpoint
	app      *app
	query    url.Values
	body     []byte
	request  *http.Request
	ip       string
	now      time.Time
}

// blob is an answer that is not JSON.
type blob struct {
	contentType string
	data        []byte
}

// redirect is an answer that sends a browser on.
type redirect string

// done is the answer of an endpoint that has nothing to tell.
type done struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
}

var ok = done{0, "ok"}

// read decodes the JSON body: 44002 where it is empty, 47001 where it is no JSON.
func (c *call) read(into any) *Refusal {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return refuse(44002)
	}
	if json.Unmarshal(c.body, into) != nil {
		return refuse(47001)
	}
	return nil
}

// Call is a request the platform has received, for tests that count or look.
type Call struct {
	Path  string
	Code  int // errcode; 0 for success
	Token string
	Query url.Values
	Body  string // its first 8 KB
}

// Calls returns the requests received at a path so far, oldest first.
func (p *Platform) Calls(path string) []Call {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []Call
	for _, c := range p.calls {
		if c.Path == path {
			found = append(found, c)
		}
	}
	return found
}

const (
	keptCalls = 20000
	keptItems = 2000
	keptBody  = 8 << 10 // of a call
)

// lastOf drops the older half of a list that has grown beyond its bound.
func lastOf[T any](list []T, bound int) []T {
	if len(list) <= bound {
		return list
	}
	return append([]T(nil), list[len(list)-bound/2:]...)
}

// ServeHTTP answers as WeChat does; see Platform.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

// serve wraps an endpoint: fault injection, method, token, kind of app, quota, then its own work.
func (p *Platform) serve(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if host := hostOnly(r.Host); strings.HasSuffix(host, ".weixin.qq.com") && host != e.host {
			http.NotFound(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "request too large", http.StatusRequestEntityTooLarge)
			return
		}
		fault := p.fault(e.path)
		if fault.before(w, r) {
			return
		}
		answer, no := p.answer(e, r, body, fault)
		if fault != nil && fault.Late {
			panic(http.ErrAbortHandler) // net/http's way to drop a connection
		}
		write(w, r, answer, no)
	}
}

// answer runs the endpoint under the lock and keeps a note of the call.
func (p *Platform) answer(e endpoint, r *http.Request, body []byte, fault *Fault) (any, *Refusal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &call{endpoint: e, query: r.URL.Query(), body: body, request: r, ip: hostOnly(r.RemoteAddr), now: p.now()}
	answer, no := p.checked(c, fault)
	note := Call{Path: e.path, Token: c.query.Get("access_token"), Query: c.query, Body: string(body[:min(len(body), keptBody)])}
	if no != nil {
		note.Code = no.Code
	}
	p.calls = lastOf(append(p.calls, note), keptCalls)
	return answer, no
}

func (p *Platform) checked(c *call, fault *Fault) (any, *Refusal) {
	if c.request.Method != c.endpoint.method {
		if c.endpoint.method == http.MethodPost {
			return nil, refuse(43002)
		}
		return nil, refuse(43001)
	}
	if !c.endpoint.open {
		a, no := p.bearer(c.query.Get("access_token"), c.now)
		if no != nil {
			return nil, no
		}
		c.app = a
		if c.endpoint.kind != "" && c.endpoint.kind != a.Kind {
			return nil, refuse(48001)
		}
	}
	if fault != nil && fault.Code != 0 {
		return nil, refuse(fault.Code)
	}
	if !c.endpoint.open {
		if no := p.spend(c); no != nil {
			return nil, no
		}
	}
	return c.endpoint.do(c)
}

// spend counts the call against the app's daily quota (45009). Days change at midnight in Shanghai.
func (p *Platform) spend(c *call) *Refusal {
	limit := c.endpoint.quota
	if own, set := c.app.limits[c.endpoint.path]; set {
		limit = own
	}
	key := day(c.now) + " " + c.endpoint.path
	if limit > 0 && c.app.used[key] >= limit {
		return refuse(45009)
	}
	c.app.used[key]++
	return nil
}

// SetQuota sets an app's daily quota for a path; it counts anew with clear_quota or at midnight. Besides paths it
// knows "minute <path>", "permanent scenes" and "phone numbers".
func (p *Platform) SetQuota(appID, path string, perDay int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.apps[appID].limits[path] = perDay
}

func write(w http.ResponseWriter, r *http.Request, answer any, no *Refusal) {
	if no != nil {
		answer = done{no.Code, no.Reason + " rid: " + rid()}
	}
	switch a := answer.(type) {
	case blob:
		w.Header().Set("Content-Type", a.contentType)
		_, _ = w.Write(a.data)
	case redirect:
		http.Redirect(w, r, string(a), http.StatusFound) //nolint:gosec // where the app says is where OAuth goes
	default:
		w.Header().Set("Content-Type", "application/json; encoding=utf-8")
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func hostOnly(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return hostport
}
