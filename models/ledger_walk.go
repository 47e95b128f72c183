package models

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"gorm.io/gorm"
)

// LedgerSeparator stands between the fields of an attested text. No field may hold it.
const LedgerSeparator = "\x1f"

// ledgerFields are the attested columns in the order of docs/ledger-format.md, with how an entry writes each.
var ledgerFields = []struct {
	name string
	text func(*LedgerEntry) string
}{
	{"seq", func(e *LedgerEntry) string { return decimal(e.Seq) }},
	{"posted_at", func(e *LedgerEntry) string { return decimal(int64(e.PostedAt)) }},
	{"year", func(e *LedgerEntry) string { return strconv.Itoa(e.Year) }},
	{"kind", func(e *LedgerEntry) string { return e.Kind }},
	{"subject", func(e *LedgerEntry) string { return e.Subject }},
	{"section_no", func(e *LedgerEntry) string { return strconv.Itoa(e.SectionNo) }},
	{"unit_no", func(e *LedgerEntry) string { return strconv.Itoa(e.UnitNo) }},
	{"indicator", func(e *LedgerEntry) string { return e.Indicator }},
	{"clause", func(e *LedgerEntry) string { return e.Clause }},
	{"points", func(e *LedgerEntry) string { return decimalOrEmpty(e.Points) }},
	{"count", func(e *LedgerEntry) string { return decimalOrEmpty(e.Count) }},
	{"modifiers", func(e *LedgerEntry) string { return e.Modifiers }},
	{"mark", func(e *LedgerEntry) string { return decimalOrEmpty(e.Mark) }},
	{"failed", func(e *LedgerEntry) string { return flag(e.Failed) }},
	{"satisfied", func(e *LedgerEntry) string { return decimal(e.Satisfied) }},
	{"basic", func(e *LedgerEntry) string { return decimal(e.Basic) }},
	{"dissatisfied", func(e *LedgerEntry) string { return decimal(e.Dissatisfied) }},
	{"rater", func(e *LedgerEntry) string { return e.Rater }},
	{"matter", func(e *LedgerEntry) string { return e.Matter }},
	{"reverses", func(e *LedgerEntry) string { return decimalOrEmpty(e.Reverses) }},
	{"on_day", func(e *LedgerEntry) string { return e.OnDay.String() }},
	{"evidence", func(e *LedgerEntry) string { return e.Evidence }},
	{"detail", func(e *LedgerEntry) string { return e.Detail }},
	{"proposed_by", func(e *LedgerEntry) string { return e.ProposedBy }},
	{"confirmed_by", func(e *LedgerEntry) string { return e.ConfirmedBy }},
	{"reason_hash", func(e *LedgerEntry) string { return e.ReasonHash }},
	{"source", func(e *LedgerEntry) string { return textOrEmpty(e.Source) }},
	{"prev_hash", func(e *LedgerEntry) string { return e.PrevHash }},
}

// LedgerFields returns the names of the attested fields in their order.
func LedgerFields() []string {
	names := make([]string, len(ledgerFields))
	for i, f := range ledgerFields {
		names[i] = f.name
	}
	return names
}

// AttestedText writes the entry's attested fields, in their order, with LedgerSeparator between them.
func (e *LedgerEntry) AttestedText() string {
	texts := make([]string, len(ledgerFields))
	for i, f := range ledgerFields {
		texts[i] = f.text(e)
	}
	return strings.Join(texts, LedgerSeparator)
}

// LedgerRow is an entry as its bytes stand in the database, whatever they are. The slices hold until the next row.
type LedgerRow struct {
	Columns  []byte // the attested columns, written as AttestedText does
	Attested []byte
	Hash     []byte
}

// WalkLedger gives every row in the order of seq. The database itself writes the columns out, so that no value is
// read as anything but its bytes, and memory stays flat whatever the ledger's length.
func (s *Store) WalkLedger(ctx context.Context, visit func(LedgerRow) error) error {
	return s.reader.read(ctx, func(db *gorm.DB) error { return walkLedger(db, visit) })
}

func walkLedger(db *gorm.DB, visit func(LedgerRow) error) error {
	rows, err := db.Raw("SELECT " + attestedColumns() + ", attested, hash FROM ledger_entries ORDER BY seq").Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what matters was read
	for rows.Next() {
		var columns, attested, hash sql.RawBytes
		if err := rows.Scan(&columns, &attested, &hash); err != nil {
			return err
		}
		if err := visit(LedgerRow{Columns: columns, Attested: attested, Hash: hash}); err != nil {
			return err
		}
	}
	return rows.Err()
}

func attestedColumns() string {
	terms := make([]string, len(ledgerFields))
	for i, f := range ledgerFields {
		terms[i] = "COALESCE(" + f.name + ", '')"
	}
	return "CONCAT_WS(CHAR(31), " + strings.Join(terms, ", ") + ")"
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func decimalOrEmpty(n *int64) string {
	if n == nil {
		return ""
	}
	return decimal(*n)
}

func textOrEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
