package ledger

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"wanping/models"
)

// exportFormat is the first line of an export.
const exportFormat = "wanping-ledger-1"

// lineLimit bounds one line of an export, in bytes.
const lineLimit = 1 << 20

// Export writes the ledger as one file that verifies without a database: docs/ledger-format.md, "The export".
func (l *Ledger) Export(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprintf(out, "%s\nfields\t%s\n", exportFormat, strings.Join(models.LedgerFields(), "\t"))
	err := l.store.Read(ctx, func(tx *models.Tx) error {
		c, err := readClaims(tx)
		if err != nil {
			return err
		}
		exportClaims(out, c)
		err = tx.WalkLedger(math.MinInt64, math.MaxInt64, func(row models.LedgerRow) error { return exportEntry(out, row) })
		fmt.Fprintf(out, "end\t%d\t%s\n", c.end.seq, c.end.hash)
		return err
	})
	return errors.Join(err, out.Flush())
}

func exportClaims(out *bufio.Writer, c claims) {
	for _, id := range slices.Sorted(maps.Keys(c.points)) {
		fmt.Fprintf(out, "key\t%s\t%s\n", id, c.points[id])
	}
	for _, h := range c.heads {
		fmt.Fprintf(out, "head\t%d\t%s\t%s\t%s\t%s\n", h.Seq, h.Hash, h.At, h.KeyID, h.Signature)
	}
}

func exportEntry(out *bufio.Writer, row models.LedgerRow) error {
	for _, part := range [][]byte{
		[]byte("entry\t"), bytes.ReplaceAll(row.Columns, separator, []byte("\t")), []byte("\t"), row.Attested, []byte("\t"), row.Hash,
	} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	return out.WriteByte('\n')
}

// VerifyExport verifies an exported ledger alone, with the keys that it brings, against a head held outside (nil: none).
func VerifyExport(r io.Reader, outside *Head) (Report, error) {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 1<<16), lineLimit)
	scanner.Split(scanLines)
	v := exportVerifier{points: map[string]string{}, outside: outside}
	for scanner.Scan() {
		if flaw := v.line(scanner.Bytes()); flaw != nil {
			return v.report(flaw), nil
		}
	}
	if err := scanner.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return Report{}, fmt.Errorf("read the export: %w", err)
	}
	return v.report(v.finish()), nil
}

// scanLines splits at newlines only; what stands after the last one is a line too.
func scanLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// exportVerifier reads an export line by line.
type exportVerifier struct {
	number  int64 // of the line
	points  map[string]string
	heads   []Head
	outside *Head
	chain   *checker // from the first entry on
	end     *anchor
	issued  []issued
}

func (v *exportVerifier) line(line []byte) *Flaw {
	v.number++
	cells := bytes.Split(line, []byte("\t"))
	switch kind := string(cells[0]); {
	case v.number == 1:
		return v.expect(string(line) == exportFormat, line)
	case v.number == 2:
		return v.expect(string(line) == "fields\t"+strings.Join(models.LedgerFields(), "\t"), line)
	case v.end != nil:
		return v.malformed(line)
	case kind == "key" && len(cells) == 3 && v.chain == nil && len(v.heads) == 0:
		v.points[string(cells[1])] = string(cells[2])
		return nil
	case kind == "head" && len(cells) == 6 && v.chain == nil:
		return v.head(cells, line)
	case kind == "entry" && len(cells) == len(models.LedgerFields())+3:
		return v.entry(cells)
	case kind == "end" && len(cells) == 3:
		return v.ending(cells, line)
	default:
		return v.malformed(line)
	}
}

func (v *exportVerifier) expect(ok bool, line []byte) *Flaw {
	if ok {
		return nil
	}
	return v.malformed(line)
}

// malformed blames a line; the flaw's entry is the next one that was awaited.
func (v *exportVerifier) malformed(line []byte) *Flaw {
	next := int64(1)
	if v.chain != nil {
		next = v.chain.last + 1
	}
	return &Flaw{Entry: next, Field: fieldLine, Expected: "line " + strconv.FormatInt(v.number, 10) + " of the form", Found: string(line)}
}

func (v *exportVerifier) head(cells [][]byte, line []byte) *Flaw {
	seq, ok := natural(cells[1])
	if !ok {
		return v.malformed(line)
	}
	v.heads = append(v.heads, Head{
		Seq: seq, Hash: string(cells[2]), At: string(cells[3]), KeyID: string(cells[4]), Signature: string(cells[5]),
	})
	return nil
}

// natural reads a number as it is written: no sign, no leading zero.
func natural(text []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == string(text)
}

// begin checks the heads before the first entry.
func (v *exportVerifier) begin() *Flaw {
	if v.chain != nil {
		return nil
	}
	anchors, flaw := checkHeads(v.points, v.heads, v.outside)
	v.chain = newChecker(anchors)
	return flaw
}

// Where the cells of an entry's line are that say that a head was signed.
var (
	kindCell   = 1 + slices.Index(models.LedgerFields(), "kind")
	detailCell = 1 + slices.Index(models.LedgerFields(), "detail")
)

func (v *exportVerifier) entry(cells [][]byte) *Flaw {
	if flaw := v.begin(); flaw != nil {
		return flaw
	}
	n := len(models.LedgerFields())
	if string(cells[kindCell]) == models.EntryHead {
		v.issued = append(v.issued, issued{entry: v.chain.last + 1, detail: string(cells[detailCell])})
	}
	return v.chain.entry(bytes.Join(cells[1:n+1], separator), cells[n+1], cells[n+2])
}

// ending compares the chain with the end line.
func (v *exportVerifier) ending(cells [][]byte, line []byte) *Flaw {
	if flaw := v.begin(); flaw != nil {
		return flaw
	}
	seq, ok := natural(cells[1])
	if !ok {
		return v.malformed(line)
	}
	v.end = &anchor{seq: seq, hash: string(cells[2]), name: fieldEnd}
	if seq > v.chain.last {
		v.chain.anchors = append(v.chain.anchors, *v.end)
		return nil
	}
	if found := string(v.chain.prev[:]); seq == v.chain.last && found != v.end.hash {
		return v.chain.flaw(fieldEnd, v.end.hash, found)
	}
	return nil
}

// finish blames what is missing at the end of the file.
func (v *exportVerifier) finish() *Flaw {
	if v.end == nil {
		v.number++
		return v.malformed(nil)
	}
	if flaw := v.chain.end(v.end); flaw != nil {
		return flaw
	}
	return compareIssue(v.heads, v.issued)
}

func (v *exportVerifier) report(flaw *Flaw) Report {
	r := Report{Heads: len(v.heads), Flaw: flaw}
	if v.chain != nil {
		r.Entries, r.Hash = v.chain.last, string(v.chain.prev[:])
	}
	if flaw != nil {
		r.Entries = max(min(r.Entries, flaw.Entry-1), 0)
	}
	return r
}
