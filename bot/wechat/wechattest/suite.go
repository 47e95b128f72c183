package wechattest

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
)

var noon = time.Date(2023, 9, 27, 4, 0, 0, 0, time.UTC)

// CheckTokens checks an implementation of wechat.TokenStore; make gives an empty one.
func CheckTokens(t *testing.T, make func(t *testing.T) wechat.TokenStore) {
	ctx := context.Background()
	token := wechat.Token{Value: "token", UseUntil: noon.Add(time.Hour)}
	claim := func(t *testing.T, s wechat.TokenStore, app, holder string, now time.Time) bool {
		got, err := s.Claim(ctx, app, holder, now, now.Add(15*time.Second))
		require.NoError(t, err)
		return got
	}
	load := func(t *testing.T, s wechat.TokenStore, app string) wechat.Token {
		got, err := s.Load(ctx, app)
		require.NoError(t, err)
		return got
	}
	t.Run("an empty store has the zero token", func(t *testing.T) {
		require.Equal(t, wechat.Token{}, load(t, make(t), "wx1"))
	})
	t.Run("a saved token is loaded, for its app only", func(t *testing.T) {
		s := make(t)
		require.True(t, claim(t, s, "wx1", "a", noon))
		require.NoError(t, s.Save(ctx, "wx1", "a", token))
		got := load(t, s, "wx1")
		require.Equal(t, token.Value, got.Value)
		require.True(t, token.UseUntil.Equal(got.UseUntil))
		require.Equal(t, wechat.Token{}, load(t, s, "wx2"))
	})
	t.Run("one holds the lease until it ends or the token is saved", func(t *testing.T) {
		s := make(t)
		require.True(t, claim(t, s, "wx1", "a", noon))
		require.False(t, claim(t, s, "wx1", "b", noon.Add(14*time.Second)))
		require.True(t, claim(t, s, "wx1", "a", noon.Add(14*time.Second)), "the holder may claim again")
		require.True(t, claim(t, s, "wx2", "b", noon), "another app has another lease")
		require.True(t, claim(t, s, "wx1", "b", noon.Add(time.Minute)), "the lease has ended")
		require.NoError(t, s.Save(ctx, "wx1", "b", token))
		require.True(t, claim(t, s, "wx1", "a", noon.Add(time.Minute)), "saving ends the lease")
	})
	t.Run("who lost the lease saves nothing", func(t *testing.T) {
		s := make(t)
		require.True(t, claim(t, s, "wx1", "slow", noon))
		require.True(t, claim(t, s, "wx1", "b", noon.Add(time.Minute)))
		require.NoError(t, s.Save(ctx, "wx1", "b", token))
		require.NoError(t, s.Save(ctx, "wx1", "slow", wechat.Token{Value: "old", UseUntil: noon}))
		require.Equal(t, "token", load(t, s, "wx1").Value)
	})
	t.Run("of many who claim at once one gets it", func(t *testing.T) {
		s := make(t)
		require.EqualValues(t, 1, count(20, func(i int) bool { return claim(t, s, "wx1", string(rune('a'+i)), noon) }))
	})
}

// CheckInbox checks an implementation of wechat.Inbox; make gives an empty one.
func CheckInbox(t *testing.T, make func(t *testing.T) wechat.Inbox) {
	ctx := context.Background()
	begin := func(t *testing.T, b wechat.Inbox, app wechat.Which, now time.Time) wechat.Entry {
		e, err := b.Begin(ctx, app, "m1", now, now.Add(time.Minute))
		require.NoError(t, err)
		return e
	}
	t.Run("the first has it, the next wait, all get the same answer", func(t *testing.T) {
		b := make(t)
		require.Equal(t, wechat.Entry{Mine: true}, begin(t, b, wechat.Official, noon))
		require.Equal(t, wechat.Entry{}, begin(t, b, wechat.Official, noon))
		require.True(t, begin(t, b, wechat.Mini, noon).Mine, "another app has its own keys")
		require.NoError(t, b.Finish(ctx, wechat.Official, "m1", []byte("answer")))
		for range 3 {
			require.Equal(t, wechat.Entry{Done: true, Answer: []byte("answer")}, begin(t, b, wechat.Official, noon.Add(time.Hour)))
		}
	})
	t.Run("who died over it is followed by one other", func(t *testing.T) {
		b := make(t)
		require.True(t, begin(t, b, wechat.Official, noon).Mine)
		later := noon.Add(2 * time.Minute)
		require.True(t, begin(t, b, wechat.Official, later).Mine)
		require.False(t, begin(t, b, wechat.Official, later).Mine)
	})
	t.Run("of many who begin at once one has it", func(t *testing.T) {
		b := make(t)
		require.EqualValues(t, 1, count(20, func(int) bool { return begin(t, b, wechat.Official, noon).Mine }))
	})
}

// count runs do at once n times and returns how often it was true.
func count(n int, do func(int) bool) int64 {
	var yes atomic.Int64
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if do(i) {
				yes.Add(1)
			}
		})
	}
	all.Wait()
	return yes.Load()
}
