// Package wechattest has what tests of the gateway need: stores that live in memory, and the suites that every
// implementation of wechat.TokenStore and wechat.Inbox must pass.
package wechattest

import (
	"context"
	"sync"
	"time"

	"wanping/bot/wechat"
)

// Tokens is a wechat.TokenStore in memory. Set Err to make it fail.
type Tokens struct {
	mu   sync.Mutex
	rows map[string]tokenRow
	Err  error
}

type tokenRow struct {
	token  wechat.Token
	holder string
	until  time.Time
}

// NewTokens returns an empty store.
func NewTokens() *Tokens { return &Tokens{rows: map[string]tokenRow{}} }

// Load implements wechat.TokenStore.
func (s *Tokens) Load(_ context.Context, appID string) (wechat.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows[appID].token, s.Err
}

// Claim implements wechat.TokenStore.
func (s *Tokens) Claim(_ context.Context, appID, holder string, now, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row := s.rows[appID]
	if row.holder != "" && row.holder != holder && now.Before(row.until) {
		return false, s.Err
	}
	row.holder, row.until = holder, until
	s.rows[appID] = row
	return true, s.Err
}

// Save implements wechat.TokenStore.
func (s *Tokens) Save(_ context.Context, appID, holder string, token wechat.Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows[appID].holder == holder {
		s.rows[appID] = tokenRow{token: token}
	}
	return s.Err
}

// Inbox is a wechat.Inbox in memory. Set Err to make it fail.
type Inbox struct {
	mu   sync.Mutex
	rows map[string]inboxRow
	Err  error
}

type inboxRow struct {
	lease  time.Time
	done   bool
	answer []byte
}

// NewInbox returns an empty inbox.
func NewInbox() *Inbox { return &Inbox{rows: map[string]inboxRow{}} }

// Begin implements wechat.Inbox.
func (b *Inbox) Begin(_ context.Context, app wechat.Which, key string, now, lease time.Time) (wechat.Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Err != nil {
		return wechat.Entry{}, b.Err
	}
	id := string(app) + " " + key
	row, known := b.rows[id]
	if row.done {
		return wechat.Entry{Done: true, Answer: row.answer}, nil
	}
	if known && now.Before(row.lease) {
		return wechat.Entry{}, nil
	}
	b.rows[id] = inboxRow{lease: lease}
	return wechat.Entry{Mine: true}, nil
}

// Finish implements wechat.Inbox.
func (b *Inbox) Finish(_ context.Context, app wechat.Which, key string, answer []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Err != nil {
		return b.Err
	}
	b.rows[string(app)+" "+key] = inboxRow{done: true, answer: answer}
	return nil
}
