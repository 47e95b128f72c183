package photos_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/photos"
	"wanping/internal/testkit"
)

// fakeS3 is a bucket in memory. It computes signatures by itself, from the request as it came over the wire.
type fakeS3 struct {
	t      testing.TB
	secret string
	now    func() time.Time

	mu      sync.Mutex
	objects map[string][]byte
	answers []int // statuses to answer with first, before anything is looked at
	calls   int
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if len(f.answers) > 0 {
		status := f.answers[0]
		f.answers = f.answers[1:]
		if status == 0 { // the line breaks
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
		return
	}
	if why := f.forged(r, body); why != "" {
		http.Error(w, "<Error><Code>SignatureDoesNotMatch</Code>"+why+"</Error>", http.StatusForbidden)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/photos/")
	if !ok {
		http.Error(w, "<Error><Code>NoSuchBucket</Code></Error>", http.StatusNotFound)
		return
	}
	switch r.Method {
	case http.MethodPut:
		f.objects[name] = body
	case http.MethodDelete:
		delete(f.objects, name)
		w.WriteHeader(http.StatusNoContent)
	default:
		data, ok := f.objects[name]
		if !ok {
			http.Error(w, "<Error><Code>NoSuchKey</Code></Error>", http.StatusNotFound)
			return
		}
		_, _ = w.Write(data)
	}
}

// forged says what is wrong with a request's signature, by the text of AWS Signature Version 4.
func (f *fakeS3) forged(r *http.Request, body []byte) string {
	fields := map[string]string{}
	kind, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	for _, part := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	sent := r.Header.Get("x-amz-date")
	at, err := time.Parse("20060102T150405Z", sent)
	if err != nil || kind != "AWS4-HMAC-SHA256" || f.now().Sub(at).Abs() > 15*time.Minute {
		return "no signature of now"
	}
	scope := sent[:8] + "/cn-north-1/s3/aws4_request"
	if fields["Credential"] != "AKID/"+scope {
		return "another credential"
	}
	if digest := fmt.Sprintf("%x", sha256.Sum256(body)); r.Header.Get("x-amz-content-sha256") != digest {
		return "another body"
	}
	canonical := r.Method + "\n" + r.URL.EscapedPath() + "\n" + r.URL.RawQuery + "\n"
	for _, name := range strings.Split(fields["SignedHeaders"], ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		canonical += name + ":" + value + "\n"
	}
	canonical += "\n" + fields["SignedHeaders"] + "\n" + r.Header.Get("x-amz-content-sha256")
	text := fmt.Sprintf("AWS4-HMAC-SHA256\n%s\n%s\n%x", sent, scope, sha256.Sum256([]byte(canonical)))
	key := []byte("AWS4" + f.secret)
	for _, part := range append(strings.Split(scope, "/"), text) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	if hex.EncodeToString(key) != fields["Signature"] {
		return "another signature"
	}
	return ""
}

func newS3(t testing.TB, change func(*photos.S3)) (photos.Storage, *fakeS3) {
	t.Helper()
	fake := &fakeS3{t: t, secret: "secret-of-the-tests", now: clock.System{}.Now, objects: map[string][]byte{}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	config := photos.S3{Endpoint: server.URL, Region: "cn-north-1", Bucket: "photos", AccessKey: "AKID", SecretKey: fake.secret}
	if change != nil {
		change(&config)
	}
	storage, err := photos.OpenS3(config, clock.System{})
	require.NoError(t, err)
	return storage, fake
}

func TestEveryStorageKeepsFiles(t *testing.T) {
	disk, err := photos.OpenDisk(t.TempDir())
	require.NoError(t, err)
	bucket, _ := newS3(t, nil)
	for name, storage := range map[string]photos.Storage{"disk": disk, "S3": bucket} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			_, err := storage.Get(ctx, "0123abcd.raw")
			require.ErrorIs(t, err, photos.ErrNoFile)
			require.NoError(t, storage.Delete(ctx, "0123abcd.raw"), "that there is none is no error")
			large := bytes.Repeat([]byte("sealed\x00"), 1<<20)
			for _, data := range [][]byte{[]byte("one"), large, {}} {
				require.NoError(t, storage.Put(ctx, "0123abcd.raw", data))
				got, err := storage.Get(ctx, "0123abcd.raw")
				require.NoError(t, err)
				require.True(t, bytes.Equal(data, got), "replaced whole")
			}
			require.NoError(t, storage.Put(ctx, "0123abcd.jpg", []byte("two")))
			require.NoError(t, storage.Delete(ctx, "0123abcd.raw"))
			_, err = storage.Get(ctx, "0123abcd.raw")
			require.ErrorIs(t, err, photos.ErrNoFile)
			got, err := storage.Get(ctx, "0123abcd.jpg")
			require.NoError(t, err)
			require.Equal(t, "two", string(got))
		})
	}
}

func TestDiskKeepsToItsFolder(t *testing.T) {
	disk, err := photos.OpenDisk(t.TempDir())
	require.NoError(t, err)
	for _, name := range []string{"", "a", "../../etc/passwd", "/etc/passwd", ".part-12345", "0123abcd/..", "0123ABCD.raw"} {
		require.Error(t, disk.Put(t.Context(), name, []byte("x")), name)
		_, err := disk.Get(t.Context(), name)
		require.Error(t, err, name)
	}
}

func TestS3ThatFails(t *testing.T) {
	t.Run("for a moment is asked again", func(t *testing.T) {
		storage, fake := newS3(t, nil)
		fake.answers = []int{503, 0}
		require.NoError(t, storage.Put(t.Context(), "0123abcd.raw", []byte("one")))
		require.Equal(t, 3, fake.calls)
		fake.answers = []int{429}
		_, err := storage.Get(t.Context(), "0123abcd.raw")
		require.NoError(t, err)
	})
	t.Run("for good is told", func(t *testing.T) {
		storage, fake := newS3(t, nil)
		fake.answers = []int{500, 500, 500}
		require.ErrorContains(t, storage.Put(t.Context(), "0123abcd.raw", []byte("one")), "answers 500")
		require.Empty(t, fake.objects)
	})
	t.Run("to know the key is told at once, without the key", func(t *testing.T) {
		storage, fake := newS3(t, func(c *photos.S3) { c.SecretKey = "another-secret" })
		err := storage.Put(t.Context(), "0123abcd.raw", []byte("one"))
		require.ErrorContains(t, err, "refuses: 403")
		require.NotContains(t, err.Error(), "another-secret")
		require.Equal(t, 1, fake.calls)
	})
	t.Run("to have the bucket is no missing file", func(t *testing.T) {
		storage, _ := newS3(t, func(c *photos.S3) { c.Bucket = "others" })
		_, err := storage.Get(t.Context(), "0123abcd.raw")
		require.ErrorContains(t, err, `no bucket "others"`)
		require.NotErrorIs(t, err, photos.ErrNoFile)
		require.Error(t, storage.Delete(t.Context(), "0123abcd.raw"))
	})
	t.Run("is refused half configured", func(t *testing.T) {
		for _, c := range []photos.S3{{Endpoint: "files.example"}, {Endpoint: "https://files.example/bucket"}, {Endpoint: "https://files.example", Region: "r", Bucket: "b"}} {
			_, err := photos.OpenS3(c, clock.System{})
			require.Error(t, err)
		}
	})
}

func TestPhotosLieInABucketAsOnDisk(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		files, fake := newS3(t, nil)
		k.Photos = photos.New(k.Store, k.Keys, files, photos.Settings{Unclaimed: 24 * time.Hour, Kept: 720 * time.Hour, Queue: 10})
		require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", withEXIF(t, jpegOf(t, quarters(40, 30)), 1, "Kunyang"))))
		for name, object := range fake.objects {
			require.NotContains(t, string(object), "Kunyang", "%s is sealed", name)
		}
		work(t, k)
		opened(t, k, 1, 1)
		require.Len(t, fake.objects, 1)

		fake.answers = []int{500, 500, 500}
		_, err := send(t, k, "upload-0002", pngOf(t, quarters(20, 20)))
		require.Error(t, err, "the storage is down")
		sent(t, k, "upload-0002", pngOf(t, quarters(20, 20)))

		k.Clock.Advance(721 * time.Hour)
		_, err = k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Empty(t, fake.objects)
	})
}
