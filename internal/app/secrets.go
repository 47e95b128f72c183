package app

import (
	"context"
	"fmt"
	"time"

	"wanping/internal/secrets"
)

type secretsCmd struct {
	Rotate secretsRotateCmd `cmd:"" help:"Draw a new key and re-encrypt everything with it, while the program serves."`
}

type secretsRotateCmd struct{ configFlags }

// Run adds a key to the key file, which every process of the program on this machine takes up with its next write,
// and seals everything anew until nothing is left under an earlier key. It may be run again after an interruption.
func (c secretsRotateCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		if err := secrets.AddKey(h.config.Secrets.KeyFile); err != nil {
			return err
		}
		if err := h.keys.Reload(); err != nil {
			return err
		}
		time.Sleep(secrets.FollowWithin) // by then no process seals with the earlier key any more
		total := 0
		for _, room := range []interface {
			Reseal(context.Context) (int, error)
		}{h.rooms.Accounts, h.rooms.Reporting, h.rooms.Leads, h.rooms.Points.Proposals, h.rooms.Points.Ledger, h.rooms.Photos, h.rooms.Complaints, h.rooms.Consents} {
			n, err := room.Reseal(ctx)
			if total += n; err != nil {
				return fmt.Errorf("after %d rows (run it again to go on): %w", total, err)
			}
		}
		_, err := fmt.Fprintf(io.Out, "a new key is in use; %d rows sealed anew. Make a new copy of the key file now: backups of today need it.\n", total)
		return err
	})
}
