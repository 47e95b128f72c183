// Package sms sends text messages by whatever gateway a county has: one HTTP request a message, laid out by its settings.
// The demo writes to the log instead. It is a channel of the outbox, for topics whose words have a text.
package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"wanping/internal/outbox"
	"wanping/internal/secrets"
)

const (
	timeout   = 8 * time.Second
	maxAnswer = 64 << 10
)

// Sender sends one text message. Errors are *outbox.Refusal, or mean that nobody knows.
type Sender interface {
	Send(ctx context.Context, mobile, text string) error
}

// Settings lay out the request to a gateway. In Body, {mobile} and {text} are put in as the content type needs them.
type Settings struct {
	URL          string
	ContentType  string // application/json or application/x-www-form-urlencoded
	Body         string
	SecretHeader string // e.g. Authorization; "" for none
	Secret       string
	Success      string // a pattern that the body of a success matches; "": any answer with status 200
}

type gateway struct {
	settings Settings
	success  *regexp.Regexp
	client   *http.Client
}

// NewGateway checks the settings and returns the gateway.
func NewGateway(s Settings) (Sender, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("sms.url is no address")
	}
	if s.ContentType != "application/json" && s.ContentType != "application/x-www-form-urlencoded" {
		return nil, fmt.Errorf("sms.content_type is application/json or application/x-www-form-urlencoded, not %q", s.ContentType)
	}
	if !strings.Contains(s.Body, "{mobile}") || !strings.Contains(s.Body, "{text}") {
		return nil, errors.New("sms.body needs {mobile} and {text}")
	}
	success, err := regexp.Compile(s.Success)
	if err != nil {
		return nil, fmt.Errorf("sms.success: %w", err)
	}
	return &gateway{settings: s, success: success, client: &http.Client{Timeout: timeout}}, nil
}

func (g *gateway) Send(ctx context.Context, mobile, text string) error {
	body := strings.NewReplacer("{mobile}", g.quoted(mobile), "{text}", g.quoted(text)).Replace(g.settings.Body)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.settings.URL, bytes.NewBufferString(body))
	if err != nil {
		return &outbox.Refusal{Result: outbox.ResultFault, Reason: "settings"}
	}
	r.Header.Set("Content-Type", g.settings.ContentType)
	if g.settings.SecretHeader != "" {
		r.Header.Set(g.settings.SecretHeader, g.settings.Secret)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return &outbox.Refusal{Result: outbox.ResultLater, Reason: "unreachable"}
		}
		return &outbox.Refusal{Result: outbox.ResultUnknown, Reason: "no_answer"}
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case err != nil || answer.StatusCode >= http.StatusInternalServerError:
		return &outbox.Refusal{Result: outbox.ResultUnknown, Reason: "no_answer"}
	case answer.StatusCode != http.StatusOK:
		return &outbox.Refusal{Result: outbox.ResultFault, Reason: fmt.Sprintf("http_%d", answer.StatusCode)}
	case !g.success.Match(data):
		return &outbox.Refusal{Result: outbox.ResultRefused, Reason: "refused"}
	}
	return nil
}

// quoted writes a value so that it stays one value in the body.
func (g *gateway) quoted(value string) string {
	if g.settings.ContentType == "application/json" {
		text, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(text[1 : len(text)-1])
	}
	return url.QueryEscape(value)
}

type logged struct{ log *slog.Logger }

// NewLog returns the demo's sender: it writes to the log, the number masked.
func NewLog(log *slog.Logger) Sender { return logged{log} }

func (l logged) Send(ctx context.Context, mobile, text string) error {
	l.log.InfoContext(ctx, "demo text message", "mobile", secrets.MaskMobile(mobile), "text", text)
	return nil
}

type channel struct{ sender Sender }

// Channel is the outbox's way by a sender.
func Channel(s Sender) outbox.Channel { return channel{s} }

func (channel) Name() string { return outbox.ChannelSMS }
func (channel) Keyed() bool  { return false }

func (channel) Fits(_ context.Context, l outbox.Letter) (bool, error) {
	return l.SMS != "" && l.To.Mobile != "", nil
}

func (c channel) Send(ctx context.Context, l outbox.Letter) (string, error) {
	return "", c.sender.Send(ctx, l.To.Mobile, l.SMS)
}
