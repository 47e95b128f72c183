package complaints

import (
	"context"
	"fmt"
	"strings"

	"wanping/models"
)

// erasable is all that the room erases, in this order: a complaint's own texts, then those of its moves, which go by
// that. States, days, findings and points stay, so that no statistic and no score changes.
var erasable = []models.Erasable{
	{Table: "complaints", Age: "ended_at", Sealed: []string{"text_sealed", "name_sealed", "mobile_sealed", "open_id_sealed", "unit_text_sealed"}},
	{
		Table: "complaint_texts", Age: "at", Sealed: []string{"text_sealed"},
		Where: "complaint_id IN (SELECT id FROM complaints WHERE LENGTH(text_sealed) = 0)",
	},
	{Table: "hotline_cases", Age: "imported_at", Sealed: []string{"note_sealed"}},
}

// Erased lists the columns that Purge erases, as table.column.
func Erased() []string {
	var names []string
	for _, e := range erasable {
		for _, column := range e.Sealed {
			names = append(names, e.Table+"."+column)
		}
	}
	return names
}

// Purge erases what names people in complaints that ended longer ago than the retention term, and returns how many rows
// it changed, by table. What it did goes to the audit log.
func (c *Complaints) Purge(ctx context.Context) (map[string]int, error) {
	done := make(map[string]int)
	for _, e := range erasable {
		for after := int64(0); ; {
			var erased int
			var last int64
			err := c.store.Write(ctx, func(tx *models.Tx) (err error) {
				erased, last, err = tx.EraseAfter(e, models.At(tx.Now().Add(-c.settings.Retention)), after, batch)
				return err
			})
			if err != nil {
				return done, fmt.Errorf("erase %s: %w", e.Table, err)
			}
			done[e.Table] += erased
			if after = last; last == 0 {
				break
			}
		}
	}
	return done, c.store.Write(ctx, func(tx *models.Tx) error {
		var parts []string
		for _, e := range erasable {
			parts = append(parts, fmt.Sprintf("%s %d", e.Table, done[e.Table]))
		}
		return tx.Audit(models.AuditEntry{Action: "purge", Subject: "complaints", Detail: strings.Join(parts, ", ")})
	})
}
