package models

import (
	"fmt"

	"gorm.io/gorm"
)

// Erasable is a table with sealed columns that are erased after a term. What is erased becomes empty; a keyed index
// becomes a value that says nothing and is still unique.
type Erasable struct {
	Table  string
	Sealed []string // the first one tells whether a row is erased already
	Index  string   // "" where it has none
	Age    string   // the column with the moment from which the term runs
	Where  string   // narrows the rows; "" does not
}

// EraseAfter erases what is older than before, of at most limit rows with ids above after. It returns how many rows it
// erased and the last id that it has seen, 0 at the end.
func (tx *Tx) EraseAfter(e Erasable, before Instant, after int64, limit int) (erased int, last int64, err error) {
	var rows []struct {
		ID   int64
		Full bool
	}
	q := tx.db.Table(e.Table).Select("id, LENGTH("+e.Sealed[0]+") > 0 AS `full`").
		Where("id > ? AND "+e.Age+" < ?", after, before).Order("id").Limit(limit)
	if e.Where != "" {
		q = q.Where(e.Where)
	}
	if err := q.Find(&rows).Error; err != nil || len(rows) == 0 {
		return 0, 0, err
	}
	for _, row := range rows {
		if !row.Full {
			continue
		}
		if err := tx.erase(e, row.ID); err != nil {
			return erased, 0, err
		}
		erased++
	}
	return erased, rows[len(rows)-1].ID, nil
}

func (tx *Tx) erase(e Erasable, id int64) error {
	columns := make(map[string]any)
	for _, c := range e.Sealed { // NULL, which says that there never was any, stays
		columns[c] = gorm.Expr("CASE WHEN "+c+" IS NULL THEN NULL ELSE ? END", []byte{})
	}
	if e.Index != "" {
		columns[e.Index] = fmt.Appendf(nil, "erased:%d", id)
	}
	return tx.db.Table(e.Table).Where("id = ?", id).Updates(columns).Error
}
