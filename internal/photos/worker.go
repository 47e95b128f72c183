package photos

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"wanping/models"
)

const (
	leaseTerm = 5 * time.Minute // by far longer than the largest photo takes
	triesMost = 3
	// putBackTerm is how long a photo waits that failed by no fault of its own.
	putBackTerm = time.Minute
	lookEvery   = 10 * time.Second // for what another process has taken in, or left behind
	// purgeEvery keeps the place of photos that nobody claims free, whether or not an operator calls Purge.
	purgeEvery = time.Hour
)

// Run makes photos anew, one at a time, and purges them, until ctx ends. Several processes may run it: each photo is one worker's, and
// comes to another where that one died. told hears of what went wrong.
func (p *Photos) Run(ctx context.Context, told func(error)) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	purge := time.NewTicker(purgeEvery)
	defer purge.Stop()
	for {
		if err := p.drain(ctx); err != nil && ctx.Err() == nil {
			told(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-ticker.C:
		case <-purge.C:
			if _, err := p.Purge(ctx); err != nil && ctx.Err() == nil {
				told(err)
			}
		}
	}
}

// drain works until nothing waits.
func (p *Photos) drain(ctx context.Context) error {
	for {
		worked, err := p.Work(ctx)
		if err != nil || !worked {
			return err
		}
	}
}

// Work makes the oldest photo in quarantine anew; false where none waits.
func (p *Photos) Work(ctx context.Context) (worked bool, err error) {
	select {
	case p.working <- struct{}{}:
		defer func() { <-p.working }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	row, ok, err := p.lease(ctx)
	if err != nil || !ok {
		return false, err
	}
	return true, p.renew(ctx, row)
}

func (p *Photos) lease(ctx context.Context) (row models.Photo, ok bool, err error) {
	lease := make([]byte, 16)
	if _, err := rand.Read(lease); err != nil {
		return row, false, fmt.Errorf("draw a lease: %w", err)
	}
	err = p.store.Write(ctx, func(tx *models.Tx) error {
		rows, err := tx.LeasePhotos(lease, leaseTerm, 1)
		if ok = len(rows) == 1; ok {
			row = rows[0]
		}
		return err
	})
	return row, ok, err
}

// renew makes one photo anew. The new file has a name that follows from the row, so that a worker which dies between
// file and row leaves nothing that the next one does not replace.
func (p *Photos) renew(ctx context.Context, row models.Photo) error {
	if row.Tries > triesMost { // it has ended workers before
		return p.refuse(ctx, row, fmt.Errorf("given up after %d tries", triesMost))
	}
	sealed, err := p.files.Get(ctx, rawName(row))
	if errors.Is(err, ErrNoFile) { // a folder that is not mounted looks like this: its lease runs out, and it is tried again
		return fmt.Errorf("photo %d: %w", row.ID, err)
	}
	if err != nil {
		return p.putBack(ctx, row, err)
	}
	body, err := p.keys.OpenBytes(purposeRaw+row.File, sealed)
	if err != nil {
		return p.putBack(ctx, row, err)
	}
	out, err := reencode(body)
	if err != nil {
		return p.refuse(ctx, row, nil) // as it was sent; nothing for an operator
	}
	if out, err = p.keys.SealBytes(purposeClean+row.File, out); err != nil {
		return p.putBack(ctx, row, err)
	}
	if err := p.files.Put(ctx, cleanName(row), out); err != nil {
		return p.putBack(ctx, row, err)
	}
	row.State, row.Bytes = models.PhotoReady, int64(len(out))
	return p.finish(ctx, row)
}

// putBack leaves a photo for later that could not be made anew for a reason outside of it: a storage that is down for an
// hour must not cost a citizen the evidence. It returns the reason, for the operator.
func (p *Photos) putBack(ctx context.Context, row models.Photo, cause error) error {
	err := p.store.Write(ctx, func(tx *models.Tx) error { return tx.ReturnLease(row, tx.Now().Add(putBackTerm)) })
	return errors.Join(fmt.Errorf("photo %d: %w", row.ID, cause), err)
}

// refuse ends a photo that cannot be made anew. cause is for the log; nil where there is nothing to do about it.
func (p *Photos) refuse(ctx context.Context, row models.Photo, cause error) error {
	row.State, row.Fault = models.PhotoRefused, models.CodePhotoUnreadable
	return errors.Join(cause, p.finish(ctx, row))
}

// finish says what has become of a photo, and then drops what came first: a crash between leaves the rest to Purge.
func (p *Photos) finish(ctx context.Context, row models.Photo) error {
	var mine, gone bool
	err := p.store.Write(ctx, func(tx *models.Tx) (err error) {
		if mine, err = tx.EndLease(row); err != nil || mine {
			return err
		}
		now, there, err := tx.PhotoByID(row.ID)
		gone = !there || now.State == models.PhotoErasing
		return err
	})
	switch {
	case err != nil:
		return err
	case gone: // purged while the worker had it: what it has written must not stay
		return p.files.Delete(ctx, cleanName(row))
	case !mine: // the lease has run out, and the photo is another worker's
		return nil
	}
	return p.dropRaw(ctx, row)
}

func (p *Photos) dropRaw(ctx context.Context, row models.Photo) error {
	if err := p.files.Delete(ctx, rawName(row)); err != nil {
		return fmt.Errorf("photo %d: %w", row.ID, err)
	}
	return p.store.Write(ctx, func(tx *models.Tx) error { return tx.ForgetRaw(row.ID) })
}
