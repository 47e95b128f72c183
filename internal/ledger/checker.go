package ledger

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/emmansun/gmsm/sm3"

	"wanping/models"
)

// Flaw is the first thing that is wrong with a ledger. It is what docs/ledger-format.md, "Verifying", says.
type Flaw struct {
	Entry    int64  `json:"entry"` // seq of the first bad entry, or of the entry that a head speaks of
	Field    string `json:"field"`
	Expected string `json:"expected"`
	Found    string `json:"found"`
}

// The fields of flaws that are no field of an entry.
const (
	fieldSeq      = "seq"
	fieldPrev     = "prev_hash"
	fieldAttested = "attested"
	fieldHash     = "hash"
	fieldLine     = "line" // of an export: not of the form
	fieldEnd      = "end"
)

// anchor is a head that the chain must agree with: the end, a signed head, or one from outside.
type anchor struct {
	seq  int64
	hash string
	name string // the flaw's field
}

// checker walks a chain entry by entry, from the database or from an export.
type checker struct {
	fields  []string
	last    int64
	prev    [64]byte
	anchors []anchor // by seq; those that were passed are gone
	sum     [64]byte
}

func newChecker(anchors []anchor) *checker {
	c := &checker{fields: models.LedgerFields(), anchors: slices.Clone(anchors)}
	copy(c.prev[:], origin)
	c.anchors = slices.DeleteFunc(c.anchors, func(a anchor) bool { return a.seq <= 0 }) // of the empty ledger: they demand nothing
	slices.SortStableFunc(c.anchors, func(a, b anchor) int { return cmp.Compare(a.seq, b.seq) })
	return c
}

var separator = []byte(models.LedgerSeparator)

// entry checks the next entry; nil where it is sound.
func (c *checker) entry(columns, attested, hash []byte) *Flaw {
	c.last++
	sum := sm3.Sum(attested)
	hex.Encode(c.sum[:], sum[:])
	if !bytes.Equal(columns, attested) || !bytes.Equal(c.sum[:], hash) || !c.linked(columns) {
		return c.blame(columns, attested, hash)
	}
	copy(c.prev[:], hash)
	return c.passAnchors(string(c.prev[:]))
}

// linked tells whether seq and prev_hash, the first and the last column, follow on the entry before.
func (c *checker) linked(columns []byte) bool {
	seq, rest, _ := bytes.Cut(columns, separator)
	var number [20]byte
	return bytes.Equal(seq, strconv.AppendInt(number[:0], c.last, 10)) &&
		bytes.HasSuffix(rest, c.prev[:]) && bytes.HasSuffix(rest[:len(rest)-len(c.prev)], separator)
}

// blame finds the field at fault, in the order of docs/ledger-format.md.
func (c *checker) blame(columns, attested, hash []byte) *Flaw {
	cells, words := bytes.Split(columns, separator), bytes.Split(attested, separator)
	if want := strconv.FormatInt(c.last, 10); string(cells[0]) != want {
		return c.flaw(fieldSeq, want, string(cells[0]))
	}
	if string(c.sum[:]) != string(hash) {
		if hashOf(columns) == string(hash) {
			return c.flaw(fieldAttested, string(columns), string(attested))
		}
		return c.flaw(fieldHash, string(c.sum[:]), string(hash))
	}
	if len(words) != len(c.fields) || len(cells) != len(c.fields) {
		return c.flaw(fieldAttested, string(columns), string(attested))
	}
	for i, name := range c.fields {
		if !bytes.Equal(cells[i], words[i]) {
			return c.flaw(name, string(words[i]), string(cells[i]))
		}
	}
	return c.flaw(fieldPrev, string(c.prev[:]), string(cells[len(cells)-1]))
}

func (c *checker) flaw(field, expected, found string) *Flaw {
	return &Flaw{Entry: c.last, Field: field, Expected: expected, Found: found}
}

// passAnchors checks the heads that speak of the entry just read.
func (c *checker) passAnchors(hash string) *Flaw {
	for len(c.anchors) > 0 && c.anchors[0].seq <= c.last {
		a := c.anchors[0]
		c.anchors = c.anchors[1:]
		if a.seq == c.last && a.hash != hash {
			return c.flaw(a.name, a.hash, hash)
		}
	}
	return nil
}

// end checks the heads that speak of entries beyond the last: those entries are missing. An anchor at the end whose
// seq is below the last entry's was passed, so more was appended than it knows.
func (c *checker) end(end *anchor) *Flaw {
	if len(c.anchors) > 0 {
		a := c.anchors[0]
		return &Flaw{Entry: c.last + 1, Field: a.name, Expected: strconv.FormatInt(a.seq, 10), Found: strconv.FormatInt(c.last, 10)}
	}
	if end.seq < c.last {
		return &Flaw{Entry: end.seq + 1, Field: end.name, Expected: strconv.FormatInt(end.seq, 10), Found: strconv.FormatInt(c.last, 10)}
	}
	return nil
}
