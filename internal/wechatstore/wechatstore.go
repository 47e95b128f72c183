// Package wechatstore keeps in the database what WeChat's rooms share between processes: access tokens, the callbacks
// that were answered, and where each chat stands. All of it is sealed; nothing survives its use.
package wechatstore

import (
	"context"
	"errors"

	"time"
	"wanping/bot/wechat"
	"wanping/internal/secrets"
	"wanping/models"
)

const purposeToken = "wechat.token"

// Tokens is the wechat.TokenStore of a database.
type Tokens struct {
	store *models.Store
	keys  *secrets.Keyring
}

var _ wechat.TokenStore = (*Tokens)(nil)

// NewTokens returns the store.
func NewTokens(store *models.Store, keys *secrets.Keyring) *Tokens {
	return &Tokens{store: store, keys: keys}
}

// Load implements wechat.TokenStore. A token that no key opens any more is none: the next one replaces it.
func (s *Tokens) Load(ctx context.Context, appID string) (wechat.Token, error) {
	var row models.WechatToken
	err := s.store.Read(ctx, func(tx *models.Tx) (err error) {
		row, _, err = tx.WechatTokenOf(appID)
		return err
	})
	if err != nil || len(row.ValueSealed) == 0 {
		return wechat.Token{}, err
	}
	value, err := s.keys.Open(purposeToken, row.ValueSealed)
	if errors.Is(err, secrets.ErrWrongKey) {
		return wechat.Token{}, nil
	}
	return wechat.Token{Value: value, UseUntil: row.UseUntil.Time()}, err
}

// Claim implements wechat.TokenStore.
func (s *Tokens) Claim(ctx context.Context, appID, holder string, now, until time.Time) (bool, error) {
	mine := false
	err := s.store.Write(ctx, func(tx *models.Tx) (err error) {
		mine, err = tx.LeaseWechatToken(appID, holder, now, until)
		return err
	})
	return mine && err == nil, err
}

// Save implements wechat.TokenStore.
func (s *Tokens) Save(ctx context.Context, appID, holder string, token wechat.Token) error {
	row := models.WechatToken{AppID: appID, LeaseHolder: holder}
	if token.Value != "" {
		var err error
		if row.ValueSealed, err = s.keys.Seal(purposeToken, token.Value); err != nil {
			return err
		}
		row.UseUntil = models.At(token.UseUntil)
	}
	return s.store.Write(ctx, func(tx *models.Tx) error { return tx.StoreWechatToken(row) })
}
