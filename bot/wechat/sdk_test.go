package wechat_test

// What the SDK does when it is used as its documents say. Each test names the trap the gateway stays out of; when a
// later version of the SDK fails one, the trap is gone and docs/decisions/0021 can be read again.

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "github.com/silenceper/wechat/v2"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/miniprogram"
	miniconfig "github.com/silenceper/wechat/v2/miniprogram/config"
	minimessage "github.com/silenceper/wechat/v2/miniprogram/message"
	"github.com/silenceper/wechat/v2/miniprogram/qrcode"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/basic"
	officialconfig "github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

// toSim sends the SDK's requests to the simulator without anything of the gateway's.
type toSim struct{ base string }

func (s toSim) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Host, out.URL.Scheme, out.URL.Host = r.URL.Host, "http", strings.TrimPrefix(s.base, "http://")
	return http.DefaultTransport.RoundTrip(out)
}

// naive is the SDK as its documents say. Its global client is set back to the gateway's by the next newBench.
func naive(b *bench) (*officialaccount.OfficialAccount, *miniprogram.MiniProgram) {
	wc := sdk.NewWechat()
	wc.SetHTTPClient(&http.Client{Transport: toSim{b.base}})
	memory := cache.NewMemory()
	o, m := b.config.Official, b.config.Mini
	return wc.GetOfficialAccount(&officialconfig.Config{AppID: o.AppID, AppSecret: o.AppSecret, Token: o.Token, EncodingAESKey: o.AESKey, Cache: memory, UseStableAK: true}),
		wc.GetMiniProgram(&miniconfig.Config{AppID: m.AppID, AppSecret: m.AppSecret, Token: m.Token, EncodingAESKey: m.AESKey, Cache: memory, UseStableAK: true})
}

func TestTheSDKsServerTakesPlainMessagesUnderACapturedSignature(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	captured := b.sim.Seal(oa, "o", textFrom("o", "1", "x")).Query
	captured.Del("encrypt_type")
	r := httptest.NewRequest(http.MethodPost, "/?"+captured.Encode(), bytes.NewReader(textFrom("someone-else", "2", "forged")))
	server := account.GetServer(r, httptest.NewRecorder())
	taken := ""
	server.SetMessageHandler(func(m *message.MixMessage) *message.Reply { taken = m.Content; return nil })
	require.NoError(t, server.Serve())
	require.Equal(t, "forged", taken)
}

func TestTheSDKsServerSaysNothingInSafeModeToAMessageWithoutReply(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	e := b.sim.Seal(oa, "o", textFrom("o", "1", "x"))
	w := httptest.NewRecorder()
	server := account.GetServer(httptest.NewRequest(http.MethodPost, "/?"+e.Query.Encode(), bytes.NewReader(e.Body)), w)
	server.SetMessageHandler(func(*message.MixMessage) *message.Reply { return nil })
	require.NoError(t, server.Serve())
	require.NoError(t, server.Send())
	require.Contains(t, w.Body.String(), "Encrypt", "an empty message, sealed, instead of success")
}

func TestTheSDKsMiniProgramReceiverDoesNotCheckTheMessageSignature(t *testing.T) {
	b := newBench(t)
	_, mini := naive(b)
	e := b.sim.Seal(mp, "o", []byte(`<xml><ToUserName>gh_00000000b2b2</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>none</Event></xml>`))
	e.Query.Set("msg_signature", "forged")
	r := httptest.NewRequest(http.MethodPost, "/?"+e.Query.Encode(), bytes.NewReader(e.Body))
	r.Header.Set("Content-Type", "text/xml")
	kind, _, _, err := mini.GetMessageReceiver().GetMsgData(r)
	require.NoError(t, err)
	require.Equal(t, minimessage.MsgType("event"), kind)
}

func TestTheSDKKeepsOnlyTheLastConsentOfASheet(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	e := b.sim.Seal(oa, "o", []byte(`<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>`+
		`<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List><TemplateId>first</TemplateId></List><List><TemplateId>second</TemplateId></List></SubscribeMsgPopupEvent></xml>`))
	server := account.GetServer(httptest.NewRequest(http.MethodPost, "/?"+e.Query.Encode(), bytes.NewReader(e.Body)), httptest.NewRecorder())
	var kept []message.SubscribeMsgPopupEvent
	server.SetMessageHandler(func(m *message.MixMessage) *message.Reply { kept = m.GetSubscribeMsgPopupEvents(); return nil })
	require.NoError(t, server.Serve())
	require.Len(t, kept, 1)
	require.Equal(t, "second", kept[0].TemplateID)
}

func TestTheSDKDoesNotRefreshARefusedToken(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	_, err := account.GetBasic().GetQRTicket(basic.NewTmpQrRequest(time.Minute, "s"))
	require.NoError(t, err)
	b.sim.ForgetTokens(oa)
	for range 2 {
		_, err = account.GetBasic().GetQRTicket(basic.NewTmpQrRequest(time.Minute, "s"))
		require.ErrorContains(t, err, "40001")
	}
}

func TestTheSDKFetchesATokenInItsLastMinutesAtEveryCall(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	b.rawToken()
	b.clock.Advance(2*time.Hour - 200*time.Second)
	before := len(b.sim.Calls(stableToken))
	for range 5 {
		_, err := account.GetAccessToken()
		require.NoError(t, err)
	}
	require.Len(t, b.sim.Calls(stableToken), before+5)
}

func TestTheSDKTakesAnAnswerWithoutATokenForOne(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	b.sim.Inject(wechatsim.Fault{Path: stableToken, Times: 1, Garbage: "{}"})
	token, err := account.GetAccessToken()
	require.NoError(t, err)
	require.Empty(t, token)
}

func TestTheSDKsErrorsQuoteTheSecret(t *testing.T) {
	b := newBench(t)
	_, mini := naive(b)
	b.sim.Inject(wechatsim.Fault{Path: "/sns/jscode2session", Times: 3, Drop: true})
	_, err := mini.GetAuth().Code2Session("code&appid=another")
	require.ErrorContains(t, err, b.config.Mini.AppSecret)
	require.ErrorContains(t, err, "code&appid=another", "and codes go in raw")
}

func TestTheSDKTakesErrmsgOKForAnErrorAndDoesNotEscapeATicket(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	b.sim.Inject(wechatsim.Fault{Path: "/cgi-bin/qrcode/create", Times: 1, Garbage: `{"errcode":0,"errmsg":"ok","ticket":"t"}`})
	_, err := account.GetBasic().GetQRTicket(basic.NewTmpQrRequest(time.Minute, "s"))
	require.Error(t, err)
	require.Contains(t, basic.ShowQRCode(&basic.Ticket{Ticket: "a+b=="}), "a+b==")
}

func TestTheSDKPanicsWhereItsArgumentsAreNotWhatItThinks(t *testing.T) {
	b := newBench(t)
	_, mini := naive(b)
	require.Panics(t, func() { basic.NewTmpQrRequest(time.Minute, int64(1)) })
	require.Panics(t, func() {
		_, _ = mini.GetEncryptor().Decrypt(base64.StdEncoding.EncodeToString(make([]byte, 16)), base64.StdEncoding.EncodeToString([]byte("odd")), base64.StdEncoding.EncodeToString(make([]byte, 16)))
	})
	require.Panics(t, func() { sdk.NewWechat().GetMiniProgram(&miniconfig.Config{}) })
}

func TestTheSDKRefusesATransparentMiniCode(t *testing.T) {
	b := newBench(t)
	_, mini := naive(b)
	_, err := mini.GetQRCode().GetWXACodeUnlimit(qrcode.QRCoder{Scene: "s", IsHyaline: true})
	require.ErrorContains(t, err, "image/png")
}

func TestTheSDKsSendsLoseTheErrcode(t *testing.T) {
	b := newBench(t)
	account, _ := naive(b)
	_, err := account.GetTemplate().Send(&message.TemplateMessage{ToUser: "nobody"})
	require.ErrorContains(t, err, "40003")
	var coded *util.CommonError
	require.False(t, errors.As(err, &coded), "the code is only in the words")
}
