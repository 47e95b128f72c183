package api

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// The phone app as an H5 page: miniprogram/ built by `make web` into web/h5, embedded with its compressed forms.
// Without it there is a placeholder, so that the program compiles where there is no Node.
//
//go:embed all:web
var webFiles embed.FS

const (
	webRoot     = "/m/"
	webIndex    = "index.html"
	webAssets   = "assets/" // names hold a digest of the content
	placeholder = "web/placeholder.html"
)

// web serves the app. What it hands out is public and the same for everybody: nothing personal is in a page, an address
// or a log line, which has the route's pattern only.
type web struct {
	files  fs.FS // nil: it was not built
	policy string
}

func newWeb(all fs.FS, demo bool) *web {
	w := &web{policy: contentPolicy(demo)}
	if files, err := fs.Sub(all, "web/h5"); err == nil {
		if _, err := fs.Stat(files, webIndex); err == nil {
			w.files = files
		}
	}
	return w
}

// contentPolicy lets a page load from here and nowhere else. Styles: the framework writes some into elements. Pictures:
// those just chosen are blobs. The demo's phone shows the app in a frame, from an address of this machine.
func contentPolicy(demo bool) string {
	frames := "'none'"
	if demo {
		frames = "'self' http://127.0.0.1:* http://localhost:*"
	}
	return "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' blob:; " +
		"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors " + frames
}

// routes adds the doors, before the gate: they are no operations of openapi.yaml.
func (w *web) routes(engine *gin.Engine) {
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		engine.Handle(method, "/", func(c *gin.Context) { c.Redirect(http.StatusFound, webRoot) })
		engine.Handle(method, webRoot+"*file", func(c *gin.Context) { w.serve(c, strings.TrimPrefix(c.Param("file"), "/")) })
		engine.Handle(method, "/c/:code", func(c *gin.Context) { w.serve(c, webIndex) })
	}
}

// serve answers a file; an address that is none is the app's own, and the app shows what belongs there. A file that is
// missing among the assets is missing: a page of an earlier build must not take the index for its script.
func (w *web) serve(c *gin.Context, name string) {
	if !strings.HasPrefix(name, webAssets) { // assets obey the page that takes them, and are many: a poster's first visit is counted in bytes
		w.harden(c.Writer.Header())
	}
	if w.files == nil {
		w.answerPlaceholder(c)
		return
	}
	body, err := fs.ReadFile(w.files, path.Clean("/" + name)[1:])
	if err != nil && strings.HasPrefix(name, webAssets) {
		fail(c, errNoRoute)
		return
	}
	if err != nil || strings.HasSuffix(name, ".gz") || strings.HasSuffix(name, ".br") {
		name = webIndex
		body, err = fs.ReadFile(w.files, name)
	}
	if err != nil {
		fail(c, err)
		return
	}
	w.answer(c, name, body)
}

func (w *web) harden(header http.Header) {
	header.Set("Content-Security-Policy", w.policy)
	header.Set("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// answer writes a file in the best form that the asker takes, or says that the asker has it.
func (w *web) answer(c *gin.Context, name string, body []byte) {
	header := c.Writer.Header()
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", cacheOf(name))
	tag := etag(body)
	header.Set("ETag", tag)
	if c.GetHeader("If-None-Match") == tag {
		c.Status(http.StatusNotModified)
		return
	}
	for _, form := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		small, err := fs.ReadFile(w.files, name+form.suffix)
		if err == nil && takes(c.GetHeader("Accept-Encoding"), form.coding) {
			header.Set("Content-Encoding", form.coding)
			body = small
			break
		}
	}
	c.Data(http.StatusOK, typeOf(name), body)
}

func (w *web) answerPlaceholder(c *gin.Context) {
	body, err := webFiles.ReadFile(placeholder)
	if err != nil {
		fail(c, errors.Join(errors.New("the placeholder is not embedded"), err))
		return
	}
	c.Data(http.StatusServiceUnavailable, typeOf(placeholder), body)
}

// cacheOf: what has its digest in its name never changes; the rest is asked for anew each time, which costs a 304.
func cacheOf(name string) string {
	if strings.HasPrefix(name, webAssets) {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

func etag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// takes reports whether an Accept-Encoding names a coding and does not refuse it.
func takes(accept, coding string) bool {
	for one := range strings.SplitSeq(accept, ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if strings.EqualFold(name, coding) {
			return strings.Trim(strings.TrimPrefix(q, "q="), "0.") != "" || q == ""
		}
	}
	return false
}

func typeOf(name string) string {
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
