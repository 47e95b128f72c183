package wechat

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"wanping/internal/clock"
)

// refusal is why a callback is not taken: its name in the metrics and its HTTP status. Its sender learns the status.
type refusal struct {
	name   string
	status int
}

func (r *refusal) Error() string { return "wechat: callback refused: " + r.name }

// What is refused. Each is counted under its name.
var (
	refusedMethod     = &refusal{"method", http.StatusMethodNotAllowed}
	refusedQuery      = &refusal{"bad_query", http.StatusBadRequest}
	refusedStale      = &refusal{"stale", http.StatusForbidden}
	refusedForged     = &refusal{"forged", http.StatusForbidden}
	refusedReplayed   = &refusal{"replayed", http.StatusForbidden}
	refusedDowngraded = &refusal{"downgraded", http.StatusForbidden}
	refusedOversized  = &refusal{"oversized", http.StatusRequestEntityTooLarge}
	refusedMalformed  = &refusal{"malformed", http.StatusBadRequest}
	refusedSealed     = &refusal{"wrong_app_or_key", http.StatusForbidden}
	refusedRecipient  = &refusal{"wrong_recipient", http.StatusForbidden}
	refusedSender     = &refusal{"wrong_sender", http.StatusForbidden}
	refusedBusy       = &refusal{"busy", http.StatusServiceUnavailable}
	refusedInbox      = &refusal{"inbox_error", http.StatusServiceUnavailable}
	refusedUnfinished = &refusal{"unfinished", http.StatusServiceUnavailable}
)

// opener checks and opens the envelopes of one app.
type opener struct {
	app    App
	clock  clock.Clock
	window time.Duration
	seen   *nonces // plain mode only
}

// params reads a query in which nothing may be given twice.
func params(r *http.Request, names ...string) (map[string]string, *refusal) {
	const longestQuery, longestValue = 2048, 128
	if len(r.URL.RawQuery) > longestQuery {
		return nil, refusedQuery
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refusedQuery
	}
	out := map[string]string{}
	for _, name := range names {
		given := q[name]
		if len(given) > 1 || len(given) == 1 && len(given[0]) > longestValue {
			return nil, refusedQuery
		}
		out[name] = q.Get(name)
	}
	return out, nil
}

// timely checks the timestamp against the clock, so that a captured request is soon worthless.
func (o *opener) timely(timestamp string) *refusal {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || len(timestamp) > 12 {
		return refusedQuery
	}
	if off := o.clock.Now().Sub(time.Unix(seconds, 0)); off > o.window || off < -o.window {
		return refusedStale
	}
	return nil
}

// signed compares a signature over the token and the parts in constant time.
func (o *opener) signed(signature string, parts ...string) bool {
	want := util.Signature(append([]string{o.app.Token}, parts...)...)
	return subtle.ConstantTimeCompare([]byte(want), []byte(signature)) == 1
}

// echo checks the console's question and returns what to answer. Signature covers no echo, so it is held to letters
// and digits: nothing a browser could take for a page.
func (o *opener) echo(r *http.Request) (string, *refusal) {
	q, no := params(r, "signature", "timestamp", "nonce", "echostr")
	if no != nil {
		return "", no
	}
	if no := o.timely(q["timestamp"]); no != nil {
		return "", no
	}
	if !o.signed(q["signature"], q["timestamp"], q["nonce"]) {
		return "", refusedForged
	}
	for _, c := range q["echostr"] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return "", refusedQuery
		}
	}
	return q["echostr"], nil
}

// open checks everything about a callback that does not need its meaning, and returns its content.
func (o *opener) open(r *http.Request, body []byte) (element, *refusal) {
	q, no := params(r, "signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "openid")
	if no != nil {
		return element{}, no
	}
	if no := o.timely(q["timestamp"]); no != nil {
		return element{}, no
	}
	content, no := o.content(q, body)
	if no != nil {
		return element{}, no
	}
	if content.get("ToUserName") != o.app.OriginalID {
		return element{}, refusedRecipient
	}
	if !sender(content, q["openid"]) {
		return element{}, refusedSender
	}
	return content, nil
}

// sender checks that a message names who it is from, as the query does. The verdict on a picture comes from an
// account of WeChat's own, which the query need not name.
func sender(content element, openID string) bool {
	from := content.get("FromUserName")
	return from != "" && (openID == "" || openID == from || content.get("Event") == "wxa_media_check")
}

func (o *opener) content(q map[string]string, body []byte) (element, *refusal) {
	if o.app.Mode == ModePlain {
		return o.plain(q, body)
	}
	return o.sealed(q, body)
}

// plain opens a callback in plain mode, whose signature does not cover the body: a timestamp and nonce therefore
// bring one body only.
func (o *opener) plain(q map[string]string, body []byte) (element, *refusal) {
	if !o.signed(q["signature"], q["timestamp"], q["nonce"]) {
		return element{}, refusedForged
	}
	content, err := parse(body)
	if err != nil {
		return element{}, refusedMalformed
	}
	if !o.seen.first(o.clock.Now(), q["timestamp"]+" "+q["nonce"], sha256.Sum256(body)) {
		return element{}, refusedReplayed
	}
	return content, nil
}

// sealed opens a callback in safe or compatible mode. What stands in the clear beside the seal is not looked at:
// nothing vouches for it.
func (o *opener) sealed(q map[string]string, body []byte) (element, *refusal) {
	if q["encrypt_type"] != "aes" || q["msg_signature"] == "" {
		return element{}, refusedDowngraded
	}
	envelope, err := parse(body)
	if err != nil {
		return element{}, refusedMalformed
	}
	secret := envelope.get("Encrypt")
	if secret == "" {
		return element{}, refusedDowngraded
	}
	if !o.signed(q["msg_signature"], q["timestamp"], q["nonce"], secret) {
		return element{}, refusedForged
	}
	if envelope.get("ToUserName") != o.app.OriginalID {
		return element{}, refusedRecipient
	}
	inner, no := o.decrypt(secret)
	if no != nil {
		return element{}, no
	}
	content, err := parse(inner)
	if err != nil {
		return element{}, refusedMalformed
	}
	return content, nil
}

// decrypt tries the key and, during a change of key, the one before. The SDK checks the app id inside.
func (o *opener) decrypt(secret string) ([]byte, *refusal) {
	for _, key := range []string{o.app.AESKey, o.app.PreviousAESKey} {
		if key == "" {
			continue
		}
		if _, inner, err := util.DecryptMsg(o.app.AppID, secret, key); err == nil {
			return inner, nil
		}
	}
	return nil, refusedSealed
}

// nonces remembers which body came with which timestamp and nonce, for as long as the timestamp is taken. It keeps
// two generations of bounded size; overflowing ends the older one early.
type nonces struct {
	window time.Duration
	mu     sync.Mutex
	since  time.Time
	young  map[string][32]byte
	old    map[string][32]byte
}

const mostNonces = 100_000

// first reports whether the pair is new or came with the same body: WeChat's own retry, which the inbox answers.
func (n *nonces) first(now time.Time, pair string, body [32]byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if age := now.Sub(n.since); n.young == nil || age > 2*n.window || age < 0 || len(n.young) >= mostNonces {
		n.old, n.young, n.since = n.young, map[string][32]byte{}, now
	}
	for _, generation := range []map[string][32]byte{n.young, n.old} {
		if known, seen := generation[pair]; seen {
			return known == body
		}
	}
	n.young[pair] = body
	return true
}
