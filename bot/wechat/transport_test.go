package wechat_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
)

// everyCall is each thing the gateway can ask, with the endpoint it ends at.
func (b *bench) everyCall() map[string]func(context.Context) error {
	code := "code-of-someone-0001"
	return map[string]func(context.Context) error{
		"/cgi-bin/menu/create": func(ctx context.Context) error { return b.PublishMenu(ctx, nil, nil) },
		"/cgi-bin/tags/get":    func(ctx context.Context) error { return b.TagFollower(ctx, "o", "t") },
		"/cgi-bin/qrcode/create": func(ctx context.Context) error {
			_, err := b.SceneCode(ctx, "s", 0)
			return err
		},
		"/sns/jscode2session":                func(ctx context.Context) error { _, err := b.Login(ctx, code); return err },
		"/wxa/business/getuserphonenumber":   func(ctx context.Context) error { _, err := b.PhoneNumber(ctx, code); return err },
		"/sns/oauth2/access_token":           func(ctx context.Context) error { _, err := b.WebVisitor(ctx, code); return err },
		"/wxa/getwxacodeunlimit":             func(ctx context.Context) error { _, err := b.MiniCode(ctx, "s", ""); return err },
		"/cgi-bin/message/template/send":     func(ctx context.Context) error { _, err := b.SendTemplate(ctx, duty(b, wechat.Official)); return err },
		"/cgi-bin/message/subscribe/send":    func(ctx context.Context) error { _, err := b.SendSubscription(ctx, duty(b, wechat.Mini)); return err },
		"/cgi-bin/message/subscribe/bizsend": func(ctx context.Context) error { return b.SendAccountSubscription(ctx, duty(b, wechat.Official)) },
		"/cgi-bin/message/custom/send":       func(ctx context.Context) error { return b.SendText(ctx, wechat.Official, "o", "x") },
		"/wxa/msg_sec_check":                 func(ctx context.Context) error { _, err := b.CheckText(ctx, "o", "x"); return err },
		"/wxa/media_check_async":             func(ctx context.Context) error { _, err := b.CheckPicture(ctx, "o", "http://x.invalid/"); return err },
		"/cgi-bin/media/get":                 func(ctx context.Context) error { _, _, err := b.Picture(ctx, "m"); return err },
	}
}

func TestEveryCallFailsWithItsErrcodeAndWithoutSecrets(t *testing.T) {
	b := newBench(t)
	for path, call := range b.everyCall() {
		t.Run(path, func(t *testing.T) {
			for code, want := range map[int]wechat.Reason{45009: wechat.ReasonQuota, 43101: wechat.ReasonConsent, 48001: wechat.ReasonPermission, -1: wechat.ReasonUnknown, 99999: wechat.ReasonOther} {
				b.sim.Inject(wechatsim.Fault{Path: path, Times: 1, Code: code})
				err := call(ctx)
				b.reason(want, err)
				var f *wechat.Failure
				require.ErrorAs(t, err, &f)
				require.Equal(t, code, f.Code)
			}
		})
	}
	require.NotZero(t, b.counted("requests_total", "/cgi-bin/qrcode/create", "45009"))
}

func TestEveryCallSurvivesAServerThatIsBroken(t *testing.T) {
	b := newBench(t)
	for path, call := range b.everyCall() {
		for name, fault := range map[string]wechatsim.Fault{
			"502": {Path: path, Times: 1, Status: http.StatusBadGateway}, "no answer": {Path: path, Times: 3, Drop: true},
			"a page": {Path: path, Times: 1, Garbage: "<html>busy</html>"}, "half an answer": {Path: path, Times: 1, Garbage: `{"errcode":`},
			"answer lost": {Path: path, Times: 3, Late: true},
		} {
			if path == "/cgi-bin/media/get" && (name == "a page" || name == "half an answer") {
				continue // a file may be anything
			}
			t.Run(path+" "+name, func(t *testing.T) {
				b.sim.Inject(fault)
				err := call(ctx)
				b.sim.Heal()
				require.Error(t, err)
				require.NotContains(t, err.Error(), "code-of-someone-0001")
				b.reason(wechat.ReasonUnknown, err)
			})
		}
	}
	for _, secret := range []string{strings.Repeat("a1", 16), strings.Repeat("b2", 16), "code-of-someone-0001", b.rawToken()} {
		require.NotContains(t, b.log.String(), secret)
	}
}

func TestNobodyThereIsSafeToTryAgain(t *testing.T) {
	b := newBench(t)
	b.base = "http://127.0.0.1:1"
	b.config.APIBase = b.base
	dead := b.onlyMini()
	_, err := dead.Login(ctx, "code-of-someone-0001")
	b.reason(wechat.ReasonUnreachable, err)
	require.NotContains(t, err.Error(), "code-of-someone")
	_, err = dead.SendSubscription(ctx, duty(b, wechat.Mini))
	b.reason(wechat.ReasonUnreachable, err)
}

func TestAHungServerIsLeftInTimeAndStopsNobodyElse(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.Timeout = 100 * time.Millisecond })
	b.atOnce(1)
	b.sim.Inject(wechatsim.Fault{Path: "/wxa/msg_sec_check", Times: 1, Delay: 3 * time.Second})
	b.sim.Inject(wechatsim.Fault{Path: "/cgi-bin/menu/create", Times: 1, Delay: 3 * time.Second})
	_, err := b.CheckText(ctx, "o", "x")
	b.reason(wechat.ReasonUnknown, err)
	b.reason(wechat.ReasonUnknown, b.PublishMenu(ctx, nil, nil))
	b.atOnce(1)
}

func TestEveryCallThatTakesAContextHonoursIt(t *testing.T) {
	b := newBench(t)
	b.atOnce(1)
	for path, call := range b.everyCall() {
		if path == "/cgi-bin/menu/create" || path == "/cgi-bin/tags/get" {
			continue // the SDK's menu and tag calls take none; the transport's time-out bounds them
		}
		t.Run(path, func(t *testing.T) {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			before := len(b.sim.Calls(path))
			require.Error(t, call(gone))
			require.Len(t, b.sim.Calls(path), before)
		})
	}
}

func TestATicketAnsweredWithErrmsgOKIsATicket(t *testing.T) {
	b := newBench(t)
	b.sim.Inject(wechatsim.Fault{Path: "/cgi-bin/qrcode/create", Times: 1, Garbage: `{"errcode":0,"errmsg":"ok","ticket":"a+b/c==","url":"http://weixin.qq.com/q/x"}`})
	code, err := b.SceneCode(ctx, "s", 0)
	require.NoError(t, err)
	require.Contains(t, code.Picture, "ticket=a%2Bb%2Fc%3D%3D")
}

func TestEmptyAnswersAreNoResults(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/cgi-bin/qrcode/create", "/sns/jscode2session", "/wxa/business/getuserphonenumber", "/sns/oauth2/access_token", "/wxa/getwxacodeunlimit",
		"/cgi-bin/message/custom/send", "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/send", "/cgi-bin/message/subscribe/bizsend"} {
		b.sim.Inject(wechatsim.Fault{Path: path, Times: 1, Garbage: "{}"})
		b.reason(wechat.ReasonUnknown, b.everyCall()[path](ctx))
	}
	b.sim.Inject(wechatsim.Fault{Path: "/cgi-bin/tags/create", Times: 1, Garbage: "{}"})
	require.NoError(t, b.PublishMenu(ctx, []wechat.Button{{Name: "一", Key: "k"}}, nil))
	require.Error(t, b.PublishMenu(ctx, []wechat.Button{{Name: "一", Key: "k"}}, []wechat.TaggedMenu{{Tag: "t"}}))
}

func TestTheSDKDoesNotLogAnyMore(t *testing.T) {
	newBench(t)
	require.Equal(t, io.Discard, logrus.StandardLogger().Out)
}

func TestTheSimulatorMayStandBelowAPath(t *testing.T) {
	b := newBench(t)
	server := httptest.NewServer(http.StripPrefix("/sim", b.sim))
	t.Cleanup(server.Close)
	b.config.APIBase = server.URL + "/sim/"
	b.metrics = prometheus.NewRegistry()
	g := b.newGateway(b.config)
	code, err := g.SceneCode(ctx, "s", time.Minute)
	require.NoError(t, err)
	for _, address := range []string{code.Picture, server.URL + "/sim/"} {
		answer, err := http.Get(address)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode, address)
	}
}

func TestASecondGatewayDoesNotSendForTheFirst(t *testing.T) {
	b := newBench(t)
	first := b.Gateway
	b.onlyMini() // takes over the SDK's one client
	b.reason(wechat.ReasonMissing, first.TagFollower(ctx, "o", "t"))
}
