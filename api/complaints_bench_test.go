package api_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/api"
	"wanping/configs"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// BenchmarkComplain hands text complaints in through the HTTP handler, each from another address, at 50 a second (paced)
// and as fast as 50 clients can (rushed). What is answered is durable. p99 counts from when a request was due.
func BenchmarkComplain(b *testing.B) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		b.Run(engine+"/paced", func(b *testing.B) { benchComplain(b, engine, 20*time.Millisecond) })
		b.Run(engine+"/rushed", func(b *testing.B) { benchComplain(b, engine, 0) })
	}
}

func benchComplain(b *testing.B, engine string, every time.Duration) {
	k := testkit.NewOn(b, func(tb testing.TB, c clock.Clock) *models.Store {
		tb.Helper()
		return modelstest.OpenAt(tb, modelstest.Config(tb, engine, c))
	})
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(b, err)
	settings.Limits.Section.Most = 1 << 30 // all of them complain of one section
	handler, err := api.New(api.Rooms{Store: k.Store, Accounts: k.Accounts, Roster: k.Roster, Complaints: complaints.New(complaints.Parts{
		Store: k.Store, Keys: k.Keys, Calendar: k.Calendar, Settings: settings, Codes: k.Codes, Photos: k.Photos,
	})}, api.Options{
		Clock: k.Clock, Logger: slog.New(slog.NewJSONHandler(io.Discard, nil)), Metrics: prometheus.NewRegistry(), CalendarEnd: k.Calendar.LastDay(),
	})
	require.NoError(b, err)
	code := k.CodeOf(b, testkit.Window)
	took := make([]time.Duration, b.N)
	send := func(n int, due time.Time) {
		body := fmt.Sprintf(`{"code":%q,"text":"窗口上午十点没有人值班,打电话也不接,第%d次。","name":"李小红","mobile":"138%08d"}`, code, n, n)
		r := httptest.NewRequest(http.MethodPost, "/api/v1/complaints", bytes.NewBufferString(body))
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", n>>16&255, n>>8&255, n&255)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%08d", n))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if took[n] = time.Since(due); w.Code != http.StatusCreated {
			b.Error(w.Code, w.Body)
		}
	}
	b.ResetTimer()
	began := time.Now()
	var wait sync.WaitGroup
	if every > 0 {
		for n := range b.N {
			due := began.Add(time.Duration(n) * every)
			time.Sleep(time.Until(due))
			wait.Go(func() { send(n, due) })
		}
	} else {
		const clients = 50
		for c := range clients {
			wait.Go(func() {
				for n := c; n < b.N; n += clients {
					send(n, time.Now())
				}
			})
		}
	}
	wait.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "complaints/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
