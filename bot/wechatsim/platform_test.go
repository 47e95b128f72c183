package wechatsim_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

func TestTheStableTokenStaysAndTellsWhatIsLeftOfItsLife(t *testing.T) {
	b := newBench(t)
	first := b.stable(oa, false)
	b.clock.Advance(time.Hour)
	second := b.stable(oa, false)
	require.Equal(t, first["access_token"], second["access_token"])
	require.EqualValues(t, 7200, first["expires_in"])
	require.EqualValues(t, 3600, second["expires_in"])
	require.NotEqual(t, first["access_token"], b.stable(oa, true)["access_token"])
	b.refused(40001, b.get("/cgi-bin/user/get", "access_token", first["access_token"].(string)))
}

func TestAnOrdinaryTokenOutlivesItsSuccessorByFiveMinutes(t *testing.T) {
	b := newBench(t)
	ask := func() string {
		return b.get("/cgi-bin/token", "grant_type", "client_credential", "appid", oa, "secret", secretOf(oa))["access_token"].(string)
	}
	old := ask()
	require.NotEqual(t, old, ask())
	b.granted(b.get("/cgi-bin/user/get", "access_token", old))
	b.clock.Advance(5 * time.Minute)
	b.refused(42001, b.get("/cgi-bin/user/get", "access_token", old))
}

func TestAQRTicketAnswersWithoutErrmsgAndIsAPicture(t *testing.T) {
	b := newBench(t)
	made := b.call(oa, createQR, object{"action_name": "QR_STR_SCENE", "expire_seconds": 60, "action_info": object{"scene": object{"scene_str": "s1"}}})
	require.NotContains(t, made, "errmsg")
	picture := b.get("/cgi-bin/showqrcode", "ticket", made["ticket"].(string))
	require.Equal(t, "image/jpeg", picture["content-type"])
}

func TestHostsAnswerOnlyTheirOwnPaths(t *testing.T) {
	b := newBench(t)
	for host, want := range map[string]int{"api.weixin.qq.com": http.StatusNotFound, "mp.weixin.qq.com": http.StatusOK, "127.0.0.1": http.StatusOK} {
		r, err := http.NewRequest(http.MethodGet, b.server.URL+"/cgi-bin/showqrcode?ticket=x", nil)
		require.NoError(t, err)
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, want, answer.StatusCode, host)
	}
}

func TestAMutedAccountLearnsItAfterwards(t *testing.T) {
	b := newBench(t)
	seen := b.listen(oa)
	b.follow(liaison)
	require.NoError(t, b.SetTrait(liaison, oa, wechatsim.Muting, true))
	b.granted(b.call(oa, sendTemplate, b.template()))
	b.Settle()
	require.Contains(t, string(seen.last().plain), "failed:user block")
	for _, item := range b.Chat(liaison) {
		require.NotEqual(t, "template", item.Kind)
	}
}

func TestAConditionalMenuIsShownToThoseWithItsTag(t *testing.T) {
	b := newBench(t)
	click := func(name string) []object { return []object{{"type": "click", "name": name, "key": name}} }
	b.granted(b.call(oa, createMenu, object{"button": click("投诉")}))
	tag := b.granted(b.call(oa, "/cgi-bin/tags/create", object{"tag": object{"name": "联络员"}}))["tag"].(object)["id"]
	b.granted(b.call(oa, "/cgi-bin/menu/addconditional", object{"button": click("报送"), "matchrule": object{"tag_id": tag}}))
	b.granted(b.call(oa, "/cgi-bin/tags/members/batchtagging", object{"tagid": tag, "openid_list": []string{b.OpenID(liaison, oa)}}))
	b.follow(liaison)
	b.follow(citizen)
	_, err := b.Tap(liaison, oa, "报送")
	require.NoError(t, err)
	_, err = b.Tap(citizen, oa, "报送")
	require.Error(t, err)
	b.granted(b.call(oa, "/cgi-bin/tags/members/batchuntagging", object{"tagid": tag, "openid_list": []string{b.OpenID(liaison, oa)}}))
	_, err = b.Tap(liaison, oa, "报送")
	require.Error(t, err)
	b.granted(b.look(oa, "/cgi-bin/menu/delete"))
	b.refused(46003, b.look(oa, "/cgi-bin/menu/get"))
}

func TestConsentsAddUpAndAreUsedUp(t *testing.T) {
	b := newBench(t)
	for range 2 {
		_, err := b.Consent(liaison, mp, true, wechatsim.DemoNoticeDuty, wechatsim.DemoNoticeDeduction)
		require.NoError(t, err)
	}
	require.Equal(t, 2, b.Balance(liaison, mp, wechatsim.DemoNoticeDuty))
	b.granted(b.call(mp, sendNotice, b.notice()))
	require.Equal(t, 1, b.Balance(liaison, mp, wechatsim.DemoNoticeDuty))
	_, err := b.Consent(liaison, mp, true, wechatsim.DemoNoticeSummary)
	require.NoError(t, err)
	require.Equal(t, -1, b.Balance(liaison, mp, wechatsim.DemoNoticeSummary))
	_, err = b.Withdraw(liaison, mp, wechatsim.DemoNoticeSummary)
	require.NoError(t, err)
	require.Zero(t, b.Balance(liaison, mp, wechatsim.DemoNoticeSummary))
	for _, mixed := range [][]string{{}, {"none"}, {wechatsim.DemoNoticeSummary, wechatsim.DemoNoticeDuty}} {
		_, err := b.Consent(liaison, mp, true, mixed...)
		require.Error(t, err)
	}
}

func TestASnapshotUserHasAnotherOpenID(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.SetTrait(citizen, oa, wechatsim.Snapshot, true))
	exchange := func(scope string) object {
		return b.granted(b.get("/sns/oauth2/access_token", "appid", oa, "secret", secretOf(oa), "code", b.authorise(citizen, scope)))
	}
	require.Equal(t, b.OpenID(citizen, oa), exchange("snsapi_base")["openid"])
	virtual := exchange("snsapi_userinfo")
	require.EqualValues(t, 1, virtual["is_snapshotuser"])
	require.NotEqual(t, b.OpenID(citizen, oa), virtual["openid"])
}

func TestFaultsGoWrongAsOrdered(t *testing.T) {
	b := newBench(t)
	const path = "/cgi-bin/user/get"
	token := b.token(oa)
	status := func() int {
		answer, err := http.Get(b.server.URL + path + "?access_token=" + token)
		if err != nil {
			return 0
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	b.Inject(wechatsim.Fault{Path: path, Times: 1, Status: http.StatusBadGateway})
	require.Equal(t, http.StatusBadGateway, status())
	b.Inject(wechatsim.Fault{Path: path, Times: 2, Drop: true}) // http.Get tries a dropped GET once more
	require.Zero(t, status())
	b.Heal()
	b.Inject(wechatsim.Fault{Path: path, Times: 1, Delay: time.Millisecond, Garbage: "<html>"})
	require.Equal(t, "<html>", string(b.get(path, "access_token", token)["raw"].([]byte)))
	b.Inject(wechatsim.Fault{Path: path, Code: -1})
	b.refused(-1, b.get(path, "access_token", token))
	b.Heal()
	b.granted(b.get(path, "access_token", token))
	b.ExpireTokens(oa)
	b.refused(42001, b.get(path, "access_token", token))
	b.ForgetTokens(oa)
	b.refused(40001, b.get(path, "access_token", token))
}

func TestALateFaultDoesTheWorkAndLosesTheAnswer(t *testing.T) {
	b := newBench(t)
	b.follow(liaison)
	b.Inject(wechatsim.Fault{Path: sendTemplate, Times: 1, Late: true})
	answer, err := http.Post(b.server.URL+sendTemplate+"?access_token="+b.token(oa), "application/json", jsonBody(t, b.template()))
	if err == nil {
		_ = answer.Body.Close()
	}
	require.Error(t, err)
	require.Equal(t, "template", lastOf(b.Chat(liaison)).Kind)
}

func TestTheControlCallsDriveAPhone(t *testing.T) {
	b := newBench(t)
	seen := b.listen(oa)
	control := func(name string, body object) int {
		r, err := http.NewRequest(http.MethodPost, b.server.URL+"/_sim/"+name, jsonBody(t, body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		return answer.StatusCode
	}
	me := func(more ...any) object { return with(object{"person": citizen, "app_id": oa}, more) }
	require.Equal(t, 400, control("say", me("text", "还没关注")))
	require.Equal(t, 200, control("follow", me()))
	require.Equal(t, 200, control("say", me("text", "你好")))
	require.Equal(t, 200, control("picture", me("media", base64.StdEncoding.EncodeToString([]byte("jpeg")))))
	require.Equal(t, 200, control("voice", me()))
	require.Equal(t, 400, control("scan", me("code", "none")))
	require.Equal(t, 400, control("tap", me("text", "none")))
	require.Equal(t, 200, control("unfollow", me()))
	require.Equal(t, 200, control("open", me("app_id", mp)))
	require.Equal(t, 200, control("consent", me("app_id", mp, "accept", true, "templates", []string{wechatsim.DemoNoticeDuty})))
	require.Equal(t, 200, control("withdraw", me("app_id", mp, "code", wechatsim.DemoNoticeDuty)))
	require.Equal(t, 200, control("login_code", me("app_id", mp)))
	require.Equal(t, 200, control("phone_code", me("app_id", mp)))
	require.Equal(t, 200, control("clock", object{"at": "2023-09-27T16:30:00+08:00"}))
	require.Equal(t, 200, control("trait", me("trait", "muting", "on", true)))
	require.Equal(t, 400, control("trait", me("trait", "flying", "on", true)))
	require.Equal(t, 400, control("fault", object{}))
	require.Equal(t, 200, control("fault", object{"fault": object{"path": sendTemplate, "code": -1}}))
	require.Equal(t, 200, control("heal", object{}))
	require.Equal(t, 200, control("expire_tokens", me()))
	require.Equal(t, 200, control("forget_tokens", me()))
	require.Equal(t, 400, control("connect", object{"app_id": oa, "url": "http://127.0.0.1:1/"}))
	b.Settle()
	require.Equal(t, 5, seen.count())

	answer, err := http.Post(b.server.URL+"/_sim/say", "text/plain", nil)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusUnsupportedMediaType, answer.StatusCode, "a form of another site must not steer the phone")

	phone := b.get("/_sim/phone", "person", citizen)
	require.Equal(t, "2023-09-27T16:30:00+08:00", phone["now"])
	require.Equal(t, false, phone["follows"])
	require.NotEmpty(t, phone["items"])
}

func TestThePhonePageAllowsNothingFromElsewhere(t *testing.T) {
	b := newBench(t, func(c *wechatsim.Config) {
		c.H5, c.Frames = "http://127.0.0.1:9/m/", map[string]string{citizen: "http://127.0.0.1:10/m/"}
	})
	answer, err := http.Get(b.server.URL + "/")
	require.NoError(t, err)
	defer answer.Body.Close()
	policy := answer.Header.Get("Content-Security-Policy")
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "frame-src 'self' http://127.0.0.1:10 http://127.0.0.1:9")
	require.NotContains(t, policy, "unsafe")
}
