package wechatstore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/wechatstore"
	"wanping/models/modelstest"
)

func TestConversationsOnEveryEngine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		now := clock.NewStopped(noon)
		chats := wechatstore.NewConversations(open(t, now), newKeys(t), 30*time.Minute)
		load := func(who string) wechatstore.Standing {
			was, err := chats.Load(t.Context(), who)
			require.NoError(t, err)
			return was
		}
		save := func(was wechatstore.Standing, state string) bool {
			saved, err := chats.Save(t.Context(), was, state)
			require.NoError(t, err)
			return saved
		}
		first := load("o1")
		require.Empty(t, first.State)
		require.True(t, save(first, "one"))
		require.False(t, save(first, "other"), "another message came between")
		second := load("o1")
		require.Equal(t, "one", second.State)
		require.True(t, save(second, "two"))
		require.False(t, save(second, "three"))
		require.Empty(t, load("o2").State, "each has a chat of one's own")

		now.Advance(29 * time.Minute)
		require.Equal(t, "two", load("o1").State)
		now.Advance(2 * time.Minute)
		expired := load("o1")
		require.Empty(t, expired.State)
		require.True(t, save(expired, "anew"), "what is left makes room")
		for i := range 450 { // sweeps come between
			require.True(t, save(load(fmt.Sprint("many", i)), "x"))
		}
		require.Equal(t, "anew", load("o1").State)
	})
}
