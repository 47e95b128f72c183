// Package secrets seals personal data at rest (SM4-GCM) and makes keyed indexes of it (HMAC-SM3), with the keys of
// one key file. Without that file neither the data nor the indexes tell anything.
package secrets

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"

	"wanping/internal/clock"
)

const (
	keyIDSize   = 4
	sealingSize = 16
	indexSize   = 32
)

// ErrWrongKey says that a text was sealed with a key that the key file does not hold, or was altered.
var ErrWrongKey = errors.New("sealed with a key that is not in the key file, or altered")

// Keyring seals, opens and indexes. It follows the key file: a rotation by another process is taken up
// within followEvery.
type Keyring struct {
	path string

	mu      sync.RWMutex
	looked  atomic.Int64 // when the key file was last looked at
	stamp   fileStamp
	keys    []key // the last one is current
	byID    map[uint32]key
	current key
}

type key struct {
	id      uint32
	sealing cipher.AEAD
	index   []byte
}

type fileStamp struct {
	modified time.Time
	size     int64
}

// Open reads the key file.
func Open(path string) (*Keyring, error) {
	k := &Keyring{path: path}
	return k, k.Reload()
}

// Seal encrypts plain for one purpose ("record.name"): it cannot be opened as anything else.
func (k *Keyring) Seal(purpose, plain string) ([]byte, error) {
	return k.SealBytes(purpose, []byte(plain))
}

// SealBytes is Seal for files.
func (k *Keyring) SealBytes(purpose string, plain []byte) ([]byte, error) {
	if err := k.follow(); err != nil {
		return nil, err
	}
	k.mu.RLock()
	current := k.current
	k.mu.RUnlock()
	out := make([]byte, keyIDSize+current.sealing.NonceSize(), keyIDSize+current.sealing.NonceSize()+len(plain)+current.sealing.Overhead())
	binary.BigEndian.PutUint32(out, current.id)
	nonce := out[keyIDSize:]
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("draw a nonce: %w", err)
	}
	return current.sealing.Seal(out, nonce, plain, []byte(purpose)), nil
}

// Open decrypts what Seal made for the same purpose. Errors: ErrWrongKey.
func (k *Keyring) Open(purpose string, sealed []byte) (string, error) {
	plain, err := k.OpenBytes(purpose, sealed)
	return string(plain), err
}

// OpenBytes is Open for files. Errors: ErrWrongKey.
func (k *Keyring) OpenBytes(purpose string, sealed []byte) ([]byte, error) {
	used, err := k.keyOf(sealed)
	if err != nil {
		return nil, err
	}
	body := sealed[keyIDSize:]
	n := used.sealing.NonceSize()
	if len(body) < n {
		return nil, ErrWrongKey
	}
	plain, err := used.sealing.Open(nil, body[:n], body[n:], []byte(purpose))
	if err != nil {
		return nil, ErrWrongKey
	}
	return plain, nil
}

func (k *Keyring) keyOf(sealed []byte) (key, error) {
	if len(sealed) < keyIDSize {
		return key{}, ErrWrongKey
	}
	id := binary.BigEndian.Uint32(sealed)
	for _, look := range []func() error{func() error { return nil }, k.Reload} {
		if err := look(); err != nil {
			return key{}, err
		}
		k.mu.RLock()
		used, ok := k.byID[id]
		k.mu.RUnlock()
		if ok {
			return used, nil
		}
	}
	return key{}, ErrWrongKey
}

// Current reports whether sealed was made with the current key; what was not is due for re-encryption.
func (k *Keyring) Current(sealed []byte) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return len(sealed) >= keyIDSize && binary.BigEndian.Uint32(sealed) == k.current.id
}

// Index returns the keyed hash (32 bytes) under which parts can be found again, by the current key.
func (k *Keyring) Index(purpose string, parts ...string) ([]byte, error) {
	if err := k.follow(); err != nil {
		return nil, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return index(k.current, purpose, parts), nil
}

// Indexes returns the keyed hash by the current key first and then by every earlier one: a look-up tries them all,
// because a rotation may be under way, or may have left what is short-lived as it was.
func (k *Keyring) Indexes(purpose string, parts ...string) ([][]byte, error) {
	if err := k.follow(); err != nil {
		return nil, err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	out := [][]byte{index(k.current, purpose, parts)}
	for _, other := range k.keys {
		if other.id != k.current.id {
			out = append(out, index(other, purpose, parts))
		}
	}
	return out, nil
}

// index writes each part with its length before it, so that ("ab","c") and ("a","bc") differ.
func index(by key, purpose string, parts []string) []byte {
	mac := hmac.New(sm3.New, by.index)
	for _, part := range append([]string{purpose}, parts...) {
		var size [4]byte
		binary.BigEndian.PutUint32(size[:], uint32(len(part)))
		mac.Write(size[:])
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

const followEvery = 100 * time.Millisecond

// FollowWithin is how soon every process has taken up a rotation by another.
const FollowWithin = 10 * followEvery

// follow reloads the key file when it has changed since it was read.
func (k *Keyring) follow() error {
	now, looked := clock.Running(), k.looked.Load()
	if now-time.Duration(looked) < followEvery || !k.looked.CompareAndSwap(looked, int64(now)) {
		return nil // looked at a moment ago, or by someone else right now
	}
	stamp, err := stampOf(k.path)
	if err != nil {
		return err
	}
	k.mu.RLock()
	same := stamp == k.stamp
	k.mu.RUnlock()
	if same {
		return nil
	}
	return k.Reload()
}

func stampOf(path string) (fileStamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileStamp{}, fmt.Errorf("the key file cannot be read: %w", err)
	}
	return fileStamp{modified: info.ModTime(), size: info.Size()}, nil
}

// Reload reads the key file again.
func (k *Keyring) Reload() error {
	stamp, err := stampOf(k.path)
	if err != nil {
		return err
	}
	file, err := readKeyFile(k.path)
	if err != nil {
		return err
	}
	keys, err := file.open()
	if err != nil {
		return err
	}
	k.looked.Store(int64(clock.Running()))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stamp, k.keys, k.current = stamp, keys, keys[len(keys)-1]
	k.byID = make(map[uint32]key, len(keys))
	for _, one := range keys {
		k.byID[one.id] = one
	}
	return nil
}

func newKey(entry keyEntry) (key, error) {
	if entry.ID == 0 || len(entry.Sealing) != sealingSize || len(entry.Index) != indexSize {
		return key{}, fmt.Errorf("key %d of the key file is damaged", entry.ID)
	}
	block, err := sm4.NewCipher(entry.Sealing)
	if err != nil {
		return key{}, err
	}
	sealing, err := cipher.NewGCM(block)
	if err != nil {
		return key{}, err
	}
	return key{id: entry.ID, sealing: sealing, index: entry.Index}, nil
}
