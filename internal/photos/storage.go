package photos

import (
	"context"
	"errors"
)

// Storage keeps files by name. What Put has acknowledged is durable. Names are lower-case letters, digits and one dot.
type Storage interface {
	// Put stores a file whole, in place of one with that name.
	Put(ctx context.Context, name string, data []byte) error
	// Get reads a file. Errors: ErrNoFile.
	Get(ctx context.Context, name string) ([]byte, error)
	// Delete drops a file; that there is none is no error.
	Delete(ctx context.Context, name string) error
}

// ErrNoFile says that there is no file with that name.
var ErrNoFile = errors.New("no such file in the storage of photos")

// fileLimit bounds what is read back, in bytes: the largest upload with what sealing adds.
const fileLimit = BodyLimit + 1024
