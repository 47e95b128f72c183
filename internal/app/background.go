package app

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// leadsEvery is how often the program looks for leads; looking again finds nothing twice.
const leadsEvery = 10 * time.Minute

// restEvery is how often memory that a start, a log-in or a rush has used goes back to the machine. The collector alone
// keeps it for minutes; giving it back costs some 20 ms of one core.
const restEvery = 20 * time.Second

// background works off uploads, finds leads and keeps the ledger's days until ctx ends; wait returns once it has.
func (h *house) background(ctx context.Context, logger *slog.Logger) (wait func()) {
	var running sync.WaitGroup
	running.Go(func() {
		h.rooms.Reporting.RunUploads(ctx, func(err error) { logger.Error("uploads", "cause", err.Error()) })
	})
	running.Go(func() {
		h.rooms.Photos.Run(ctx, func(err error) { logger.Error("photos", "cause", err.Error()) })
	})
	running.Go(func() { h.planLeads(ctx, logger) })
	running.Go(func() { h.keep(ctx, logger) })
	running.Go(func() { h.planComplaints(ctx, logger) })
	running.Go(func() { giveBackMemory(ctx) })
	return running.Wait
}

func (h *house) planLeads(ctx context.Context, logger *slog.Logger) {
	ticker := time.NewTicker(leadsEvery)
	defer ticker.Stop()
	for {
		if found, err := h.rooms.Leads.Plan(ctx); err != nil && ctx.Err() == nil {
			logger.Error("leads", "cause", err.Error())
		} else if found > 0 {
			logger.Info("leads", "found", found)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
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
