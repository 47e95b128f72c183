package app

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/providers/rawbytes"
	"github.com/knadh/koanf/v2"

	"wanping/configs"
	"wanping/models"
)

// The environments.
const (
	envDemo       = "demo"
	envProduction = "production"
)

// config is configs/wanping.yaml, typed; each setting is explained there.
type config struct {
	Env    string `koanf:"env"`
	Server struct {
		Listen         string        `koanf:"listen"`
		PublicURL      string        `koanf:"public_url"`
		TrustedProxies []string      `koanf:"trusted_proxies"`
		MetricsFrom    []string      `koanf:"metrics_from"`
		StopWithin     time.Duration `koanf:"stop_within"`
	} `koanf:"server"`
	Database struct {
		Engine string `koanf:"engine"`
		DSN    string `koanf:"dsn"`
	} `koanf:"database"`
	Secrets struct {
		KeyFile string `koanf:"key_file"`
	} `koanf:"secrets"`
	Ledger struct {
		SigningKey string `koanf:"signing_key"`
	} `koanf:"ledger"`
	Accounts struct {
		SessionTerm       time.Duration `koanf:"session_term"`
		OfficeSessionTerm time.Duration `koanf:"office_session_term"`
		ActivationTerm    time.Duration `koanf:"activation_term"`
	} `koanf:"accounts"`
	Log struct {
		Level  string `koanf:"level"`
		Format string `koanf:"format"`
	} `koanf:"log"`
	Posters struct {
		Office string `koanf:"office"`
		Phone  string `koanf:"phone"`
	} `koanf:"posters"`
	Photos    photosConfig `koanf:"photos"`
	Retention struct {
		Recipients      time.Duration `koanf:"recipients"`
		Uploads         time.Duration `koanf:"uploads"`
		Photos          time.Duration `koanf:"photos"`
		UnclaimedPhotos time.Duration `koanf:"unclaimed_photos"`
	} `koanf:"retention"`
	Wechat wechatConfig `koanf:"wechat"`
	SMS    smsConfig    `koanf:"sms"`
	Demo   struct {
		Clock string `koanf:"clock"`
		Phone string `koanf:"phone"`
	} `koanf:"demo"`

	operators []netip.Prefix
	demoClock time.Time
	demoOpens time.Time // when a demo that is served begins; it is prepared before
}

// configFlags are how the command line gives a configuration.
type configFlags struct {
	Config string            `help:"A file with settings that differ from the defaults." type:"existingfile" placeholder:"FILE"`
	Set    map[string]string `help:"One setting, e.g. --set server.listen=127.0.0.1:9000." placeholder:"KEY=VALUE" mapsep:"none"`
	Demo   bool              `help:"Demo mode: the 2023 season on a settable clock (env: demo)."`
}

const envPrefix = "WANPING_"

// load reads the defaults, the file, the environment and the flags, each above the one before.
func (f configFlags) load() (*config, error) {
	k := koanf.New(".")
	defaults, err := configs.FS.ReadFile("wanping.yaml")
	if err != nil {
		return nil, err
	}
	if err := k.Load(rawbytes.Provider(defaults), yaml.Parser()); err != nil {
		return nil, fmt.Errorf("configs/wanping.yaml: %w", err)
	}
	known := k.Keys()
	if f.Config != "" {
		if err := k.Load(file.Provider(f.Config), yaml.Parser()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Config, err)
		}
	}
	if err := errors.Join(
		k.Load(env.Provider(".", env.Opt{Prefix: envPrefix, TransformFunc: settingOf(known)}), nil),
		k.Load(confmap.Provider(f.overrides(), "."), nil),
	); err != nil {
		return nil, err
	}
	for _, key := range k.Keys() {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("there is no setting %q: see configs/wanping.yaml", key)
		}
	}
	return decode(k)
}

// settingOf maps WANPING_DATABASE_DSN to database.dsn, by the settings there are: their names hold underscores too.
func settingOf(known []string) func(name, value string) (string, any) {
	settings := map[string]string{}
	for _, key := range known {
		settings[strings.ReplaceAll(key, ".", "_")] = key
	}
	return func(name, value string) (string, any) {
		plain := strings.ToLower(strings.TrimPrefix(name, envPrefix))
		if strings.HasPrefix(plain, "test_") { // the tests' own
			return "", nil
		}
		if key, ok := settings[plain]; ok {
			return key, value
		}
		return strings.Replace(plain, "_", ".", 1), value // refused by this name
	}
}

func (f configFlags) overrides() map[string]any {
	out := map[string]any{}
	for key, value := range f.Set {
		out[key] = value
	}
	if f.Demo {
		out["env"] = envDemo
	}
	return out
}

func decode(k *koanf.Koanf) (*config, error) {
	var c config
	if err := k.Unmarshal("", &c); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	var err error
	if c.demoClock, err = time.Parse(time.RFC3339, c.Demo.Clock); err != nil {
		return nil, fmt.Errorf("demo.clock: %w", err)
	}
	return &c, c.check()
}

func (c *config) check() error {
	if c.Env != envDemo && c.Env != envProduction {
		return fmt.Errorf("env is %s or %s, not %q", envDemo, envProduction, c.Env)
	}
	if c.Database.Engine != models.SQLite && c.Database.Engine != models.MySQL {
		return fmt.Errorf("database.engine is %s or %s, not %q", models.SQLite, models.MySQL, c.Database.Engine)
	}
	for name, term := range map[string]time.Duration{
		"accounts.session_term": c.Accounts.SessionTerm, "accounts.office_session_term": c.Accounts.OfficeSessionTerm,
		"accounts.activation_term": c.Accounts.ActivationTerm, "server.stop_within": c.Server.StopWithin,
		"retention.recipients": c.Retention.Recipients, "retention.uploads": c.Retention.Uploads,
		"retention.photos": c.Retention.Photos, "retention.unclaimed_photos": c.Retention.UnclaimedPhotos,
	} {
		if term <= 0 {
			return fmt.Errorf("%s must be above zero", name)
		}
	}
	if c.SMS.ADay < 0 {
		return errors.New("sms.a_day is 0 (no bound) or more")
	}
	if c.Demo.Phone != "" && !loopback(c.Demo.Phone) {
		return fmt.Errorf("demo.phone is an address of this machine like 127.0.0.1:8081, not %q: whoever reaches it is everybody", c.Demo.Phone)
	}
	if err := errors.Join(checkPublicURL(c.Server.PublicURL, c.Env), c.Photos.check()); err != nil {
		return err
	}
	for _, text := range c.Server.MetricsFrom {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("server.metrics_from: %w", err)
		}
		c.operators = append(c.operators, prefix)
	}
	return nil
}

// makeFolder makes the folder that a file is to stand in, for its owner only.
func makeFolder(path string) error { return os.MkdirAll(path, 0o700) }
