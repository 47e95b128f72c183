package ledger

import (
	"encoding/hex"

	"github.com/emmansun/gmsm/sm3"
)

// origin is the prev_hash of the first entry.
const origin = "0000000000000000000000000000000000000000000000000000000000000000"

// hashOf is the hash of an attested text.
func hashOf(attested []byte) string {
	sum := sm3.Sum(attested)
	return hex.EncodeToString(sum[:])
}

// reasonHash is SM3(salt || text).
func reasonHash(salt []byte, text string) string {
	h := sm3.New()
	h.Write(salt)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
