package photos

import (
	"context"
	"time"

	"wanping/models"
)

const (
	purgeBatch  = 100
	arrivalTerm = time.Hour // after which an upload that did not end is nobody's
)

// Purge drops photos that no complaint has claimed in their term, those of complaints after theirs, uploads that did
// not end, and what a crash has left; it returns how many photos went. A photo's row goes after its files.
func (p *Photos) Purge(ctx context.Context) (int, error) {
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		if _, err := tx.CondemnPhotos(models.At(tx.Now().Add(-p.settings.Unclaimed)), false); err != nil {
			return err
		}
		if _, err := tx.CondemnPhotos(models.At(tx.Now().Add(-p.settings.Kept)), true); err != nil {
			return err
		}
		_, err := tx.CondemnArriving(models.At(tx.Now().Add(-arrivalTerm)))
		return err
	})
	if err != nil {
		return 0, err
	}
	if err := p.dropLeftOver(ctx); err != nil {
		return 0, err
	}
	return p.erase(ctx)
}

// erase drops the files and then the rows of condemned photos.
func (p *Photos) erase(ctx context.Context) (int, error) {
	erased := 0
	err := p.each(ctx, func(tx *models.Tx, after int64) ([]models.Photo, error) {
		return tx.PhotosIn(models.PhotoErasing, after, purgeBatch)
	}, func(row models.Photo) error {
		for _, name := range []string{rawName(row), cleanName(row)} {
			if err := p.files.Delete(ctx, name); err != nil {
				return err
			}
		}
		erased++
		return p.store.Write(ctx, func(tx *models.Tx) error { return tx.RemovePhoto(row.ID) })
	})
	return erased, err
}

// dropLeftOver drops first files that a crash has kept.
func (p *Photos) dropLeftOver(ctx context.Context) error {
	return p.each(ctx, func(tx *models.Tx, after int64) ([]models.Photo, error) {
		return tx.PhotosWithRaw(after, purgeBatch)
	}, func(row models.Photo) error { return p.dropRaw(ctx, row) })
}

// each gives every photo of a list, which is read batch by batch, to do.
func (p *Photos) each(ctx context.Context, list func(*models.Tx, int64) ([]models.Photo, error), do func(models.Photo) error) error {
	for after := int64(0); ; {
		var rows []models.Photo
		err := p.store.Read(ctx, func(tx *models.Tx) (err error) {
			rows, err = list(tx, after)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			if err := do(row); err != nil {
				return err
			}
		}
		after = rows[len(rows)-1].ID
	}
}
