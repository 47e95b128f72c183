package wechat

import (
	"context"
	"runtime/debug"
	"sync"
	"time"
)

const (
	mostAtOnce    = 256              // messages in the hands of handlers
	handlerTime   = time.Minute      // for one message
	handlerLease  = 10 * time.Second // after which another process takes a message over, while WeChat still asks
	duplicatePoll = 50 * time.Millisecond
)

// apology is what a person sees when handling failed.
const apology = "抱歉，系统刚才没有处理好这条消息，请稍后再发一次。"

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
		entry, err := c.begin(ctx, m)
		if err == nil && entry.Mine {
			answer, result := c.handle(ctx, m)
			return answer, result, nil
		}
		if err == nil && !entry.Done && sleep(ctx, duplicatePoll) {
			continue
		}
		<-c.slots
		return c.again(ctx, m, entry, err)
	}
}

// begin asks the inbox, but not about a message this process is working on: its lease may have passed.
func (c *callback) begin(ctx context.Context, m Message) (Entry, error) {
	if c.hands.have(m.ID) {
		return Entry{}, nil
	}
	now := c.clock.Now()
	entry, err := c.inbox.Begin(ctx, c.which, m.ID, now, now.Add(handlerLease))
	if err == nil && entry.Mine {
		c.hands.take(m.ID)
	}
	return entry, err
}

// again answers a message that came before. Where this process still works on it the answer will be a customer
// message. Where another does, or did until it died, WeChat is asked to ask again: until the lease has passed.
func (c *callback) again(ctx context.Context, m Message, entry Entry, err error) ([]byte, string, *refusal) {
	switch {
	case err != nil:
		c.log.ErrorContext(ctx, "inbox does not answer", "app", c.which, "error", err)
		return nil, "", refusedInbox
	case entry.Done:
		return entry.Answer, "duplicate", nil
	case c.hands.have(m.ID):
		return []byte(success), "duplicate", nil
	}
	return nil, "", refusedUnfinished
}

// hands are the messages this process works on.
type hands struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (h *hands) have(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ids[id]
}

func (h *hands) take(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ids == nil {
		h.ids = map[string]bool{}
	}
	h.ids[id] = true
}

func (h *hands) drop(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.ids, id)
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
		defer c.hands.drop(m.ID)
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
