// Package api is the program's HTTP doors: openapi.yaml is the contract, gate.go holds every request to it, and the
// handlers, a file a noun, parse, call one capability and render.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"wanping/internal/accounts"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/leads"
	"wanping/internal/outbox"
	"wanping/internal/photos"
	"wanping/internal/posters"
	"wanping/internal/qrcodes"
	"wanping/internal/reminders"
	"wanping/internal/reporting"
	"wanping/internal/roster"
	"wanping/models"
)

// Rooms are the capabilities behind the doors.
type Rooms struct {
	Store      *models.Store
	Accounts   *accounts.Accounts
	Roster     *roster.Registry
	Reporting  *reporting.Reporting
	Points     Points
	Leads      *leads.Leads
	Codes      *qrcodes.Codes
	Photos     *photos.Photos
	Complaints *complaints.Complaints
	Consents   *outbox.Consents
	// Office stands on the posters.
	Office    posters.Office
	Reminders *reminders.Reminders
}

// Options say how the doors stand.
type Options struct {
	Clock clock.Clock
	// DemoClock is set in demo mode only: it may be put forward by anybody.
	DemoClock *clock.Settable
	Logger    *slog.Logger
	Metrics   *prometheus.Registry
	// Operators are the addresses that may read /metrics.
	Operators []netip.Prefix
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []string
	// BindingLink makes a link that binds whoever opens it in WeChat by a code that is good until then; "" where WeChat
	// makes none now. nil where the county has no official account.
	BindingLink func(ctx context.Context, code string, until time.Time) string
	// CalendarEnd is the last day with calendar data; /readyz warns 60 days before it.
	CalendarEnd models.Day
}

// server answers the operations of openapi.yaml; a file a noun.
type server struct {
	Rooms
	Options
}

var _ StrictServerInterface = (*server)(nil)

// New returns the HTTP handler. An operation without x-roles, or one that is not in openapi.yaml, is an error here.
func New(rooms Rooms, options Options) (http.Handler, error) {
	s := &server{Rooms: rooms, Options: options}
	gate, err := newGate(s)
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.ContextWithFallback = true
	engine.HandleMethodNotAllowed = true
	if err := engine.SetTrustedProxies(options.TrustedProxies); err != nil {
		return nil, err
	}
	engine.Use(newObserver(options).observe)
	newWeb(webFiles, options.DemoClock != nil).routes(engine)
	pages := engine.Routes()
	engine.Use(gate.pass)
	engine.NoRoute(func(c *gin.Context) { fail(c, errNoRoute) })
	engine.NoMethod(func(c *gin.Context) { fail(c, errNoMethod) })
	handlers := NewStrictHandlerWithOptions(s, nil, StrictGinServerOptions{
		RequestErrorHandlerFunc:  func(c *gin.Context, err error) { fail(c, errMalformed.Because(err)) },
		HandlerErrorFunc:         fail,
		ResponseErrorHandlerFunc: fail,
	})
	RegisterHandlersWithOptions(engine, handlers, GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, _ int) { fail(c, errMalformed.Because(err)) },
	})
	return engine, gate.covers(engine.Routes(), pages)
}

// local is a moment as it is spoken: RFC 3339 in the county's zone, to the second.
func local(at models.Instant) time.Time { return at.Time().In(clock.Shanghai).Truncate(time.Second) }

func localOrNil(at *models.Instant) *time.Time {
	if at == nil {
		return nil
	}
	t := local(*at)
	return &t
}
