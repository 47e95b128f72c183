package ledger

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"wanping/models"
)

// soundInParts tells whether the chain is without flaw, looking at as many parts at once as there are processors. The
// entries up to the head's never change, so the parts need no common view.
func (l *Ledger) soundInParts(ctx context.Context, anchors []anchor, c claims) (bool, error) {
	beyond := func(a anchor) bool { return a.seq > c.last }
	if c.end.seq != c.last || slices.ContainsFunc(anchors, beyond) {
		return false, nil
	}
	var flawed atomic.Bool
	group, ctx := errgroup.WithContext(ctx)
	parts := int64(runtime.GOMAXPROCS(0))
	for i := range parts {
		group.Go(func() error {
			sound, err := l.soundPart(ctx, anchors, c.last*i/parts, c.last*(i+1)/parts)
			if !sound {
				flawed.Store(true)
			}
			return err
		})
	}
	err := group.Wait()
	return !flawed.Load(), err
}

// soundPart looks at the entries above after and up to last; the link to the entry before it takes on trust, as that
// entry is looked at by another part.
func (l *Ledger) soundPart(ctx context.Context, anchors []anchor, after, last int64) (sound bool, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		chain := newChecker(slices.DeleteFunc(slices.Clone(anchors), func(a anchor) bool { return a.seq <= after }))
		if after > 0 {
			before, ok, err := tx.LedgerHashAt(after)
			if err != nil || !ok || len(before) != len(chain.prev) {
				return err
			}
			chain.last = after
			copy(chain.prev[:], before)
		}
		err := tx.WalkLedger(after, last, func(row models.LedgerRow) error {
			if chain.entry(row.Columns, row.Attested, row.Hash) != nil {
				return errFlawed
			}
			return nil
		})
		sound = err == nil && chain.last == last
		if errors.Is(err, errFlawed) {
			return nil
		}
		return err
	})
	return sound, err
}
