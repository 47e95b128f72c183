package reporting

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wanping/models"
)

// Terms say how long personal data is kept.
type Terms struct {
	Recipients time.Duration // of records, attempts and the city's refusals, since they were received
	Uploads    time.Duration // of the files themselves, since they were worked off
}

// erasable is all that reporting erases: names, numbers, texts that may name people, and the keyed hashes of them.
// Sections, items, days, deadlines and decisions stay, so that nothing that scores rest on changes.
func erasable(t Terms) []struct {
	models.Erasable
	term time.Duration
} {
	return []struct {
		models.Erasable
		term time.Duration
	}{
		{models.Erasable{
			Table: "records", Age: "received_at", Index: "recipient_index",
			Sealed: []string{"recipient_name_sealed", "recipient_mobile_sealed", "withdrawal_sealed", "insist_sealed"},
		}, t.Recipients},
		{models.Erasable{Table: "attempts", Age: "received_at", Index: "attempt_index", Sealed: []string{"content_sealed"}}, t.Recipients},
		{models.Erasable{Table: "city_refusals", Age: "read_at", Index: "reason_index", Sealed: []string{"reason_sealed"}}, t.Recipients},
		{models.Erasable{Table: "uploads", Age: "finished_at", Sealed: []string{"file_sealed"}, Where: "state = 'done'"}, t.Uploads},
	}
}

// Erased lists the columns that Purge erases, as table.column.
func Erased() []string {
	var names []string
	for _, e := range erasable(Terms{}) {
		for _, column := range append([]string{e.Index}, e.Sealed...) {
			if column != "" {
				names = append(names, e.Table+"."+column)
			}
		}
	}
	return names
}

// Purge erases personal data that has been kept for its term, and returns how many rows it changed, by table. It can be
// run at any time and as often as one likes; what it did goes to the audit log.
func (r *Reporting) Purge(ctx context.Context, terms Terms) (map[string]int, error) {
	done := make(map[string]int)
	for _, e := range erasable(terms) {
		for after := int64(0); ; {
			var erased int
			var last int64
			err := r.store.Write(ctx, func(tx *models.Tx) (err error) {
				erased, last, err = tx.EraseAfter(e.Erasable, models.At(tx.Now().Add(-e.term)), after, chunkSize)
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
	return done, r.store.Write(ctx, func(tx *models.Tx) error {
		var parts []string
		for _, e := range erasable(terms) {
			parts = append(parts, fmt.Sprintf("%s %d", e.Table, done[e.Table]))
		}
		return tx.Audit(models.AuditEntry{Action: "purge", Subject: "personal data", Detail: strings.Join(parts, ", ")})
	})
}
