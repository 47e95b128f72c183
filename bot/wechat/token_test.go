package wechat_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
)

const stableToken = "/cgi-bin/stable_token"

// atOnce makes a scene code with n callers and fails on any error.
func (b *bench) atOnce(n int) {
	b.Helper()
	errs := make(chan error, n)
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			_, err := b.SceneCode(ctx, "s", time.Minute)
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(b, err)
	}
}

func TestAHundredCallersFetchOneToken(t *testing.T) {
	b := newBench(t)
	b.sim.Inject(wechatsim.Fault{Path: stableToken, Times: 1, Delay: 50 * time.Millisecond})
	b.atOnce(100)
	require.Len(t, b.sim.Calls(stableToken), 1)
	require.EqualValues(t, 1, b.counted("tokens_total", "fetched"))
}

func TestAHundredCallersWithAnExpiredTokenRefreshOnce(t *testing.T) {
	b := newBench(t)
	b.atOnce(1)
	for name, spoil := range map[string]func(string){"42001": b.sim.ExpireTokens, "40001": b.sim.ForgetTokens} {
		t.Run(name, func(t *testing.T) {
			before := len(b.sim.Calls(stableToken))
			spoil(oa)
			b.atOnce(100)
			require.Len(t, b.sim.Calls(stableToken), before+1)
		})
	}
}

func TestARefusedTokenIsRefreshedAndTheCallReplayedOnce(t *testing.T) {
	const path = "/cgi-bin/qrcode/create"
	for _, code := range []int{40001, 40014, 42001} {
		b := newBench(t)
		b.sim.Inject(wechatsim.Fault{Path: path, Times: 1, Code: code})
		_, err := b.SceneCode(ctx, "s", time.Minute)
		require.NoError(t, err)
		require.Len(t, b.sim.Calls(path), 2)
		calls := b.sim.Calls(path)
		require.NotEqual(t, calls[0].Token, calls[1].Token)
		require.Equal(t, calls[0].Body, calls[1].Body)
		require.EqualValues(t, 1, b.counted("tokens_total", "forced"), "WeChat gave the refused token again: only force helps")

		b.sim.Inject(wechatsim.Fault{Path: path, Code: code})
		_, err = b.SceneCode(ctx, "s", time.Minute)
		b.reason(wechat.ReasonPace, err)
		require.Len(t, b.sim.Calls(path), 3, "a second force within 30 s is refused, and the call is not sent again")
	}
}

func TestATokenInItsLastMinutesIsNotFetchedAtEveryCall(t *testing.T) {
	b := newBench(t)
	b.atOnce(1)
	b.clock.Advance(2*time.Hour - 200*time.Second) // past our use of it, not past its life
	for range 20 {
		b.atOnce(1)
	}
	require.Len(t, b.sim.Calls(stableToken), 2)
	b.clock.Advance(101 * time.Second)
	b.atOnce(1)
	require.Len(t, b.sim.Calls(stableToken), 3, "half of the 200 s were used")
}

func TestAnAnswerWithoutATokenIsNoToken(t *testing.T) {
	for _, garbage := range []string{`{}`, `{"access_token":"","expires_in":7200}`, `{"access_token":"x","expires_in":0}`, `<html>`} {
		b := newBench(t)
		b.sim.Inject(wechatsim.Fault{Path: stableToken, Times: 1, Garbage: garbage})
		_, err := b.SceneCode(ctx, "s", 0)
		b.reason(wechat.ReasonUnknown, err)
		require.Empty(t, b.sim.Calls("/cgi-bin/qrcode/create"))
		b.atOnce(1)
	}
}

func TestWeChatWorksWhileTheTokenStoreIsDown(t *testing.T) {
	b := newBench(t)
	b.tokens.Err = errBroken
	b.atOnce(2)
	require.Contains(t, b.log.String(), "token store does not answer")
}

func TestProcessesShareOneToken(t *testing.T) {
	b := newBench(t)
	b.atOnce(1)
	b.sim.Heal()
	b.metrics = prometheus.NewRegistry()
	other := b.newGateway(b.config)
	_, err := other.SceneCode(ctx, "s", time.Minute)
	require.NoError(t, err)
	require.Len(t, b.sim.Calls(stableToken), 1)
	require.EqualValues(t, 1, b.counted("tokens_total", "shared"))
}

func TestTwoProcessesStartingInARushFetchOneToken(t *testing.T) {
	b := newBench(t)
	b.sim.Inject(wechatsim.Fault{Path: stableToken, Times: 1, Delay: 50 * time.Millisecond})
	b.metrics = prometheus.NewRegistry()
	other := *b
	other.Gateway = b.newGateway(b.config)
	var both sync.WaitGroup
	both.Go(func() { b.atOnce(50) })
	both.Go(func() { other.atOnce(50) })
	both.Wait()
	require.Len(t, b.sim.Calls(stableToken), 1)
}

func TestWhoFindsTheLeaseTakenWaitsForTheTokenOfTheOther(t *testing.T) {
	b := newBench(t)
	now := b.clock.Now()
	mine, err := b.tokens.Claim(ctx, oa, "other", now, now.Add(time.Minute))
	require.NoError(t, err)
	require.True(t, mine)
	asked := make(chan error, 1)
	go func() {
		_, err := b.SceneCode(ctx, "s", time.Minute)
		asked <- err
	}()
	token := b.rawToken()
	require.NoError(t, b.tokens.Save(ctx, oa, "other", wechat.Token{Value: token, UseUntil: now.Add(time.Hour)}))
	require.NoError(t, <-asked)
	require.Equal(t, token, b.sim.Calls("/cgi-bin/qrcode/create")[0].Token)
}

func TestADeadProcessIsFollowedWhenItsLeaseEnds(t *testing.T) {
	b := newBench(t)
	now := b.clock.Now()
	_, err := b.tokens.Claim(ctx, oa, "dead", now, now.Add(15*time.Second))
	require.NoError(t, err)
	b.clock.Advance(15 * time.Second)
	b.atOnce(1)
}

func TestACallerWhoGivesUpDoesNotFailTheOthers(t *testing.T) {
	b := newBench(t)
	b.sim.Inject(wechatsim.Fault{Path: stableToken, Times: 1, Delay: 200 * time.Millisecond})
	hasty, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	patient := make(chan error, 1)
	_, err := b.SceneCode(hasty, "s", time.Minute)
	require.Error(t, err)
	go func() {
		_, err := b.SceneCode(ctx, "s", time.Minute)
		patient <- err
	}()
	require.NoError(t, <-patient)
	require.Len(t, b.sim.Calls(stableToken), 1)
}
