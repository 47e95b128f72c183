package wechatsim

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Attempt is one try to deliver a callback.
type Attempt struct {
	Status int // 0 where no answer came in time
	Body   string
	Err    error
}

// Delivery is a callback on its way to the app, with all its attempts.
type Delivery struct {
	MsgID    int64 // 0 for events, which have none
	Message  []byte
	awaited  bool // a person looks at the chat for an answer
	done     chan struct{}
	attempts []Attempt
}

// Wait waits until the callback is answered or given up, and returns its attempts.
func (d *Delivery) Wait() []Attempt {
	<-d.done
	return d.attempts
}

// Connect sets an app's callback address as the console does: it asks the address to echo a string first.
func (p *Platform) Connect(ctx context.Context, appID, address string) error {
	p.mu.Lock()
	a, known := p.apps[appID]
	p.mu.Unlock()
	if !known {
		return refuse(40013)
	}
	echo := digits(19)
	q := p.signed(a, "")
	q.Set("echostr", echo)
	q.Del("openid")
	answer, err := p.send(ctx, http.MethodGet, address, q, nil, "")
	if err != nil {
		return fmt.Errorf("wechatsim: callback address of %s does not answer: %w", appID, err)
	}
	if answer.Status != http.StatusOK || answer.Body != echo {
		return fmt.Errorf("wechatsim: callback address of %s answers %d and does not echo", appID, answer.Status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	a.callback = address
	return nil
}

// emit sends a message about a person to the app. The caller holds the lock; the callback travels without it.
func (p *Platform) emit(a *app, one *person, body message) *Delivery {
	openID := one.openIDs[a.ID]
	full := append(message{text("ToUserName", a.OriginalID), text("FromUserName", openID),
		number("CreateTime", p.now().Unix())}, body...)
	d := &Delivery{Message: full.render(a.Format), awaited: full.awaited(), done: make(chan struct{})}
	d.MsgID, _ = strconv.ParseInt(full.value("MsgId"), 10, 64)
	if a.callback == "" {
		close(d.done)
		return d
	}
	address := a.callback
	p.deliver.Add(1)
	go func() {
		defer p.deliver.Done()
		defer close(d.done)
		p.travel(a, address, one, openID, d)
	}()
	return d
}

// travel tries up to four times. Each attempt has its own timestamp, nonce and signature around the same message.
func (p *Platform) travel(a *app, address string, one *person, openID string, d *Delivery) {
	p.slots <- struct{}{}
	defer func() { <-p.slots }()
	for range 1 + p.config.CallbackRetries {
		attempt := p.attempt(a, address, openID, d.Message)
		d.attempts = append(d.attempts, attempt)
		if p.ctx.Err() != nil {
			return
		}
		if attempt.Err != nil || attempt.Status != http.StatusOK {
			continue
		}
		p.receive(a, one, attempt.Body)
		return
	}
	if d.awaited {
		p.outOfService(a, one)
	}
}

func (p *Platform) attempt(a *app, address, openID string, plain []byte) Attempt {
	q, body, contentType := p.envelope(a, openID, plain)
	ctx, cancel := context.WithTimeout(p.ctx, p.config.CallbackTimeout)
	defer cancel()
	answer, err := p.send(ctx, http.MethodPost, address, q, body, contentType)
	answer.Err = err
	return answer
}

// Envelope is a signed callback as it travels, for tests that send it themselves, whole or spoiled.
type Envelope struct {
	Query       url.Values
	Body        []byte
	ContentType string
}

// Seal puts a plain message from an openid into a fresh envelope of the app.
func (p *Platform) Seal(appID, openID string, plain []byte) Envelope {
	p.mu.Lock()
	a := p.apps[appID]
	p.mu.Unlock()
	q, body, contentType := p.envelope(a, openID, plain)
	return Envelope{q, body, contentType}
}

// envelope signs and, by the app's mode, seals a message.
func (p *Platform) envelope(a *app, openID string, plain []byte) (url.Values, []byte, string) {
	q := p.signed(a, openID)
	contentType := "text/xml"
	if a.Format == JSON {
		contentType = "application/json"
	}
	if a.Mode == Plain {
		return q, plain, contentType
	}
	sealed := a.box.seal(plain, nil)
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", sign(a.Token, q.Get("timestamp"), q.Get("nonce"), sealed))
	if a.Mode == Compatible {
		return q, besidePlain(plain, sealed, a.Format), contentType
	}
	return q, message{text("ToUserName", a.OriginalID), text("Encrypt", sealed)}.render(a.Format), contentType
}

// signed is the query every callback carries.
func (p *Platform) signed(a *app, openID string) url.Values {
	timestamp, nonce := strconv.FormatInt(p.now().Unix(), 10), digits(10)
	return url.Values{"timestamp": {timestamp}, "nonce": {nonce}, "openid": {openID}, "signature": {sign(a.Token, timestamp, nonce)}}
}

func (p *Platform) send(ctx context.Context, method, address string, q url.Values, body []byte, contentType string) (Attempt, error) {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	r, err := http.NewRequestWithContext(ctx, method, address+separator+q.Encode(), strings.NewReader(string(body)))
	if err != nil {
		return Attempt{}, err
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := p.config.HTTP.Do(r)
	if err != nil {
		return Attempt{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return Attempt{Status: answer.StatusCode, Body: string(text)}, err
}

// digits is a random number of n digits, as WeChat's nonces and echo strings are.
func digits(n int) string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	drawn, _ := rand.Int(rand.Reader, limit) // never fails since Go 1.24
	return fmt.Sprintf("%0*d", n, drawn)
}
