package boards

import (
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
}

// teller words entries for one reader.
type teller struct {
	rules *scoring.Rules
	find  func(id string) (scoring.Entry, bool)
	sight sight
}

func newTeller(shot *snapshot, s sight) teller {
	return teller{rules: shot.state.Rules, find: shot.state.Finder(), sight: s}
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
			out = append(out, Cause{Seq: seq, On: facts.DayOf(e.On), Words: facts.Words(t.rules, e, t.find)})
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
