// Package facts reads the ledger as the scoring engine takes it: the adopted rules, the sections with their attributes,
// the entries and the rulings that stand, as of a day.
package facts

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/scoring"
)

// ScoringKinds are the kinds of entries that the engine takes.
var ScoringKinds = []string{
	models.EntryVotes, models.EntryDeduction, models.EntryCaseFile, models.EntryRating, models.EntryBonus, models.EntryReversal,
}

// State is everything that a board of one year follows from, as of a day.
type State struct {
	Year     int
	AsOf     models.Day
	Rules    *scoring.Rules
	Sections []scoring.Section // valid on the day, by number
	Roster   *scoring.Roster
	Entries  []scoring.Entry // posted by then, reversals included, in the order of posting
	Aside    []Aside
	Settings scoring.Settings
	Rulings  Rulings
	Seq      int64 // of the last entry of the ledger that was read
}

// Aside is an entry that was valid when it was posted and does not fit the roster of the day: its section was dissolved
// or is no longer stationed in the centre, say. It counts for nothing and is shown as such.
type Aside struct {
	Entry  string `json:"entry"`
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// At reads the state of a year as of a day.
func (b *Rulebook) At(tx *models.Tx, year int, asOf models.Day) (*State, error) {
	return b.AtEntry(tx, year, asOf, 0)
}

// AtEntry reads the state of a year as of a day from the entries up to one (0: all), as it was known then.
func (b *Rulebook) AtEntry(tx *models.Tx, year int, asOf models.Day, upTo int64) (*State, error) {
	entries, err := tx.LedgerEntries(models.LedgerFilter{
		Year: year, UpTo: upTo, Before: EndOf(asOf), Kinds: append([]string{models.EntryRuling}, ScoringKinds...),
	})
	if err != nil {
		return nil, err
	}
	s := &State{Year: year, AsOf: asOf}
	if s.Rules, err = b.RulesAt(tx, year, asOf, upTo); err != nil {
		return nil, err
	}
	if s.Sections, err = sectionsOn(tx, asOf, upTo); err != nil {
		return nil, err
	}
	s.Roster = scoring.NewRoster(s.Sections)
	return s, s.take(entries)
}

// EndOf is the moment at which a day ends in the county.
func EndOf(day models.Day) models.Instant { return models.At(day.AddDays(1).At(0, clock.Shanghai)) }

// take sorts the entries posted by the day into what the engine takes and the rulings.
func (s *State) take(entries []models.LedgerEntry) error {
	reversed := map[int64]bool{}
	for _, e := range entries {
		if e.Reverses != nil {
			reversed[*e.Reverses] = true
		}
	}
	aside := map[string]bool{}
	for i := range entries {
		e := &entries[i]
		s.Seq = e.Seq
		if e.Kind == models.EntryRuling {
			if !reversed[e.Seq] {
				if err := s.Rulings.add(e); err != nil {
					return err
				}
			}
			continue
		}
		s.takeEntry(ToScoring(e), aside)
	}
	s.Settings.Adopted = s.Rulings.lists()
	s.Settings.Rulings = s.Rulings.Ties
	return nil
}

func (s *State) takeEntry(e scoring.Entry, aside map[string]bool) {
	if e.Kind != scoring.KindReversal {
		if err := s.Rules.Check(s.Roster, &e); err != nil {
			aside[e.ID] = true
			s.Aside = append(s.Aside, asideOf(e.ID, err))
			return
		}
	} else if aside[e.Reverses] || s.Rulings.has(e.Reverses) {
		return // what it takes back does not count anyway
	}
	s.Entries = append(s.Entries, e)
}

func asideOf(id string, err error) Aside {
	var refusal *scoring.Error
	if errors.As(err, &refusal) {
		return Aside{Entry: id, Code: string(refusal.Code), Reason: refusal.Message}
	}
	return Aside{Entry: id, Reason: err.Error()}
}

// Facts are the state as the engine takes it.
func (s *State) Facts() scoring.Facts {
	return scoring.Facts{Sections: s.Sections, Entries: s.Entries, Settings: s.Settings}
}

// Day is the state's day for the engine.
func (s *State) Day() scoring.Day { return ScoringDay(s.AsOf) }

// Standing are the entries that count: neither reversals nor reversed.
func (s *State) Standing() []scoring.Entry {
	reversed := map[string]bool{}
	for i := range s.Entries {
		reversed[s.Entries[i].Reverses] = true
	}
	var out []scoring.Entry
	for _, e := range s.Entries {
		if e.Kind != scoring.KindReversal && !reversed[e.ID] {
			out = append(out, e)
		}
	}
	return out
}

// Tally adds up what stands.
func (s *State) Tally() (*scoring.Tally, error) {
	tally := scoring.NewTally(s.Rules, s.Roster)
	standing := s.Standing()
	for i := range standing {
		if err := tally.Add(&standing[i]); err != nil {
			return nil, err
		}
	}
	return tally, nil
}

// Board computes the board.
func (s *State) Board() (scoring.Board, error) {
	tally, err := s.Tally()
	if err != nil {
		return scoring.Board{}, err
	}
	board, err := tally.Board(s.Day(), s.Settings)
	return board, Refusal(err)
}

// ToScoring is an entry as the engine takes it.
func ToScoring(e *models.LedgerEntry) scoring.Entry {
	out := scoring.Entry{
		ID: strconv.FormatInt(e.Seq, 10), Kind: e.Kind, On: ScoringDay(e.OnDay), Posted: ScoringDay(PostedOn(*e)),
		Section: int64(e.SectionNo), Unit: int64(e.UnitNo), OnUnit: e.SectionNo == 0 && e.UnitNo != 0,
		Indicator: e.Indicator, Clause: e.Clause, Rater: e.Rater, Matter: e.Matter, Failed: e.Failed,
		Satisfied: e.Satisfied, Basic: e.Basic, Dissatisfied: e.Dissatisfied,
	}
	if e.Modifiers != "" {
		out.Modifiers = strings.Split(e.Modifiers, ",")
	}
	if e.Points != nil {
		out.Points, out.HasPoints = scoring.Points(*e.Points).Exact(), true
	}
	if e.Count != nil {
		out.Count, out.HasCount = *e.Count, true
	}
	if e.Mark != nil {
		out.Mark = scoring.Points(*e.Mark).Exact()
	}
	if e.Reverses != nil {
		out.Reverses = strconv.FormatInt(*e.Reverses, 10)
	}
	return out
}

// PostedOn is the day, in the county's zone, on which an entry was posted.
func PostedOn(e models.LedgerEntry) models.Day {
	return models.DayOf(e.PostedAt.Time(), clock.Shanghai)
}

// ScoringDay is a day as the engine writes it.
func ScoringDay(d models.Day) scoring.Day {
	if d.IsZero() {
		return 0
	}
	y, m, day := d.Date()
	return scoring.Day(y*10_000 + int(m)*100 + day)
}

// DayOf is the day of the engine; the engine's none is the zero day.
func DayOf(d scoring.Day) models.Day {
	if d == 0 {
		return models.Day{}
	}
	y, m, day := d.Date()
	return models.NewDay(y, time.Month(m), day)
}

// Refusal turns the engine's refusals into the program's, code and sentence alike.
func Refusal(err error) error {
	switch e := err.(type) { //nolint:errorlint // the engine never wraps
	case nil:
		return nil
	case *scoring.Error:
		if e == nil {
			return nil
		}
		return models.NewError(models.Code(e.Code), e.Message+"。").Because(err)
	default:
		return err
	}
}
