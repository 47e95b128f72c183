package boards

import (
	"context"
	"strconv"

	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// Cause is an entry that moved a score, in words for people. Before caps: what a section really lost is its scores'.
type Cause struct {
	Seq   int64
	On    models.Day // the day it happened
	Words string     // clause and points; nothing personal

	Evidence string // the document or case that it rests on, as it was entered
}

// teller words entries for one reader.
type teller struct {
	rules *scoring.Rules
	find  func(id string) (scoring.Entry, bool)
	sight sight

	evidence map[int64]string // by seq
}

// newTeller words entries of a snapshot; rows are the same as the ledger has them.
func newTeller(shot *snapshot, s sight, rows []models.LedgerEntry) teller {
	t := teller{rules: shot.state.Rules, find: shot.state.Finder(), sight: s, evidence: map[int64]string{}}
	for i := range rows {
		t.evidence[rows[i].Seq] = rows[i].Evidence
	}
	return t
}

// tellerAfter words the entries that were posted after a seq.
func (b *Boards) tellerAfter(ctx context.Context, shot *snapshot, s sight, after int64) (teller, error) {
	var rows []models.LedgerEntry
	err := b.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.LedgerEntries(models.LedgerFilter{After: after, Year: shot.basis.Year})
		return err
	})
	return newTeller(shot, s, rows), err
}

// causes words those of the entries that fall on a section or its whole unit and that the reader may see.
func (t teller) causes(section *scoring.SectionResult, entries []scoring.Entry) []Cause {
	out := []Cause{}
	for i := range entries {
		e := &entries[i]
		about := e
		if target, ok := t.find(e.Reverses); ok {
			about = &target
		}
		hidden := about.Indicator == voteIndicator && !t.sight.ranks()
		if seq, ok := seqOf(e); ok && !hidden && fallsOn(about, section) {
			out = append(out, Cause{Seq: seq, On: facts.DayOf(e.On), Words: facts.Words(t.rules, e, t.find), Evidence: t.evidence[seq]})
		}
	}
	return out
}

// postedAfter lists the entries of a snapshot after a seq.
func (shot *snapshot) postedAfter(after int64) []scoring.Entry {
	var out []scoring.Entry
	for _, e := range shot.state.Entries {
		if seq, ok := seqOf(&e); ok && seq > after {
			out = append(out, e)
		}
	}
	return out
}

func seqOf(e *scoring.Entry) (int64, bool) {
	seq, err := strconv.ParseInt(e.ID, 10, 64)
	return seq, err == nil
}

// fallsOn tells whether an entry is on a section or its whole unit.
func fallsOn(e *scoring.Entry, section *scoring.SectionResult) bool {
	return e.OnUnit && e.Unit == section.Unit || !e.OnUnit && e.Section == section.No
}
