package wechatsim_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

// received is one callback as an app sees it.
type received struct {
	query url.Values
	plain []byte
}

// ear is an app's callback address that answers what it is told to.
type ear struct {
	mu     sync.Mutex
	heard  []received
	answer func(w http.ResponseWriter, r received)
}

func (e *ear) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if echo := r.URL.Query().Get("echostr"); echo != "" {
		_, _ = io.WriteString(w, echo)
		return
	}
	body, _ := io.ReadAll(r.Body)
	got := received{r.URL.Query(), opened(body)}
	e.mu.Lock()
	e.heard = append(e.heard, got)
	answer := e.answer
	e.mu.Unlock()
	if answer != nil {
		answer(w, got)
	}
}

func (e *ear) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.heard)
}

func (e *ear) all() []received {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]received(nil), e.heard...)
}

func (e *ear) last() received {
	all := e.all()
	return all[len(all)-1]
}

func (e *ear) reply(f func(w http.ResponseWriter, r received)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = f
}

// listen connects a callback address to an app.
func (b *bench) listen(appID string) *ear {
	b.Helper()
	e := &ear{}
	server := httptest.NewServer(e)
	b.Cleanup(server.Close)
	require.NoError(b, b.Connect(context.Background(), appID, server.URL+"/wx?tenant=1"))
	return e
}

// opened decrypts an envelope with the demo keys, written anew for the test.
func opened(body []byte) []byte {
	var in struct {
		Encrypt string `xml:"Encrypt" json:"Encrypt"`
	}
	if xml.Unmarshal(body, &in) != nil {
		_ = json.Unmarshal(body, &in)
	}
	for _, key := range []string{strings.Repeat("A1b", 14) + "A=", strings.Repeat("B2c", 14) + "A="} {
		raw, _ := base64.StdEncoding.DecodeString(key)
		block, _ := aes.NewCipher(raw)
		data, err := base64.StdEncoding.DecodeString(in.Encrypt)
		if err != nil || len(data) < 32 {
			return body
		}
		cipher.NewCBCDecrypter(block, raw[:16]).CryptBlocks(data, data)
		if n := int(binary.BigEndian.Uint32(data[16:])); n > 0 && 20+n < len(data) && bytes.Contains(data[20+n:], []byte("wx0000")) {
			return data[20 : 20+n]
		}
	}
	return body
}

func jsonBody(t *testing.T, body any) io.Reader {
	data, err := json.Marshal(body)
	require.NoError(t, err)
	return bytes.NewReader(data)
}

func TestACallbackAddressMustEcho(t *testing.T) {
	b := newBench(t)
	deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }))
	t.Cleanup(deaf.Close)
	require.Error(t, b.Connect(context.Background(), oa, deaf.URL))
	require.Error(t, b.Connect(context.Background(), oa, "http://127.0.0.1:1/"))
	require.Error(t, b.Connect(context.Background(), "wx-none", deaf.URL))
	b.listen(oa)
}

func TestAnUnansweredCallbackIsSentFourTimesWithTheSameMsgID(t *testing.T) {
	b := newBench(t)
	b.follow(citizen)
	e := b.listen(oa)
	release := make(chan struct{})
	e.reply(func(http.ResponseWriter, received) { <-release })
	d, err := b.Say(citizen, oa, "有人吗")
	require.NoError(t, err)
	attempts := d.Wait()
	close(release)
	require.Len(t, attempts, 4)
	nonces := map[string]bool{}
	for _, got := range e.all() {
		require.Contains(t, string(got.plain), "<MsgId>7")
		require.Equal(t, string(e.all()[0].plain), string(got.plain))
		nonces[got.query.Get("nonce")] = true
	}
	require.Len(t, nonces, 4, "each attempt is signed anew")
	require.Contains(t, lastOf(b.Chat(citizen)).Text, "服务出现故障")
}

func TestARetryThatIsAnsweredEndsTheRetries(t *testing.T) {
	b := newBench(t)
	b.follow(citizen)
	e := b.listen(oa)
	e.reply(func(w http.ResponseWriter, _ received) {
		if e.count() < 3 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	d, err := b.Say(citizen, oa, "你好")
	require.NoError(t, err)
	require.Len(t, d.Wait(), 3)
	require.Equal(t, "me", lastOf(b.Chat(citizen)).From, "an empty answer shows nothing")
}

func TestAnUnansweredEventNobodyWaitsForShowsNothing(t *testing.T) {
	b := newBench(t, func(c *wechatsim.Config) { c.CallbackRetries = -1 })
	b.follow(liaison)
	e := b.listen(oa)
	e.reply(func(w http.ResponseWriter, _ received) { w.WriteHeader(http.StatusFound) })
	b.granted(b.call(oa, sendTemplate, b.template()))
	b.Settle()
	require.Equal(t, 1, e.count())
	require.Equal(t, "template", lastOf(b.Chat(liaison)).Kind)
}

func lastOf(items []wechatsim.Item) wechatsim.Item { return items[len(items)-1] }

func TestModesAndFormatsSealWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		name          string
		mode          wechatsim.Mode
		format        wechatsim.Format
		sealed, plain bool
	}{
		{"plain XML", wechatsim.Plain, wechatsim.XML, false, true},
		{"compatible XML", wechatsim.Compatible, wechatsim.XML, true, true},
		{"safe XML", wechatsim.Safe, wechatsim.XML, true, false},
		{"plain JSON", wechatsim.Plain, wechatsim.JSON, false, true},
		{"compatible JSON", wechatsim.Compatible, wechatsim.JSON, true, true},
		{"safe JSON", wechatsim.Safe, wechatsim.JSON, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, func(config *wechatsim.Config) {
				config.Apps[1].Mode, config.Apps[1].Format = c.mode, c.format
			})
			body := `<xml><MsgType>event</MsgType></xml>`
			if c.format == wechatsim.JSON {
				body = `{"MsgType":"event"}`
			}
			e := b.Seal(mp, "openid", []byte(body))
			require.Equal(t, c.sealed, e.Query.Get("msg_signature") != "")
			require.Equal(t, c.sealed, bytes.Contains(e.Body, []byte("Encrypt")))
			require.Equal(t, c.plain, bytes.Contains(e.Body, []byte("MsgType")))
			if c.sealed && !c.plain {
				require.Equal(t, body, string(opened(e.Body)))
			}
		})
	}
}

func TestAnOfficialAccountCannotReceiveJSON(t *testing.T) {
	config := wechatsim.Demo(newBench(t).clock)
	config.Apps[0].Format = wechatsim.JSON
	_, err := wechatsim.New(config)
	require.Error(t, err)
}

func TestWhatPeopleDoArrivesAsWeChatSaysIt(t *testing.T) {
	b := newBench(t)
	e := b.listen(oa)
	made := b.call(oa, createQR, object{"action_name": "QR_STR_SCENE", "expire_seconds": 600, "action_info": object{"scene": object{"scene_str": "s7"}}})
	b.granted(b.call(oa, createMenu, object{"button": []object{
		{"type": "click", "name": "报送", "key": "K_REPORT"}, {"type": "view", "name": "看", "url": "https://wanping.invalid/"},
		{"type": "miniprogram", "name": "小程序", "url": "https://wanping.invalid/", "appid": mp, "pagepath": "pages/home/home"}}}))
	scan := func() (*wechatsim.Delivery, error) { return b.Scan(citizen, oa, made["ticket"].(string)) }
	tap := func(name string) func() (*wechatsim.Delivery, error) {
		return func() (*wechatsim.Delivery, error) { return b.Tap(citizen, oa, name) }
	}
	for _, step := range []struct {
		name string
		do   func() (*wechatsim.Delivery, error)
		want []string
	}{
		{"a scan by a stranger", scan, []string{"[subscribe]", "[qrscene_s7]", "Ticket"}},
		{"a scan by a follower", scan, []string{"[SCAN]", "[s7]", "Ticket"}},
		{"a click", tap("报送"), []string{"[CLICK]", "[K_REPORT]"}},
		{"a view", tap("看"), []string{"[VIEW]", "[https://wanping.invalid/]"}},
		{"a mini-program button", tap("小程序"), []string{"[view_miniprogram]", "[pages/home/home]", "MenuId"}},
		{"words", func() (*wechatsim.Delivery, error) { return b.Say(citizen, oa, "a]]>b") }, []string{"[text]", "]]]]><![CDATA[>"}},
		{"leaving", func() (*wechatsim.Delivery, error) { return b.Unfollow(citizen, oa) }, []string{"[unsubscribe]"}},
	} {
		t.Run(step.name, func(t *testing.T) {
			d, err := step.do()
			require.NoError(t, err)
			d.Wait()
			for _, want := range append(step.want, "[gh_00000000a1a1]", b.OpenID(citizen, oa)) {
				require.Contains(t, string(e.last().plain), want)
			}
		})
	}
	b.clock.Advance(11 * time.Minute)
	_, err := scan()
	require.Error(t, err, "the code has expired")
}

func TestSubscribeEventsInJSONHaveAnObjectForOneAndAListForSeveral(t *testing.T) {
	b := newBench(t, func(c *wechatsim.Config) { c.Apps[1].Format = wechatsim.JSON })
	e := b.listen(mp)
	d, err := b.Consent(liaison, mp, true, wechatsim.DemoNoticeDuty)
	require.NoError(t, err)
	d.Wait()
	require.Contains(t, string(e.last().plain), `"List":{`)
	d, err = b.Consent(liaison, mp, false, wechatsim.DemoNoticeDuty, wechatsim.DemoNoticeDeduction)
	require.NoError(t, err)
	d.Wait()
	require.Contains(t, string(e.last().plain), `"List":[{`)
}

func TestAReplyIsShownOnlyWhenItIsRight(t *testing.T) {
	const right = `<xml><ToUserName>%to</ToUserName><FromUserName>gh_00000000a1a1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>您好</Content></xml>`
	for _, c := range []struct {
		name, reply string
		mode        wechatsim.Mode
		shown       string
	}{
		{"a right one", right, wechatsim.Plain, "您好"},
		{"a right one in compatible mode", right, wechatsim.Compatible, "您好"},
		{"an open one in safe mode", right, wechatsim.Safe, "服务出现故障"},
		{"to someone else", strings.ReplaceAll(right, "%to", "other"), wechatsim.Plain, "服务出现故障"},
		{"nonsense", "<html>", wechatsim.Plain, "服务出现故障"},
		{"an empty text", strings.ReplaceAll(right, "您好", ""), wechatsim.Plain, "服务出现故障"},
		{"a wrong seal", `<xml><Encrypt>AAAA</Encrypt><MsgSignature>x</MsgSignature></xml>`, wechatsim.Safe, "服务出现故障"},
		{"success", "success", wechatsim.Plain, "你好"},
		{"an article", strings.ReplaceAll(strings.ReplaceAll(right, "text", "news"), "<Content>您好</Content>",
			"<ArticleCount>1</ArticleCount><Articles><item><Title>题</Title><Description>文章</Description><Url>u</Url></item></Articles>"), wechatsim.Plain, "文章"},
		{"news without an article", strings.ReplaceAll(right, "text", "news"), wechatsim.Plain, "服务出现故障"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, func(config *wechatsim.Config) { config.Apps[0].Mode = c.mode })
			b.follow(citizen)
			e := b.listen(oa)
			e.reply(func(w http.ResponseWriter, _ received) {
				_, _ = io.WriteString(w, strings.ReplaceAll(c.reply, "%to", b.OpenID(citizen, oa)))
			})
			d, err := b.Say(citizen, oa, "你好")
			require.NoError(t, err)
			d.Wait()
			require.Contains(t, lastOf(b.Chat(citizen)).Text, c.shown)
		})
	}
}
