package bot_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/internal/testkit"
	"wanping/internal/wechatstore"
	"wanping/models"
)

// BenchmarkMessages handles 200 messages a second with the inbox around it, as the callback does, and reports the 99th
// percentile; the requirement is 50 ms.
func BenchmarkMessages(b *testing.B) {
	c := newChat(b)
	c.bind(models.RoleLiaison, testkit.Window)
	inbox := wechatstore.NewInbox(c.Store, c.Keys)
	took := make([]time.Duration, b.N)
	var all sync.WaitGroup
	pace := time.NewTicker(time.Second / 200)
	defer pace.Stop()
	b.ResetTimer()
	for i := range b.N {
		<-pace.C
		all.Go(func() {
			began := time.Now()
			m := wechat.Message{App: wechat.Official, OpenID: c.openID, ID: fmt.Sprint("bench-", i), Kind: wechat.KindText, Text: "待报"}
			if i%50 > 0 { // the others are citizens
				m.OpenID = fmt.Sprint("o-citizen-", i%50)
			}
			_, err := inbox.Begin(context.Background(), wechat.Official, m.ID, c.Clock.Now(), c.Clock.Now().Add(time.Minute))
			if err == nil {
				var reply wechat.Reply
				if reply, err = c.bot.Handle(context.Background(), m); err == nil {
					err = inbox.Finish(context.Background(), wechat.Official, m.ID, []byte(reply.Text))
				}
			}
			if err != nil {
				b.Error(err)
			}
			took[i] = time.Since(began)
		})
	}
	all.Wait()
	require.NotEmpty(b, took)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
}
