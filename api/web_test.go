package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// built is an app as the build leaves it.
var built = fstest.MapFS{
	"web/placeholder.html":        file("placeholder"),
	"web/h5/index.html":           file("<title>index</title>"),
	"web/h5/index.html.br":        file("index by brotli"),
	"web/h5/index.html.gz":        file("index by gzip"),
	"web/h5/assets/app.a1b2.js":   file("script"),
	"web/h5/static/emblem.svg":    file("<svg/>"),
	"web/h5/static/emblem.svg.gz": file("svg by gzip"),
}

func get(files fstest.MapFS, demo bool, address string, headers ...string) *httptest.ResponseRecorder {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	newWeb(files, demo).routes(engine)
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	engine.ServeHTTP(w, r)
	return w
}

func TestAppIsServed(t *testing.T) {
	for _, c := range []struct {
		name, address, accept string
		status                int
		body, cache, kind     string
	}{
		{"its index", "/m/", "", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
		{"an address of its own", "/m/pages/home/home", "", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
		{"the code of a poster", "/c/A1B2", "", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
		{"a script, for good", "/m/assets/app.a1b2.js", "", 200, "script", "public, max-age=31536000, immutable", "text/javascript; charset=utf-8"},
		{"a picture, asked for anew", "/m/static/emblem.svg", "gzip", 200, "svg by gzip", "no-cache", "image/svg+xml"},
		{"brotli before gzip", "/m/", "gzip, deflate, br", 200, "index by brotli", "no-cache", "text/html; charset=utf-8"},
		{"gzip where brotli is refused", "/m/", "br;q=0, gzip;q=0.5", 200, "index by gzip", "no-cache", "text/html; charset=utf-8"},
		{"plain where nothing is taken", "/m/", "identity", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
		{"nothing outside", "/m/../../placeholder.html", "", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
		{"no compressed form by itself", "/m/index.html.br", "", 200, "<title>index</title>", "no-cache", "text/html; charset=utf-8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(built, false, c.address, "Accept-Encoding", c.accept)
			require.Equal(t, c.status, w.Code)
			require.Equal(t, c.body, w.Body.String())
			require.Equal(t, c.cache, w.Header().Get("Cache-Control"))
			require.Equal(t, c.kind, w.Header().Get("Content-Type"))
			require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
		})
	}
}

func TestAppIsNotSentTwice(t *testing.T) {
	tag := get(built, false, "/m/").Header().Get("ETag")
	require.NotEmpty(t, tag)
	again := get(built, false, "/m/", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, again.Code)
	require.Empty(t, again.Body.String())
}

func TestScriptOfAnEarlierBuildIsMissing(t *testing.T) {
	require.Equal(t, http.StatusNotFound, get(built, false, "/m/assets/app.old.js").Code)
}

func TestFrontDoorLeadsToTheApp(t *testing.T) {
	w := get(built, false, "/")
	require.Equal(t, http.StatusFound, w.Code)
	require.Equal(t, "/m/", w.Header().Get("Location"))
}

func TestAppLoadsFromHereOnly(t *testing.T) {
	policy := func(demo bool) string { return get(built, demo, "/c/A1B2").Header().Get("Content-Security-Policy") }
	require.Contains(t, policy(false), "default-src 'self'; ")
	require.Contains(t, policy(false), "frame-ancestors 'none'")
	require.Contains(t, policy(true), "frame-ancestors 'self' http://127.0.0.1:*")
}

func TestWithoutABuildThereIsAPlaceholder(t *testing.T) {
	for _, address := range []string{"/m/", "/c/A1B2", "/m/assets/app.a1b2.js"} {
		w := get(fstest.MapFS{"web/placeholder.html": built["web/placeholder.html"]}, false, address)
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), "页面还没有装好")
	}
}
