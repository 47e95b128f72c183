package ledger

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"

	"wanping/models"
)

// The fields of flaws in heads.
const (
	fieldOutside          = "outside_head"
	fieldOutsideSignature = "outside_head.signature"
	fieldHead             = "signed_head"
	fieldSignature        = "signed_head.signature"
	fieldKey              = "key"
)

// errFlawed stops a walk.
var errFlawed = errors.New("the ledger is flawed")

// Report is what Verify found.
type Report struct {
	Entries int64  `json:"entries"` // how many were sound
	Hash    string `json:"hash"`    // of the last sound one
	Heads   int    `json:"heads"`   // signed heads that agree
	Flaw    *Flaw  `json:"flaw"`    // nil: all is well
}

// Derived checks a table that follows from the ledger and returns its first flaw.
type Derived func(ctx context.Context) (*Flaw, error)

// Verify walks the whole ledger: every value against its hash, links, sequence, the head, the signed heads, a head held
// outside (nil: none), and then what derives from it. An error means that it could not look, not that it is flawed.
func (l *Ledger) Verify(ctx context.Context, outside *Head, derived ...Derived) (Report, error) {
	report, err := l.verifyChain(ctx, outside)
	if err != nil || report.Flaw != nil {
		return report, err
	}
	for _, check := range append([]Derived{l.verifyIssue, l.verifyReasons, l.verifyAttributes, l.verifyTerms, l.verifyAudit}, derived...) {
		if report.Flaw, err = check(ctx); err != nil || report.Flaw != nil {
			return report, err
		}
	}
	return report, nil
}

// claims is what stands about the chain beside it.
type claims struct {
	points map[string]string // public keys by id
	heads  []Head
	end    anchor
	last   int64 // highest seq of the table
}

func readClaims(tx *models.Tx) (c claims, err error) {
	keys, err := tx.LedgerKeys()
	if err != nil {
		return c, err
	}
	c.points = make(map[string]string, len(keys))
	for _, k := range keys {
		c.points[k.KeyID] = k.PublicKey
	}
	heads, err := tx.SignedHeads()
	if err != nil {
		return c, err
	}
	for _, h := range heads {
		c.heads = append(c.heads, headOf(h))
	}
	end, err := tx.LedgerHeadNow()
	if err != nil {
		return c, err
	}
	c.end = anchor{seq: end.Seq, hash: end.Hash, name: fieldEnd}
	c.last, err = tx.LastLedgerSeq()
	return c, err
}

// verifyChain first asks whether all is well, in parts at once; only where it is not, it walks from the beginning to name
// the first flaw.
func (l *Ledger) verifyChain(ctx context.Context, outside *Head) (Report, error) {
	var c claims
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		c, err = readClaims(tx)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	anchors, flaw := checkHeads(c.points, c.heads, outside)
	if flaw != nil {
		return Report{Flaw: flaw}, nil
	}
	anchors = append(anchors, c.end)
	sound, err := l.soundInParts(ctx, anchors, c)
	if err != nil {
		return Report{}, err
	}
	if sound {
		return Report{Entries: c.last, Hash: c.end.hash, Heads: len(c.heads)}, nil
	}
	return l.nameFlaw(ctx, outside)
}

// nameFlaw walks everything in one view of the database.
func (l *Ledger) nameFlaw(ctx context.Context, outside *Head) (report Report, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		c, err := readClaims(tx)
		if err != nil {
			return err
		}
		anchors, flaw := checkHeads(c.points, c.heads, outside)
		if flaw != nil {
			report = Report{Flaw: flaw}
			return nil
		}
		chain := newChecker(append(anchors, c.end))
		err = tx.WalkLedger(math.MinInt64, math.MaxInt64, func(row models.LedgerRow) error {
			if flaw = chain.entry(row.Columns, row.Attested, row.Hash); flaw != nil {
				return errFlawed
			}
			return nil
		})
		if err != nil && !errors.Is(err, errFlawed) {
			return err
		}
		report = chain.report(len(c.heads), flaw, c.end)
		return nil
	})
	return report, err
}

func (c *checker) report(heads int, flaw *Flaw, end anchor) Report {
	if flaw == nil {
		flaw = c.end(&end)
	}
	r := Report{Entries: c.last, Hash: string(c.prev[:]), Heads: heads, Flaw: flaw}
	if flaw != nil {
		r.Entries = min(r.Entries, flaw.Entry-1)
	}
	return r
}

// checkHeads verifies the signatures and returns what the chain has to agree with.
func checkHeads(points map[string]string, heads []Head, outside *Head) ([]anchor, *Flaw) {
	keys := map[string]*PublicKey{}
	for _, id := range slices.Sorted(maps.Keys(points)) { // the same flaw every time
		point := points[id]
		key, err := ParsePublicKey(point)
		if err != nil || key.ID != id {
			return nil, &Flaw{Field: fieldKey, Expected: id, Found: point}
		}
		keys[id] = key
	}
	var anchors []anchor
	for _, h := range heads {
		if flaw := checkSignature(keys, h, fieldSignature); flaw != nil {
			return nil, flaw
		}
		anchors = append(anchors, anchorOf(h, fieldHead))
	}
	if outside != nil {
		if flaw := checkSignature(keys, *outside, fieldOutsideSignature); flaw != nil {
			return nil, flaw
		}
		anchors = append(anchors, anchorOf(*outside, fieldOutside))
	}
	return anchors, nil
}

func checkSignature(keys map[string]*PublicKey, h Head, field string) *Flaw {
	key := keys[h.KeyID]
	if key == nil || !key.verifies(h.Message(), h.Signature) {
		return &Flaw{Entry: h.Seq, Field: field, Expected: "a signature of key " + h.KeyID, Found: h.Signature}
	}
	return nil
}

// anchorOf is what a head demands; a head of the empty ledger demands nothing but that its hash is the origin's.
func anchorOf(h Head, name string) anchor { return anchor{seq: h.Seq, hash: h.Hash, name: name} }

// issued is an entry that says that a head was signed.
type issued struct {
	entry  int64
	detail string
}

const fieldIssue = "head_entry"

// compareIssue holds that the heads kept are those that the entries say were signed, one by one. Heads from before the
// first such entry have none.
func compareIssue(heads []Head, entries []issued) *Flaw {
	if len(entries) == 0 {
		return nil
	}
	from := slices.IndexFunc(heads, func(h Head) bool { return h.detail() == entries[0].detail })
	if from < 0 {
		return &Flaw{Entry: entries[0].entry, Field: fieldIssue, Expected: entries[0].detail}
	}
	heads = heads[from:]
	for i, e := range entries {
		found := ""
		if i < len(heads) {
			found = heads[i].detail()
		}
		if found != e.detail {
			return &Flaw{Entry: e.entry, Field: fieldIssue, Expected: e.detail, Found: found}
		}
	}
	if more := heads[len(entries):]; len(more) > 0 {
		return &Flaw{Entry: more[0].Seq, Field: fieldIssue, Found: more[0].detail()}
	}
	return nil
}

// verifyIssue compares the heads kept with the entries of their signing.
func (l *Ledger) verifyIssue(ctx context.Context) (flaw *Flaw, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		flaw = nil
		c, err := readClaims(tx)
		if err != nil {
			return err
		}
		rows, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryHead}})
		if err != nil {
			return err
		}
		entries := make([]issued, len(rows))
		for i, e := range rows {
			entries[i] = issued{entry: e.Seq, detail: e.Detail}
		}
		flaw = compareIssue(c.heads, entries)
		return nil
	})
	return flaw, err
}

// verifyReasons opens every reason that was not erased and compares it with the hash that the chain attests.
func (l *Ledger) verifyReasons(ctx context.Context) (flaw *Flaw, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		flaw, err = nil, nil
		return tx.EachReason(func(r models.ReasonRow) error {
			if flaw = l.checkReason(r); flaw != nil {
				return errFlawed
			}
			return nil
		})
	})
	if errors.Is(err, errFlawed) {
		err = nil
	}
	return flaw, err
}

func (l *Ledger) checkReason(r models.ReasonRow) *Flaw {
	if r.Erased && len(r.Salt) == 0 && len(r.TextSealed) == 0 {
		return nil
	}
	text, err := l.keys.Open(purposeReason, r.TextSealed)
	if err != nil {
		return &Flaw{Entry: r.Seq, Field: "reason", Expected: "a text sealed with the key file", Found: "one that cannot be opened"}
	}
	if found := reasonHash(r.Salt, text); found != r.ReasonHash {
		return &Flaw{Entry: r.Seq, Field: "reason", Expected: r.ReasonHash, Found: found}
	}
	return nil
}
