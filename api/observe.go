package api

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// What a request leaves in its context for the log.
const (
	noteID    = "request_id"
	noteCode  = "error_code"
	noteCause = "error_cause"
)

// observer gives each request an id, counts and times it, logs a line without anything personal (the route's
// pattern, never the address or its query), and answers for a handler that panicked.
type observer struct {
	logger   *slog.Logger
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newObserver(o Options) *observer {
	v := &observer{
		logger: o.Logger,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wanping_http_requests_total", Help: "Requests answered, by route, status and error code.",
		}, []string{"method", "route", "status", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wanping_http_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
	}
	o.Metrics.MustRegister(v.requests, v.seconds)
	return v
}

func (v *observer) observe(c *gin.Context) {
	began := time.Now() //nolint:forbidigo // a duration, which the demo clock must not bend
	c.Set(noteID, newRequestID())
	header := c.Writer.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Request-Id", requestID(c))
	func() {
		defer contain(c)
		c.Next()
	}()
	v.record(c, time.Since(began))
}

func contain(c *gin.Context) {
	if p := recover(); p != nil {
		fail(c, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

func (v *observer) record(c *gin.Context, took time.Duration) {
	route, status := c.FullPath(), c.Writer.Status()
	if route == "" {
		route = "none"
	}
	method := c.Request.Method
	if route == "none" && status == http.StatusNotFound {
		method = "any" // strangers must not make labels
	}
	v.requests.WithLabelValues(method, route, strconv.Itoa(status), c.GetString(noteCode)).Inc()
	v.seconds.WithLabelValues(method, route).Observe(took.Seconds())
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("request_id", requestID(c)), slog.String("method", method), slog.String("route", route),
		slog.Int("status", status), slog.Duration("took", took), slog.Int64("account_id", actorOf(c).AccountID),
	}
	if code := c.GetString(noteCode); code != "" {
		attrs = append(attrs, slog.String("code", code))
	}
	if cause, ok := c.Get(noteCause); ok {
		level = slog.LevelError
		attrs = append(attrs, slog.Any("cause", cause))
	}
	v.logger.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

func newRequestID() string {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "none"
	}
	return hex.EncodeToString(b[:])
}

func requestID(c *gin.Context) string { return c.GetString(noteID) }
