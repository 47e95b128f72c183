package wechatsim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
	"wanping/internal/clock"
)

const (
	oa      = wechatsim.DemoOfficialID
	mp      = wechatsim.DemoMiniID
	citizen = "周小满"
	liaison = "陈一帆"
)

var morning = time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai)

// bench is a demo platform with a server before it, and a stopped clock.
type bench struct {
	*testing.T
	*wechatsim.Platform
	clock  *clock.Settable
	server *httptest.Server
}

func newBench(t *testing.T, change ...func(*wechatsim.Config)) *bench {
	t.Helper()
	c := clock.NewStopped(morning)
	config := wechatsim.Demo(c)
	config.CallbackTimeout = 100 * time.Millisecond
	for _, f := range change {
		f(&config)
	}
	p, err := wechatsim.New(config)
	require.NoError(t, err)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	t.Cleanup(p.Close)
	return &bench{t, p, c, server}
}

type object = map[string]any

func (b *bench) do(r *http.Request) object {
	b.Helper()
	answer, err := http.DefaultClient.Do(r)
	require.NoError(b, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(b, err)
	require.Equal(b, http.StatusOK, answer.StatusCode, string(body))
	out := object{"content-type": answer.Header.Get("Content-Type")}
	if json.Unmarshal(body, &out) != nil {
		out["raw"] = body
	}
	return out
}

func (b *bench) get(path string, query ...string) object {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, b.server.URL+path+"?"+values(query).Encode(), nil)
	require.NoError(b, err)
	return b.do(r)
}

func (b *bench) post(path string, body any, query ...string) object {
	b.Helper()
	data, raw := body.(string)
	if !raw {
		encoded, err := json.Marshal(body)
		require.NoError(b, err)
		data = string(encoded)
	}
	r, err := http.NewRequest(http.MethodPost, b.server.URL+path+"?"+values(query).Encode(), strings.NewReader(data))
	require.NoError(b, err)
	return b.do(r)
}

func values(pairs []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func secretOf(appID string) string {
	if appID == oa {
		return strings.Repeat("a1", 16)
	}
	return strings.Repeat("b2", 16)
}

// token fetches the stable token of an app.
func (b *bench) token(appID string) string {
	b.Helper()
	answer := b.stable(appID, false)
	require.NotEmpty(b, answer["access_token"], answer)
	return answer["access_token"].(string)
}

func (b *bench) stable(appID string, force bool) object {
	b.Helper()
	return b.post("/cgi-bin/stable_token", object{"grant_type": "client_credential", "appid": appID, "secret": secretOf(appID), "force_refresh": force})
}

// call posts to an endpoint with the app's token.
func (b *bench) call(appID, path string, body any) object {
	b.Helper()
	return b.post(path, body, "access_token", b.token(appID))
}

func (b *bench) look(appID, path string, query ...string) object {
	b.Helper()
	return b.get(path, append(query, "access_token", b.token(appID))...)
}

// refused checks an answer's errcode and that it looks like WeChat's.
func (b *bench) refused(code int, answer object) {
	b.Helper()
	require.EqualValues(b, code, answer["errcode"], "%v", answer)
	require.Contains(b, answer["errmsg"], "rid: ")
}

func (b *bench) granted(answer object) object {
	b.Helper()
	code, present := answer["errcode"]
	require.True(b, !present || code == float64(0), "%v", answer)
	return answer
}

// upload posts a file as the form part "media".
func (b *bench) upload(appID, kind string, data []byte) object {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("media", "a.jpg")
	require.NoError(b, err)
	_, err = part.Write(data)
	require.NoError(b, err)
	require.NoError(b, form.Close())
	q := url.Values{"access_token": {b.token(appID)}, "type": {kind}}
	r, err := http.NewRequest(http.MethodPost, b.server.URL+"/cgi-bin/media/upload?"+q.Encode(), &body)
	require.NoError(b, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func (b *bench) follow(name string) {
	b.Helper()
	d, err := b.Follow(name, oa)
	require.NoError(b, err)
	d.Wait()
}

func duty() object {
	return object{"thing1": object{"value": "报送服务数据"}, "thing2": object{"value": "不动产登记科"}, "time3": object{"value": "2023年9月27日 11:30"}}
}

func (b *bench) template(more ...any) object {
	body := object{"touser": b.OpenID(liaison, oa), "template_id": wechatsim.DemoTemplateDuty, "data": duty()}
	return with(body, more)
}

func (b *bench) notice(more ...any) object {
	body := object{"touser": b.OpenID(liaison, mp), "template_id": wechatsim.DemoNoticeDuty, "page": "pages/liaison/duty?day=1", "data": duty()}
	return with(body, more)
}

func with(body object, more []any) object {
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return body
}
