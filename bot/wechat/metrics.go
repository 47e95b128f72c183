package wechat

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what goes out and comes in. No label holds anything personal.
type metrics struct {
	requests  *prometheus.CounterVec   // app, path, result: "0", an errcode, "network", "timeout", "status"
	seconds   *prometheus.HistogramVec // path
	tokens    *prometheus.CounterVec   // app, how: "fetched", "forced", "shared"
	callbacks *prometheus.CounterVec   // app, result
	answers   *prometheus.HistogramVec // app
}

func newMetrics(r prometheus.Registerer) (*metrics, error) {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "wanping", Subsystem: "wechat", Name: name, Help: help}, labels)
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "wanping", Subsystem: "wechat", Name: name, Help: help}, labels)
	}
	m := &metrics{
		requests:  counter("requests_total", "Requests to WeChat.", "app", "path", "result"),
		seconds:   histogram("request_seconds", "Time of a request to WeChat.", "path"),
		tokens:    counter("tokens_total", "Access tokens obtained.", "app", "how"),
		callbacks: counter("callbacks_total", "Callbacks from WeChat, or from someone who says so.", "app", "result"),
		answers:   histogram("callback_seconds", "Time until a callback is answered.", "app"),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds, m.tokens, m.callbacks, m.answers} {
		if err := r.Register(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *metrics) request(app, path, result string, took time.Duration) {
	m.requests.WithLabelValues(app, path, result).Inc()
	m.seconds.WithLabelValues(path).Observe(took.Seconds())
}

func resultOf(code int) string { return strconv.Itoa(code) }
