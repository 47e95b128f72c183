package api_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type wechatOf struct {
	link    string
	picture []byte
	err     error
}

func (w wechatOf) OfficialCode(context.Context, string) (string, error) { return w.link, w.err }
func (w wechatOf) MiniCode(context.Context, string) ([]byte, error)     { return w.picture, w.err }

func pngBytes(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))))
	return b.Bytes()
}

// form is what a browser sends, the file with a name and a type that nobody believes.
func form(t *testing.T, field string, body []byte) (kind, text string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	require.NoError(t, w.WriteField("note", "a field that nobody asked for"))
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", `form-data; name="`+field+`"; filename="王小明在甲局.html"`)
	header.Set("Content-Type", "text/html")
	part, err := w.CreatePart(header)
	require.NoError(t, err)
	_, err = part.Write(body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.String()
}

func (d *desk) upload(field string, body []byte, key string) answer {
	d.t.Helper()
	kind, text := form(d.t, field, body)
	return d.call(http.MethodPost, "/api/v1/photos", "", text, "Content-Type", kind, "Idempotency-Key", key)
}

func TestAPhotoIsHandedIn(t *testing.T) {
	d := newDesk(t)
	got := d.upload("photo", pngBytes(t, 20), "upload-0001")
	require.Equal(t, http.StatusCreated, got.status, "%s", got.body)
	require.Regexp(t, "^[a-z2-7]{26}$", got.json(t)["id"])
	require.Equal(t, got.body, d.upload("photo", pngBytes(t, 20), "upload-0001").body)
	require.NotContains(t, d.log.String(), "王小明", "the file's name is nowhere")
}

func TestPhotosThatAreRefused(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		answer answer
		status int
		code   string
	}{
		"another field":   {d.upload("file", pngBytes(t, 20), "upload-0001"), 400, "required"},
		"nothing in it":   {d.upload("photo", nil, "upload-0002"), 422, "photo_unreadable"},
		"a page":          {d.upload("photo", []byte("<html><script>alert(1)</script>"), "upload-0003"), 415, "photo_type"},
		"11 MB":           {d.upload("photo", bytes.Repeat([]byte{0xff}, 11<<20), "upload-0004"), 413, "body_too_large"},
		"10 MB and a bit": {d.upload("photo", bytes.Repeat([]byte{0xff}, 10<<20+1), "upload-0005"), 413, "photo_too_large"},
		"no key":          {d.upload("photo", pngBytes(t, 20), ""), 400, "idempotency_key_required"},
		"no form":         {d.call(http.MethodPost, "/api/v1/photos", "", "{}", "Idempotency-Key", "upload-0006"), 400, "malformed_body"},
		"a form cut short": {d.call(http.MethodPost, "/api/v1/photos", "", "--x\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\nabc",
			"Content-Type", "multipart/form-data; boundary=x", "Idempotency-Key", "upload-0007"), 400, "malformed_body"},
	} {
		code, sentence := c.answer.refusal(t)
		require.Equal(t, c.code, code, name)
		require.Equal(t, c.status, c.answer.status, name)
		require.True(t, strings.HasSuffix(sentence, "。"), "%s: %s", name, sentence)
	}
	require.Equal(t, http.StatusCreated, d.upload("photo", pngBytes(t, 20), "upload-0008").status, "after all that one goes through")
}

func TestOneAddressCannotFloodTheQuarantine(t *testing.T) {
	d := newDesk(t)
	refused := 0
	for i := range 200 {
		got := d.upload("photo", []byte("GIF89a"), fmt.Sprintf("upload-%04d", i))
		if got.status == http.StatusTooManyRequests {
			refused++
		}
	}
	require.Greater(t, refused, 70)
	kind, text := form(t, "photo", pngBytes(t, 20))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/photos", strings.NewReader(text))
	r.RemoteAddr = "192.0.2.77:4000"
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", "upload-9999")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	require.Equal(t, http.StatusCreated, w.Code, "others do not feel it")
}
