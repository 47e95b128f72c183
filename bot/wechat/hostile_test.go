package wechat_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
)

// target is a callback under attack, with someone whose messages it takes.
type target struct {
	*bench
	callback http.Handler
	heard    *heard
	openID   string
	serial   int
	appID    string
	original string
}

func newTarget(t *testing.T, which wechat.Which, mode wechatsim.Mode) *target {
	b := newBench(t, inMode(mode))
	h := &heard{}
	original := "gh_00000000a1a1"
	if which == wechat.Mini {
		original = "gh_00000000b2b2"
	}
	return &target{bench: b, callback: b.connect(which, h.handle), heard: h, openID: b.sim.OpenID(citizen, appID(which)), appID: appID(which), original: original}
}

// message is a new plain message of the citizen.
func (g *target) message() []byte {
	g.serial++
	return bytes.ReplaceAll(textFrom(g.openID, strconv.Itoa(7000+g.serial), "你好"), []byte("gh_00000000a1a1"), []byte(g.original))
}

func (g *target) sealed(plain []byte) wechatsim.Envelope { return g.sim.Seal(g.appID, g.openID, plain) }

// attack is a request nobody may get an effect from.
type attack struct {
	name string
	make func(g *target, r *rand.Rand) *http.Request
}

func request(method string, e wechatsim.Envelope) *http.Request {
	return httptest.NewRequest(method, "/callback?"+e.Query.Encode(), bytes.NewReader(e.Body))
}

// spoil makes an attack of a genuine envelope.
func spoil(name string, change func(g *target, r *rand.Rand, e *wechatsim.Envelope)) attack {
	return attack{name, func(g *target, r *rand.Rand) *http.Request {
		e := g.sealed(g.message())
		change(g, r, &e)
		return request(http.MethodPost, e)
	}}
}

// flipped changes one character of a text.
func flipped(r *rand.Rand, text string) string {
	at := r.IntN(len(text))
	for {
		c := "0123456789abcdefABCXYZ"[r.IntN(22)]
		if c != text[at] {
			return text[:at] + string(c) + text[at+1:]
		}
	}
}

// inside seals hostile content properly: what a leaked key or a fault of WeChat's could bring.
func inside(name, content string) attack {
	return attack{name, func(g *target, _ *rand.Rand) *http.Request {
		content := strings.ReplaceAll(content, "MESSAGE", strings.TrimSuffix(strings.TrimPrefix(string(g.message()), "<xml>"), "</xml>"))
		return request(http.MethodPost, g.sealed([]byte(content)))
	}}
}

func query(name string) attack {
	return spoil("another "+name, func(_ *target, r *rand.Rand, e *wechatsim.Envelope) {
		e.Query.Set(name, flipped(r, e.Query.Get(name)))
	})
}

func attacks() []attack {
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	return []attack{
		query("msg_signature"), query("timestamp"), query("nonce"), query("openid"),
		spoil("body changed", func(_ *target, r *rand.Rand, e *wechatsim.Envelope) { e.Body = []byte(flipped(r, string(e.Body))) }),
		spoil("body cut", func(_ *target, r *rand.Rand, e *wechatsim.Envelope) { e.Body = e.Body[:r.IntN(len(e.Body))] }),
		spoil("noise", func(_ *target, r *rand.Rand, e *wechatsim.Envelope) {
			e.Body = make([]byte, r.IntN(4000))
			for i := range e.Body {
				e.Body[i] = byte(r.Uint32())
			}
		}),
		spoil("no signature", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Del("msg_signature") }),
		spoil("no timestamp", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Del("timestamp") }),
		spoil("signature of the query for the message", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Query.Set("msg_signature", e.Query.Get("signature"))
		}),
		spoil("downgraded by word", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Del("encrypt_type") }),
		spoil("downgraded to raw", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Set("encrypt_type", "raw") }),
		spoil("downgraded to a plain body under a captured signature", func(g *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Query.Del("encrypt_type")
			e.Query.Del("msg_signature")
			e.Body = g.message()
		}),
		spoil("plain body under a captured message signature", func(g *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Body = g.message() }),
		spoil("seal of one message in the query of another", func(g *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Body = g.sealed(g.message()).Body
		}),
		spoil("oversized", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Body = append(e.Body, bytes.Repeat([]byte(" "), 300<<10)...)
		}),
		spoil("parameter twice", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Add("nonce", "1") }),
		spoil("endless parameter", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Set("nonce", strings.Repeat("1", 500)) }),
		spoil("endless query", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Query.Set("pad", strings.Repeat("1", 3000)) }),
		spoil("JSON", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Body = []byte(`{"ToUserName":"gh","Encrypt":"AAAA"}`)
		}),
		spoil("to another account", func(g *target, _ *rand.Rand, e *wechatsim.Envelope) {
			e.Body = bytes.ReplaceAll(e.Body, []byte(g.original), []byte("gh_another"))
		}),
		spoil("entities around the seal", func(_ *target, _ *rand.Rand, e *wechatsim.Envelope) { e.Body = append([]byte(bomb), e.Body...) }),
		{"sealed for another app", func(g *target, _ *rand.Rand) *http.Request {
			other := mp
			if g.appID == mp {
				other = oa
			}
			return request(http.MethodPost, g.sim.Seal(other, g.openID, g.message()))
		}},
		{"replayed too late", func(g *target, _ *rand.Rand) *http.Request {
			e := g.sealed(g.message())
			g.clock.Advance(5*time.Minute + time.Second)
			return request(http.MethodPost, e)
		}},
		{"from the future", func(g *target, _ *rand.Rand) *http.Request {
			g.clock.Advance(5*time.Minute + time.Second)
			e := g.sealed(g.message())
			g.clock.Advance(-5*time.Minute - time.Second)
			return request(http.MethodPost, e)
		}},
		{"another method", func(g *target, r *rand.Rand) *http.Request {
			return request([]string{"PUT", "DELETE", "HEAD", "PATCH"}[r.IntN(4)], g.sealed(g.message()))
		}},
		{"forged echo", func(g *target, _ *rand.Rand) *http.Request {
			e := g.sealed(g.message())
			e.Query.Set("echostr", "123")
			e.Query.Set("signature", strings.Repeat("0", 40))
			return request(http.MethodGet, e)
		}},
		{"echo of a page", func(g *target, _ *rand.Rand) *http.Request {
			e := g.sealed(g.message())
			e.Query.Set("echostr", "<script>")
			return request(http.MethodGet, e)
		}},
		inside("entity inside the seal", bomb+`<xml>MESSAGE<Event>&b;</Event></xml>`),
		inside("file by entity", `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml>MESSAGE<Label>&f;</Label></xml>`),
		inside("unknown entity", `<xml>MESSAGE<Label>&nbsp;</Label></xml>`),
		inside("sender twice", `<xml>MESSAGE<FromUserName>someone</FromUserName></xml>`),
		inside("attributes", `<xml a="1">MESSAGE</xml>`),
		inside("namespace", `<xml xmlns:x="u">MESSAGE<x:Label>1</x:Label></xml>`),
		inside("comment", `<xml>MESSAGE<!-- x --></xml>`),
		inside("instruction", `<xml>MESSAGE<?php x?></xml>`),
		inside("two roots", `<xml>MESSAGE</xml><xml></xml>`),
		inside("wrong root", `<html>MESSAGE</html>`),
		inside("text after the root", `<xml>MESSAGE</xml>x`),
		inside("another charset", `<?xml version="1.0" encoding="gbk"?><xml>MESSAGE</xml>`),
		inside("too deep", `<xml>MESSAGE`+strings.Repeat("<a>", 50)+strings.Repeat("</a>", 50)+`</xml>`),
		inside("too many", `<xml>MESSAGE<l>`+strings.Repeat("<a></a>", 600)+`</l></xml>`),
		inside("no recipient", `<xml><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>`),
		inside("no sender", `<xml><ToUserName>gh_00000000a1a1</ToUserName><ToUserName2/></xml>`),
		inside("nothing", ``),
	}
}

func TestAThousandHostileCallbacksHaveNoEffectAndAreCounted(t *testing.T) {
	for _, which := range []wechat.Which{wechat.Official, wechat.Mini} {
		for _, mode := range []wechatsim.Mode{wechatsim.Safe, wechatsim.Compatible} {
			t.Run(fmt.Sprint(which, " ", mode), func(t *testing.T) {
				g := newTarget(t, which, mode)
				r := rand.New(rand.NewPCG(2023, 9))
				all := attacks()
				before := g.counted("callbacks_total", string(which))
				for i := range 1000 {
					a := all[i%len(all)]
					if mode == wechatsim.Compatible && (a.name == "body changed" || a.name == "to another account") {
						a = all[0] // changes in the clear part are not looked at; the test below shows it
					}
					w := httptest.NewRecorder()
					g.callback.ServeHTTP(w, a.make(g, r))
					require.GreaterOrEqual(t, w.Code, 400, a.name)
					require.NotContains(t, w.Body.String(), g.openID, a.name)
				}
				require.Empty(t, g.heard.all())
				require.EqualValues(t, 1000, g.counted("callbacks_total", string(which))-before)
				require.Zero(t, g.counted("callbacks_total", "ok"))
				for _, reason := range []string{"forged", "stale", "downgraded", "oversized", "malformed", "wrong_sender", "method", "bad_query"} {
					require.NotZero(t, g.counted("callbacks_total", reason), reason)
				}
				require.NotContains(t, g.log.String(), "msg_signature")
				genuine := httptest.NewRecorder()
				g.callback.ServeHTTP(genuine, request(http.MethodPost, g.sealed(g.message())))
				require.Equal(t, http.StatusOK, genuine.Code, "and the next real message is taken")
				require.Len(t, g.heard.all(), 1)
			})
		}
	}
}

func TestWhatStandsInTheClearBesideTheSealIsNotBelieved(t *testing.T) {
	g := newTarget(t, wechat.Official, wechatsim.Compatible)
	e := g.sealed(g.message())
	e.Body = bytes.ReplaceAll(e.Body, []byte("你好"), []byte("假话"))
	require.Equal(t, http.StatusOK, g.deliver(g.callback, e).Code)
	require.Equal(t, "你好", g.heard.last().Text)
}

func TestASealOfAnotherAppUnderTheRightSignatureDoesNotOpen(t *testing.T) {
	b := newBench(t, func(s *setup) {
		s.sim.Apps[1].Token, s.sim.Apps[1].AESKey, s.sim.Apps[1].OriginalID = s.sim.Apps[0].Token, s.sim.Apps[0].AESKey, s.sim.Apps[0].OriginalID
	})
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	w := b.deliver(callback, b.sim.Seal(mp, "o", textFrom("o", "7001", "你好")))
	require.Equal(t, http.StatusForbidden, w.Code)
	require.EqualValues(t, 1, b.counted("callbacks_total", "wrong_app_or_key"))
}

func TestAReplayedCallbackIsNotHandledAgain(t *testing.T) {
	for _, mode := range modes {
		g := newTarget(t, wechat.Official, mode)
		e := g.sealed(g.message())
		for range 20 {
			require.Equal(t, http.StatusOK, g.deliver(g.callback, e).Code)
		}
		require.Len(t, g.heard.all(), 1)
		require.EqualValues(t, 19, g.counted("callbacks_total", "duplicate"))
	}
}

func TestInPlainModeACapturedSignatureBringsNoSecondBody(t *testing.T) {
	g := newTarget(t, wechat.Official, wechatsim.Plain)
	e := g.sealed(g.message())
	require.Equal(t, http.StatusOK, g.deliver(g.callback, e).Code)
	e.Body = g.message()
	require.Equal(t, http.StatusForbidden, g.deliver(g.callback, e).Code)
	require.EqualValues(t, 1, g.counted("callbacks_total", "replayed"))
	e.Query.Set("signature", strings.Repeat("0", 40))
	require.Equal(t, http.StatusForbidden, g.deliver(g.callback, e).Code)
	e = g.sealed([]byte("<xml>"))
	require.Equal(t, http.StatusBadRequest, g.deliver(g.callback, e).Code)
	require.Len(t, g.heard.all(), 1)
}

// FuzzCallback seals any content properly and posts it: nothing may crash the parser behind the seal.
func FuzzCallback(f *testing.F) {
	f.Add([]byte("<xml></xml>"))
	f.Add([]byte("<xml><MsgType>event</MsgType><Event>subscribe</Event></xml>"))
	f.Add([]byte("<xml><SubscribeMsgPopupEvent><List></List></SubscribeMsgPopupEvent></xml>"))
	f.Add([]byte("<?xml?><xml>]]></xml>"))
	f.Fuzz(func(t *testing.T, content []byte) {
		g := newTarget(t, wechat.Official, wechatsim.Safe)
		w := g.deliver(g.callback, g.sealed(content))
		require.Contains(t, []int{200, 400, 403, 413}, w.Code)
	})
}
