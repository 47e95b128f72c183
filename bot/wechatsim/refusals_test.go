package wechatsim_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

const (
	sendTemplate = "/cgi-bin/message/template/send"
	sendNotice   = "/cgi-bin/message/subscribe/send"
	sendBiz      = "/cgi-bin/message/subscribe/bizsend"
	sendCustom   = "/cgi-bin/message/custom/send"
	createMenu   = "/cgi-bin/menu/create"
	createQR     = "/cgi-bin/qrcode/create"
)

func TestTokensRefuse(t *testing.T) {
	ask := func(b *bench, appID, secret string) object {
		return b.get("/cgi-bin/token", "grant_type", "client_credential", "appid", appID, "secret", secret)
	}
	b := newBench(t, func(c *wechatsim.Config) { c.Apps[1].AllowedIPs = []string{"10.0.0.1"} })
	b.refused(41002, ask(b, "", "x"))
	b.refused(41004, ask(b, oa, ""))
	b.refused(40013, ask(b, "wx-nobody", "x"))
	b.refused(40125, ask(b, oa, "wrong"))
	b.refused(40001, ask(b, oa, secretOf(mp)))
	b.refused(40164, ask(b, mp, secretOf(mp)))
	b.SetQuota(oa, "/cgi-bin/token", 1)
	b.granted(ask(b, oa, secretOf(oa)))
	b.refused(45009, ask(b, oa, secretOf(oa)))

	b.refused(40125, b.post("/cgi-bin/stable_token", object{"appid": oa, "secret": "wrong"}))
	b.refused(43002, b.get("/cgi-bin/stable_token"))
	b.refused(44002, b.post("/cgi-bin/stable_token", ""))
	b.refused(47001, b.post("/cgi-bin/stable_token", "{"))
}

func TestForcedRefreshesAreRationed(t *testing.T) {
	b := newBench(t)
	b.granted(b.stable(oa, true))
	b.clock.Advance(29 * time.Second)
	b.refused(45011, b.stable(oa, true))
	for range 19 {
		b.clock.Advance(30 * time.Second)
		b.granted(b.stable(oa, true))
	}
	b.clock.Advance(time.Minute)
	b.refused(45011, b.stable(oa, true))
	b.clock.Advance(24 * time.Hour)
	b.granted(b.stable(oa, true))
}

func TestEveryCallNeedsALiveTokenOfTheRightKindOfApp(t *testing.T) {
	b := newBench(t)
	b.refused(41001, b.get("/cgi-bin/menu/get"))
	b.refused(40014, b.get("/cgi-bin/menu/get", "access_token", "short"))
	b.refused(40001, b.get("/cgi-bin/menu/get", "access_token", strings.Repeat("a", 64)))
	b.refused(48001, b.look(mp, "/cgi-bin/menu/get"))
	b.refused(43001, b.call(oa, "/cgi-bin/menu/get", object{}))
	held := b.token(oa)
	b.clock.Advance(2 * time.Hour)
	b.refused(42001, b.get("/cgi-bin/menu/get", "access_token", held))
	require.NotEqual(t, held, b.token(oa))
}

func TestTemplateMessagesRefuse(t *testing.T) {
	b := newBench(t)
	send := func(more ...any) object { return b.call(oa, sendTemplate, b.template(more...)) }
	b.refused(43004, send())
	b.follow(liaison)
	b.refused(40003, send("touser", "nobody"))
	b.refused(40037, send("template_id", "none"))
	b.refused(47003, send("data", with(duty(), []any{"thing1", object{"value": ""}})))
	b.SetTemplate(oa, wechatsim.Template{ID: "banned", Banned: true})
	b.SetTemplate(oa, wechatsim.Template{ID: "review", Review: true})
	b.SetTemplate(oa, wechatsim.Template{ID: "blocked", Blocked: true})
	b.refused(43116, send("template_id", "banned"))
	b.refused(40252, send("template_id", "review"))
	b.refused(40249, send("template_id", "blocked"))
	require.NoError(t, b.SetTrait(liaison, oa, wechatsim.Blacklisted, true))
	b.refused(43019, send())
	require.NoError(t, b.SetTrait(liaison, oa, wechatsim.Blacklisted, false))
	b.SetQuota(oa, sendTemplate, 1)
	b.refused(45009, send())
	b.clock.Set(morning.Add(15 * time.Hour)) // midnight in Shanghai
	b.granted(send())
}

func TestAClientMsgIDIsNotSentAgainForTenMinutes(t *testing.T) {
	b := newBench(t)
	b.follow(liaison)
	send := func() object { return b.call(oa, sendTemplate, b.template("client_msg_id", "attempt-1")) }
	b.granted(send())
	b.refused(45065, send())
	b.clock.Advance(10 * time.Minute)
	b.granted(send())
}

func TestSubscribeNoticesRefuse(t *testing.T) {
	b := newBench(t)
	send := func(more ...any) object { return b.call(mp, sendNotice, b.notice(more...)) }
	b.refused(43101, send())
	_, err := b.Consent(liaison, mp, true, wechatsim.DemoNoticeDuty)
	require.NoError(t, err)
	b.refused(40003, send("touser", b.OpenID(liaison, oa)))
	b.refused(40037, send("template_id", "none"))
	b.refused(41030, send("page", "pages/none"))
	b.refused(47003, send("data", object{}))
	b.SetQuota(mp, sendNotice, 0)
	b.granted(send())
	b.refused(43101, send())
	b.SetQuota(mp, sendNotice, 1)
	b.refused(45009, send())
}

func TestNoticesOfTheOfficialAccountRefuse(t *testing.T) {
	b := newBench(t)
	send := func(more ...any) object { return b.call(oa, sendBiz, b.template(more...)) }
	b.refused(43101, send())
	b.refused(40037, send("template_id", "none"))
	b.refused(40003, send("touser", "nobody"))
	_, err := b.Consent(liaison, oa, true, wechatsim.DemoTemplateDuty)
	require.NoError(t, err)
	b.refused(47003, send("data", with(duty(), []any{"time3", object{"value": "tomorrow"}})))
	b.granted(send())
	b.refused(43101, send())

	sandbox := newBench(t, func(c *wechatsim.Config) { c.Apps[0].Unverified = true })
	sandbox.refused(48001, sandbox.call(oa, sendBiz, sandbox.template()))
}

func TestCustomerMessagesNeedAnOpenWindow(t *testing.T) {
	b := newBench(t)
	send := func(text string) object {
		return b.call(oa, sendCustom, object{"touser": b.OpenID(citizen, oa), "msgtype": "text", "text": object{"content": text}})
	}
	b.refused(45015, send("早上好"))
	b.follow(citizen)
	for range 3 {
		b.granted(send("关注后三条"))
	}
	b.refused(45047, send("第四条"))
	b.clock.Advance(time.Minute)
	b.refused(45015, send("一分钟后"))
	_, err := b.Say(citizen, oa, "你好")
	require.NoError(t, err)
	b.refused(47003, send(""))
	b.refused(47003, send(strings.Repeat("长", 700)))
	for range 5 {
		b.granted(send("五条"))
	}
	b.refused(45047, send("第六条"))
	_, err = b.Say(citizen, oa, "再来")
	require.NoError(t, err)
	b.clock.Advance(48 * time.Hour)
	b.refused(45015, send("两天后"))
	b.refused(40003, b.call(oa, sendCustom, object{"touser": "nobody", "msgtype": "text", "text": object{"content": "x"}}))
	b.refused(40007, b.call(oa, sendCustom, object{"touser": b.OpenID(citizen, oa), "msgtype": "image"}))
}

func TestMenusRefuse(t *testing.T) {
	button := func(more ...any) object { return with(object{"type": "click", "name": "报送", "key": "k"}, more) }
	menu := func(buttons ...object) object { return object{"button": buttons} }
	sub := func(buttons ...object) object { return menu(object{"name": "更多", "sub_button": buttons}) }
	long := func(n int) string { return strings.Repeat("x", n) }
	b := newBench(t)
	for _, c := range []struct {
		name string
		code int
		menu object
	}{
		{"no button", 40016, menu()},
		{"four buttons", 40016, menu(button(), button(), button(), button())},
		{"unknown type", 40017, menu(button("type", "dance"))},
		{"long name", 40018, menu(button("name", "六个汉字太长"))},
		{"no key", 40019, menu(button("key", ""))},
		{"long key", 40019, menu(button("key", long(129)))},
		{"view without address", 40020, menu(object{"type": "view", "name": "看"})},
		{"three levels", 40022, sub(with(button(), []any{"sub_button", []object{button()}}))},
		{"six sub-buttons", 40023, sub(button(), button(), button(), button(), button(), button())},
		{"unknown sub type", 40024, sub(button("type", "dance"))},
		{"long sub name", 40025, sub(button("name", long(61)))},
		{"long sub key", 40026, sub(button("key", long(129)))},
		{"long sub address", 40027, sub(object{"type": "view", "name": "看", "url": long(1025)})},
	} {
		t.Run(c.name, func(*testing.T) { b.refused(c.code, b.call(oa, createMenu, c.menu)) })
	}
	b.refused(46003, b.look(oa, "/cgi-bin/menu/get"))
	b.refused(46003, b.call(oa, "/cgi-bin/menu/addconditional", menu(button())))
	b.refused(46003, b.call(oa, "/cgi-bin/menu/trymatch", object{"user_id": b.OpenID(citizen, oa)}))
	b.granted(b.call(oa, createMenu, menu(button())))
	b.refused(40035, b.call(oa, "/cgi-bin/menu/addconditional", menu(button())))
	b.refused(65301, b.call(oa, "/cgi-bin/menu/delconditional", object{"menuid": "1"}))
	b.refused(45157, b.call(oa, "/cgi-bin/tags/create", object{"tag": object{"name": ""}}))
	b.refused(45159, b.call(oa, "/cgi-bin/tags/members/batchtagging", object{"tagid": 7, "openid_list": []string{"x"}}))
	// WeChat gives no way to send a wrong menu version; the code is provoked as a fault.
	b.Inject(wechatsim.Fault{Path: createMenu, Times: 1, Code: 40021})
	b.refused(40021, b.call(oa, createMenu, menu(button())))
}

func TestQRCodesRefuse(t *testing.T) {
	b := newBench(t)
	make := func(action string, expire int, scene object) object {
		return b.call(oa, createQR, object{"action_name": action, "expire_seconds": expire, "action_info": object{"scene": scene}})
	}
	b.refused(40053, make("QR_DANCE", 60, object{"scene_str": "a"}))
	b.refused(40053, make("QR_STR_SCENE", 60, object{"scene_str": ""}))
	b.refused(40053, make("QR_STR_SCENE", 60, object{"scene_str": strings.Repeat("a", 65)}))
	b.refused(40053, make("QR_STR_SCENE", 2592001, object{"scene_str": "a"}))
	b.refused(40053, make("QR_LIMIT_SCENE", 0, object{"scene_id": 100001}))
	b.SetQuota(oa, "permanent scenes", 1)
	first := b.granted(make("QR_LIMIT_STR_SCENE", 0, object{"scene_str": "s1"}))
	require.Equal(t, first["ticket"], b.granted(make("QR_LIMIT_STR_SCENE", 0, object{"scene_str": "s1"}))["ticket"])
	b.refused(45029, make("QR_LIMIT_STR_SCENE", 0, object{"scene_str": "s2"}))
	b.refused(40053, b.get("/cgi-bin/showqrcode", "ticket", "none"))
}

func TestUsersRefuse(t *testing.T) {
	b := newBench(t)
	b.refused(40003, b.look(oa, "/cgi-bin/user/info", "openid", "nobody"))
	b.refused(40003, b.call(oa, "/cgi-bin/user/info/batchget", object{"user_list": []object{{"openid": "nobody"}}}))
	b.refused(40035, b.call(oa, "/cgi-bin/user/info/batchget", object{"user_list": []object{}}))
}

func TestMiniProgramLoginRefuses(t *testing.T) {
	b := newBench(t)
	login := func(code string) object {
		return b.get("/sns/jscode2session", "appid", mp, "secret", secretOf(mp), "js_code", code, "grant_type", "authorization_code")
	}
	fresh := func() string {
		code, err := b.LoginCode(citizen, mp)
		require.NoError(t, err)
		return code
	}
	b.refused(41008, login(""))
	b.refused(40029, login("made-up"))
	code := fresh()
	b.granted(login(code))
	b.refused(40163, login(code))
	code = fresh()
	b.clock.Advance(5 * time.Minute)
	b.refused(40029, login(code))
	for range 100 {
		b.granted(login(fresh()))
	}
	b.refused(45011, login(fresh()))
	b.clock.Advance(time.Minute)
	require.NoError(t, b.SetTrait(citizen, mp, wechatsim.Risky, true))
	b.refused(40226, login(fresh()))
	b.refused(40125, b.get("/sns/jscode2session", "appid", mp, "secret", "wrong", "js_code", "x"))
}

func TestPhoneNumbersRefuse(t *testing.T) {
	b := newBench(t)
	ask := func(code string) object { return b.call(mp, "/wxa/business/getuserphonenumber", object{"code": code}) }
	b.refused(40029, ask("made-up"))
	login, err := b.LoginCode(citizen, mp)
	require.NoError(t, err)
	b.refused(40029, ask(login))
	code, err := b.PhoneCode(citizen, mp)
	require.NoError(t, err)
	b.granted(ask(code))
	b.refused(40163, ask(code))
	b.SetQuota(mp, "phone numbers", 1)
	b.refused(1400001, ask("any"))
}

func TestMiniProgramCodesRefuse(t *testing.T) {
	b := newBench(t)
	draw := func(more ...any) object {
		return b.call(mp, "/wxa/getwxacodeunlimit", with(object{"scene": "s=1", "page": "pages/home/home"}, more))
	}
	b.refused(40129, draw("scene", ""))
	b.refused(40129, draw("scene", "50%"))
	b.refused(40129, draw("scene", strings.Repeat("a", 33)))
	b.refused(41030, draw("page", "/pages/home/home"))
	b.refused(41030, draw("page", "pages/home/home?a=1"))
	b.refused(41030, draw("page", "pages/none"))
	require.Equal(t, "image/jpeg", draw("page", "pages/none", "check_path", false)["content-type"])
	require.Equal(t, "image/png", draw("is_hyaline", true)["content-type"])
}

func TestMiniProgramCodesAreLimitedByTheMinute(t *testing.T) {
	b := newBench(t)
	b.SetQuota(mp, "minute /wxa/getwxacodeunlimit", 1)
	draw := func() object {
		return b.call(mp, "/wxa/getwxacodeunlimit", object{"scene": "s=1", "page": "pages/home/home"})
	}
	require.Equal(t, "image/jpeg", draw()["content-type"])
	b.refused(45009, draw())
	b.clock.Advance(time.Minute)
	require.Equal(t, "image/jpeg", draw()["content-type"])
}

func TestContentChecksRefuse(t *testing.T) {
	b := newBench(t)
	check := func(more ...any) object {
		return b.call(mp, "/wxa/msg_sec_check", with(object{"openid": b.OpenID(citizen, mp), "scene": 2, "version": 2, "content": "办事很慢"}, more))
	}
	media := func(more ...any) object {
		return b.call(mp, "/wxa/media_check_async", with(object{"openid": b.OpenID(citizen, mp), "scene": 2, "version": 2,
			"media_type": 2, "media_url": "https://wanping.invalid/p.jpg"}, more))
	}
	b.refused(61010, check())
	b.refused(61010, media())
	_, err := b.LoginCode(citizen, mp)
	require.NoError(t, err)
	b.granted(check())
	b.granted(media())
	b.refused(40129, check("scene", 9))
	b.refused(40129, media("scene", 9))
	b.refused(40035, check("version", 1))
	b.refused(40035, check("content", strings.Repeat("字", 2501)))
	b.refused(40003, check("openid", b.OpenID(citizen, oa)))
	b.clock.Advance(2*time.Hour + time.Second)
	b.refused(61010, check())
}

func TestLinksRefuse(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/wxa/generate_urllink", "/wxa/genwxashortlink", "/wxa/generatescheme"} {
		b.granted(b.call(mp, path, object{"path": "pages/home/home"}))
		b.refused(85400, b.call(mp, path, object{"expire_time": morning.Add(31 * 24 * time.Hour).Unix()}))
	}
}

func TestWebAuthorisationRefuses(t *testing.T) {
	b := newBench(t)
	exchange := func(code string) object {
		return b.get("/sns/oauth2/access_token", "appid", oa, "secret", secretOf(oa), "code", code, "grant_type", "authorization_code")
	}
	b.refused(40029, exchange("made-up"))
	b.refused(40125, b.get("/sns/oauth2/access_token", "appid", oa, "secret", "wrong", "code", "x"))
	code := b.authorise(citizen, "snsapi_base")
	token := b.granted(exchange(code))
	b.refused(40163, exchange(code))
	access, openID := token["access_token"].(string), token["openid"].(string)
	b.granted(b.get("/sns/auth", "access_token", access, "openid", openID))
	b.refused(48001, b.get("/sns/userinfo", "access_token", access, "openid", openID))
	b.refused(40003, b.get("/sns/auth", "access_token", access, "openid", "nobody"))
	b.refused(40001, b.get("/sns/auth", "access_token", "none", "openid", openID))
	b.refused(40013, b.get("/connect/oauth2/authorize", "appid", "wx-none"))
	b.refused(40035, b.get("/connect/oauth2/authorize", "appid", oa, "redirect_uri", "nowhere"))
	b.clock.Advance(2 * time.Hour)
	b.refused(42001, b.get("/sns/auth", "access_token", access, "openid", openID))
}

// authorise opens the authorisation page as a person and returns the code it sends back.
func (b *bench) authorise(name, scope string) string {
	b.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	q := values([]string{"appid", oa, "redirect_uri", "https://wanping.invalid/back", "response_type", "code", "scope", scope, "state", "s1", "person", name})
	answer, err := client.Get(b.server.URL + "/connect/oauth2/authorize?" + q.Encode())
	require.NoError(b, err)
	defer answer.Body.Close()
	require.Equal(b, http.StatusFound, answer.StatusCode)
	back, err := answer.Location()
	require.NoError(b, err)
	require.Equal(b, "s1", back.Query().Get("state"))
	return back.Query().Get("code")
}

func TestMediaRefuses(t *testing.T) {
	b := newBench(t)
	b.refused(40007, b.look(oa, "/cgi-bin/media/get", "media_id", "none"))
	b.refused(40035, b.upload(oa, "dance", []byte("x")))
	b.refused(44002, b.upload(oa, "image", nil))
	id := b.granted(b.upload(oa, "image", []byte("picture")))["media_id"].(string)
	require.Equal(t, "picture", string(b.look(oa, "/cgi-bin/media/get", "media_id", id)["raw"].([]byte)))
}

func TestTemplateGrantsRefuse(t *testing.T) {
	b := newBench(t)
	add := func(tid string, kids ...int) object {
		return b.call(mp, "/wxaapi/newtmpl/addtemplate", object{"tid": tid, "kidList": kids, "sceneDesc": "提醒"})
	}
	b.refused(200014, add("1", 1, 2))
	b.refused(200020, add("2601", 1))
	b.refused(200020, add("2601", 1, 9))
	id := b.granted(add("2601", 1, 2))["priTmplId"]
	b.granted(b.call(mp, "/wxaapi/newtmpl/deltemplate", object{"priTmplId": id}))
	b.refused(40037, b.call(mp, "/wxaapi/newtmpl/deltemplate", object{"priTmplId": id}))
	b.refused(200014, b.look(mp, "/wxaapi/newtmpl/getpubtemplatekeywords", "tid", "1"))
	for range 21 {
		b.granted(add("2601", 1, 2))
	}
	b.refused(200012, add("2601", 1, 2))
}

func TestQuotaIsClearedTenTimesAMonth(t *testing.T) {
	b := newBench(t)
	b.SetQuota(oa, "/cgi-bin/user/get", 1)
	for range 10 {
		b.granted(b.look(oa, "/cgi-bin/user/get"))
		b.refused(45009, b.look(oa, "/cgi-bin/user/get"))
		b.granted(b.call(oa, "/cgi-bin/clear_quota", object{"appid": oa}))
	}
	b.refused(45009, b.call(oa, "/cgi-bin/clear_quota", object{"appid": oa}))
	left := b.granted(b.call(oa, "/cgi-bin/openapi/quota/get", object{"cgi_path": "/cgi-bin/user/get"}))
	require.EqualValues(t, 1, left["quota"].(object)["remain"])
}
