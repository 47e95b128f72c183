package boards

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
	"wanping/scoring"
)

// snapshotLimit bounds the days that one call catches up on.
const snapshotLimit = 400

// keptRanks is the detail of the entry that attests a day's ranks: they follow from the entries up to Seq.
type keptRanks struct {
	Seq    int64  `json:"seq"`
	Rows   int    `json:"rows"`
	Digest string `json:"digest"` // SM3 over the rows
}

// Snapshot keeps every section's place at the end of each day from the first day up to yesterday that has none yet, each
// with an entry of the ledger that attests it, and returns how many days it kept. It is safe to call at any time; the
// daily keeper does.
func (b *Boards) Snapshot(ctx context.Context, first models.Day) (int, error) {
	kept, carried := 0, &replay{rules: b.rules}
	for day := first; kept < snapshotLimit; day = day.AddDays(1) {
		var ranks dayRanks
		var due, over bool
		err := b.store.Read(ctx, func(tx *models.Tx) error {
			over = !day.Before(models.DayOf(tx.Now(), clock.Shanghai))
			if over {
				return nil
			}
			_, has, err := tx.LedgerEntryBySource(ranksSource(day))
			if due = !has; err != nil || has {
				return err
			}
			ranks, err = b.ranksOn(tx, carried, day)
			return err
		})
		if over || err != nil {
			return kept, err
		}
		if !due {
			continue
		}
		fresh, err := b.keep(ctx, ranks)
		if err != nil {
			return kept, err
		}
		kept += fresh
	}
	return kept, nil
}

func ranksSource(day models.Day) string { return "ranks:" + day.String() }

// dayRanks is the places at the end of a day, as they follow from the entries up to one.
type dayRanks struct {
	year int
	day  models.Day
	upTo int64
	rows []models.BoardRank
}

// ranksOn computes the places at the end of a day from all that is known now, carried on from the days before.
func (b *Boards) ranksOn(tx *models.Tx, carried *replay, day models.Day) (dayRanks, error) {
	head, err := tx.LedgerHeadNow()
	if err != nil {
		return dayRanks{}, err
	}
	year, err := b.rules.YearOn(tx, day)
	if err != nil {
		return dayRanks{}, err
	}
	if err := carried.in(tx); err != nil {
		return dayRanks{}, err
	}
	rows, err := carried.ranks(year, day, head.Seq)
	return dayRanks{year: year, day: day, upTo: head.Seq, rows: rows}, err
}

func rowsOf(day models.Day, board *scoring.Board) []models.BoardRank {
	rows := make([]models.BoardRank, len(board.Sections))
	for i, r := range board.Sections {
		rows[i] = models.BoardRank{OnDay: day, SectionNo: int(r.No), Daily: int64(r.Daily), DailyRank: r.DailyRank, TotalRank: r.TotalRank}
		if r.Total != nil {
			total := int64(*r.Total)
			rows[i].Total = &total
		}
	}
	return rows
}

// keep stores a day's places with their entry; 0 where another process has done so meanwhile.
func (b *Boards) keep(ctx context.Context, ranks dayRanks) (int, error) {
	detail, err := json.Marshal(keptRanks{Seq: ranks.upTo, Rows: len(ranks.rows), Digest: digestOfRanks(ranks.rows)})
	if err != nil {
		return 0, err
	}
	source := ranksSource(ranks.day)
	batch, err := b.ledger.Prepare(ledger.Draft{LedgerEntry: models.LedgerEntry{
		Kind: models.EntryRanks, Year: ranks.year, OnDay: ranks.day, Detail: string(detail), Source: &source,
	}})
	if err != nil {
		return 0, err
	}
	err = b.store.Write(ctx, func(tx *models.Tx) error {
		if _, err := ledger.Post(tx, batch); err != nil {
			return err
		}
		return tx.AddBoardRanks(ranks.rows)
	})
	if models.CodeOf(err) == models.CodeAlreadyPosted {
		return 0, nil
	}
	return 1, err
}

// digestOfRanks is SM3 over the rows, a line each: section, daily score, its rank, total (or nothing), its rank.
func digestOfRanks(rows []models.BoardRank) string {
	var text strings.Builder
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(&text, "%d %d %d %s %d\n", r.SectionNo, r.Daily, r.DailyRank, totalText(r.Total), r.TotalRank)
	}
	sum := sm3.Sum([]byte(text.String()))
	return hex.EncodeToString(sum[:])
}

func totalText(total *int64) string {
	if total == nil {
		return ""
	}
	return fmt.Sprint(*total)
}
