package wechat_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
	"wanping/internal/clock"
)

// BenchmarkCallbackAt200MessagesASecond posts sealed messages evenly, 200 a second, for two seconds a round, and
// fails where the 99th percentile of the answers takes 50 ms or more.
func BenchmarkCallbackAt200MessagesASecond(b *testing.B) {
	const rate, messages = 200, 400
	bench := newBench(b)
	h := &heard{}
	callback, err := bench.Callback(wechat.Official, bench.inbox, wechat.HandlerFunc(h.handle))
	if err != nil {
		b.Fatal(err)
	}
	g := &target{bench: bench, callback: callback, heard: h, openID: "o", appID: oa, original: "gh_00000000a1a1"}
	for b.Loop() {
		p50, p99 := g.pace(messages, time.Second/rate)
		b.ReportMetric(float64(p50.Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(p99.Microseconds())/1000, "p99-ms")
		if p99 >= 50*time.Millisecond {
			b.Fatalf("99th percentile is %s", p99)
		}
	}
}

// pace posts messages at an interval and returns the percentiles of the time to an answer.
func (g *target) pace(messages int, interval time.Duration) (p50, p99 time.Duration) {
	envelopes := make([]wechatsim.Envelope, messages)
	for i := range envelopes {
		envelopes[i] = g.sealed(g.message())
	}
	took := make([]time.Duration, messages)
	tick := time.NewTicker(interval)
	defer tick.Stop()
	var all sync.WaitGroup
	for i := range messages {
		<-tick.C
		all.Go(func() {
			began := clock.System{}.Now()
			if w := g.deliver(g.callback, envelopes[i]); w.Code != http.StatusOK {
				panic("a genuine message was refused")
			}
			took[i] = clock.System{}.Now().Sub(began)
		})
	}
	all.Wait()
	slices.Sort(took)
	return took[messages/2], took[messages*99/100]
}
