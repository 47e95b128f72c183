package ledger

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"wanping/models"
)

// AuditRange is the detail of an audit digest: lines First to Last of the audit log.
type AuditRange struct {
	First  int64  `json:"first"`
	Last   int64  `json:"last"`
	Lines  int64  `json:"lines"`
	Digest string `json:"digest"` // SM3 over the lines
}

// auditPage bounds the lines that are held at once.
const auditPage = 1000

// SealAudit posts a digest of the audit lines since the last digest; false where there are none. Lines are sealed up to
// the newest that stands now.
func (l *Ledger) SealAudit(ctx context.Context) (AuditRange, bool, error) {
	var from, to int64
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		if from, err = sealedUpTo(tx); err != nil {
			return err
		}
		to, err = tx.LastAuditID()
		return err
	})
	if err != nil || to <= from {
		return AuditRange{}, false, err
	}
	sealed, err := l.digestAudit(ctx, from+1, to)
	if err != nil {
		return sealed, false, err
	}
	detail, err := json.Marshal(sealed)
	if err != nil {
		return sealed, false, err
	}
	source := fmt.Sprintf("audit:%d", sealed.First) // two sealers at once post one digest
	today := l.today(ctx)
	_, err = l.Write(ctx, Draft{LedgerEntry: models.LedgerEntry{
		Kind: models.EntryAuditDigest, Year: today.Year(), OnDay: today, Detail: string(detail), Source: &source,
	}})
	if models.CodeOf(err) == models.CodeAlreadyPosted {
		return sealed, false, nil
	}
	return sealed, err == nil, err
}

func (l *Ledger) today(ctx context.Context) (day models.Day) {
	_ = l.store.Read(ctx, func(tx *models.Tx) error { // reads nothing but the moment
		day = dayOf(tx.Now())
		return nil
	})
	return day
}

func sealedUpTo(tx *models.Tx) (int64, error) {
	last, ok, err := tx.LastLedgerEntry(models.EntryAuditDigest)
	if err != nil || !ok {
		return 0, err
	}
	var r AuditRange
	if err := json.Unmarshal([]byte(last.Detail), &r); err != nil {
		return 0, fmt.Errorf("audit digest %d: %w", last.Seq, err)
	}
	return r.Last, nil
}

// digestAudit hashes the lines of a range, a page at a time.
func (l *Ledger) digestAudit(ctx context.Context, first, last int64) (AuditRange, error) {
	r, h := AuditRange{First: first, Last: last}, sm3.New()
	for after := first - 1; after < last; {
		var lines []models.AuditEntry
		err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
			lines, err = tx.AuditRange(after, last, auditPage)
			return err
		})
		if err != nil {
			return r, err
		}
		if len(lines) == 0 {
			break
		}
		for _, line := range lines {
			writeAuditLine(h, line)
		}
		r.Lines += int64(len(lines))
		after = lines[len(lines)-1].ID
	}
	r.Digest = hex.EncodeToString(h.Sum(nil))
	return r, nil
}

// writeAuditLine hashes a line's fields, each with its length before it, because they may hold anything.
func writeAuditLine(h hash.Hash, e models.AuditEntry) {
	var b strings.Builder
	for _, field := range []string{
		strconv.FormatInt(e.ID, 10), strconv.FormatInt(int64(e.At), 10), strconv.FormatInt(e.AccountID, 10),
		strconv.FormatInt(e.HolderID, 10), e.Action, e.Subject, e.Detail,
	} {
		fmt.Fprintf(&b, "%d:%s,", len(field), field)
	}
	h.Write([]byte(b.String()))
}

// verifyAudit compares every sealed range of the audit log with its digest.
func (l *Ledger) verifyAudit(ctx context.Context) (*Flaw, error) {
	var entries []models.LedgerEntry
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		entries, err = tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryAuditDigest}})
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		var want AuditRange
		if err := json.Unmarshal([]byte(e.Detail), &want); err != nil {
			return nil, fmt.Errorf("audit digest %d: %w", e.Seq, err)
		}
		found, err := l.digestAudit(ctx, want.First, want.Last)
		if err != nil {
			return nil, err
		}
		if found != want {
			return &Flaw{Entry: e.Seq, Field: "audit_log", Expected: auditText(want), Found: auditText(found)}, nil
		}
	}
	return nil, nil
}

func auditText(r AuditRange) string {
	return fmt.Sprintf("%d lines from %d to %d with digest %s", r.Lines, r.First, r.Last, r.Digest)
}
