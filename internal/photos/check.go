package photos

import (
	"context"

	"wanping/models"
)

// Checked is what a check of all photos has found.
type Checked struct {
	Photos int
	Bytes  int64 // of their files
	Faults []Fault
}

// Fault is a photo that cannot be shown. ComplaintID is 0 where nobody has claimed it.
type Fault struct {
	PhotoID, ComplaintID int64
	Err                  error
}

// Check reads every photo that may be shown, as after a restore: the files are not in a backup.
func (p *Photos) Check(ctx context.Context) (Checked, error) {
	var out Checked
	err := p.each(ctx, func(tx *models.Tx, after int64) ([]models.Photo, error) {
		return tx.PhotosIn(models.PhotoReady, after, purgeBatch)
	}, func(row models.Photo) error {
		out.Photos++
		out.Bytes += row.Bytes
		if _, err := p.clean(ctx, row); err != nil {
			fault := Fault{PhotoID: row.ID, Err: err}
			if row.ComplaintID != nil {
				fault.ComplaintID = *row.ComplaintID
			}
			out.Faults = append(out.Faults, fault)
		}
		return ctx.Err()
	})
	return out, err
}

// Files counts the photos that may be shown and the bytes of their files, without reading those.
func (p *Photos) Files(ctx context.Context) (photos, bytes int64, err error) {
	err = p.store.Read(ctx, func(tx *models.Tx) (err error) {
		photos, bytes, err = tx.SumPhotos(models.PhotoReady)
		return err
	})
	return photos, bytes, err
}
