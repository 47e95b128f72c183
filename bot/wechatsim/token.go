package wechatsim

import (
	"crypto/subtle"
	"slices"
	"time"
)

const (
	tokenLife    = 2 * time.Hour
	tokenOverlap = 5 * time.Minute // an ordinary refresh leaves the old token alive this long
	forceGap     = 30 * time.Second
	forcePerDay  = 20
)

type token struct {
	until time.Time
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

// credentials checks appid, secret and the caller's address: what every token endpoint does first.
func (p *Platform) credentials(appID, secret, ip string) (*app, *Refusal) {
	switch {
	case appID == "":
		return nil, refuse(41002)
	case secret == "":
		return nil, refuse(41004)
	}
	a, known := p.apps[appID]
	if !known {
		return nil, refuse(40013)
	}
	if subtle.ConstantTimeCompare([]byte(a.Secret), []byte(secret)) == 0 {
		return nil, p.wrongSecret(secret)
	}
	if len(a.AllowedIPs) > 0 && !slices.Contains(a.AllowedIPs, ip) {
		return nil, refuse(40164, ip)
	}
	return a, nil
}

// wrongSecret tells a secret of another app (40001) from one of no app (40125).
func (p *Platform) wrongSecret(secret string) *Refusal {
	for _, other := range p.apps {
		if other.Secret == secret {
			return refuse(40001, "AppSecret belongs to another app")
		}
	}
	return refuse(40125)
}

func (a *app) issue(now time.Time) string {
	name := opaque("", 64)
	a.tokens[name] = &token{until: now.Add(tokenLife)}
	return name
}

// ordinaryToken is GET /cgi-bin/token: always a new token, the one before dies after five minutes.
func (p *Platform) ordinaryToken(c *call) (any, *Refusal) {
	a, no := p.credentials(c.query.Get("appid"), c.query.Get("secret"), c.ip)
	if no != nil {
		return nil, no
	}
	c.app = a
	if no := p.spend(c); no != nil {
		return nil, no
	}
	if old := a.tokens[a.current]; old != nil && old.until.After(c.now.Add(tokenOverlap)) {
		old.until = c.now.Add(tokenOverlap)
	}
	a.current = a.issue(c.now)
	return tokenAnswer{a.current, int64(tokenLife / time.Second)}, nil
}

// stableToken is POST /cgi-bin/stable_token: the same token with what is left of its life, or a new one by force.
func (p *Platform) stableToken(c *call) (any, *Refusal) {
	var in struct {
		AppID   string `json:"appid"`
		Secret  string `json:"secret"`
		Force   bool   `json:"force_refresh"`
		Purpose string `json:"grant_type"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	a, no := p.credentials(in.AppID, in.Secret, c.ip)
	if no != nil {
		return nil, no
	}
	c.app = a
	if no := p.spend(c); no != nil {
		return nil, no
	}
	if in.Force {
		if no := a.force(c.now); no != nil {
			return nil, no
		}
	}
	if held := a.tokens[a.stable]; held == nil || !c.now.Before(held.until) {
		a.stable = a.issue(c.now)
	}
	return tokenAnswer{a.stable, int64(a.tokens[a.stable].until.Sub(c.now) / time.Second)}, nil
}

// force ends the stable token at once: at most 20 times a day, 30 s apart (45011).
func (a *app) force(now time.Time) *Refusal {
	a.forced = slices.DeleteFunc(a.forced, func(at time.Time) bool { return now.Sub(at) >= 24*time.Hour })
	if n := len(a.forced); n > 0 && now.Sub(a.forced[n-1]) < forceGap || n >= forcePerDay {
		return refuse(45011)
	}
	a.forced = append(a.forced, now)
	delete(a.tokens, a.stable)
	return nil
}

// bearer finds the app a token belongs to: 41001 missing, 40014 not a token, 40001 unknown, 42001 expired.
func (p *Platform) bearer(name string, now time.Time) (*app, *Refusal) {
	switch {
	case name == "":
		return nil, refuse(41001)
	case len(name) != 64:
		return nil, refuse(40014)
	}
	for _, a := range p.apps {
		held, known := a.tokens[name]
		if !known {
			continue
		}
		if !now.Before(held.until) {
			return nil, refuse(42001)
		}
		return a, nil
	}
	return nil, refuse(40001)
}

// ExpireTokens ends all tokens of an app: they answer 42001 from now on.
func (p *Platform) ExpireTokens(appID string) {
	p.eachToken(appID, func(a *app, name string) { a.tokens[name].until = p.now() })
}

// ForgetTokens drops all tokens of an app, as a forced refresh by someone else does: they answer 40001 from now on.
func (p *Platform) ForgetTokens(appID string) {
	p.eachToken(appID, func(a *app, name string) { delete(a.tokens, name) })
}

func (p *Platform) eachToken(appID string, do func(*app, string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, known := p.apps[appID]
	if !known {
		return
	}
	for name := range a.tokens {
		do(a, name)
	}
}
