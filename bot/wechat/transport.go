package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What stands for the secrets outside the transport: the SDK, its errors and its logs only ever see these.
const (
	tokenPlaceholder  = "token-of-"
	secretPlaceholder = "secret-of-"
)

const maxAnswer = 10 << 20 // a picture of the chat is the largest answer

// transport is the one way out, for both apps and for the SDK. It puts tokens and secrets in, turns the host to the
// simulator where one is configured, bounds time and size, reads errcodes, refreshes a refused token once and
// replays, and counts. An errcode comes out as a *Failure: the SDK hands errors of its client through, while its own
// error strings differ from call to call.
type transport struct {
	apps    map[string]App // by app id
	base    *url.URL       // of the simulator; nil for WeChat
	next    http.RoundTripper
	tokens  *keeper
	metrics *metrics
	timeout time.Duration
	now     func() time.Time // for durations only
}

// RoundTrip carries out one request; see transport.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := drain(r)
	if err != nil {
		return nil, &Failure{Path: r.URL.Path, Reason: ReasonInvalid, Message: "request body cannot be read"}
	}
	app, authorised, err := t.owner(r.URL)
	if err != nil {
		return nil, err
	}
	token := ""
	if authorised {
		if token, err = t.tokens.token(r.Context(), app.AppID); err != nil {
			return nil, err
		}
	}
	answer, err := t.exchange(r, app, token, body)
	if authorised && staleToken(err) {
		if token, err = t.tokens.other(r.Context(), app.AppID, token); err != nil {
			return nil, err
		}
		answer, err = t.exchange(r, app, token, body)
	}
	return answer, err
}

// staleToken reports whether WeChat refused the token and so did nothing else.
func staleToken(err error) bool {
	var f *Failure
	if !errors.As(err, &f) {
		return false
	}
	return f.Code == 40001 || f.Code == 40014 || f.Code == 42001
}

// owner finds whose call this is, and whether it carries the app's access token. A person's web token is no such.
func (t *transport) owner(u *url.URL) (App, bool, error) {
	q := u.Query()
	if id, ours := strings.CutPrefix(q.Get("access_token"), tokenPlaceholder); ours {
		app, known := t.apps[id]
		if !known {
			return App{}, false, &Failure{Path: u.Path, Reason: ReasonMissing, Message: "this app is not configured in this process"}
		}
		return app, true, nil
	}
	return t.apps[q.Get("appid")], false, nil
}

// exchange sends the request once with the real secrets in place.
func (t *transport) exchange(r *http.Request, app App, token string, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.timeout)
	defer cancel()
	began := t.now()
	answer, data, err := t.send(r.URL.Path, t.prepare(ctx, r, app, token, body))
	if err == nil {
		err = readErrcode(r.URL.Path, answer, data)
	}
	t.metrics.request(app.AppID, r.URL.Path, label(err), t.now().Sub(began))
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(data))
	return answer, nil
}

func (t *transport) prepare(ctx context.Context, r *http.Request, app App, token string, body []byte) *http.Request {
	out := r.Clone(ctx)
	out.Body, out.ContentLength = http.NoBody, int64(len(body))
	if len(body) > 0 {
		out.Body = io.NopCloser(bytes.NewReader(body))
	}
	q := out.URL.Query()
	if token != "" {
		q.Set("access_token", token)
	}
	if q.Get("secret") == secretPlaceholder+app.AppID {
		q.Set("secret", app.AppSecret)
	}
	out.URL.RawQuery = q.Encode()
	if t.base != nil {
		out.Host = r.URL.Host // tells the simulator which of WeChat's hosts is meant
		redirect(out.URL, t.base)
	}
	return out
}

// redirect turns an address of WeChat's to the simulator, which may stand below a path.
func redirect(u, base *url.URL) {
	u.Scheme, u.Host, u.Path = base.Scheme, base.Host, base.Path+u.Path
}

// send returns the answer with its whole body, or a Failure that quotes no address.
func (t *transport) send(path string, r *http.Request) (*http.Response, []byte, error) {
	answer, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, nil, networkFailure(path, err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, nil, networkFailure(path, err)
	case len(data) > maxAnswer:
		return nil, nil, &Failure{Path: path, Reason: ReasonUnknown, Message: "answer is too large"}
	case answer.StatusCode != http.StatusOK:
		return nil, nil, &Failure{Path: path, Reason: ReasonUnknown, Message: fmt.Sprintf("HTTP status %d", answer.StatusCode)}
	}
	return answer, data, nil
}

// networkFailure tells a request that never left from one whose outcome nobody knows.
func networkFailure(path string, err error) *Failure {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return &Failure{Path: path, Reason: ReasonUnreachable, Message: "no connection"}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &Failure{Path: path, Reason: ReasonUnknown, Message: "no answer in time"}
	}
	return &Failure{Path: path, Reason: ReasonUnknown, Message: "connection lost"}
}

// readErrcode finds a refusal in an answer that is JSON, whatever its content type says.
func readErrcode(path string, answer *http.Response, data []byte) error {
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "image/") || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return nil
	}
	var in struct {
		Code    int    `json:"errcode"`
		Message string `json:"errmsg"`
	}
	if err := json.Unmarshal(data, &in); err == nil && in.Code != 0 {
		return refused(path, in.Code, in.Message)
	}
	return nil // unreadable answers fail where they are decoded
}

func label(err error) string {
	var f *Failure
	switch {
	case err == nil:
		return "0"
	case !errors.As(err, &f):
		return "network"
	case f.Code != 0:
		return resultOf(f.Code)
	}
	return string(f.Reason)
}

func drain(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}
