package photos

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"wanping/models"
)

// The id of a photo is a token: whoever has it may put the photo into a complaint. It is the keyed hash of the upload's
// Idempotency-Key and body, so that an upload sent again has the same one, and only its own hash is kept.
const (
	indexToken = "photo.token"
	indexKey   = "photo.key"
	indexBody  = "photo.body"

	tokenLength = 26 // characters, 130 bits
)

var tokenEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// upload is what is kept of one: hashes by each key of the key file, the current first.
type upload struct{ tokens, keys, bodies [][]byte }

func (p *Photos) uploadOf(key string, body []byte) (u upload, err error) {
	sum := sha256.Sum256(body)
	if u.keys, err = p.keys.Indexes(indexKey, key); err != nil {
		return u, err
	}
	if u.bodies, err = p.keys.Indexes(indexBody, string(sum[:])); err != nil {
		return u, err
	}
	u.tokens, err = p.keys.Indexes(indexToken, key, string(sum[:]))
	return u, err
}

func tokenOf(hash []byte) string {
	return strings.ToLower(tokenEncoding.EncodeToString(hash))[:tokenLength]
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// token returns the id that the row was stored under. Errors: CodeIdempotencyConflict where the body is another.
func (u upload) token(row models.Photo) (string, error) {
	for i := range u.bodies {
		if !bytes.Equal(u.bodies[i], row.BodyHash) {
			continue
		}
		if token := tokenOf(u.tokens[i]); bytes.Equal(hashOf(token), row.TokenHash) {
			return token, nil
		}
	}
	return "", models.NewError(models.CodeIdempotencyConflict, "这个提交编号已用于另一张照片,刚才的照片没有保存。请重新选择照片后上传。")
}
