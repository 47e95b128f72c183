package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/api"
	"wanping/internal/clock"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// BenchmarkSubmit compares durable submissions through the real HTTP stack, over loopback, with bare GORM inserts of
// the same row on the same engine in the same run. Read the ratios, not the figures: machines differ.
func BenchmarkSubmit(b *testing.B) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/bare/%d", engine, clients), func(b *testing.B) { benchBare(b, engine, clients) })
			b.Run(fmt.Sprintf("%s/http/%d", engine, clients), func(b *testing.B) { benchHTTP(b, engine, clients) })
		}
	}
}

func benchBare(b *testing.B, engine string, clients int) {
	var config models.StoreConfig
	k := testkit.NewOn(b, func(tb testing.TB, c clock.Clock) *models.Store {
		tb.Helper()
		config = modelstest.Config(tb, engine, c)
		return modelstest.OpenAt(tb, config)
	})
	actor := k.Liaison(b, testkit.Window)
	insert := modelstest.BareInsert(b, config)
	row := models.Record{
		SectionNo: actor.SectionNo, AccountID: actor.AccountID, HolderID: actor.HolderID, Category: models.CategoryLicence, Item: "护照办理",
		AcceptedOn: testkit.Day("2023-09-27"), CompletedOn: testkit.Day("2023-09-27"), Timeliness: "same_day",
		RecipientNameSealed: make([]byte, 41), RecipientMobileSealed: make([]byte, 43), RecipientIndex: make([]byte, 32),
	}
	race(b, clients, func(int) error { return insert(row) })
}

func benchHTTP(b *testing.B, engine string, clients int) {
	k := testkit.NewOn(b, func(tb testing.TB, c clock.Clock) *models.Store {
		tb.Helper()
		return modelstest.OpenAt(tb, modelstest.Config(tb, engine, c))
	})
	_, token := k.LogIn(b, testkit.LoginOf(models.RoleLiaison, testkit.Window))
	address := listen(b, k)
	conns := make([]*wire, clients)
	for i := range conns {
		conns[i] = dial(b, address, token)
	}
	race(b, clients, func(n int) error { return conns[n%clients].submit(n) })
}

func listen(b *testing.B, k *testkit.Kit) string {
	b.Helper()
	handler, err := api.New(api.Rooms{Store: k.Store, Accounts: k.Accounts, Roster: k.Roster, Reporting: k.Reporting}, api.Options{
		Clock: k.Clock, Logger: slog.New(slog.NewJSONHandler(io.Discard, nil)), Metrics: prometheus.NewRegistry(), CalendarEnd: k.Calendar.LastDay(),
	})
	require.NoError(b, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	b.Cleanup(func() { require.NoError(b, server.Shutdown(context.Background())) })
	return listener.Addr().String()
}

// race shares b.N pieces of work among the clients, each client its own (n mod clients), and reports how many a second.
func race(b *testing.B, clients int, work func(n int) error) {
	b.Helper()
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	b.ResetTimer()
	for c := range clients {
		wg.Go(func() {
			for n := c; n < b.N && failed.Load() == nil; n += clients {
				if err := work(n); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	if err := failed.Load(); err != nil {
		b.Fatal(*err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// wire is a lean HTTP client: the load generator shares the cores with the program.
type wire struct {
	conn  net.Conn
	in    *bufio.Reader
	token string
}

func dial(b *testing.B, address, token string) *wire {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	return &wire{conn: conn, in: bufio.NewReader(conn), token: token}
}

func (w *wire) submit(n int) error {
	body := strings.Replace(goodRecord, "13800000012", fmt.Sprintf("138%08d", n%100_000_000), 1)
	_, err := fmt.Fprintf(w.conn, "POST /api/v1/records HTTP/1.1\r\nHost: wanping\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"Idempotency-Key: bench-%09d\r\nContent-Length: %d\r\n\r\n%s", w.token, n, len(body), body)
	if err != nil {
		return err
	}
	status, length := "", 0
	for {
		line, err := w.in.ReadString('\n')
		if err != nil {
			return err
		}
		if status == "" {
			status = line
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
		if line == "\r\n" {
			break
		}
	}
	answer := make([]byte, length)
	if _, err := io.ReadFull(w.in, answer); err != nil {
		return err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 201") {
		return fmt.Errorf("%s%s", status, answer)
	}
	return nil
}
