package complaints

import (
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/text/width"
)

// receiptDigits is the length of a receipt number, its check digit among them: short enough to be typed from paper.
const receiptDigits = 12

// drawReceipt draws a receipt number. It tells nothing: neither the day nor how many there are.
func drawReceipt() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(90_000_000_000))
	if err != nil {
		return "", fmt.Errorf("draw a receipt: %w", err)
	}
	digits := fmt.Sprint(n.Int64() + 10_000_000_000)
	return digits + checkDigit(digits), nil
}

// checkDigit is ISO 7064 MOD 11,10: it finds every single wrong digit and nearly every pair that changed places.
func checkDigit(digits string) string {
	p := 10
	for _, d := range digits {
		s := (p + int(d-'0')) % 10
		if s == 0 {
			s = 10
		}
		p = s * 2 % 11
	}
	return fmt.Sprint((11 - p) % 10)
}

// readReceipt takes a receipt number as people type it, with blanks, dashes or full-width digits; false where it cannot
// be one.
func readReceipt(text string) (string, bool) {
	text = strip(text)
	if len(text) != receiptDigits || strings.Trim(text, "0123456789") != "" {
		return "", false
	}
	return text, checkDigit(text[:receiptDigits-1]) == text[receiptDigits-1:]
}

// crockford is the alphabet of base 32 by Douglas Crockford: no letter looks like a digit.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const secretLength = 16 // characters of five bits

// spell writes a secret from a hash, in groups of four.
func spell(hash []byte) string {
	var out strings.Builder
	bits, have := uint32(0), 0
	for i := 0; i < secretLength; {
		for have < 5 {
			bits, hash, have = bits<<8|uint32(hash[0]), hash[1:], have+8
		}
		have -= 5
		if i > 0 && i%4 == 0 {
			out.WriteByte('-')
		}
		out.WriteByte(crockford[bits>>have&31])
		i++
	}
	return out.String()
}

// readSecret takes a secret as people type it.
func readSecret(text string) string {
	return strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strip(text)))
}

func strip(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '—' || r == '\t' {
			return -1
		}
		return r
	}, width.Narrow.String(text))
}

// secrets returns what a submission's secret can be: by the current key first, then by the earlier ones, so that a reply
// sent again after a rotation tells the same. Nothing but a keyed hash of it is kept.
func (c *Complaints) secrets(receipt, key string) ([]string, error) {
	hashes, err := c.keys.Indexes(indexDerive, receipt, key)
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = spell(h)
	}
	return out, err
}

func (c *Complaints) secretIndex(receipt, secret string) ([]byte, error) {
	return c.keys.Index(indexSecret, receipt, readSecret(secret))
}

// opens reports whether a secret is a receipt's, in a time that does not depend on it.
func (c *Complaints) opens(receipt, secret string, kept []byte) (bool, error) {
	hashes, err := c.keys.Indexes(indexSecret, receipt, readSecret(secret))
	if err != nil {
		return false, err
	}
	ok := false
	for _, h := range hashes {
		if hmac.Equal(h, kept) {
			ok = true
		}
	}
	return ok, nil
}
