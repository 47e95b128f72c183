package photos

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"
)

// What one address may send: a service hall's citizens share one.
const (
	burst      = 120              // photos at once
	refill     = 10 * time.Second // for each further one
	limitCount = 20_000           // addresses remembered
)

// limiter counts photos by address. It knows addresses only as hashes under a key that dies with the process.
type limiter struct {
	key [32]byte

	mu    sync.Mutex
	spent map[[16]byte]allowance
}

type allowance struct {
	left int
	at   time.Duration // on the process's own clock, when left was right
}

func newLimiter() *limiter {
	l := &limiter{spent: map[[16]byte]allowance{}}
	_, _ = rand.Read(l.key[:]) // never fails
	return l
}

// take spends one photo of an address; false where it has none left now.
func (l *limiter) take(address string, now time.Duration) bool {
	who := l.hash(address)
	l.mu.Lock()
	defer l.mu.Unlock()
	a, known := l.spent[who]
	if !known {
		if len(l.spent) >= limitCount {
			l.forget(now)
		}
		a = allowance{left: burst, at: now}
	}
	if grown := int((now - a.at) / refill); grown > 0 {
		a.left, a.at = min(burst, a.left+grown), a.at+time.Duration(grown)*refill
	}
	if a.left == 0 {
		return false
	}
	a.left--
	l.spent[who] = a
	return true
}

// forget drops those who could send a burst again, and all where that is nobody.
func (l *limiter) forget(now time.Duration) {
	for who, a := range l.spent {
		if now-a.at >= time.Duration(burst-a.left)*refill {
			delete(l.spent, who)
		}
	}
	if len(l.spent) >= limitCount {
		clear(l.spent)
	}
}

// hash takes an IPv6 network for one address: a phone has all of it.
func (l *limiter) hash(address string) (who [16]byte) {
	if ip, err := netip.ParseAddr(address); err == nil && ip.Is6() && !ip.Is4In6() {
		if network, err := ip.Prefix(64); err == nil {
			address = network.String()
		}
	}
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte(address))
	copy(who[:], mac.Sum(nil))
	return who
}
