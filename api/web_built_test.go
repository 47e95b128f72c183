package api

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"
)

// `make test` builds the app before it compiles the tests and says so: then it is the app that is served. A plain
// `go test`, where there may be no Node, holds the placeholder to its word instead.
func TestWhatIsServedIsTheAppOnceItIsBuilt(t *testing.T) {
	built := os.Getenv("WANPING_TEST_WEB") == "built"
	served := newWeb(webFiles, false)
	if built {
		require.NotNil(t, served.files, "make web, then build")
	}
	engine := gin.New()
	served.routes(engine)
	for _, address := range []string{"/m/", "/m/pages/home/home", "/c/ANY"} {
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil))
		if served.files == nil {
			require.Equal(t, http.StatusServiceUnavailable, w.Code, address)
			continue
		}
		require.Equal(t, http.StatusOK, w.Code, address)
		require.Contains(t, w.Body.String(), `<div id="app">`, address)
		script := between(w.Body.String(), `src="`, `"`)
		require.True(t, strings.HasPrefix(script, "/m/assets/"), script)
		w = httptest.NewRecorder()
		engine.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, script, nil))
		require.Equal(t, http.StatusOK, w.Code, script)
		require.Contains(t, w.Header().Get("Content-Type"), "javascript")
	}
}

func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
