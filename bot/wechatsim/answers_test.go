package wechatsim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

func TestPeopleAreToldOfAsWeChatDoes(t *testing.T) {
	b := newBench(t)
	stranger := b.granted(b.look(oa, "/cgi-bin/user/info", "openid", b.OpenID(citizen, oa)))
	require.EqualValues(t, 0, stranger["subscribe"])
	require.NotContains(t, stranger, "unionid")
	made := b.call(oa, createQR, object{"action_name": "QR_SCENE", "expire_seconds": 60, "action_info": object{"scene": object{"scene_id": 7}}})
	d, err := b.Scan(citizen, oa, made["url"].(string))
	require.NoError(t, err)
	d.Wait()
	follower := b.granted(b.look(oa, "/cgi-bin/user/info", "openid", b.OpenID(citizen, oa)))
	require.EqualValues(t, 1, follower["subscribe"])
	require.Equal(t, "7", follower["qr_scene_str"])
	require.NotContains(t, follower, "nickname")
	login, err := b.LoginCode(citizen, mp)
	require.NoError(t, err)
	session := b.granted(b.get("/sns/jscode2session", "appid", mp, "secret", secretOf(mp), "js_code", login))
	require.Equal(t, follower["unionid"], session["unionid"], "one person in both apps")
	require.NotEqual(t, follower["openid"], session["openid"])
	batch := b.granted(b.call(oa, "/cgi-bin/user/info/batchget", object{"user_list": []object{{"openid": b.OpenID(citizen, oa)}}}))
	require.Len(t, batch["user_info_list"], 1)
	require.EqualValues(t, 1, b.granted(b.look(oa, "/cgi-bin/user/get"))["total"])
	_, err = b.Follow(citizen, oa)
	require.Error(t, err, "twice")
}

func TestTemplatesAreListedWithTheirKeys(t *testing.T) {
	b := newBench(t)
	own := b.granted(b.look(oa, "/cgi-bin/template/get_all_private_template"))["template_list"].([]any)
	require.Len(t, own, 4)
	require.Contains(t, own[2].(object)["content"], "{{thing1.DATA}}")
	private := b.granted(b.look(mp, "/wxaapi/newtmpl/gettemplate"))["data"].([]any)
	types := map[float64]int{}
	for _, one := range private {
		types[one.(object)["type"].(float64)]++
	}
	require.Equal(t, map[float64]int{2: 3, 3: 1}, types)
	require.NotEmpty(t, b.granted(b.look(mp, "/wxaapi/newtmpl/getcategory"))["data"])
	require.NotEmpty(t, b.granted(b.look(mp, "/wxaapi/newtmpl/getpubtemplatetitles", "ids", "616"))["data"])
	require.Len(t, b.granted(b.look(mp, "/wxaapi/newtmpl/getpubtemplatekeywords", "tid", "2601"))["data"], 2)
}

func TestMenusAreToldBack(t *testing.T) {
	b := newBench(t)
	closed := b.look(oa, "/cgi-bin/get_current_selfmenu_info")
	require.EqualValues(t, 0, closed["is_menu_open"])
	b.granted(b.call(oa, createMenu, object{"button": []object{{"type": "click", "name": "投诉", "key": "k"}}}))
	tag := b.granted(b.call(oa, "/cgi-bin/tags/create", object{"tag": object{"name": "联络员"}}))["tag"].(object)["id"]
	require.Len(t, b.granted(b.look(oa, "/cgi-bin/tags/get"))["tags"], 1)
	special := b.granted(b.call(oa, "/cgi-bin/menu/addconditional", object{"button": []object{{"type": "click", "name": "报送", "key": "r"}}, "matchrule": object{"tag_id": tag}}))
	require.Len(t, b.granted(b.look(oa, "/cgi-bin/menu/get"))["conditionalmenu"], 1)
	require.EqualValues(t, 1, b.granted(b.look(oa, "/cgi-bin/get_current_selfmenu_info"))["is_menu_open"])
	b.granted(b.call(oa, "/cgi-bin/tags/members/batchtagging", object{"tagid": tag, "openid_list": []string{b.OpenID(liaison, oa)}}))
	seen := b.granted(b.call(oa, "/cgi-bin/menu/trymatch", object{"user_id": b.OpenID(liaison, oa)}))["button"].([]any)
	require.Equal(t, "报送", seen[0].(object)["name"])
	b.refused(40003, b.call(oa, "/cgi-bin/menu/trymatch", object{"user_id": "nobody"}))
	b.granted(b.call(oa, "/cgi-bin/menu/delconditional", object{"menuid": special["menuid"]}))
	require.NotContains(t, b.look(oa, "/cgi-bin/menu/get"), "conditionalmenu")
}

func TestSmallThingsAreAnswered(t *testing.T) {
	b := newBench(t)
	require.NotEmpty(t, b.granted(b.look(oa, "/cgi-bin/ticket/getticket", "type", "jsapi"))["ticket"])
	require.NotEmpty(t, b.granted(b.look(oa, "/cgi-bin/getcallbackip"))["ip_list"])
	require.Len(t, b.Calls("/cgi-bin/getcallbackip"), 1)
}

func TestCustomerMessagesOfEachKindAreShown(t *testing.T) {
	b := newBench(t)
	b.follow(citizen)
	_, err := b.Say(citizen, oa, "你好")
	require.NoError(t, err)
	media := b.granted(b.upload(oa, "image", []byte("picture")))["media_id"]
	for kind, body := range map[string]object{
		"text": {"content": "您好"}, "image": {"media_id": media}, "miniprogrampage": {"title": "小程序", "pagepath": "pages/home/home"},
		"news": {"articles": []object{{"title": "题", "description": "文", "url": "https://wanping.invalid/"}}},
	} {
		b.granted(b.call(oa, sendCustom, object{"touser": b.OpenID(citizen, oa), "msgtype": kind, kind: body}))
	}
	b.refused(47003, b.call(oa, sendCustom, object{"touser": b.OpenID(citizen, oa), "msgtype": "news"}))
	b.refused(47003, b.call(oa, sendCustom, object{"touser": b.OpenID(citizen, oa), "msgtype": "dance"}))
	require.Len(t, b.Chat(citizen), 6)
}

func TestAWebPageWithAPhoneLearnsMoreWhereItMay(t *testing.T) {
	b := newBench(t)
	token := b.granted(b.get("/sns/oauth2/access_token", "appid", oa, "secret", secretOf(oa), "code", b.authorise(citizen, "snsapi_userinfo")))
	info := b.granted(b.get("/sns/userinfo", "access_token", token["access_token"].(string), "openid", token["openid"].(string)))
	require.Equal(t, token["unionid"], info["unionid"])
}

func TestABrowserWithoutAPhoneIsAskedWhoseItIs(t *testing.T) {
	b := newBench(t)
	page := b.get("/connect/oauth2/authorize", "appid", oa, "redirect_uri", "https://wanping.invalid/back", "response_type", "code", "scope", "snsapi_base", "state", `"><script>`)
	require.Contains(t, page["content-type"], "text/html")
	require.Contains(t, string(page["raw"].([]byte)), citizen)
	require.NotContains(t, string(page["raw"].([]byte)), "<script>")
	b.refused(40003, b.get("/connect/oauth2/authorize", "appid", oa, "redirect_uri", "https://wanping.invalid/back", "response_type", "code", "scope", "snsapi_base", "person", "nobody"))
	b.refused(40035, b.get("/connect/oauth2/authorize", "appid", oa, "redirect_uri", "https://wanping.invalid/back", "response_type", "token", "scope", "snsapi_base"))
}

func TestThePhoneShowsCodesConsentsAndWhatIsNew(t *testing.T) {
	b := newBench(t)
	b.follow(liaison)
	for _, scene := range []string{"s1", "s2"} {
		b.granted(b.call(oa, createQR, object{"action_name": "QR_STR_SCENE", "expire_seconds": 60, "action_info": object{"scene": object{"scene_str": scene}}}))
	}
	_, err := b.Consent(liaison, mp, true, wechatsim.DemoNoticeSummary)
	require.NoError(t, err)
	phone := b.get("/_sim/phone", "person", liaison)
	require.Equal(t, "s2", phone["codes"].([]any)[0].(object)["scene"], "the newest first")
	require.Len(t, phone["consents"], 4)
	items := phone["items"].([]any)
	last := items[len(items)-1].(object)["id"].(float64)
	require.Less(t, last, float64(1<<53), "a browser holds the id exactly")
	b.clock.Advance(time.Minute)
	again := b.get("/_sim/phone", "person", liaison, "after", "9007199254740991")
	require.Empty(t, again["items"])
	require.Empty(t, again["codes"], "expired")
}

func TestAPlatformWithoutAClockOrWithHalfAnAppIsNotSetUp(t *testing.T) {
	_, err := wechatsim.New(wechatsim.Config{})
	require.Error(t, err)
	for _, spoil := range []func(*wechatsim.App){
		func(a *wechatsim.App) { a.Secret = "" },
		func(a *wechatsim.App) { a.AESKey = "short" },
	} {
		config := wechatsim.Demo(newBench(t).clock)
		spoil(&config.Apps[0])
		_, err := wechatsim.New(config)
		require.Error(t, err)
	}
}
