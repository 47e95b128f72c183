package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"wanping/api"
	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/configs"
	"wanping/internal/accounts"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/leads"
	"wanping/internal/outbox"
	"wanping/internal/reporting"
	"wanping/internal/roster"
	"wanping/internal/secrets"
	"wanping/models"
)

// house is the program with all its rooms, over one database.
type house struct {
	config   *config
	clock    clock.Clock
	demo     *clock.Settable // nil in production
	store    *models.Store
	keys     *secrets.Keyring
	calendar *calendar.Calendar
	rulebook *facts.Rulebook
	rooms    api.Rooms
	wechat   *wechat.Gateway // nil where the county has no app
	courier  *bot.Courier    // nil where the county has no app
	post     *outbox.Post
	phone    *phone // nil but in the demo
}

// open wires the rooms. The database must have the program's schema; its key file is made where both are new.
func open(ctx context.Context, c *config) (*house, error) {
	h := &house{config: c}
	h.tellTime()
	var err error
	if h.store, err = models.Open(ctx, h.database()); err != nil {
		return nil, err
	}
	if err := h.furnish(ctx); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

// tellTime gives the house the machine's clock, or the demo's.
func (h *house) tellTime() {
	h.clock = clock.System{}
	if h.config.Env == envDemo {
		h.demo = clock.NewTicking(h.config.demoClock)
		h.clock = h.demo
	}
}

func (h *house) database() models.StoreConfig {
	return models.StoreConfig{Engine: h.config.Database.Engine, DSN: h.config.Database.DSN, Clock: h.clock}
}

func (h *house) furnish(ctx context.Context) error {
	if h.demo != nil && h.store.Latest().After(h.demo.Now()) {
		h.demo.Set(h.store.Latest())
	}
	if err := h.claim(ctx); err != nil {
		return err
	}
	if err := h.openKeys(ctx); err != nil {
		return err
	}
	rules, err := theRules()
	if err != nil {
		return err
	}
	schedule, days, err := theSchedule(rules)
	if err != nil {
		return err
	}
	h.calendar = days
	services, err := reporting.New(h.store, h.keys, schedule, configs.Lexicon(), rules)
	if err != nil {
		return err
	}
	h.rooms = api.Rooms{
		Store:     h.store,
		Roster:    roster.NewRegistry(h.store),
		Reporting: services,
		Accounts: accounts.New(h.store, h.keys, accounts.Settings{
			SessionTerm:       h.config.Accounts.SessionTerm,
			OfficeSessionTerm: h.config.Accounts.OfficeSessionTerm,
			ActivationTerm:    h.config.Accounts.ActivationTerm,
		}),
	}
	h.furnishPoints()
	if err := h.furnishIntake(); err != nil {
		return err
	}
	h.rooms.Leads = leads.New(h.store, h.keys, services, leadProposer{h.rooms.Points.Proposals})
	if err := h.furnishComplaints(); err != nil {
		return err
	}
	return h.furnishReminders(calendar.PolicyOf(rules.ReportingOn(rules.InForce.From)))
}

// claim refuses a demo on a database of production and the reverse: made-up values and real ones never meet.
func (h *house) claim(ctx context.Context) error {
	var env string
	err := h.store.Write(ctx, func(tx *models.Tx) (err error) {
		env, err = tx.InstallationOf(h.config.Env)
		return err
	})
	if err == nil && env != h.config.Env {
		err = fmt.Errorf("this database belongs to %s and cannot be used for %s: give another database.dsn", env, h.config.Env)
	}
	return err
}

// openKeys makes the key file only where nothing is sealed yet: a new key would not open what is there.
func (h *house) openKeys(ctx context.Context) error {
	path := h.config.Secrets.KeyFile
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		sealed := false
		err := h.store.Read(ctx, func(tx *models.Tx) (err error) {
			sealed, err = tx.AnythingSealed()
			return err
		})
		if err != nil {
			return err
		}
		if sealed {
			return fmt.Errorf("the key file %s is missing, and the database holds data sealed with it: restore it from its copy", path)
		}
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
	}
	if _, err := secrets.EnsureKeyFile(path); err != nil {
		return err
	}
	var err error
	h.keys, err = secrets.Open(path)
	return err
}

// handler returns the HTTP doors: the API, and the callbacks of WeChat beside it.
func (h *house) handler(logger *slog.Logger) (http.Handler, error) {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if err := h.connectWechat(logger, metrics); err != nil {
		return nil, err
	}
	if err := h.furnishDelivery(logger, metrics); err != nil {
		return nil, err
	}
	doors, err := api.New(h.rooms, api.Options{
		Clock: h.clock, DemoClock: h.demo, Logger: logger, Metrics: metrics,
		Operators: h.config.operators, TrustedProxies: h.config.Server.TrustedProxies,
		CalendarEnd: h.calendar.LastDay(), BindingLink: h.bindingLink(logger),
	})
	if err != nil || h.wechat == nil {
		return doors, err
	}
	return h.withCallbacks(doors)
}

func newLogger(c *config, w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		return nil, fmt.Errorf("log.level: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.Log.Format {
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	default:
		return nil, fmt.Errorf("log.format is json or text, not %q", c.Log.Format)
	}
}

// migrateStore brings the database to the program's schema, making its folder on SQLite.
func migrateStore(ctx context.Context, c *config) ([]models.Migration, error) {
	if c.Database.Engine == models.SQLite {
		if err := makeFolder(filepath.Dir(c.Database.DSN)); err != nil {
			return nil, err
		}
	}
	return models.Migrate(ctx, models.StoreConfig{Engine: c.Database.Engine, DSN: c.Database.DSN, Clock: clock.System{}})
}

// withHouse runs a command on the house and closes it.
func (f configFlags) withHouse(work func(context.Context, *house) error) error {
	c, err := f.load()
	if err != nil {
		return err
	}
	ctx := context.Background()
	h, err := open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(work(ctx, h), h.store.Close())
}
