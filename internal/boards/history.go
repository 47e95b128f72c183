package boards

import (
	"context"
	"fmt"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
)

// snapshotLimit bounds the days that one call catches up on.
const snapshotLimit = 400

// Snapshot keeps every section's place at the end of each day from the first day up to yesterday that has none yet, and
// returns how many days it kept. It is safe to call at any time; the daily keeper does.
func (b *Boards) Snapshot(ctx context.Context, first models.Day) (int, error) {
	kept := 0
	for day := first; kept < snapshotLimit; day = day.AddDays(1) {
		var rows []models.BoardRank
		var due, over bool
		err := b.store.Read(ctx, func(tx *models.Tx) error {
			over = !day.Before(models.DayOf(tx.Now(), clock.Shanghai))
			if over {
				return nil
			}
			has, err := tx.BoardRanksOn(day)
			if due = !has; err != nil || has {
				return err
			}
			rows, err = b.ranksOn(tx, day)
			return err
		})
		if over || err != nil {
			return kept, err
		}
		if !due {
			continue
		}
		if err := b.store.Write(ctx, func(tx *models.Tx) error { return tx.SetBoardRanks(day, rows) }); err != nil {
			return kept, err
		}
		kept++
	}
	return kept, nil
}

// ranksOn computes the places at the end of a day.
func (b *Boards) ranksOn(tx *models.Tx, day models.Day) ([]models.BoardRank, error) {
	shot, err := b.compute(tx, day)
	if err != nil {
		return nil, err
	}
	rows := make([]models.BoardRank, len(shot.board.Sections))
	for i, r := range shot.board.Sections {
		rows[i] = models.BoardRank{OnDay: day, SectionNo: int(r.No), Daily: int64(r.Daily), DailyRank: r.DailyRank, TotalRank: r.TotalRank}
		if r.Total != nil {
			total := int64(*r.Total)
			rows[i].Total = &total
		}
	}
	return rows, nil
}

// Verify compares what was derived from the ledger with the ledger: every published board with the digest that its entry
// attests. It is a ledger.Derived.
func (b *Boards) Verify(ctx context.Context) (*ledger.Flaw, error) {
	var flaw *ledger.Flaw
	err := b.store.Read(ctx, func(tx *models.Tx) error {
		flaw = nil
		entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryBoard}})
		if err != nil {
			return err
		}
		for _, e := range entries {
			kept, ok, err := tx.BoardByName(e.Subject)
			if err != nil {
				return err
			}
			if found := digestOf(kept.Content); !ok || found != e.Detail || kept.Digest != e.Detail {
				flaw = &ledger.Flaw{Entry: e.Seq, Field: "boards", Expected: e.Detail, Found: found}
				return nil
			}
		}
		return b.countBoards(tx, len(entries), &flaw)
	})
	return flaw, err
}

// countBoards finds boards that no entry stands for.
func (b *Boards) countBoards(tx *models.Tx, entries int, flaw **ledger.Flaw) error {
	n, err := tx.CountBoards()
	if err == nil && n != int64(entries) {
		*flaw = &ledger.Flaw{Field: "boards", Expected: fmt.Sprintf("%d boards", entries), Found: fmt.Sprintf("%d boards", n)}
	}
	return err
}
