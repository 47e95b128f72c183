package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	goqr "github.com/piglig/go-qr"

	"wanping/internal/clock"
	"wanping/models"
)

// headFormat is the first line of a head's text.
const headFormat = "wanping-head-1"

// headTime is how a head writes its moment: RFC 3339 in the county's zone, with milliseconds.
const headTime = "2006-01-02T15:04:05.000-07:00"

// Head is a signed statement of where the chain ended at a moment. Units keep it; a ledger that was cut or rebuilt
// since cannot agree with it.
type Head struct {
	Seq       int64  `json:"seq"`
	Hash      string `json:"hash"`
	At        string `json:"at"`
	KeyID     string `json:"key"`
	Signature string `json:"signature"` // SM2, DER in hexadecimal
}

// ErrNotAHead says that a text is no head.
var ErrNotAHead = errors.New("this is no head of a ledger: see docs/ledger-format.md")

// Message is what the signature covers.
func (h Head) Message() string {
	return fmt.Sprintf("%s\nseq: %d\nhash: %s\nat: %s\nkey: %s\n", headFormat, h.Seq, h.Hash, h.At, h.KeyID)
}

// Text is the head as it is handed out: the message and the signature.
func (h Head) Text() string { return h.Message() + "signature: " + h.Signature + "\n" }

// ParseHead reads what Text writes. Errors: ErrNotAHead.
func ParseHead(text string) (Head, error) {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	if len(lines) != 6 || lines[0] != headFormat {
		return Head{}, ErrNotAHead
	}
	var values [5]string
	for i, name := range []string{"seq", "hash", "at", "key", "signature"} {
		value, ok := strings.CutPrefix(lines[i+1], name+": ")
		if !ok {
			return Head{}, ErrNotAHead
		}
		values[i] = value
	}
	seq, err := strconv.ParseInt(values[0], 10, 64)
	if err != nil || strconv.FormatInt(seq, 10) != values[0] {
		return Head{}, ErrNotAHead
	}
	return Head{Seq: seq, Hash: values[1], At: values[2], KeyID: values[3], Signature: values[4]}, nil
}

// QR draws the head's text as an SVG image.
func (h Head) QR() ([]byte, error) {
	code, err := goqr.EncodeText(h.Text(), goqr.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw the head: %w", err)
	}
	var out bytes.Buffer
	err = code.WriteAsSVG(goqr.NewQrCodeImgConfig(8, 4), &out, "#FFFFFF", "#000000")
	return out.Bytes(), err
}

func (s *Signer) signHead(head models.LedgerHead, at models.Instant) (Head, error) {
	h := Head{Seq: head.Seq, Hash: head.Hash, At: headMoment(at), KeyID: s.public.ID}
	var err error
	h.Signature, err = s.sign(h.Message())
	return h, err
}

func headMoment(at models.Instant) string { return at.Time().In(clock.Shanghai).Format(headTime) }

func headOf(kept models.SignedHead) Head {
	return Head{Seq: kept.Seq, Hash: kept.Hash, At: headMoment(kept.At), KeyID: kept.KeyID, Signature: kept.Signature}
}

// detail is the head as the entry of its signing holds it.
func (h Head) detail() string {
	return fmt.Sprintf(`{"seq":%d,"hash":"%s","at":"%s","key":"%s","signature":"%s"}`, h.Seq, h.Hash, h.At, h.KeyID, h.Signature)
}

// SignHead signs the chain's present end, keeps the head and returns it. That it was signed is an entry too, so that a
// head which is taken away from those kept is missed.
func (l *Ledger) SignHead(ctx context.Context, signer *Signer) (Head, error) {
	var end models.LedgerHead
	var now time.Time
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		now = tx.Now()
		end, err = tx.LedgerHeadNow()
		return err
	})
	if err != nil {
		return Head{}, err
	}
	head, err := signer.signHead(end, models.At(now))
	if err != nil {
		return Head{}, err
	}
	day := dayOf(now)
	batch, err := l.Prepare(Draft{LedgerEntry: models.LedgerEntry{Kind: models.EntryHead, Year: day.Year(), OnDay: day, Detail: head.detail()}})
	if err != nil {
		return Head{}, err
	}
	return head, l.store.Write(ctx, func(tx *models.Tx) error {
		if err := tx.AddLedgerKey(models.LedgerKey{KeyID: head.KeyID, PublicKey: signer.public.Point}); err != nil {
			return err
		}
		if _, err := Post(tx, batch); err != nil { // its lock keeps heads and their entries in one order
			return err
		}
		return tx.AddSignedHead(&models.SignedHead{
			Seq: head.Seq, Hash: head.Hash, At: models.At(now), KeyID: head.KeyID, Signature: head.Signature,
		})
	})
}

// SignDaily signs the head once a day: nothing is done where today's head is there. It is safe to call at any time.
func (l *Ledger) SignDaily(ctx context.Context, signer *Signer) (Head, bool, error) {
	due, err := l.HeadDue(ctx)
	if err != nil || !due {
		return Head{}, false, err
	}
	head, err := l.SignHead(ctx, signer)
	return head, err == nil, err
}

// HeadDue tells whether today's head is still to be signed.
func (l *Ledger) HeadDue(ctx context.Context) (due bool, err error) {
	err = l.store.Read(ctx, func(tx *models.Tx) error {
		last, ok, err := tx.LastSignedHead()
		due = !ok || dayOf(last.At.Time()) != dayOf(tx.Now())
		return err
	})
	return due, err
}

// LastHead returns the latest signed head; false before the first.
func (l *Ledger) LastHead(ctx context.Context) (Head, bool, error) {
	var kept models.SignedHead
	var ok bool
	err := l.store.Read(ctx, func(tx *models.Tx) (err error) {
		kept, ok, err = tx.LastSignedHead()
		return err
	})
	return headOf(kept), ok, err
}

func dayOf(t time.Time) models.Day { return models.DayOf(t, clock.Shanghai) }
