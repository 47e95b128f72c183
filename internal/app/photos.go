package app

import (
	"context"
	"fmt"
)

type photosCmd struct {
	Check photosCheckCmd `cmd:"" help:"Read every photo that may be shown; tells those whose file is missing or does not open."`
}

type photosCheckCmd struct{ configFlags }

// Run checks all photos and exits with 1 where one cannot be shown, as after a restore without its files.
func (c photosCheckCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		result, err := h.rooms.Photos.Check(ctx)
		if err != nil {
			return err
		}
		for _, f := range result.Faults {
			fmt.Fprintf(io.Out, "photo %d (complaint %d): %v\n", f.PhotoID, f.ComplaintID, f.Err)
		}
		fmt.Fprintf(io.Out, "%d photos, %d bytes; %d cannot be shown\n", result.Photos, result.Bytes, len(result.Faults))
		if len(result.Faults) > 0 {
			return exit(1)
		}
		return nil
	})
}
