package proposals

import (
	"context"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// Closing is a deduction in the ledger that its unit can appeal against until the end of its last day.
type Closing struct {
	EntrySeq  int64
	SectionNo int // 0: the whole unit's
	UnitNo    int
	Text      string // which clause and points, nothing personal
	Last      models.Day
}

// Closing lists the deductions whose last day to appeal lies between two days, both included, and that were neither
// appealed against nor taken back. Votes, ratings and case files can be appealed against too; they take no points away.
func (p *Proposals) Closing(ctx context.Context, first, last models.Day) ([]Closing, error) {
	var out []Closing
	days, err := p.appealDays(ctx)
	if err != nil || days == 0 {
		return nil, err
	}
	from, before := first.AddDays(-days).At(0, clock.Shanghai), last.AddDays(-days).At(24*time.Hour, clock.Shanghai)
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		rows, err := tx.UnappealedDeductions(models.At(from), models.At(before))
		out = make([]Closing, len(rows))
		for i := range rows {
			row := &rows[i]
			out[i] = Closing{
				EntrySeq: *row.EntrySeq, SectionNo: row.SectionNo, UnitNo: row.ConcernedUnit, Text: row.Clause + "扣分" + amountText(row.Points),
				Last: models.DayOf(row.DecidedAt.Time(), clock.Shanghai).AddDays(days),
			}
		}
		return err
	})
	return out, err
}

// OpenDeductions counts, by unit, the deductions that wait for a decision, and those in the ledger that can still be
// appealed against.
func (p *Proposals) OpenDeductions(ctx context.Context) (map[int]int, error) {
	days, err := p.appealDays(ctx)
	if err != nil || days == 0 {
		return nil, err
	}
	open := map[int]int{}
	err = p.store.Read(ctx, func(tx *models.Tx) error {
		now := tx.Now()
		first := models.DayOf(now, clock.Shanghai).AddDays(-days).At(0, clock.Shanghai)
		posted, err := tx.UnappealedDeductions(models.At(first), models.At(now)+1)
		if err != nil {
			return err
		}
		proposed, err := tx.UndecidedDeductions()
		for _, row := range append(posted, proposed...) {
			open[row.ConcernedUnit]++
		}
		return err
	})
	return open, err
}

// appealDays is how long the present year's entries can be appealed against; 0 where no rules are in force yet.
func (p *Proposals) appealDays(ctx context.Context) (int, error) {
	var year int
	err := p.store.Read(ctx, func(tx *models.Tx) (err error) {
		year, err = p.rules.YearOn(tx, models.DayOf(tx.Now(), clock.Shanghai))
		return err
	})
	if models.CodeOf(err) == models.CodeRulesNotAdopted {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	plan, err := p.plan(year)
	if err != nil {
		return 0, err
	}
	return plan.AppealDays, nil
}
