// Package stages knows the stages of a rating's year: what may be entered when, and who may reopen a stage. The stages
// are data, configs/stages, a file a year.
package stages

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"wanping/models"
)

// Plan is the stages of one year.
type Plan struct {
	Year          int                      `yaml:"year"`
	AppealDays    int                      `yaml:"appeal_days"`    // days after confirmation within which an appeal is heard
	ObjectionDays int                      `yaml:"objection_days"` // days in which a unit names the section that a deduction concerns
	Stages        []Stage                  `yaml:"stages"`
	Closes        []Close                  `yaml:"closes"`
	AlsoTell      map[string][]models.Role `yaml:"also_tell"` // by indicator
}

// Stage is a span of days, both included, in which some things may be entered: indicators, "bonus", or subjects of
// rulings.
type Stage struct {
	ID         string      `yaml:"id"`
	Label      string      `yaml:"label"`
	From       models.Day  `yaml:"from"`
	To         models.Day  `yaml:"to"`
	Opens      []string    `yaml:"opens"`
	ReopenedBy models.Role `yaml:"reopened_by"`
}

// Close is the end of a quarter: what happened up to End is entered until Until.
type Close struct {
	ID         string     `yaml:"id"`
	Label      string     `yaml:"label"`
	End        models.Day `yaml:"end"`
	Until      models.Day `yaml:"until"`
	Indicators []string   `yaml:"indicators"`
}

// Reopening lets entries of a stage or close in again, until a day, by a recorded ruling.
type Reopening struct {
	Stage string     `json:"stage"`
	Until models.Day `json:"until"`
}

// Load reads the year's plan. A missing file, an unknown key or a gap is an error.
func Load(fsys fs.FS, year int) (*Plan, error) {
	name := fmt.Sprintf("stages/%d.yaml", year)
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, models.NewError(models.CodeNotFound, fmt.Sprintf("没有%d年度的阶段安排(configs/%s),请先补上。", year, name)).Because(err)
	}
	var p Plan
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := p.check(year); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &p, nil
}

func (p *Plan) check(year int) error {
	if p.Year != year || p.AppealDays < 1 || p.ObjectionDays < 1 {
		return fmt.Errorf("year, appeal_days or objection_days is missing or wrong")
	}
	seen := map[string]bool{}
	for _, s := range p.Stages {
		if s.From.IsZero() || s.To.Before(s.From) || seen[s.ID] || s.ID == "" || !slices.Contains(models.Roles(), s.ReopenedBy) {
			return fmt.Errorf("stage %q: days, id or reopened_by", s.ID)
		}
		seen[s.ID] = true
	}
	for _, c := range p.Closes {
		if c.End.IsZero() || c.Until.Before(c.End) || seen[c.ID] || c.ID == "" {
			return fmt.Errorf("close %q: days or id", c.ID)
		}
		seen[c.ID] = true
	}
	return nil
}

// Check tells whether something that happened on a day may be entered today. Errors: CodeStageClosed.
func (p *Plan) Check(what string, on, today models.Day, reopened []Reopening) error {
	stage, ok := p.stageOf(what)
	if !ok {
		return closed("“%s”不在本年度任何阶段的录入范围内。", what)
	}
	if (today.Before(stage.From) || today.After(stage.To)) && !isOpen(stage.ID, today, reopened) {
		return closed("“%s”阶段是%s至%s,今天%s不能录入;确需录入的,由县评议办凭理由重新开放。", stage.Label, stage.From, stage.To, today)
	}
	for _, c := range p.Closes {
		if slices.Contains(c.Indicators, what) && !on.After(c.End) && p.isLast(c, what, on) && today.After(c.Until) && !isOpen(c.ID, today, reopened) {
			return closed("%s已于%s关账,%s的事项不能再录入;确需录入的,由县评议办凭理由重新开放。", c.Label, c.Until, on)
		}
	}
	return nil
}

// isLast tells whether c is the quarter that the day falls in: no other close of the indicator ends in between.
func (p *Plan) isLast(c Close, what string, on models.Day) bool {
	return !slices.ContainsFunc(p.Closes, func(o Close) bool {
		return slices.Contains(o.Indicators, what) && !on.After(o.End) && o.End.Before(c.End)
	})
}

func (p *Plan) stageOf(what string) (Stage, bool) {
	for _, s := range p.Stages {
		if slices.Contains(s.Opens, what) {
			return s, true
		}
	}
	return Stage{}, false
}

// Runs tells whether a day lies in a stage.
func (p *Plan) Runs(id string, day models.Day) bool {
	return slices.ContainsFunc(p.Stages, func(s Stage) bool { return s.ID == id && !day.Before(s.From) && !day.After(s.To) })
}

// Reopener is who may reopen a stage or close; false where there is none of that id.
func (p *Plan) Reopener(id string) (models.Role, bool) {
	for _, s := range p.Stages {
		if s.ID == id {
			return s.ReopenedBy, true
		}
	}
	for _, c := range p.Closes {
		if c.ID == id {
			return models.RoleReviewOffice, true
		}
	}
	return "", false
}

func isOpen(id string, today models.Day, reopened []Reopening) bool {
	return slices.ContainsFunc(reopened, func(r Reopening) bool { return r.Stage == id && !today.After(r.Until) })
}

func closed(format string, args ...any) error {
	return models.NewError(models.CodeStageClosed, strings.TrimSpace(fmt.Sprintf(format, args...)))
}
