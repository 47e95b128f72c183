package complaints

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"gopkg.in/yaml.v3"
)

const settingsFile = "complaints.yaml"

// Settings are configs/complaints.yaml, where each is explained.
type Settings struct {
	ClosesAt  string         `yaml:"closes_at"`
	Deadlines Terms          `yaml:"deadlines"`
	Limits    Limits         `yaml:"limits"`
	Retention time.Duration  `yaml:"retention"`
	Points    []PointRule    `yaml:"points"`
	Hotline   []HotlineFault `yaml:"hotline"`

	closes time.Duration // of a day, since midnight
}

// Terms are in working days.
type Terms struct {
	Accept         int `yaml:"accept"`
	Answer         int `yaml:"answer"`
	UrgentAccept   int `yaml:"urgent_accept"`
	UrgentAnswer   int `yaml:"urgent_answer"`
	ReopenedAnswer int `yaml:"reopened_answer"`
}

// Limit is how often something may happen in a span of time.
type Limit struct {
	Within time.Duration `yaml:"within"`
	Most   int           `yaml:"most"`
}

// Limits bound what comes from one source.
type Limits struct {
	Address      Limit `yaml:"address"`
	AddressDaily Limit `yaml:"address_daily"`
	Mobile       Limit `yaml:"mobile"`
	Section      Limit `yaml:"section"`
	Guesses      Limit `yaml:"guesses"`
	GuessesCase  Limit `yaml:"guesses_case"`
}

// PointRule says which clause an outcome suggests, and which section is charged.
type PointRule struct {
	When   string `yaml:"when"`
	Level  string `yaml:"level"`
	Clause string `yaml:"clause"`
	Charge string `yaml:"charge"`
	Why    string `yaml:"why"`
}

// HotlineFault says which clause of annex 3 the bureau's words stand for.
type HotlineFault struct {
	Clause string   `yaml:"clause"`
	Faults []string `yaml:"faults"`
}

// LoadSettings reads the settings. An unknown key or a missing value is an error.
func LoadSettings(fsys fs.FS) (*Settings, error) {
	data, err := fs.ReadFile(fsys, settingsFile)
	if err != nil {
		return nil, err
	}
	var s Settings
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("%s: %w", settingsFile, err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", settingsFile, err)
	}
	return &s, nil
}

func (s *Settings) check() error {
	closes, err := time.Parse("15:04", s.ClosesAt)
	if err != nil {
		return fmt.Errorf("closes_at: %w", err)
	}
	s.closes = time.Duration(closes.Hour())*time.Hour + time.Duration(closes.Minute())*time.Minute
	t := s.Deadlines
	for _, days := range []int{t.Accept, t.Answer, t.UrgentAccept, t.UrgentAnswer, t.ReopenedAnswer} {
		if days < 1 || days > 250 {
			return errors.New("deadlines are 1 to 250 working days")
		}
	}
	if t.Accept > t.Answer || t.UrgentAccept > t.UrgentAnswer || t.UrgentAnswer > t.Answer {
		return errors.New("deadlines: accepting comes before answering, and urgent ones before others")
	}
	l := s.Limits
	for _, limit := range []Limit{l.Address, l.AddressDaily, l.Mobile, l.Section, l.Guesses, l.GuessesCase} {
		if limit.Most < 1 || limit.Within <= 0 || limit.Within > 24*time.Hour {
			return errors.New("limits: each has most above 0 and within up to 24h")
		}
	}
	if s.Retention <= 0 {
		return errors.New("retention is missing")
	}
	return s.checkPoints()
}

func (s *Settings) checkPoints() error {
	for _, p := range s.Points {
		if _, ok := outcomes[p.When]; !ok || p.Clause == "" || p.Why == "" || (p.Charge != chargeSubject && p.Charge != chargeHandler) {
			return fmt.Errorf("points: %q for %q is not complete", p.When, p.Clause)
		}
		if p.Level != "" && p.Level != LevelCounty && p.Level != LevelCity {
			return fmt.Errorf("points: there is no level %q", p.Level)
		}
	}
	seen := map[string]bool{}
	for _, h := range s.Hotline {
		if h.Clause == "" {
			return errors.New("hotline: a clause is missing")
		}
		for _, fault := range h.Faults {
			if seen[fault] || fault == "" {
				return fmt.Errorf("hotline: %q is listed twice or empty", fault)
			}
			seen[fault] = true
		}
	}
	return nil
}
