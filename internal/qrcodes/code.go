package qrcodes

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"strings"
)

// A code is 20 characters: 40 bits drawn by chance and 60 bits of the keyed hash over them (decision 0065). Its letters
// are those that nobody mistakes for another, because a citizen whose camera fails types them from the poster.
const (
	bodyBytes  = 5
	bodyLength = 8
	markLength = 12
	codeLength = bodyLength + markLength

	indexCode = "section.code"
)

const letters = "0123456789abcdefghjkmnpqrstvwxyz"

var encoding = base32.NewEncoding(letters).WithPadding(base32.NoPadding)

// draw makes a code under the current key.
func (c *Codes) draw() (string, error) {
	body := make([]byte, bodyBytes)
	if _, err := rand.Read(body); err != nil {
		return "", fmt.Errorf("draw a code: %w", err)
	}
	text := encoding.EncodeToString(body)
	hash, err := c.keys.Index(indexCode, text)
	return text + mark(hash), err
}

// mark is what a hash leaves in a code.
func mark(hash []byte) string { return encoding.EncodeToString(hash)[:markLength] }

// genuine reports whether the code was made under a key of the key file, by the code alone. Earlier keys count: posters
// hang for years, and a rotation must not take them off the walls.
func (c *Codes) genuine(code string) (bool, error) {
	if len(code) != codeLength {
		return false, nil
	}
	hashes, err := c.keys.Indexes(indexCode, code[:bodyLength])
	if err != nil {
		return false, err
	}
	ok := 0
	for _, hash := range hashes {
		ok |= subtle.ConstantTimeCompare([]byte(mark(hash)), []byte(code[bodyLength:]))
	}
	return ok == 1, nil
}

// forgiving takes what is typed by hand for what was meant.
var forgiving = strings.NewReplacer(" ", "", "-", "", "o", "0", "i", "1", "l", "1")

// tidy brings a code that may be typed to its one form; "" where it can be none.
func tidy(typed string) string {
	if len(typed) > 4*codeLength {
		return ""
	}
	return forgiving.Replace(strings.ToLower(strings.TrimSpace(typed)))
}

// Spoken is a code in groups of four, as a poster shows it.
func Spoken(code string) string {
	var groups []string
	for i := 0; i < len(code); i += 4 {
		groups = append(groups, code[i:min(i+4, len(code))])
	}
	return strings.Join(groups, "-")
}
