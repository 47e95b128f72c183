package models

import (
	"database/sql"
	"strconv"
	"strings"
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

// WalkLedger gives the rows with seq above after and up to last, in order. The database itself writes the columns out
// and compares them with the attested text, so that no value is read as anything but its bytes, and memory stays flat
// whatever the ledger's length.
func (tx *Tx) WalkLedger(after, last int64, visit func(LedgerRow) error) error {
	columns := attestedColumns()
	rows, err := tx.db.Raw("SELECT CASE WHEN "+columns+" = attested THEN NULL ELSE "+columns+" END, attested, hash"+
		" FROM ledger_entries WHERE seq > ? AND seq <= ? ORDER BY seq", after, last).Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what matters was read
	for rows.Next() {
		var different, attested, hash sql.RawBytes
		if err := rows.Scan(&different, &attested, &hash); err != nil {
			return err
		}
		row := LedgerRow{Columns: different, Attested: attested, Hash: hash}
		if different == nil {
			row.Columns = row.Attested
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// LedgerHashAt returns the hash of an entry as it stands; false where there is no such entry.
func (tx *Tx) LedgerHashAt(seq int64) (string, bool, error) {
	row, ok, err := one[LedgerEntry](tx.db.Select("hash").Where("seq = ?", seq))
	return row.Hash, ok, err
}

// LastLedgerSeq returns the highest seq of the table itself, whatever the head says; 0 while it is empty.
func (tx *Tx) LastLedgerSeq() (int64, error) {
	var seq int64
	return seq, tx.db.Model(&LedgerEntry{}).Select("COALESCE(MAX(seq), 0)").Scan(&seq).Error
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
