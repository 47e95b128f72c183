package models

import (
	"gorm.io/gorm/clause"
)

// The kinds of ledger entries. Those of the scoring engine bear its names (score-cases, "In").
const (
	EntryVotes       = "votes"
	EntryDeduction   = "deduction"
	EntryCaseFile    = "case_file"
	EntryRating      = "rating"
	EntryBonus       = "bonus"
	EntryReversal    = "reversal"
	EntryRuling      = "ruling"
	EntryAttribute   = "attribute"    // of a section: subject is the attribute, detail its value, on_day its first day
	EntryTerm        = "term"         // of a section: subject is TermBegins or TermEnds, on_day the first day on which that holds
	EntryRuleFile    = "rule_file"    // adoption: detail is the file's hash, on_day its first day
	EntryAuditDigest = "audit_digest" // of a range of the audit log
	EntryBoard       = "board"        // publication: subject is the board's name, detail its digest
	EntryHead        = "head"         // a head was signed: detail is the head
	EntryRanks       = "ranks"        // a day's ranks were kept: detail says from which entries, and their digest
)

// The subjects of a section's terms. A term that begins has its unit, and its name as detail, and ends the one before; one
// that ends has the section that takes over, if any, as detail.
const (
	TermBegins = "begin"
	TermEnds   = "end"
)

// LedgerEntry is one line of the ledger. Its fields, in this order, are what the chain attests; see LedgerFields.
// Nothing in it is ever changed.
type LedgerEntry struct {
	Seq          int64 `gorm:"primaryKey;autoIncrement:false"` // 1, 2, 3 … without gaps
	PostedAt     Instant
	Year         int    // the rating's year
	Kind         string // one of the Entry constants
	Subject      string // what a ruling, attribute or board is about
	SectionNo    int    // 0: none
	UnitNo       int    // 0: none; a deduction with it falls on the whole unit
	Indicator    string
	Clause       string
	Points       *int64 // 1/10,000
	Count        *int64
	Modifiers    string // separated by commas
	Mark         *int64 // 1/10,000
	Failed       bool
	Satisfied    int64
	Basic        int64
	Dissatisfied int64
	Rater        string
	Matter       string
	Reverses     *int64 // seq of the entry that this one takes back
	OnDay        Day    // the day it happened, or from which it holds
	Evidence     string // the document's number
	Detail       string // JSON, or a plain value, by kind
	ProposedBy   string // login of the account
	ConfirmedBy  string // login of another account; "" where the program itself posts
	ReasonHash   string // of salt and text in LedgerText; "" without a reason
	Source       *string
	PrevHash     string // hash of the entry before
	Attested     string // the attested text of all the above
	Hash         string // SM3 of Attested, in hexadecimal
}

// TableName names the table.
func (LedgerEntry) TableName() string { return "ledger_entries" }

// LedgerText is the reason of an entry: sealed, and erasable together with its salt.
type LedgerText struct {
	Seq        int64 `gorm:"primaryKey;autoIncrement:false"`
	Salt       []byte
	TextSealed []byte
	ErasedAt   *Instant
}

// LedgerHead is where the chain ends: the last entry's seq and hash.
type LedgerHead struct {
	ID   int64
	Seq  int64
	Hash string
}

// TableName names the table.
func (LedgerHead) TableName() string { return "ledger_head" }

// SignedHead is a head as it was at a moment, signed with the ledger's key.
type SignedHead struct {
	ID        int64
	Seq       int64
	Hash      string
	At        Instant
	KeyID     string
	Signature string // DER, in hexadecimal
}

// TableName names the table.
func (SignedHead) TableName() string { return "ledger_heads" }

// ledgerBatch bounds the rows of one INSERT, because engines bound its parameters.
const ledgerBatch = 500

// LockLedgerHead reads the head and keeps it locked until the write ends: call it last, so that others wait shortly.
func (tx *Tx) LockLedgerHead() (LedgerHead, error) {
	q := tx.db
	if q.Name() == MySQL { // SQLite has one writer
		q = q.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	var h LedgerHead
	return h, q.Where("id = 1").Take(&h).Error
}

// LedgerHeadNow reads the head.
func (tx *Tx) LedgerHeadNow() (LedgerHead, error) {
	var h LedgerHead
	return h, tx.db.Where("id = 1").Take(&h).Error
}

// AddLedgerEntries stores entries with their texts and moves the head to the last of them.
// A reversed entry or a source that is there already is CodeAlreadyReversed or CodeAlreadyPosted.
func (tx *Tx) AddLedgerEntries(entries []LedgerEntry, texts []LedgerText) error {
	err := tx.db.CreateInBatches(entries, ledgerBatch).Error
	if duplicate(err) {
		return NewError(CodeAlreadyPosted, "这一笔已经入账(或已被冲正),没有重复入账,请刷新后核对。").Because(err)
	}
	if err != nil {
		return err
	}
	if len(texts) > 0 {
		if err := tx.db.CreateInBatches(texts, ledgerBatch).Error; err != nil {
			return err
		}
	}
	last := entries[len(entries)-1]
	return tx.db.Exec("UPDATE ledger_head SET seq = ?, hash = ? WHERE id = 1", last.Seq, last.Hash).Error
}

// LedgerEntryBySeq finds an entry.
func (tx *Tx) LedgerEntryBySeq(seq int64) (LedgerEntry, bool, error) {
	return one[LedgerEntry](tx.db.Where("seq = ?", seq))
}

// ReversalOf finds the entry that takes another back.
func (tx *Tx) ReversalOf(seq int64) (LedgerEntry, bool, error) {
	return one[LedgerEntry](tx.db.Where("reverses = ?", seq))
}

// LedgerEntryBySource finds the entry that was posted from a source.
func (tx *Tx) LedgerEntryBySource(source string) (LedgerEntry, bool, error) {
	return one[LedgerEntry](tx.db.Where("source = ?", source))
}

// LedgerFilter narrows LedgerEntries; zero fields do not narrow.
type LedgerFilter struct {
	Kinds     []string
	Year      int
	SectionNo int     // the section's own, and those of UnitNo where it is given too
	UnitNo    int     // entries that fall on the whole unit
	After     int64   // cursor: seq above this
	UpTo      int64   // seq up to this; 0: all
	From      Instant // posted at this moment or later
	Before    Instant // posted before this moment; 0: all
	Limit     int     // 0: all
}

// LedgerEntries lists entries by seq.
func (tx *Tx) LedgerEntries(f LedgerFilter) ([]LedgerEntry, error) {
	q := tx.db.Where("seq > ?", f.After).Order("seq").Omit("attested")
	if f.UpTo > 0 {
		q = q.Where("seq <= ?", f.UpTo)
	}
	if f.From > 0 {
		q = q.Where("posted_at >= ?", f.From)
	}
	if f.Before > 0 {
		q = q.Where("posted_at < ?", f.Before)
	}
	if len(f.Kinds) > 0 {
		q = q.Where("kind IN ?", f.Kinds)
	}
	if f.Year != 0 {
		q = q.Where("year = ?", f.Year)
	}
	switch {
	case f.SectionNo != 0 && f.UnitNo != 0:
		q = q.Where("(section_no = ? OR (section_no = 0 AND unit_no = ?))", f.SectionNo, f.UnitNo)
	case f.SectionNo != 0:
		q = q.Where("section_no = ?", f.SectionNo)
	case f.UnitNo != 0:
		q = q.Where("unit_no = ?", f.UnitNo)
	}
	if f.Limit > 0 {
		q = q.Limit(f.Limit)
	}
	var rows []LedgerEntry
	return rows, q.Find(&rows).Error
}

// LedgerTextBySeq finds an entry's reason.
func (tx *Tx) LedgerTextBySeq(seq int64) (LedgerText, bool, error) {
	return one[LedgerText](tx.db.Where("seq = ?", seq))
}

// EraseLedgerText takes a reason away for good, with the salt without which its hash tells nothing; false where there
// is none left.
func (tx *Tx) EraseLedgerText(seq int64) (bool, error) {
	done := tx.db.Model(&LedgerText{}).Where("seq = ? AND erased_at IS NULL", seq).
		Updates(map[string]any{"salt": nil, "text_sealed": nil, "erased_at": At(tx.now)})
	return done.RowsAffected == 1, done.Error
}

// AddSignedHead stores a signed head and sets its ID.
func (tx *Tx) AddSignedHead(h *SignedHead) error { return tx.db.Create(h).Error }

// SignedHeads lists signed heads in the order of signing.
func (tx *Tx) SignedHeads() ([]SignedHead, error) {
	var rows []SignedHead
	return rows, tx.db.Order("id").Find(&rows).Error
}

// LastSignedHead finds the latest signed head.
func (tx *Tx) LastSignedHead() (SignedHead, bool, error) {
	return one[SignedHead](tx.db.Order("id DESC"))
}

// LedgerKey is a public key that signed heads: the uncompressed point of the SM2 curve, in hexadecimal.
type LedgerKey struct {
	KeyID     string `gorm:"primaryKey"`
	PublicKey string
	Since     Instant
}

// AddLedgerKey stores a public key; one that is there already stays as it is.
func (tx *Tx) AddLedgerKey(k LedgerKey) error {
	_, ok, err := one[LedgerKey](tx.db.Where("key_id = ?", k.KeyID))
	if err != nil || ok {
		return err
	}
	k.Since = At(tx.now)
	return tx.db.Create(&k).Error
}

// LedgerKeys lists the public keys in the order of their first use.
func (tx *Tx) LedgerKeys() ([]LedgerKey, error) {
	var rows []LedgerKey
	return rows, tx.db.Order("since, key_id").Find(&rows).Error
}

// LastLedgerEntry finds the latest entry of a kind.
func (tx *Tx) LastLedgerEntry(kind string) (LedgerEntry, bool, error) {
	return one[LedgerEntry](tx.db.Where("kind = ?", kind).Order("seq DESC"))
}

// ReasonRow is an entry's reason with the hash that the chain attests.
type ReasonRow struct {
	Seq        int64
	ReasonHash string
	Salt       []byte
	TextSealed []byte
	Erased     bool
}

// EachReason gives every entry that has a reason, by seq; one whose text is missing has neither salt nor text.
func (tx *Tx) EachReason(visit func(ReasonRow) error) error {
	rows, err := tx.db.Raw("SELECT e.seq, e.reason_hash, t.salt, t.text_sealed, t.erased_at IS NOT NULL" +
		" FROM ledger_entries e LEFT JOIN ledger_texts t ON t.seq = e.seq WHERE e.reason_hash <> '' ORDER BY e.seq").Rows()
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what matters was read
	for rows.Next() {
		var r ReasonRow
		if err := rows.Scan(&r.Seq, &r.ReasonHash, &r.Salt, &r.TextSealed, &r.Erased); err != nil {
			return err
		}
		if err := visit(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// LastLedgerEntryBefore finds the last entry that was posted before a moment.
func (tx *Tx) LastLedgerEntryBefore(at Instant) (LedgerEntry, bool, error) {
	return one[LedgerEntry](tx.db.Where("posted_at < ?", at).Order("seq DESC"))
}
