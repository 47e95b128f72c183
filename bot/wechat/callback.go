package wechat

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"wanping/internal/clock"
)

const (
	plainBody      = 64 << 10
	compatibleBody = 256 << 10        // carries the message twice
	mostAtOnce     = 256              // messages in the hands of handlers
	handlerTime    = time.Minute      // for one message
	handlerLease   = 90 * time.Second // after which another process may take a message over
	duplicatePoll  = 50 * time.Millisecond
)

// apology is what a person sees when handling failed.
const apology = "抱歉，系统刚才没有处理好这条消息，请稍后再发一次。"

// callback is the handler of one app's callback address.
type callback struct {
	*opener
	which   Which
	gateway *Gateway
	inbox   Inbox
	handler Handler
	slots   chan struct{}
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

// answer finds the one answer to a message: by handling it, or from the inbox where that was or is being done. A
// message that another request has in hands is waited for, in silence where that takes too long.
func (c *callback) answer(ctx context.Context, m Message) ([]byte, string, *refusal) {
	select {
	case c.slots <- struct{}{}: // before the inbox: what is turned away here must stay new to the retry
	default:
		return nil, "", refusedBusy
	}
	ctx, cancel := context.WithTimeout(ctx, c.gateway.config.AnswerWithin)
	defer cancel()
	for {
		now := c.clock.Now()
		entry, err := c.inbox.Begin(ctx, c.which, m.ID, now, now.Add(handlerLease))
		if err == nil && entry.Mine {
			answer, result := c.handle(ctx, m)
			return answer, result, nil
		}
		if err == nil && !entry.Done && sleep(ctx, duplicatePoll) {
			continue
		}
		<-c.slots
		switch {
		case err != nil:
			c.log.ErrorContext(ctx, "inbox does not answer", "app", c.which, "error", err)
			return nil, "", refusedInbox
		case !entry.Done:
			return []byte(success), "duplicate", nil
		}
		return entry.Answer, "duplicate", nil
	}
}

// outcome is what handling a message came to.
type outcome struct {
	reply  Reply
	result string // in the metrics
}

// handle runs the handler beside the request: its answer in time is the reply, a later one a customer message. It
// gives the slot back when the handler is done.
func (c *callback) handle(ctx context.Context, m Message) ([]byte, string) {
	w := &work{answered: make(chan answered, 1)}
	c.gateway.slow.Add(1)
	go func() {
		defer c.gateway.slow.Done()
		defer func() { <-c.slots }()
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), handlerTime)
		defer cancel()
		c.finish(own, m, w, c.run(own, m))
	}()
	select {
	case a := <-w.answered:
		return a.answer, a.result
	case <-ctx.Done():
	}
	if w.settle() {
		return []byte(success), "late"
	}
	a := <-w.answered // it came in the same moment
	return a.answer, a.result
}

// work is one message between the request that waits and the handler that works.
type work struct {
	mu       sync.Mutex
	settled  bool
	answered chan answered
}

type answered struct {
	answer []byte
	result string
}

// settle decides who speaks: it is true for the first to ask, the handler with its answer or the request that leaves.
func (w *work) settle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := !w.settled
	w.settled = true
	return first
}

// run calls the handler and turns what goes wrong into something to say.
func (c *callback) run(ctx context.Context, m Message) (out outcome) {
	defer func() {
		if cause := recover(); cause != nil {
			// The panic's value may quote the message; the stack does not.
			c.log.ErrorContext(ctx, "handler panicked", "app", c.which, "kind", m.Kind, "stack", string(debug.Stack()))
			out = outcome{sorry(m), "panic"}
		}
	}()
	reply, err := c.handler.Handle(ctx, m)
	if err != nil {
		c.log.ErrorContext(ctx, "message is not handled", "app", c.which, "kind", m.Kind, "error", err)
		return outcome{sorry(m), "failed"}
	}
	return outcome{reply, "ok"}
}

func sorry(m Message) Reply {
	if m.Spoken() {
		return Reply{Text: apology}
	}
	return Reply{}
}

// finish stores the answer and hands it to the waiting request. Where that has left, or in a mini-program, whose
// callbacks show no replies, the reply goes out as a customer message.
func (c *callback) finish(ctx context.Context, m Message, w *work, out outcome) {
	inTime := w.settle()
	answer, passive := []byte(success), inTime && c.which == Official
	if passive {
		answer = c.rendered(ctx, m, out.reply)
	}
	c.store(ctx, m, answer)
	if inTime {
		w.answered <- answered{answer, out.result}
	}
	if passive || out.reply.empty() {
		return
	}
	if err := c.gateway.sendReply(ctx, c.which, m.OpenID, out.reply); err != nil {
		c.gateway.metrics.callbacks.WithLabelValues(string(c.which), "late_unsent").Inc()
		c.log.ErrorContext(ctx, "late answer is not sent", "app", c.which, "kind", m.Kind, "error", err)
	}
}

func (c *callback) rendered(ctx context.Context, m Message, r Reply) []byte {
	answer, err := c.render(m, r, c.clock.Now())
	if err != nil {
		c.log.ErrorContext(ctx, "reply cannot be written", "app", c.which, "kind", m.Kind, "error", err)
		return []byte(success)
	}
	return answer
}

func (c *callback) store(ctx context.Context, m Message, answer []byte) {
	if err := c.inbox.Finish(ctx, c.which, m.ID, answer); err != nil {
		c.log.ErrorContext(ctx, "answer is not stored", "app", c.which, "error", err)
	}
}
