package boards

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"wanping/internal/ledger"
	"wanping/models"
)

// Verify compares what was derived from the ledger with the ledger: every published board with the digest that its entry
// attests, and every day's ranks with what the entries come to. It is a ledger.Derived.
func (b *Boards) Verify(ctx context.Context) (*ledger.Flaw, error) {
	var flaw *ledger.Flaw
	err := b.store.Read(ctx, func(tx *models.Tx) (err error) {
		if flaw, err = verifyBoards(tx); err != nil || flaw != nil {
			return err
		}
		flaw, err = b.verifyRanks(tx)
		return err
	})
	return flaw, err
}

func verifyBoards(tx *models.Tx) (*ledger.Flaw, error) {
	entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryBoard}})
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		kept, ok, err := tx.BoardByName(e.Subject)
		if err != nil {
			return nil, err
		}
		if found := digestOf(kept.Content); !ok || found != e.Detail || kept.Digest != e.Detail {
			return &ledger.Flaw{Entry: e.Seq, Field: "boards", Expected: e.Detail, Found: found}, nil
		}
	}
	n, err := tx.CountBoards()
	if err == nil && n != int64(len(entries)) { // boards that no entry stands for
		return &ledger.Flaw{Field: "boards", Expected: fmt.Sprintf("%d boards", len(entries)), Found: fmt.Sprintf("%d boards", n)}, nil
	}
	return nil, err
}

const fieldRanks = "board_ranks"

// verifyRanks makes every day's ranks anew from the entries that they were made from, a day from the day before.
func (b *Boards) verifyRanks(tx *models.Tx) (*ledger.Flaw, error) {
	entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryRanks}})
	if err != nil {
		return nil, err
	}
	days, err := tx.BoardRankDays()
	if err != nil {
		return nil, err
	}
	again := &replay{rules: b.rules}
	if err := again.in(tx); err != nil {
		return nil, err
	}
	for i := range entries {
		delete(days, entries[i].OnDay)
		if flaw, err := verifyDay(tx, again, &entries[i]); err != nil || flaw != nil {
			return flaw, err
		}
	}
	for _, day := range slices.SortedFunc(maps.Keys(days), models.Day.Compare) {
		return &ledger.Flaw{Field: fieldRanks, Expected: day.String() + ": no ranks", Found: fmt.Sprintf("%s: ranks of %d sections", day, days[day])}, nil
	}
	return nil, nil
}

// verifyDay compares one day's ranks, row by row and field by field, and their digest.
func verifyDay(tx *models.Tx, again *replay, e *models.LedgerEntry) (*ledger.Flaw, error) {
	var kept keptRanks
	if err := json.Unmarshal([]byte(e.Detail), &kept); err != nil {
		return nil, fmt.Errorf("ranks of %s, entry %d: %w", e.OnDay, e.Seq, err)
	}
	found, err := tx.BoardRanksOf(e.OnDay)
	if err != nil {
		return nil, err
	}
	want, err := again.ranks(e.Year, e.OnDay, kept.Seq)
	if err != nil {
		return nil, err
	}
	if flaw := compareRanks(e, want, found); flaw != nil {
		return flaw, nil
	}
	if digest := digestOfRanks(found); digest != kept.Digest || len(found) != kept.Rows {
		return &ledger.Flaw{Entry: e.Seq, Field: fieldRanks + ".digest", Expected: kept.Digest, Found: digest}, nil
	}
	return nil, nil
}

// rankFields are the columns of a row, as a flaw names them.
var rankFields = []struct {
	name string
	text func(*models.BoardRank) string
}{
	{"section_no", func(r *models.BoardRank) string { return fmt.Sprint(r.SectionNo) }},
	{"daily", func(r *models.BoardRank) string { return fmt.Sprint(r.Daily) }},
	{"daily_rank", func(r *models.BoardRank) string { return fmt.Sprint(r.DailyRank) }},
	{"total", func(r *models.BoardRank) string { return totalText(r.Total) }},
	{"total_rank", func(r *models.BoardRank) string { return fmt.Sprint(r.TotalRank) }},
}

func compareRanks(e *models.LedgerEntry, want, found []models.BoardRank) *ledger.Flaw {
	for i := range max(len(want), len(found)) {
		if i >= len(want) || i >= len(found) || want[i].SectionNo != found[i].SectionNo {
			return &ledger.Flaw{Entry: e.Seq, Field: fieldRanks, Expected: rowText(e, want, i), Found: rowText(e, found, i)}
		}
		for _, f := range rankFields {
			if x, y := f.text(&want[i]), f.text(&found[i]); x != y {
				where := fmt.Sprintf("%s, section %d: ", e.OnDay, want[i].SectionNo)
				return &ledger.Flaw{Entry: e.Seq, Field: fieldRanks + "." + f.name, Expected: where + x, Found: where + y}
			}
		}
	}
	return nil
}

// rowText names the section that stands at a place; "no more" beyond the last.
func rowText(e *models.LedgerEntry, rows []models.BoardRank, i int) string {
	if i >= len(rows) {
		return fmt.Sprintf("%s: no more sections", e.OnDay)
	}
	return fmt.Sprintf("%s, section %d", e.OnDay, rows[i].SectionNo)
}
