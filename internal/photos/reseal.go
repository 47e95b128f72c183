package photos

import (
	"context"
	"errors"

	"wanping/models"
)

// Reseal brings the files of all photos that may be shown under the current key and returns how many it changed. What is
// in quarantine is made anew, and so sealed anew, within minutes.
func (p *Photos) Reseal(ctx context.Context) (int, error) {
	changed := 0
	err := p.each(ctx, func(tx *models.Tx, after int64) ([]models.Photo, error) {
		return tx.PhotosIn(models.PhotoReady, after, purgeBatch)
	}, func(row models.Photo) error {
		sealed, err := p.files.Get(ctx, cleanName(row))
		if errors.Is(err, ErrNoFile) || err == nil && p.keys.Current(sealed) {
			return nil // Check tells of a file that is missing
		}
		if err != nil {
			return err
		}
		plain, err := p.keys.OpenBytes(purposeClean+row.File, sealed)
		if err != nil {
			return err
		}
		if sealed, err = p.keys.SealBytes(purposeClean+row.File, plain); err != nil {
			return err
		}
		if err := p.files.Put(ctx, cleanName(row), sealed); err != nil {
			return err
		}
		changed++
		return p.unlessGone(ctx, row)
	})
	return changed, err
}

// unlessGone drops the file again where the photo was purged meanwhile.
func (p *Photos) unlessGone(ctx context.Context, row models.Photo) error {
	gone := false
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		now, there, err := tx.PhotoByID(row.ID)
		gone = !there || now.State == models.PhotoErasing
		return err
	})
	if err == nil && gone {
		err = p.files.Delete(ctx, cleanName(row))
	}
	return err
}
