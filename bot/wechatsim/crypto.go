package wechatsim

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // WeChat signs with it
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// errUnreadable says that a sealed text cannot be opened with this key for this app.
var errUnreadable = errors.New("wechatsim: sealed text cannot be opened")

const (
	padTo        = 32 // WeChat pads PKCS#7 to 32 bytes, not to the cipher's 16
	randomPrefix = 16
	lengthPrefix = 4
)

// sign is WeChat's signature: the parts sorted, joined, SHA-1, in hex. Token, timestamp and nonce give
// "signature"; with the sealed text as a fourth part it is "msg_signature".
func sign(parts ...string) string {
	sorted := slices.Clone(parts)
	slices.Sort(sorted)
	sum := sha1.Sum([]byte(strings.Join(sorted, ""))) //nolint:gosec // WeChat signs with it
	return hex.EncodeToString(sum[:])
}

// box seals and opens messages with one app's EncodingAESKey.
type box struct {
	appID string
	key   []byte
}

// newBox decodes an EncodingAESKey: 43 characters of base64 that lack their "=".
func newBox(appID, encodingAESKey string) (*box, error) {
	key, err := base64.StdEncoding.DecodeString(encodingAESKey + "=")
	if err != nil || len(encodingAESKey) != 43 {
		return nil, errors.New("wechatsim: EncodingAESKey is not 43 characters of base64")
	}
	return &box{appID: appID, key: key}, nil
}

// seal encrypts message after 16 random bytes; a nil random is drawn.
func (b *box) seal(message, random []byte) string {
	if random == nil {
		random = make([]byte, randomPrefix)
		_, _ = rand.Read(random) // never fails since Go 1.24
	}
	var plain bytes.Buffer
	plain.Write(random)
	_ = binary.Write(&plain, binary.BigEndian, uint32(len(message)))
	plain.Write(message)
	plain.WriteString(b.appID)
	pad := padTo - plain.Len()%padTo
	plain.Write(bytes.Repeat([]byte{byte(pad)}, pad))
	sealed := plain.Bytes()
	cipher.NewCBCEncrypter(b.block(), b.key[:aes.BlockSize]).CryptBlocks(sealed, sealed)
	return base64.StdEncoding.EncodeToString(sealed)
}

// open decrypts a sealed text and checks that it was sealed for this app.
func (b *box) open(sealed string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(data) == 0 || len(data)%padTo != 0 {
		return nil, errUnreadable
	}
	cipher.NewCBCDecrypter(b.block(), b.key[:aes.BlockSize]).CryptBlocks(data, data)
	pad := int(data[len(data)-1])
	if pad < 1 || pad > padTo || len(data)-pad < randomPrefix+lengthPrefix {
		return nil, errUnreadable
	}
	data = data[:len(data)-pad]
	length := int(binary.BigEndian.Uint32(data[randomPrefix:]))
	rest := data[randomPrefix+lengthPrefix:]
	if length > len(rest) || string(rest[length:]) != b.appID {
		return nil, errUnreadable
	}
	return rest[:length], nil
}

func (b *box) block() cipher.Block {
	block, err := aes.NewCipher(b.key)
	if err != nil {
		panic("wechatsim: newBox let a key of wrong length pass") // a programming error, not an operating one
	}
	return block
}
