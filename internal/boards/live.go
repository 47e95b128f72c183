package boards

import (
	"context"
	"slices"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// live is the board of now with the tallies that it is recomputed from. It follows the ledger entry by entry; what
// changes more than sums (a ruling, a section's term or attribute, another rule file or day) makes it begin anew.
type live struct {
	shot  *snapshot
	tally *scoring.Tally
	byID  map[string]scoring.Entry // standing
}

// now returns the live board, brought up to the ledger's end.
func (b *Boards) now(ctx context.Context) (*snapshot, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.store.Read(ctx, func(tx *models.Tx) error { return b.follow(tx) })
	if err != nil {
		b.live = nil // it may be half way
		return nil, err
	}
	return b.live.shot, nil
}

func (b *Boards) follow(tx *models.Tx) error {
	today := models.DayOf(tx.Now(), clock.Shanghai)
	if b.live == nil || b.live.shot.basis.AsOf != today {
		return b.begin(tx, today)
	}
	fresh, err := tx.LedgerEntries(models.LedgerFilter{After: b.live.shot.basis.Seq})
	if err != nil || len(fresh) == 0 {
		return err
	}
	if !b.live.add(fresh) {
		return b.begin(tx, today)
	}
	return b.live.recompute(fresh)
}

func (b *Boards) begin(tx *models.Tx, today models.Day) error {
	shot, err := b.compute(tx, today)
	if err != nil {
		return err
	}
	tally, err := shot.state.Tally()
	if err != nil {
		return err
	}
	standing := shot.state.Standing()
	byID := make(map[string]scoring.Entry, len(standing))
	for _, e := range standing {
		byID[e.ID] = e
	}
	b.live = &live{shot: shot, tally: tally, byID: byID}
	return nil
}

// add puts new entries into the tallies; false where that is not enough.
func (l *live) add(fresh []models.LedgerEntry) bool {
	year := l.shot.state.Year
	for i := range fresh {
		e := &fresh[i]
		switch e.Kind {
		case models.EntryRuling, models.EntryAttribute, models.EntryTerm, models.EntryRuleFile:
			return false
		case models.EntryAuditDigest, models.EntryBoard, models.EntryHead, models.EntryRanks:
			continue
		}
		if e.Year == year && !l.addEntry(facts.ToScoring(e)) {
			return false
		}
	}
	return true
}

func (l *live) addEntry(e scoring.Entry) bool {
	if e.Kind != scoring.KindReversal {
		l.byID[e.ID] = e
		return l.tally.Add(&e) == nil
	}
	target, ok := l.byID[e.Reverses]
	if !ok {
		return false // a ruling, or one that was set aside
	}
	delete(l.byID, e.Reverses)
	return l.tally.Remove(&target) == nil
}

// recompute makes a new snapshot; the one before may still be read by others.
func (l *live) recompute(fresh []models.LedgerEntry) error {
	state := *l.shot.state
	for i := range fresh {
		if e := &fresh[i]; e.Year == state.Year && slices.Contains(facts.ScoringKinds, e.Kind) {
			state.Entries = append(state.Entries, facts.ToScoring(e))
		}
	}
	board, err := l.tally.Board(state.Day(), state.Settings)
	if err != nil {
		return facts.Refusal(err)
	}
	last := fresh[len(fresh)-1]
	basis := l.shot.basis
	basis.Seq, basis.Hash = last.Seq, last.Hash
	l.shot = &snapshot{basis: basis, state: &state, board: board, names: l.shot.names}
	return nil
}
