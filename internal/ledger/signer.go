package ledger

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

const (
	privateBlock = "PRIVATE KEY"
	publicBlock  = "PUBLIC KEY"
	keyIDLength  = 16 // hexadecimal digits
)

// Signer signs heads with the county's SM2 key, under the default id 1234567812345678.
type Signer struct {
	key    *sm2.PrivateKey
	public *PublicKey
}

// PublicKey is what heads are verified with.
type PublicKey struct {
	key *ecdsa.PublicKey
	// Point is the uncompressed point 04||x||y in hexadecimal.
	Point string
	// ID is the first 16 hexadecimal digits of SM3 over the point's bytes.
	ID string
}

// OpenSigner reads the signing key (PKCS #8, PEM) and makes one, with mode 0600, where the file is missing.
func OpenSigner(path string) (*Signer, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		data, err = makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("the ledger's signing key: %w", err)
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != privateBlock {
		return nil, fmt.Errorf("%s holds no private key in PEM", path)
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	key, ok := parsed.(*sm2.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds no SM2 key", path)
	}
	public, err := newPublicKey(&key.PublicKey)
	return &Signer{key: key, public: public}, err
}

func makeKey(path string) ([]byte, error) {
	key, err := sm2.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := smx509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der})
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = file.Write(data)
	return data, errors.Join(err, file.Sync(), file.Close())
}

func newPublicKey(key *ecdsa.PublicKey) (*PublicKey, error) {
	ecdh, err := sm2.PublicKeyToECDH(key)
	if err != nil {
		return nil, err
	}
	return &PublicKey{key: key, Point: hex.EncodeToString(ecdh.Bytes()), ID: keyID(ecdh.Bytes())}, nil
}

func keyID(point []byte) string {
	sum := sm3.Sum(point)
	return hex.EncodeToString(sum[:])[:keyIDLength]
}

// ParsePublicKey reads a point in hexadecimal.
func ParsePublicKey(point string) (*PublicKey, error) {
	raw, err := hex.DecodeString(point)
	if err != nil {
		return nil, fmt.Errorf("the public key: %w", err)
	}
	key, err := sm2.NewPublicKey(raw)
	if err != nil {
		return nil, fmt.Errorf("the public key: %w", err)
	}
	return &PublicKey{key: key, Point: point, ID: keyID(raw)}, nil
}

// Public returns the key that verifies this signer's heads.
func (s *Signer) Public() *PublicKey { return s.public }

// PEM writes the key as openssl reads it.
func (k *PublicKey) PEM() (string, error) {
	der, err := smx509.MarshalPKIXPublicKey(k.key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: der})), nil
}

func (s *Signer) sign(message string) (string, error) {
	der, err := s.key.Sign(rand.Reader, []byte(message), sm2.DefaultSM2SignerOpts)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return hex.EncodeToString(der), nil
}

// verifies tells whether the signature, DER in hexadecimal and nothing else, is this key's over the message.
func (k *PublicKey) verifies(message, signature string) bool {
	der, err := hex.DecodeString(signature)
	if err != nil || hex.EncodeToString(der) != signature {
		return false
	}
	return sm2.VerifyASN1WithSM2(k.key, nil, []byte(message), der)
}
