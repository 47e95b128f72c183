package secrets

import (
	"context"

	"wanping/models"
)

// Column is a sealed value in place, with what it was sealed as.
type Column struct {
	Purpose string
	Sealed  *[]byte
}

// Renew seals columns with the current key; empty ones stay empty.
func (k *Keyring) Renew(columns ...Column) error {
	for _, c := range columns {
		if len(*c.Sealed) == 0 {
			continue
		}
		plain, err := k.Open(c.Purpose, *c.Sealed)
		if err != nil {
			return err
		}
		if *c.Sealed, err = k.Seal(c.Purpose, plain); err != nil {
			return err
		}
	}
	return nil
}

// Walker says how to bring the rows of one table under the current key.
type Walker[Row any] struct {
	Batch func(tx *models.Tx, after int64, limit int) ([]Row, error)
	ID    func(Row) int64
	Fresh func(Row) bool // is under the current key already
	Renew func(*Row) error
	Store func(*models.Tx, Row) error
}

const walkBatch = 200 // rows a transaction: short, so that the program serves on beside it

// Walk renews a table's rows, batch by batch, each batch whole, and returns how many it changed. It reads the rows in
// the write that stores them, so that a row which changes meanwhile is not put back.
func Walk[Row any](ctx context.Context, store *models.Store, w Walker[Row]) (int, error) {
	changed, after := 0, int64(0)
	for {
		var rows []Row
		renewed := 0
		err := store.Write(ctx, func(tx *models.Tx) (err error) {
			renewed = 0
			if rows, err = w.Batch(tx, after, walkBatch); err != nil {
				return err
			}
			for i := range rows {
				if w.Fresh(rows[i]) {
					continue
				}
				if err := w.Renew(&rows[i]); err != nil {
					return err
				}
				if err := w.Store(tx, rows[i]); err != nil {
					return err
				}
				renewed++
			}
			return nil
		})
		if changed += renewed; err != nil || len(rows) == 0 {
			return changed, err
		}
		after = w.ID(rows[len(rows)-1])
	}
}
