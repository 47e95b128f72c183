package photos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"wanping/internal/clock"
)

// S3 is a bucket of a storage that speaks S3 (decision 0067): PUT, GET and DELETE of whole objects, by path.
type S3 struct {
	Endpoint  string `koanf:"endpoint"` // https://HOST[:PORT]
	Region    string `koanf:"region"`
	Bucket    string `koanf:"bucket"`
	AccessKey string `koanf:"access_key"`
	SecretKey string `koanf:"secret_key"`
}

type bucket struct {
	S3
	clock  clock.Clock
	client *http.Client
}

const (
	s3Timeout = 30 * time.Second
	s3Tries   = 3
)

// OpenS3 returns a storage in a bucket. Requests are signed by the machine's clock: a demo's is not the world's.
func OpenS3(c S3, machine clock.Clock) (Storage, error) {
	at, err := url.Parse(c.Endpoint)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" || strings.Trim(at.Path, "/") != "" {
		return nil, fmt.Errorf("photos.s3.endpoint is https://HOST[:PORT], not %q", c.Endpoint)
	}
	if c.Region == "" || c.Bucket == "" || c.AccessKey == "" || c.SecretKey == "" {
		return nil, errors.New("photos.s3 needs region, bucket, access_key and secret_key")
	}
	c.Endpoint = at.Scheme + "://" + at.Host
	return bucket{S3: c, clock: machine, client: &http.Client{Timeout: s3Timeout}}, nil
}

func (b bucket) Put(ctx context.Context, name string, data []byte) error {
	_, err := b.call(ctx, http.MethodPut, name, data)
	return err
}

func (b bucket) Get(ctx context.Context, name string) ([]byte, error) {
	return b.call(ctx, http.MethodGet, name, nil)
}

func (b bucket) Delete(ctx context.Context, name string) error {
	_, err := b.call(ctx, http.MethodDelete, name, nil)
	if errors.Is(err, ErrNoFile) {
		return nil
	}
	return err
}

// call tries a few times: a storage may be busy for a moment, and every call may be repeated without harm.
func (b bucket) call(ctx context.Context, method, name string, body []byte) (answer []byte, err error) {
	for try := range s3Tries {
		var again bool
		if answer, again, err = b.once(ctx, method, name, body); !again {
			return answer, err
		}
		wait := time.NewTimer(time.Duration(try+1) * 200 * time.Millisecond)
		select {
		case <-ctx.Done():
			wait.Stop()
			return nil, errors.Join(err, ctx.Err())
		case <-wait.C:
		}
	}
	return nil, err
}

// once makes one request; again tells that another try may help.
func (b bucket) once(ctx context.Context, method, name string, body []byte) (answer []byte, again bool, err error) {
	r, err := http.NewRequestWithContext(ctx, method, b.Endpoint+"/"+url.PathEscape(b.Bucket)+"/"+url.PathEscape(name), bytes.NewReader(body))
	if err != nil {
		return nil, false, err
	}
	sign(r, body, b.S3, b.clock.Now())
	response, err := b.client.Do(r)
	if err != nil {
		return nil, ctx.Err() == nil, fmt.Errorf("the storage of photos does not answer: %w", err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(response.Body, fileLimit+1))
	switch {
	case err != nil:
		return nil, true, fmt.Errorf("the storage of photos broke off: %w", err)
	case response.StatusCode == http.StatusNotFound && bytes.Contains(answer, []byte("NoSuchBucket")):
		return nil, false, fmt.Errorf("the storage of photos has no bucket %q", b.Bucket)
	case response.StatusCode == http.StatusNotFound:
		return nil, false, ErrNoFile
	case response.StatusCode >= http.StatusInternalServerError || response.StatusCode == http.StatusTooManyRequests:
		return nil, true, fmt.Errorf("the storage of photos answers %s", response.Status)
	case response.StatusCode/100 != 2:
		return nil, false, fmt.Errorf("the storage of photos refuses: %s", response.Status)
	case len(answer) > fileLimit:
		return nil, false, errors.New("the storage of photos sends more than was ever stored")
	}
	return answer, false, nil
}
