package wechat

import (
	"errors"
	"io"
	"log/slog"
	"net/http"

	"wanping/internal/clock"
)

const (
	plainBody      = 64 << 10
	compatibleBody = 256 << 10 // carries the message twice
)

// callback is the handler of one app's callback address.
type callback struct {
	*opener
	which   Which
	gateway *Gateway
	inbox   Inbox
	handler Handler
	slots   chan struct{}
	hands   hands
	log     *slog.Logger
	wall    clock.Clock // the machine's, for durations
}

// Callback returns the handler for one app's callback address; see Callbacks.
func (g *Gateway) Callback(which Which, inbox Inbox, handler Handler) (http.Handler, error) {
	app, err := g.app(which)
	if err != nil {
		return nil, err
	}
	if inbox == nil || handler == nil {
		return nil, errors.New("wechat: a callback needs an inbox and a handler")
	}
	return &callback{
		opener: &opener{app: app, clock: g.clock, window: g.config.Window, seen: &nonces{window: g.config.Window}},
		which:  which, gateway: g, inbox: inbox, handler: handler, log: g.log,
		slots: make(chan struct{}, mostAtOnce), wall: clock.System{},
	}, nil
}

// ServeHTTP answers one callback. What it refuses it counts, and logs for the curious by name only: an attack must not
// fill the log, and neither query nor body, which hold signatures and people's words, are written anywhere.
func (c *callback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := c.wall.Now()
	answer, result, err := c.serve(w, r)
	c.gateway.metrics.callbacks.WithLabelValues(string(c.which), result).Inc()
	c.gateway.metrics.answers.WithLabelValues(string(c.which)).Observe(c.wall.Now().Sub(began).Seconds())
	var no *refusal
	if errors.As(err, &no) {
		c.log.DebugContext(r.Context(), "callback refused", "app", c.which, "why", no.name)
		http.Error(w, http.StatusText(no.status), no.status)
		return
	}
	contentType := "text/xml; charset=utf-8"
	if r.Method == http.MethodGet || string(answer) == success {
		contentType = "text/plain; charset=utf-8"
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(answer) //nolint:gosec // no browser takes it for a page; if WeChat has gone it will ask again
}

// serve returns the answer and its name in the metrics, or a refusal.
func (c *callback) serve(w http.ResponseWriter, r *http.Request) ([]byte, string, error) {
	switch r.Method {
	case http.MethodGet:
		echo, no := c.echo(r)
		if no != nil {
			return nil, no.name, no
		}
		return []byte(echo), "echo", nil
	case http.MethodPost:
	default:
		return nil, refusedMethod.name, refusedMethod
	}
	m, no := c.receive(w, r)
	if no != nil {
		return nil, no.name, no
	}
	answer, result, no := c.answer(r.Context(), m)
	if no != nil {
		return nil, no.name, no
	}
	sealed, err := c.seal(answer, c.clock.Now())
	if err != nil {
		c.log.ErrorContext(r.Context(), "answer cannot be sealed", "app", c.which, "error", err)
		return []byte(success), "seal_error", nil
	}
	return sealed, result, nil
}

// receive reads and checks the request down to a Message.
func (c *callback) receive(w http.ResponseWriter, r *http.Request) (Message, *refusal) {
	limit := int64(plainBody)
	if c.app.Mode == ModeCompatible {
		limit = compatibleBody
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return Message{}, refusedOversized
	}
	content, no := c.open(r, body)
	if no != nil {
		return Message{}, no
	}
	m, right := decode(c.which, content)
	if !right {
		return Message{}, refusedMalformed
	}
	return m, nil
}
