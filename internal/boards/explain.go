package boards

import (
	"context"
	"slices"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// voteIndicator is the one that the vote is about.
const voteIndicator = "online"

// Explained is how a section came by its scores, down to the entries, and where it stood over time.
type Explained struct {
	Basis
	scoring.Explanation
	Name    string
	Entries []models.LedgerEntry // on the section or its whole unit, reversed ones and reversals included
	Causes  []Cause              // those of them that stand, in words
	History []models.BoardRank   // daily, the oldest first
}

// Explain explains a section as of a day (zero: now). Errors: CodeNotFound, CodeForbidden.
func (b *Boards) Explain(ctx context.Context, actor models.Actor, section int, asOf models.Day) (Explained, error) {
	shot, err := b.at(ctx, asOf)
	if err != nil {
		return Explained{}, err
	}
	s, err := b.sightOf(ctx, actor, shot.state.Year)
	if err != nil {
		return Explained{}, err
	}
	at := slices.IndexFunc(shot.board.Sections, func(r scoring.SectionResult) bool { return r.No == int64(section) })
	if at < 0 {
		return Explained{}, errNoSection
	}
	result := &shot.board.Sections[at]
	if !s.scores(result.No, result.Unit) {
		return Explained{}, errNoSight
	}
	out := Explained{Basis: shot.basis, Name: shot.names[result.No].section}
	tally, err := shot.state.Tally()
	if err != nil {
		return out, err
	}
	if out.Explanation, err = tally.Explain(shot.state.Day(), shot.state.Settings, shot.state.Standing(), result.No); err != nil {
		return out, facts.Refusal(err)
	}
	line := s.line(result, names{})
	out.Result = *line.Scores
	if !s.ranks() {
		out.Total = nil
	}
	err = b.store.Read(ctx, func(tx *models.Tx) error { return out.read(tx, s) })
	out.Causes = newTeller(shot, s, out.Entries).causes(result, shot.state.Standing())
	return out, err
}

func (e *Explained) read(tx *models.Tx, s sight) error {
	all, err := tx.LedgerEntries(models.LedgerFilter{Year: e.Year, SectionNo: int(e.Result.No), UnitNo: int(e.Result.Unit)})
	if err != nil {
		return err
	}
	e.Entries = nil
	for _, entry := range all {
		hidden := entry.Indicator == voteIndicator && !s.ranks()
		if entry.Kind != models.EntryRuling && !models.DayOf(entry.PostedAt.Time(), clock.Shanghai).After(e.AsOf) && !hidden {
			e.Entries = append(e.Entries, entry)
		}
	}
	e.History = nil
	if s.ranks() {
		e.History, err = tx.BoardRanks(int(e.Result.No), models.NewDay(e.Year-1, 12, 1), e.AsOf)
	}
	return err
}

// Change is what happened to a section between two boards.
type Change struct {
	Section  int64   `json:"section_no"`
	Name     string  `json:"name"`
	From     string  `json:"daily_from,omitempty"`
	To       string  `json:"daily_to"`
	RankFrom int     `json:"rank_from,omitempty"`
	RankTo   int     `json:"rank_to,omitempty"`
	Entries  []int64 `json:"entries"` // posted in between, on the section or its unit
	Causes   []Cause `json:"-"`       // the same in words, as far as the reader may see them
}

// Between tells which sections' daily scores or ranks differ at the ends of two days, and the entries posted in between.
// A zero to is now. Of units and sections it tells what they may see. Errors: CodeForbidden, CodeInvalid.
func (b *Boards) Between(ctx context.Context, actor models.Actor, from, to models.Day) ([]Change, error) {
	if from.IsZero() || !to.IsZero() && !from.Before(to) {
		return nil, models.NewError(models.CodeInvalid, "前一天应早于后一天,请核对。")
	}
	earlier, err := b.at(ctx, from)
	if err != nil {
		return nil, err
	}
	later, err := b.at(ctx, to)
	if err != nil {
		return nil, err
	}
	s, err := b.sightOf(ctx, actor, later.state.Year)
	if err != nil {
		return nil, err
	}
	tell, err := b.tellerAfter(ctx, later, s, earlier.basis.Seq)
	if err != nil {
		return nil, err
	}
	return s.changes(earlier, later, later.postedAfter(earlier.basis.Seq), tell), nil
}

// UnitChanges tells every unit's manager at once what Between would tell each, by unit.
func (b *Boards) UnitChanges(ctx context.Context, from, to models.Day) (map[int][]Change, error) {
	earlier, err := b.at(ctx, from)
	if err != nil {
		return nil, err
	}
	later, err := b.at(ctx, to)
	if err != nil {
		return nil, err
	}
	s, err := b.sightOf(ctx, models.Actor{Role: models.RoleUnitManager}, later.state.Year)
	if err != nil {
		return nil, err
	}
	tell, err := b.tellerAfter(ctx, later, s, earlier.basis.Seq)
	if err != nil {
		return nil, err
	}
	fresh := later.postedAfter(earlier.basis.Seq)
	out := map[int][]Change{}
	for i := range later.board.Sections {
		unit := int(later.board.Sections[i].Unit)
		if _, done := out[unit]; !done {
			s.actor.UnitNo = unit
			out[unit] = s.changes(earlier, later, fresh, tell)
		}
	}
	return out, nil
}

// changes lists what differs between two boards, of the sections whose scores the reader may see.
func (s sight) changes(earlier, later *snapshot, fresh []scoring.Entry, tell teller) []Change {
	before := map[int64]*scoring.SectionResult{}
	for i := range earlier.board.Sections {
		before[earlier.board.Sections[i].No] = &earlier.board.Sections[i]
	}
	var out []Change
	for i := range later.board.Sections {
		now := &later.board.Sections[i]
		if was := before[now.No]; s.scores(now.No, now.Unit) && (was == nil || was.Daily != now.Daily || was.DailyRank != now.DailyRank) {
			out = append(out, changeOf(s, was, now, later.names[now.No].section, fresh, tell))
		}
	}
	return out
}

func changeOf(s sight, was, now *scoring.SectionResult, name string, fresh []scoring.Entry, tell teller) Change {
	c := Change{Section: now.No, Name: name, To: now.Daily.String(), Entries: entriesOn(now, fresh), Causes: tell.causes(now, fresh)}
	if was != nil {
		c.From = was.Daily.String()
	}
	if s.ranks() {
		c.RankTo = now.DailyRank
		if was != nil {
			c.RankFrom = was.DailyRank
		}
	}
	return c
}

// entriesOn lists those of the entries that fall on a section, its unit included.
func entriesOn(section *scoring.SectionResult, entries []scoring.Entry) []int64 {
	out := []int64{}
	for i := range entries {
		if seq, ok := seqOf(&entries[i]); ok && fallsOn(&entries[i], section) {
			out = append(out, seq)
		}
	}
	return out
}
