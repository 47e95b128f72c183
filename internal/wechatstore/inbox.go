package wechatstore

import (
	"context"
	"crypto/sha256"
	"sync/atomic"
	"time"

	"wanping/bot/wechat"
	"wanping/internal/secrets"
	"wanping/models"
)

const (
	purposeAnswer = "wechat.answer"
	keptFor       = 2 * time.Hour // WeChat asks again for seconds; the gateway takes nothing older than minutes
	sweepEvery    = 10 * time.Minute
	sweepBatch    = 500 // rows a transaction
)

// Inbox is the wechat.Inbox of a database. It deletes what has expired as it goes.
type Inbox struct {
	store *models.Store
	keys  *secrets.Keyring
	swept atomic.Int64 // when, as an Instant
}

var _ wechat.Inbox = (*Inbox)(nil)

// NewInbox returns the inbox.
func NewInbox(store *models.Store, keys *secrets.Keyring) *Inbox {
	return &Inbox{store: store, keys: keys}
}

// Begin implements wechat.Inbox.
func (b *Inbox) Begin(ctx context.Context, app wechat.Which, key string, now, lease time.Time) (wechat.Entry, error) {
	if err := b.sweep(ctx, now); err != nil {
		return wechat.Entry{}, err
	}
	row := models.WechatMessage{
		App: string(app), KeyHash: hashed(key), LeaseUntil: models.At(lease), ExpiresAt: models.At(now.Add(keptFor)),
	}
	var mine bool
	var answer []byte
	err := b.store.Write(ctx, func(tx *models.Tx) error {
		mine, answer = false, nil
		known, there, err := tx.WechatMessageOf(row.App, row.KeyHash)
		switch {
		case err != nil:
		case !there:
			mine, err = tx.AddWechatMessage(row)
		case len(known.AnswerSealed) > 0:
			answer = known.AnswerSealed
		default:
			mine, err = tx.LeaseWechatMessage(row.App, row.KeyHash, now, lease)
		}
		return err
	})
	if err != nil || answer == nil {
		return wechat.Entry{Mine: mine && err == nil}, err
	}
	plain, err := b.keys.Open(purposeAnswer, answer)
	return wechat.Entry{Done: err == nil, Answer: []byte(plain)}, err
}

// Finish implements wechat.Inbox.
func (b *Inbox) Finish(ctx context.Context, app wechat.Which, key string, answer []byte) error {
	sealed, err := b.keys.Seal(purposeAnswer, string(answer))
	if err != nil {
		return err
	}
	return b.store.Write(ctx, func(tx *models.Tx) error { return tx.AnswerWechatMessage(string(app), hashed(key), sealed) })
}

// sweep deletes what has expired, once in a while and a bounded number of rows.
func (b *Inbox) sweep(ctx context.Context, now time.Time) error {
	last := b.swept.Load()
	if now.Sub(models.Instant(last).Time()) < sweepEvery || !b.swept.CompareAndSwap(last, int64(models.At(now))) {
		return nil
	}
	return b.store.Write(ctx, func(tx *models.Tx) error {
		n, err := tx.ForgetWechatMessages(now, sweepBatch)
		if n == sweepBatch {
			b.swept.Store(last) // there is more: the next message goes on
		}
		return err
	})
}

// hashed is a callback's key at rest: keys of events hold an openid.
func hashed(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}
