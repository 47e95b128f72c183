package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"wanping/internal/reporting"
)

type purgeCmd struct{ configFlags }

// Run erases personal data that has been kept for its term, while the program serves.
func (c purgeCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		done, err := h.rooms.Reporting.Purge(ctx, reporting.Terms{
			Recipients: h.config.Retention.Recipients, Uploads: h.config.Retention.Uploads,
		})
		for _, table := range slices.Sorted(maps.Keys(done)) {
			fmt.Fprintf(io.Out, "%s: %d\n", table, done[table])
		}
		if err != nil {
			return err
		}
		if done, err = h.rooms.Complaints.Purge(ctx); err != nil {
			return err
		}
		for _, table := range slices.Sorted(maps.Keys(done)) {
			fmt.Fprintf(io.Out, "%s: %d\n", table, done[table])
		}
		gone, err := h.rooms.Photos.Purge(ctx)
		fmt.Fprintf(io.Out, "photos: %d\n", gone)
		return err
	})
}
