package wechatstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechat/wechattest"
	"wanping/internal/clock"
	"wanping/internal/secrets"
	"wanping/internal/wechatstore"
	"wanping/models"
	"wanping/models/modelstest"
)

var noon = time.Date(2023, 9, 27, 4, 0, 0, 0, time.UTC)

func newKeys(t *testing.T) *secrets.Keyring {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	_, err := secrets.EnsureKeyFile(path)
	require.NoError(t, err)
	keys, err := secrets.Open(path)
	require.NoError(t, err)
	return keys
}

func TestBothStoresOnEveryEngine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		t.Run("tokens", func(t *testing.T) {
			wechattest.CheckTokens(t, func(t *testing.T) wechat.TokenStore {
				return wechatstore.NewTokens(open(t, clock.NewStopped(noon)), newKeys(t))
			})
		})
		t.Run("inbox", func(t *testing.T) {
			wechattest.CheckInbox(t, func(t *testing.T) wechat.Inbox {
				return wechatstore.NewInbox(open(t, clock.NewStopped(noon)), newKeys(t))
			})
		})
	})
}

// Two processes are two stores over one database: of all their callers one may fetch, and both read what it saved.
func TestTwoProcessesShareOneTokenAndOneInbox(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			keys, config := newKeys(t), modelstest.Config(t, engine, clock.NewStopped(noon))
			first, second := modelstest.OpenAt(t, config), modelstest.OpenAt(t, config)
			tokens := []*wechatstore.Tokens{wechatstore.NewTokens(first, keys), wechatstore.NewTokens(second, keys)}
			inboxes := []*wechatstore.Inbox{wechatstore.NewInbox(first, keys), wechatstore.NewInbox(second, keys)}
			var leases, messages atomic.Int64
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() {
					mine, err := tokens[i%2].Claim(context.Background(), "wx1", fmt.Sprint("holder", i), noon, noon.Add(time.Minute))
					if err == nil && mine {
						leases.Add(1)
					}
					entry, err := inboxes[i%2].Begin(context.Background(), wechat.Official, "m1", noon, noon.Add(time.Minute))
					if err == nil && entry.Mine {
						messages.Add(1)
					}
				})
			}
			all.Wait()
			require.EqualValues(t, 1, leases.Load())
			require.EqualValues(t, 1, messages.Load())

			later := noon.Add(2 * time.Minute)
			mine, err := tokens[0].Claim(t.Context(), "wx1", "a", later, later.Add(time.Minute))
			require.NoError(t, err)
			require.True(t, mine)
			require.NoError(t, tokens[0].Save(t.Context(), "wx1", "a", wechat.Token{Value: "token", UseUntil: later}))
			got, err := tokens[1].Load(t.Context(), "wx1")
			require.NoError(t, err)
			require.Equal(t, "token", got.Value)
			require.NoError(t, inboxes[0].Finish(t.Context(), wechat.Official, "m1", []byte("answer")))
			entry, err := inboxes[1].Begin(t.Context(), wechat.Official, "m1", later, later.Add(time.Minute))
			require.NoError(t, err)
			require.Equal(t, wechat.Entry{Done: true, Answer: []byte("answer")}, entry)
		})
	}
}

func TestNothingReadableIsAtRest(t *testing.T) {
	store, keys := modelstest.Open(t, clock.NewStopped(noon)), newKeys(t)
	tokens, inbox := wechatstore.NewTokens(store, keys), wechatstore.NewInbox(store, keys)
	_, err := tokens.Claim(t.Context(), "wx1", "a", noon, noon.Add(time.Minute))
	require.NoError(t, err)
	require.NoError(t, tokens.Save(t.Context(), "wx1", "a", wechat.Token{Value: "secret-token", UseUntil: noon}))
	_, err = inbox.Begin(t.Context(), wechat.Official, "openid1:follow", noon, noon.Add(time.Minute))
	require.NoError(t, err)
	require.NoError(t, inbox.Finish(t.Context(), wechat.Official, "openid1:follow", []byte("李小红您好")))
	require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
		token, _, err := tx.WechatTokenOf("wx1")
		require.NoError(t, err)
		require.NotEmpty(t, token.ValueSealed)
		require.NotContains(t, string(token.ValueSealed), "secret-token")
		_, plain, err := tx.WechatMessageOf("official", []byte("openid1:follow"))
		require.NoError(t, err)
		require.False(t, plain)
		return nil
	}))
}

func TestATokenUnderALostKeyIsNoneAndIsReplaced(t *testing.T) {
	store := modelstest.Open(t, clock.NewStopped(noon))
	for i, keys := range []*secrets.Keyring{newKeys(t), newKeys(t)} {
		tokens := wechatstore.NewTokens(store, keys)
		got, err := tokens.Load(t.Context(), "wx1")
		require.NoError(t, err)
		require.Empty(t, got.Value)
		mine, err := tokens.Claim(t.Context(), "wx1", "a", noon, noon.Add(time.Minute))
		require.NoError(t, err)
		require.True(t, mine)
		require.NoError(t, tokens.Save(t.Context(), "wx1", "a", wechat.Token{Value: fmt.Sprint(i), UseUntil: noon}))
	}
}

func TestAnswersExpire(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		inbox := wechatstore.NewInbox(open(t, clock.NewStopped(noon)), newKeys(t))
		begin := func(key string, now time.Time) wechat.Entry {
			entry, err := inbox.Begin(t.Context(), wechat.Official, key, now, now.Add(time.Minute))
			require.NoError(t, err)
			return entry
		}
		for i := range 600 { // more than one sweep deletes
			begin(fmt.Sprint("m", i), noon)
		}
		require.NoError(t, inbox.Finish(t.Context(), wechat.Official, "m1", []byte("answer")))
		later := noon.Add(3 * time.Hour)
		begin("new1", later)
		begin("new2", later)
		require.True(t, begin("m1", later).Mine, "it was forgotten")
		require.True(t, begin("m599", later).Mine)
		require.False(t, begin("new1", later).Mine)
	})
}
