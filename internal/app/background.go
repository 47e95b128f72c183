package app

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"wanping/internal/schedule"
)

// leadsEvery is how often the program looks for leads; looking again finds nothing twice.
const leadsEvery = 10 * time.Minute

// restEvery is how often memory that a start, a log-in or a rush has used goes back to the machine. The collector alone
// keeps it for minutes; giving it back costs some 20 ms of one core.
const restEvery = 20 * time.Second

// planning is the lease of what one process of several does.
const planning = "planning"

// background works off uploads, photos and messages in every process, and plans in one of them, until ctx ends; wait returns once
// it has.
func (h *house) background(ctx context.Context, logger *slog.Logger) (wait func()) {
	var running sync.WaitGroup
	running.Go(func() {
		h.rooms.Reporting.RunUploads(ctx, func(err error) { logger.Error("uploads", "cause", err.Error()) })
	})
	running.Go(func() {
		h.rooms.Photos.Run(ctx, func(err error) { logger.Error("photos", "cause", err.Error()) })
	})
	running.Go(func() {
		schedule.New(h.store, planning, schedule.DefaultTerm, func(err error) { logger.Error("schedule", "cause", err.Error()) }).Lead(ctx,
			func(ctx context.Context) { h.planLeads(ctx, logger) },
			func(ctx context.Context) { h.keep(ctx, logger) },
			func(ctx context.Context) { h.planComplaints(ctx, logger) },
			func(ctx context.Context) { h.planReminders(ctx, logger) },
		)
	})
	running.Go(func() { h.post.Run(ctx) })
	running.Go(func() { giveBackMemory(ctx) })
	return running.Wait
}

func (h *house) planLeads(ctx context.Context, logger *slog.Logger) {
	schedule.Rounds(ctx, h.clock, leadsEvery, func(ctx context.Context) {
		if found, err := h.rooms.Leads.Plan(ctx); err != nil && ctx.Err() == nil {
			logger.Error("leads", "cause", err.Error())
		} else if found > 0 {
			logger.Info("leads", "found", found)
		}
	})
}

func giveBackMemory(ctx context.Context) {
	ticker := time.NewTicker(restEvery)
	defer ticker.Stop()
	for {
		debug.FreeOSMemory()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
