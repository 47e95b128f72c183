package boards

import (
	"slices"
	"strconv"

	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// replay makes the boards of one day after the other, each from the entries up to one as they were known then. Sums are
// carried on from day to day; what changes more than sums (a ruling, who takes part, the rules) makes it begin anew.
type replay struct {
	tx     *models.Tx
	rules  *facts.Rulebook
	claims []models.LedgerEntry // of who takes part

	state *facts.State // without its entries; nil: begin anew
	tally *scoring.Tally
	aside map[string]bool      // entries that were set aside
	upTo  int64                // entries up to this were read
	last  int64                // the highest of those that count
	later []models.LedgerEntry // read, and posted after the day
}

// in goes on in another read, which may know more.
func (r *replay) in(tx *models.Tx) (err error) {
	r.tx = tx
	r.claims, err = tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryTerm, models.EntryAttribute}})
	return err
}

// ranks are the places at the end of a day, from the entries up to one.
func (r *replay) ranks(year int, day models.Day, upTo int64) ([]models.BoardRank, error) {
	follows, err := r.follow(year, day, upTo)
	if err != nil {
		return nil, err
	}
	if !follows {
		if err := r.begin(year, day, upTo); err != nil {
			return nil, err
		}
	}
	board, err := r.tally.Board(r.state.Day(), r.state.Settings)
	if err != nil {
		return nil, facts.Refusal(err)
	}
	return rowsOf(day, &board), nil
}

// follow carries the sums on to a later day; false where it must begin anew.
func (r *replay) follow(year int, day models.Day, upTo int64) (bool, error) {
	if r.state == nil || r.state.Year != year || day.Before(r.state.AsOf) || upTo < r.upTo {
		return false, nil
	}
	rules, err := r.rules.RulesAt(r.tx, year, day, upTo)
	if err != nil || rules.Hash != r.state.Rules.Hash || !slices.Equal(facts.Sections(r.known(upTo), day), r.state.Sections) {
		return false, err
	}
	fresh, err := r.tx.LedgerEntries(models.LedgerFilter{Year: year, Kinds: boardKinds, After: r.upTo, UpTo: upTo})
	if err != nil {
		return false, err
	}
	r.later, r.upTo, r.state.AsOf = append(r.later, fresh...), upTo, day
	return r.addUntil(facts.EndOf(day))
}

// addUntil puts in what was posted before a moment; false where that does not come before all that was posted later.
func (r *replay) addUntil(end models.Instant) (bool, error) {
	n := 0
	for n < len(r.later) && r.later[n].PostedAt < end {
		if added, err := r.add(&r.later[n]); err != nil || !added {
			return false, err
		}
		n++
	}
	r.later = r.later[n:]
	return !slices.ContainsFunc(r.later, func(e models.LedgerEntry) bool { return e.PostedAt < end }), nil
}

// boardKinds are the kinds of entries that a board follows from beside who takes part and the rules.
var boardKinds = append([]string{models.EntryRuling}, facts.ScoringKinds...)

// known are the claims up to an entry.
func (r *replay) known(upTo int64) []models.LedgerEntry {
	n := slices.IndexFunc(r.claims, func(e models.LedgerEntry) bool { return e.Seq > upTo })
	if n < 0 {
		n = len(r.claims)
	}
	return r.claims[:n]
}

// add puts an entry into the sums; false where that is not enough, or it comes out of order.
func (r *replay) add(e *models.LedgerEntry) (bool, error) {
	if e.Seq < r.last || e.Kind == models.EntryRuling {
		return false, nil
	}
	r.last = e.Seq
	entry := facts.ToScoring(e)
	if e.Kind != models.EntryReversal {
		return r.tally.Add(&entry) == nil, nil
	}
	target, ok, err := r.tx.LedgerEntryBySeq(*e.Reverses)
	if err != nil || !ok || target.Kind == models.EntryRuling || target.Year != r.state.Year || r.aside[strconv.FormatInt(target.Seq, 10)] {
		return false, err
	}
	entry = facts.ToScoring(&target)
	return r.tally.Remove(&entry) == nil, nil
}

func (r *replay) begin(year int, day models.Day, upTo int64) error {
	state, err := r.rules.AtEntry(r.tx, year, day, upTo)
	if err != nil {
		return err
	}
	if r.tally, err = state.Tally(); err != nil {
		return err
	}
	r.aside = map[string]bool{}
	for _, a := range state.Aside {
		r.aside[a.Entry] = true
	}
	r.state, r.upTo, r.last = state, upTo, state.Seq
	state.Entries, state.Aside = nil, nil // the sums are what is carried on
	r.later, err = r.tx.LedgerEntries(models.LedgerFilter{
		Year: year, Kinds: boardKinds, UpTo: upTo, From: facts.EndOf(day),
	})
	return err
}
