package wechat

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"wanping/internal/clock"
)

// Token is an access token and until when it may be used. UseUntil lies before WeChat's expiry, so that a token that
// is read as usable survives its way.
type Token struct {
	Value    string
	UseUntil time.Time
}

// TokenStore keeps one token an app where several processes share it, with a lease by which one of them fetches.
// A row of a database does: (app_id, value, use_until, lease_holder, lease_until). The value is a secret at rest.
// An error of the store is never an error of the caller: the gateway fetches without it.
type TokenStore interface {
	// Load returns the token, the zero Token where there is none.
	Load(ctx context.Context, appID string) (Token, error)
	// Claim takes the lease until the given time for holder and reports whether it did: it does where nobody holds
	// it, where its time has passed at now, or where holder has it already.
	Claim(ctx context.Context, appID, holder string, now, until time.Time) (bool, error)
	// Save stores the token and ends the lease, if holder still has it; otherwise it does nothing.
	Save(ctx context.Context, appID, holder string, token Token) error
}

const (
	leaseTime = 15 * time.Second       // longer than a fetch may take
	leasePoll = 100 * time.Millisecond // between looks at another's lease; machine time
	leaseWait = 80                     // looks before fetching without a lease, which stable tokens allow
	earlyEnd  = 5 * time.Minute        // how long before its expiry a token is no longer used
)

// keeper hands out tokens: from memory, else from the store, else from WeChat, with one fetch for all who wait.
type keeper struct {
	store   TokenStore
	clock   clock.Clock
	fetch   func(ctx context.Context, appID string, force bool) (string, time.Duration, error)
	metrics *metrics
	log     *slog.Logger
	timeout time.Duration
	holder  string

	flight singleflight.Group
	mu     sync.Mutex
	held   map[string]Token
}

func newHolder() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails since Go 1.24
	return hex.EncodeToString(raw[:])
}

// token returns a usable token of the app.
func (k *keeper) token(ctx context.Context, appID string) (string, error) {
	return k.other(ctx, appID, "")
}

// other returns a usable token other than bad, which WeChat has just refused.
func (k *keeper) other(ctx context.Context, appID, bad string) (string, error) {
	if t := k.remembered(appID); k.usable(t, bad) {
		return t.Value, nil
	}
	t, err := k.together(ctx, appID, bad)
	if err == nil && t.Value == bad { // joined a flight of callers who did not know that it is bad
		t, err = k.together(ctx, appID, bad)
	}
	return t.Value, err
}

// together obtains a token with all others who wait for one of this app. The flight has its own time: a caller who
// gives up must not fail the others.
func (k *keeper) together(ctx context.Context, appID, bad string) (Token, error) {
	waiting := k.flight.DoChan(appID, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*k.timeout+leaseWait*leasePoll)
		defer cancel()
		return k.obtain(ctx, appID, bad)
	})
	select {
	case <-ctx.Done():
		return Token{}, &Failure{Path: stablePath, Reason: ReasonUnreachable, Message: "gave up waiting for a token"}
	case done := <-waiting:
		t, _ := done.Val.(Token)
		return t, done.Err
	}
}

func (k *keeper) usable(t Token, bad string) bool {
	return t.Value != "" && t.Value != bad && k.clock.Now().Before(t.UseUntil)
}

func (k *keeper) remembered(appID string) Token {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[appID]
}

func (k *keeper) remember(appID string, t Token) Token {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[appID] = t
	return t
}

// obtain takes the stored token, or the lease and a new one, or waits for the one who has the lease.
func (k *keeper) obtain(ctx context.Context, appID, bad string) (Token, error) {
	if t := k.remembered(appID); k.usable(t, bad) {
		return t, nil // another flight was faster
	}
	for range leaseWait {
		stored, err := k.store.Load(ctx, appID)
		if err != nil {
			return k.without(ctx, appID, bad, err)
		}
		if k.usable(stored, bad) {
			k.metrics.tokens.WithLabelValues(appID, "shared").Inc()
			return k.remember(appID, stored), nil
		}
		now := k.clock.Now()
		mine, err := k.store.Claim(ctx, appID, k.holder, now, now.Add(leaseTime))
		if err != nil {
			return k.without(ctx, appID, bad, err)
		}
		if mine {
			return k.renew(ctx, appID, bad)
		}
		if !sleep(ctx, leasePoll) {
			break
		}
	}
	return k.fresh(ctx, appID, bad)
}

// without fetches although the store is down: WeChat gives every process the same stable token.
func (k *keeper) without(ctx context.Context, appID, bad string, cause error) (Token, error) {
	k.log.WarnContext(ctx, "token store does not answer; fetching without it", "app", appID, "error", cause)
	return k.fresh(ctx, appID, bad)
}

// renew fetches under the lease and stores.
func (k *keeper) renew(ctx context.Context, appID, bad string) (Token, error) {
	t, err := k.fresh(ctx, appID, bad)
	if err != nil {
		t = Token{} // ends the lease; the next caller tries anew
	}
	if failed := k.store.Save(ctx, appID, k.holder, t); failed != nil {
		k.log.WarnContext(ctx, "token is not stored", "app", appID, "error", failed)
	}
	return t, err
}

// fresh asks WeChat: for its current token first, and by force only where that is the refused one, because forced
// refreshes are rationed to 20 a day.
func (k *keeper) fresh(ctx context.Context, appID, bad string) (Token, error) {
	value, life, err := k.fetch(ctx, appID, false)
	how := "fetched"
	if err == nil && value == bad {
		value, life, err = k.fetch(ctx, appID, true)
		how = "forced"
	}
	if err != nil {
		return Token{}, err
	}
	k.metrics.tokens.WithLabelValues(appID, how).Inc()
	return k.remember(appID, Token{Value: value, UseUntil: k.clock.Now().Add(usableLife(life))}), nil
}

// usableLife is how long a token with that much life left is used. WeChat may hand out a token in its last minutes:
// half of those is still used, or every call would fetch.
func usableLife(life time.Duration) time.Duration { return max(life-earlyEnd, life/2) }

// sleep waits on the machine's time and reports whether ctx let it.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
