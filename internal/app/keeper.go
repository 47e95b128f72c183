package app

import (
	"context"
	"log/slog"
	"time"

	"wanping/internal/facts"
	"wanping/internal/schedule"
	"wanping/models"
)

// keeperPace is how often, beside a day's beginning, the keeper looks whether something is due.
const keeperPace = time.Minute

// keep does what the days bring, until ctx ends: deductions that nobody claimed in time fall on the unit; once a day the
// audit log is sealed, the day's ranks are kept and the ledger's head is signed.
func (h *house) keep(ctx context.Context, logger *slog.Logger) {
	schedule.Rounds(ctx, h.clock, keeperPace, func(ctx context.Context) {
		if err := h.keepOnce(ctx); err != nil && ctx.Err() == nil {
			logger.Error("daily keeping failed; it will be tried again", "cause", err.Error())
		}
	})
}

// keepOnce does what is due now. It is safe to call at any time, from several processes.
func (h *house) keepOnce(ctx context.Context) error {
	rooms := h.rooms.Points
	if err := rooms.Proposals.Lapse(ctx); err != nil && models.CodeOf(err) != models.CodeRulesNotAdopted { // not founded yet
		return err
	}
	signer, err := rooms.Signer()
	if err != nil {
		return err
	}
	due, err := rooms.Ledger.HeadDue(ctx)
	if err != nil || !due {
		return err
	}
	if _, _, err := rooms.Ledger.SealAudit(ctx); err != nil {
		return err
	}
	first, err := h.firstRankDay(ctx)
	if err != nil {
		return err
	}
	if !first.IsZero() {
		if _, err := rooms.Boards.Snapshot(ctx, first); err != nil {
			return err
		}
	}
	_, _, err = rooms.Ledger.SignDaily(ctx, signer) // last: until it is there the rest is tried again
	return err
}

// firstRankDay is the day of the first rule file's posting: before it there was nothing to rank; the zero day
// where there is none.
func (h *house) firstRankDay(ctx context.Context) (models.Day, error) {
	var day models.Day
	err := h.store.Read(ctx, func(tx *models.Tx) error {
		entries, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryRuleFile}, Limit: 1})
		if err == nil && len(entries) > 0 {
			day = facts.PostedOn(entries[0])
		}
		return err
	})
	return day, err
}
