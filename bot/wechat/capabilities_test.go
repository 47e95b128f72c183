package wechat_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
)

var ctx = context.Background()

func TestTheMenuIsPublishedForEveryoneAndForTags(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Official, h.handle)
	everyone := []wechat.Button{{Name: "投诉", Key: "complain"}, {Name: "官网", Link: "https://wanping.invalid/"},
		{Name: "更多", Sub: []wechat.Button{{Name: "打开小程序", Page: "pages/home/home", Link: "https://wanping.invalid/"}}}}
	for range 2 { // twice: replacing is not adding
		require.NoError(t, b.PublishMenu(ctx, everyone, []wechat.TaggedMenu{{Tag: "联络员", Buttons: []wechat.Button{{Name: "报送", Key: "report"}}}}))
	}
	b.follow(liaison)
	b.follow(citizen)
	require.NoError(t, b.TagFollower(ctx, b.openID(liaison), "联络员"))
	d, err := b.sim.Tap(liaison, oa, "报送")
	require.NoError(t, err)
	d.Wait()
	require.Equal(t, wechat.KindTap, h.last().Kind)
	require.Equal(t, "report", h.last().Key)
	d, err = b.sim.Tap(citizen, oa, "打开小程序")
	require.NoError(t, err)
	d.Wait()
	require.Equal(t, wechat.KindVisit, h.last().Kind)
	require.NoError(t, b.UntagFollower(ctx, b.openID(liaison), "联络员"))
	_, err = b.sim.Tap(liaison, oa, "投诉")
	require.NoError(t, err)
	b.reason(wechat.ReasonInvalid, b.TagFollower(ctx, b.openID(liaison), "没有的标签"))
	b.reason(wechat.ReasonRecipient, b.TagFollower(ctx, "nobody", "联络员"))
	b.reason(wechat.ReasonOther, b.PublishMenu(ctx, nil, nil))
	_, err = b.sim.Tap(citizen, oa, "投诉")
	require.NoError(t, err, "a menu WeChat refuses leaves the one before")
	require.NoError(t, b.PublishMenu(ctx, everyone, nil))
	require.NoError(t, b.TagFollower(ctx, b.openID(liaison), "联络员"))
	_, err = b.sim.Tap(liaison, oa, "报送")
	require.Error(t, err, "the tagged menu is gone")
}

func TestASceneCodeLeadsToAFollowAndAScanWithItsScene(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Official, h.handle)
	code, err := b.SceneCode(ctx, "s-2-不动产", 10*time.Minute)
	require.NoError(t, err)
	require.Equal(t, morning.Add(10*time.Minute).UTC(), code.ExpiresAt.UTC())
	for _, kind := range []wechat.Kind{wechat.KindFollow, wechat.KindScan} {
		d, err := b.sim.Scan(citizen, oa, code.Link)
		require.NoError(t, err)
		d.Wait()
		require.Equal(t, kind, h.last().Kind)
		require.Equal(t, "s-2-不动产", h.last().Scene)
	}
	picture, err := http.Get(code.Picture)
	require.NoError(t, err)
	require.NoError(t, picture.Body.Close())
	require.Equal(t, "image/jpeg", picture.Header.Get("Content-Type"), "the ticket is escaped and the host is the simulator's")

	permanent, err := b.SceneCode(ctx, "s-3", 0)
	require.NoError(t, err)
	require.Zero(t, permanent.ExpiresAt)
	_, err = b.SceneCode(ctx, strings.Repeat("x", 65), 0)
	b.reason(wechat.ReasonInvalid, err)
}

func TestAFollowerIsKnownInBothApps(t *testing.T) {
	b := newBench(t)
	union, err := b.UnionID(ctx, b.sim.OpenID(citizen, oa))
	require.NoError(t, err)
	require.Empty(t, union, "of whoever does not follow nothing is told")
	b.follow(citizen)
	union, err = b.UnionID(ctx, b.sim.OpenID(citizen, oa))
	require.NoError(t, err)
	code, err := b.sim.LoginCode(citizen, mp)
	require.NoError(t, err)
	who, err := b.Login(ctx, code)
	require.NoError(t, err)
	require.Equal(t, who.UnionID, union)
	_, err = b.UnionID(ctx, "o&lang=en")
	b.reason(wechat.ReasonRecipient, err)
	_, err = b.UnionID(ctx, "o-made-up-person")
	require.Error(t, err)
}

func TestLoginTellsWhoOpenedTheMiniProgram(t *testing.T) {
	b := newBench(t)
	code, err := b.sim.LoginCode(citizen, mp)
	require.NoError(t, err)
	who, err := b.Login(ctx, code)
	require.NoError(t, err)
	require.Equal(t, b.sim.OpenID(citizen, mp), who.OpenID)
	require.NotEmpty(t, who.UnionID)
	_, err = b.Login(ctx, code)
	b.reason(wechat.ReasonCode, err)
	_, err = b.Login(ctx, "code&appid=wx-other")
	b.reason(wechat.ReasonCode, err)
	require.Len(t, b.sim.Calls("/sns/jscode2session"), 2, "a code that is none never leaves")
	require.NoError(t, b.sim.SetTrait(citizen, mp, wechatsim.Risky, true))
	code, err = b.sim.LoginCode(citizen, mp)
	require.NoError(t, err)
	_, err = b.Login(ctx, code)
	b.reason(wechat.ReasonRisky, err)
}

func TestAPhoneNumberIsExchangedOnce(t *testing.T) {
	b := newBench(t)
	code, err := b.sim.PhoneCode(liaison, mp)
	require.NoError(t, err)
	number, err := b.PhoneNumber(ctx, code)
	require.NoError(t, err)
	require.Equal(t, "13800000012", number)
	_, err = b.PhoneNumber(ctx, code)
	b.reason(wechat.ReasonCode, err)
	_, err = b.PhoneNumber(ctx, "no code!")
	b.reason(wechat.ReasonCode, err)
}

func TestAMiniCodeIsAPicture(t *testing.T) {
	b := newBench(t)
	picture, err := b.MiniCode(ctx, "c=abc", "pages/complain/complain")
	require.NoError(t, err)
	require.Equal(t, "image/jpeg", http.DetectContentType(picture))
	_, err = b.MiniCode(ctx, "c=abc", "pages/none")
	b.reason(wechat.ReasonInvalid, err)
	b.sim.Inject(wechatsim.Fault{Path: "/wxa/getwxacodeunlimit", Times: 1, Garbage: "<html>"})
	_, err = b.MiniCode(ctx, "c=abc", "pages/home/home")
	b.reason(wechat.ReasonUnknown, err)
}

func duty(b *bench, which wechat.Which) wechat.Notice {
	n := wechat.Notice{OpenID: b.sim.OpenID(liaison, appID(which)), TemplateID: wechatsim.DemoTemplateDuty, Page: "pages/liaison/duty",
		Fields: []wechat.Field{{"thing1", "报送服务数据"}, {"thing2", "不动产登记科"}, {"time3", "2023年9月27日 11:30"}}}
	if which == wechat.Mini {
		n.TemplateID = wechatsim.DemoNoticeDuty
	}
	return n
}

func TestATemplateMessageArrivesOnceAndSaysSo(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Official, h.handle)
	n := duty(b, wechat.Official)
	n.Key = "attempt-1"
	_, err := b.SendTemplate(ctx, n)
	b.reason(wechat.ReasonRecipient, err)
	b.follow(liaison)
	id, err := b.SendTemplate(ctx, n)
	require.NoError(t, err)
	b.sim.Settle()
	require.Equal(t, []wechat.Delivery{{NoticeID: id, Arrived: true}}, h.last().Deliveries)
	require.Equal(t, "待办事项提醒", b.lastItem(liaison).Title)
	_, err = b.SendTemplate(ctx, n)
	b.reason(wechat.ReasonDuplicate, err)

	require.NoError(t, b.sim.SetTrait(liaison, oa, wechatsim.Muting, true))
	n.Key = "attempt-2"
	_, err = b.SendTemplate(ctx, n)
	require.NoError(t, err)
	b.sim.Settle()
	require.False(t, h.last().Deliveries[0].Arrived)
	require.Contains(t, h.last().Deliveries[0].Cause, "user block")
}

func TestASubscribeMessageUsesUpAConsent(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Mini, h.handle)
	_, err := b.SendSubscription(ctx, duty(b, wechat.Mini))
	b.reason(wechat.ReasonConsent, err)
	d, err := b.sim.Consent(liaison, mp, true, wechatsim.DemoNoticeDuty, wechatsim.DemoNoticeDeduction)
	require.NoError(t, err)
	d.Wait()
	require.Equal(t, []wechat.Consent{{TemplateID: wechatsim.DemoNoticeDuty, Given: true}, {TemplateID: wechatsim.DemoNoticeDeduction, Given: true}},
		h.last().Consents, "every template of the sheet, where the SDK keeps the last")
	id, err := b.SendSubscription(ctx, duty(b, wechat.Mini))
	require.NoError(t, err)
	b.sim.Settle()
	require.Equal(t, []wechat.Delivery{{NoticeID: id, TemplateID: wechatsim.DemoNoticeDuty, Arrived: true}}, h.last().Deliveries)
	_, err = b.SendSubscription(ctx, duty(b, wechat.Mini))
	b.reason(wechat.ReasonConsent, err)
	d, err = b.sim.Withdraw(liaison, mp, wechatsim.DemoNoticeDeduction)
	require.NoError(t, err)
	d.Wait()
	require.Equal(t, []wechat.Consent{{TemplateID: wechatsim.DemoNoticeDeduction, Withdrawn: true}}, h.last().Consents)
}

func TestASubscribeNoticeOfTheAccountUsesUpAConsent(t *testing.T) {
	b := newBench(t)
	b.reason(wechat.ReasonConsent, b.SendAccountSubscription(ctx, duty(b, wechat.Official)))
	_, err := b.sim.Consent(liaison, oa, true, wechatsim.DemoTemplateDuty)
	require.NoError(t, err)
	require.NoError(t, b.SendAccountSubscription(ctx, duty(b, wechat.Official)))
	require.Equal(t, "subscribe", b.lastItem(liaison).Kind)
}

func TestNoticesAreFittedBeforeTheyAreSent(t *testing.T) {
	b := newBench(t)
	b.follow(liaison)
	n := duty(b, wechat.Official)
	n.Fields[0].Value = "  第一行\n第二行" + strings.Repeat("很长", 20)
	_, err := b.SendTemplate(ctx, n)
	require.NoError(t, err)
	shown := b.lastItem(liaison).Fields[0].Value
	require.Len(t, []rune(shown), 20)
	require.True(t, strings.HasPrefix(shown, "第一行 第二行") && strings.HasSuffix(shown, "…"), shown)
	for _, bad := range []wechat.Field{{"thing1", " \n "}, {"character_string1", strings.Repeat("A", 33)}} {
		n.Fields[0] = bad
		_, err := b.SendTemplate(ctx, n)
		b.reason(wechat.ReasonInvalid, err)
		_, err = b.SendSubscription(ctx, n)
		b.reason(wechat.ReasonInvalid, err)
		b.reason(wechat.ReasonInvalid, b.SendAccountSubscription(ctx, n))
	}
	require.Len(t, b.sim.Calls("/cgi-bin/message/template/send"), 1)
}

func TestCustomerMessagesNeedAWindow(t *testing.T) {
	b := newBench(t)
	to := b.openID(citizen)
	b.reason(wechat.ReasonWindow, b.SendText(ctx, wechat.Official, to, "您好"))
	b.follow(citizen)
	require.NoError(t, b.SendText(ctx, wechat.Official, to, "<您好> & 再见"))
	require.Equal(t, "<您好> & 再见", b.lastItem(citizen).Text)
	require.NoError(t, b.SendCard(ctx, wechat.Official, to, wechat.Card{Title: "去投诉", Text: "点这里", Link: "https://wanping.invalid/c/x"}))
	require.Equal(t, "去投诉", b.lastItem(citizen).Title)
	require.NoError(t, b.SendMiniPage(ctx, to, wechat.MiniPage{Title: "小程序", Page: "pages/home/home", Thumb: "media"}))
	require.Equal(t, "miniprogram", b.lastItem(citizen).Kind)
	b.reason(wechat.ReasonWindow, b.SendText(ctx, wechat.Official, to, "第四条"))
	_, err := b.sim.Say(citizen, oa, "你好")
	require.NoError(t, err)
	require.NoError(t, b.SendText(ctx, wechat.Official, to, strings.Repeat("长", 3000)))
	require.LessOrEqual(t, len(b.lastItem(citizen).Text), 2048)
	require.True(t, strings.HasSuffix(b.lastItem(citizen).Text, "长…"))
}

func TestAPictureOfTheChatIsFetched(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Official, h.handle)
	b.follow(citizen)
	d, err := b.sim.SendPicture(citizen, oa, []byte("jpeg"))
	require.NoError(t, err)
	d.Wait()
	data, contentType, err := b.Picture(ctx, h.last().MediaID)
	require.NoError(t, err)
	require.Equal(t, "jpeg", string(data))
	require.Equal(t, "image/jpeg", contentType)
	_, _, err = b.Picture(ctx, "none")
	b.reason(wechat.ReasonInvalid, err)
	for _, recognised := range []string{"", "我要投诉。"} {
		d, err = b.sim.SendVoice(citizen, oa, []byte("amr"), recognised)
		require.NoError(t, err)
		d.Wait()
		require.Equal(t, wechat.KindVoice, h.last().Kind)
		require.Equal(t, recognised, h.last().Text)
	}
}

func TestContentIsJudgedAndSilenceIsNoPass(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Mini, h.handle)
	who := b.sim.OpenID(citizen, mp)
	_, err := b.CheckText(ctx, who, "办事很慢")
	b.reason(wechat.ReasonInactive, err)
	_, err = b.sim.LoginCode(citizen, mp)
	require.NoError(t, err)
	for text, want := range map[string]wechat.Verdict{"办事很慢": wechat.VerdictPass, "疑似样例": wechat.VerdictReview, "违规样例": wechat.VerdictRisky} {
		got, err := b.CheckText(ctx, who, text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	trace, err := b.CheckPicture(ctx, who, "https://wanping.invalid/risky.jpg")
	require.NoError(t, err)
	b.sim.Settle()
	require.Equal(t, trace, h.last().Trace)
	require.Equal(t, wechat.VerdictRisky, h.last().Verdict)
	b.sim.Inject(wechatsim.Fault{Path: "/wxa/msg_sec_check", Times: 1, Garbage: "{}"})
	_, err = b.CheckText(ctx, who, "办事很慢")
	b.reason(wechat.ReasonUnknown, err)
	b.sim.Inject(wechatsim.Fault{Path: "/wxa/media_check_async", Times: 1, Garbage: "{}"})
	_, err = b.CheckPicture(ctx, who, "https://wanping.invalid/p.jpg")
	b.reason(wechat.ReasonUnknown, err)
}

func TestAWebPageLearnsWhoOpenedIt(t *testing.T) {
	b := newBench(t)
	address, err := b.WebLoginURL("https://wanping.invalid/back?a=1", "state-0001")
	require.NoError(t, err)
	code := opened(t, address, citizen)
	who, err := b.WebVisitor(ctx, code)
	require.NoError(t, err)
	require.Equal(t, b.openID(citizen), who.OpenID)
	_, err = b.WebVisitor(ctx, code)
	b.reason(wechat.ReasonCode, err)
	_, err = b.WebVisitor(ctx, "a&b")
	b.reason(wechat.ReasonCode, err)
	for _, bad := range [][2]string{{"/relative", "state-0001"}, {"https://wanping.invalid/", "a&b=c"}} {
		_, err := b.WebLoginURL(bad[0], bad[1])
		b.reason(wechat.ReasonInvalid, err)
	}
}

func TestASnapshotPageIsRefused(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.sim.SetTrait(citizen, oa, wechatsim.Snapshot, true))
	address, err := b.WebLoginURL("https://wanping.invalid/back", "state-0001")
	require.NoError(t, err)
	_, err = b.WebVisitor(ctx, opened(t, strings.Replace(address, "snsapi_base", "snsapi_userinfo", 1), citizen))
	b.reason(wechat.ReasonRisky, err)
}

// opened follows the authorisation as a person and returns the code.
func opened(t *testing.T, address, person string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	q := u.Query()
	q.Set("person", person)
	u.RawQuery = q.Encode()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(u.String())
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	back, err := answer.Location()
	require.NoError(t, err)
	return back.Query().Get("code")
}

func TestAnAppTheCountyDoesNotHaveIsMissing(t *testing.T) {
	b := newBench(t)
	onlyMini := b.onlyMini()
	_, err := onlyMini.SceneCode(ctx, "s", 0)
	b.reason(wechat.ReasonMissing, err)
	b.reason(wechat.ReasonMissing, onlyMini.PublishMenu(ctx, nil, nil))
	b.reason(wechat.ReasonMissing, onlyMini.TagFollower(ctx, "o", "t"))
	_, err = onlyMini.WebLoginURL("https://wanping.invalid/", "state-0001")
	b.reason(wechat.ReasonMissing, err)
	_, err = onlyMini.WebVisitor(ctx, "code-0001")
	b.reason(wechat.ReasonMissing, err)
	_, err = onlyMini.Callback(wechat.Official, b.inbox, wechat.HandlerFunc(nil))
	b.reason(wechat.ReasonMissing, err)
}

func TestAMiniProgramTheCountyDoesNotHaveIsMissing(t *testing.T) {
	b := newBench(t)
	config := b.config
	config.Mini = wechat.App{}
	b.metrics = prometheus.NewRegistry()
	official := b.newGateway(config)
	_, err := official.Login(ctx, "code-0001")
	b.reason(wechat.ReasonMissing, err)
	_, err = official.PhoneNumber(ctx, "code-0001")
	b.reason(wechat.ReasonMissing, err)
	_, err = official.MiniCode(ctx, "s", "")
	b.reason(wechat.ReasonMissing, err)
	_, err = official.CheckText(ctx, "o", "x")
	b.reason(wechat.ReasonMissing, err)
	_, err = official.CheckPicture(ctx, "o", "x")
	b.reason(wechat.ReasonMissing, err)
}
