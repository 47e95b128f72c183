// Package boards shows what the ledger comes to: live, as of a day, between two days, over time, and published. Scores and
// ranks are always computed from the ledger's entries by the scoring engine; nothing here adds points.
package boards

import (
	"context"
	"fmt"
	"sync"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/internal/stages"
	"wanping/models"
	"wanping/scoring"
)

// Boards is the room.
type Boards struct {
	store  *models.Store
	ledger *ledger.Ledger
	rules  *facts.Rulebook
	plan   func(year int) (*stages.Plan, error)

	mu   sync.Mutex
	live *live
}

// New returns the room. plan gives the stages of a year.
func New(store *models.Store, l *ledger.Ledger, rules *facts.Rulebook, plan func(int) (*stages.Plan, error)) *Boards {
	return &Boards{store: store, ledger: l, rules: rules, plan: plan}
}

// Basis is what a board rests on: it names the board, whatever happens later.
type Basis struct {
	Year     int        `json:"year"`
	AsOf     models.Day `json:"as_of"`
	Seq      int64      `json:"ledger_seq"`
	Hash     string     `json:"ledger_hash"`
	RuleHash string     `json:"rule_hash"`
}

// ETag is the basis as a validator: equal bases give equal boards to the same reader.
func (b Basis) ETag(reader models.Actor) string {
	return fmt.Sprintf(`"%.16s-%.8s-%s-%s-%d-%d"`, b.Hash, b.RuleHash[len("sha256:"):], b.AsOf, reader.Role, reader.UnitNo, reader.SectionNo)
}

// snapshot is a computed board with what it was computed from. It is never changed.
type snapshot struct {
	basis Basis
	state *facts.State
	board scoring.Board
	names map[int64]names
}

type names struct{ section, unit string }

// Query says which board is asked for.
type Query struct {
	AsOf    models.Day // zero: live
	UnitNo  int        // 0: all
	Section int        // 0: all
}

// Board returns the board as the actor may see it. Errors: CodeForbidden, CodeRulesNotAdopted, the engine's codes.
func (b *Boards) Board(ctx context.Context, actor models.Actor, q Query) (View, error) {
	shot, err := b.at(ctx, q.AsOf)
	if err != nil {
		return View{}, err
	}
	sight, err := b.sightOf(ctx, actor, shot.state.Year)
	if err != nil {
		return View{}, err
	}
	return sight.view(shot, q), nil
}

// at computes the board as of a day; the zero day is now, and comes from the tallies that are kept.
func (b *Boards) at(ctx context.Context, asOf models.Day) (*snapshot, error) {
	if asOf.IsZero() {
		return b.now(ctx)
	}
	var shot *snapshot
	err := b.store.Read(ctx, func(tx *models.Tx) (err error) {
		if today := models.DayOf(tx.Now(), clock.Shanghai); asOf.After(today) {
			return models.NewError(models.CodeFutureDate, "日期在今天之后,还没有榜,请核对。")
		}
		shot, err = b.compute(tx, asOf)
		return err
	})
	return shot, err
}

// compute reads everything and evaluates it. The basis names the last entry that was posted by the day.
func (b *Boards) compute(tx *models.Tx, asOf models.Day) (*snapshot, error) {
	year, err := b.rules.YearOn(tx, asOf)
	if err != nil {
		return nil, err
	}
	state, err := b.rules.At(tx, year, asOf)
	if err != nil {
		return nil, err
	}
	board, err := state.Board()
	if err != nil {
		return nil, err
	}
	shot := &snapshot{state: state, board: board}
	if shot.basis, err = basisOf(tx, state); err != nil {
		return nil, err
	}
	shot.names, err = namesOn(tx, asOf)
	return shot, err
}

func basisOf(tx *models.Tx, state *facts.State) (Basis, error) {
	basis := Basis{Year: state.Year, AsOf: state.AsOf, RuleHash: state.Rules.Hash}
	last, ok, err := tx.LastLedgerEntryBefore(models.At(state.AsOf.AddDays(1).At(0, clock.Shanghai)))
	if ok {
		basis.Seq, basis.Hash = last.Seq, last.Hash
	}
	return basis, err
}

func namesOn(tx *models.Tx, day models.Day) (map[int64]names, error) {
	units, err := tx.UnitsOn(day)
	if err != nil {
		return nil, err
	}
	unitNames := map[int]string{}
	for _, u := range units {
		unitNames[u.UnitNo] = u.Name
	}
	sections, err := tx.SectionsOn(day, models.SectionFilter{})
	out := make(map[int64]names, len(sections))
	for _, s := range sections {
		out[int64(s.SectionNo)] = names{section: s.Name, unit: unitNames[s.UnitNo]}
	}
	return out, err
}
