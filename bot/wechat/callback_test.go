package wechat_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechatsim"
)

var modes = []wechatsim.Mode{wechatsim.Safe, wechatsim.Compatible, wechatsim.Plain}

func inMode(mode wechatsim.Mode) func(*setup) {
	return func(s *setup) {
		s.sim.Apps[0].Mode, s.sim.Apps[1].Mode = mode, mode
	}
}

func TestAMessageIsAnsweredInEveryMode(t *testing.T) {
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			b := newBench(t, inMode(mode))
			h := &heard{}
			b.connect(wechat.Official, func(ctx context.Context, m wechat.Message) (wechat.Reply, error) {
				reply, err := h.handle(ctx, m)
				reply.Text += "\x0b\x00" // which no XML can hold
				return reply, err
			})
			b.follow(citizen)
			d, err := b.sim.Say(citizen, oa, "a]]>b <&> 😀")
			require.NoError(t, err)
			d.Wait()
			require.Equal(t, wechat.KindText, h.last().Kind)
			require.Equal(t, "收到：a]]>b <&> 😀", b.lastItem(citizen).Text)
		})
	}
}

func TestACardIsShownAsOne(t *testing.T) {
	b := newBench(t)
	b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		return wechat.Reply{Card: &wechat.Card{Title: "去投诉", Text: "点这里", Link: "https://wanping.invalid/c/x"}}, nil
	})
	b.follow(citizen)
	require.Equal(t, "https://wanping.invalid/c/x", b.lastItem(citizen).URL)
}

func TestNothingToSayShowsNothing(t *testing.T) {
	for _, mode := range modes {
		b := newBench(t, inMode(mode))
		b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) { return wechat.Reply{}, nil })
		b.follow(citizen)
		require.Equal(t, "你已关注万评服务号", b.lastItem(citizen).Text, "no word that the account is out of order")
	}
}

func TestALongReplyIsCutToWhatAMessageHolds(t *testing.T) {
	b := newBench(t)
	b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		return wechat.Reply{Text: strings.Repeat("长", 1000)}, nil
	})
	b.follow(citizen)
	require.True(t, strings.HasSuffix(b.lastItem(citizen).Text, "长…"))
}

func TestARetryGetsTheSameAnswerAndIsHandledOnce(t *testing.T) {
	b := newBench(t)
	var handled atomic.Int32
	callback := b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		handled.Add(1)
		return wechat.Reply{Text: "第一次的回答"}, nil
	})
	plain := textFrom(b.openID(citizen), "7001", "你好")
	first := b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), plain))
	b.clock.Advance(5 * time.Second)
	second := b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), plain))
	require.Equal(t, 200, first.Code)
	require.Equal(t, b.unsealed(first), b.unsealed(second))
	require.Contains(t, b.unsealed(first), "第一次的回答")
	require.EqualValues(t, 1, handled.Load())
	require.EqualValues(t, 1, b.counted("callbacks_total", "duplicate"))
}

func TestTheSameMsgIDTwiceAtOnceIsHandledOnceAndAnsweredAlike(t *testing.T) {
	b := newBench(t)
	var handled atomic.Int32
	started, release := make(chan struct{}), make(chan struct{})
	callback := b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		handled.Add(1)
		close(started)
		<-release
		return wechat.Reply{Text: "一个回答"}, nil
	})
	plain := textFrom(b.openID(citizen), "7001", "你好")
	answers := make(chan string, 10)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { answers <- b.unsealed(b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), plain))) })
	}
	<-started
	close(release)
	all.Wait()
	close(answers)
	for answer := range answers {
		require.Contains(t, answer, "一个回答")
	}
	require.EqualValues(t, 1, handled.Load())
}

func TestEventsWithoutAMsgIDAreToldApart(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	event := func(key string) []byte {
		return []byte("<xml><ToUserName>gh_00000000a1a1</ToUserName><FromUserName>" + b.openID(citizen) +
			"</FromUserName><CreateTime>1695776400</CreateTime><MsgType>event</MsgType><Event>CLICK</Event><EventKey>" + key + "</EventKey></xml>")
	}
	for _, key := range []string{"a", "a", "b"} {
		b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), event(key)))
	}
	require.Len(t, h.all(), 2)
}

func TestWhatThisProgramDoesNotReadIsStillSomethingSaid(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	for sent, want := range map[string]wechat.Kind{
		"<MsgType>location</MsgType><Label>x</Label><MsgId>1</MsgId>": wechat.KindOddment,
		"<MsgType>event</MsgType><Event>WHAT_IS_THIS</Event>":         wechat.KindOther,
	} {
		plain := "<xml><ToUserName>gh_00000000a1a1</ToUserName><FromUserName>o</FromUserName><CreateTime>1695776400</CreateTime>" + sent + "</xml>"
		require.Equal(t, http.StatusOK, b.deliver(callback, b.sim.Seal(oa, "o", []byte(plain))).Code)
		require.Equal(t, want, h.last().Kind)
		require.Equal(t, want == wechat.KindOddment, h.last().Spoken())
	}
}

func TestANoticeThatDidNotArriveSaysWhy(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	callback := b.connect(wechat.Mini, h.handle)
	plain := "<xml><ToUserName>gh_00000000b2b2</ToUserName><FromUserName>o</FromUserName><CreateTime>1695776400</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_sent_event</Event>" +
		"<SubscribeMsgSentEvent><List><TemplateId>t</TemplateId><MsgID>9</MsgID><ErrorCode>1003</ErrorCode><ErrorStatus>user blocked</ErrorStatus></List></SubscribeMsgSentEvent></xml>"
	require.Equal(t, http.StatusOK, b.deliver(callback, b.sim.Seal(mp, "o", []byte(plain))).Code)
	require.Equal(t, []wechat.Delivery{{NoticeID: "9", TemplateID: "t", Cause: "user blocked"}}, h.last().Deliveries)
}

func TestAMessageWithoutATimeOrTypeIsMalformed(t *testing.T) {
	b := newBench(t)
	callback := b.connect(wechat.Official, (&heard{}).handle)
	for _, inner := range []string{"<CreateTime>soon</CreateTime><MsgType>text</MsgType>", "<CreateTime>-5</CreateTime><MsgType>text</MsgType>", "<CreateTime>5</CreateTime>"} {
		plain := "<xml><ToUserName>gh_00000000a1a1</ToUserName><FromUserName>o</FromUserName>" + inner + "</xml>"
		require.Equal(t, http.StatusBadRequest, b.deliver(callback, b.sim.Seal(oa, "o", []byte(plain))).Code)
	}
}

func TestACallbackWithoutInboxOrHandlerIsNotMade(t *testing.T) {
	b := newBench(t)
	_, err := b.Callback(wechat.Official, nil, wechat.HandlerFunc((&heard{}).handle))
	require.Error(t, err)
	_, err = b.Callback(wechat.Official, b.inbox, nil)
	require.Error(t, err)
}

func TestASlowAnswerGoesOutAsACustomerMessageOnce(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.AnswerWithin = 50 * time.Millisecond })
	release := make(chan struct{})
	b.connect(wechat.Official, func(_ context.Context, m wechat.Message) (wechat.Reply, error) {
		if m.Kind == wechat.KindText {
			<-release
			return wechat.Reply{Text: "查好了"}, nil
		}
		return wechat.Reply{}, nil
	})
	b.follow(citizen)
	d, err := b.sim.Say(citizen, oa, "查分数")
	require.NoError(t, err)
	attempts := d.Wait()
	require.Len(t, attempts, 1)
	require.Equal(t, "success", attempts[0].Body)
	close(release)
	b.Gateway.Close()
	last := b.lastItem(citizen)
	require.Equal(t, "查好了", last.Text)
	require.Equal(t, "/cgi-bin/message/custom/send", last.How)
	require.EqualValues(t, 1, b.counted("callbacks_total", "late"))
}

func TestAMessageInSlowHandsIsNotTakenTwiceThoughItsLeaseHasPassed(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.AnswerWithin = 100 * time.Millisecond })
	var handled atomic.Int32
	release := make(chan struct{})
	callback := b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		handled.Add(1)
		<-release
		return wechat.Reply{}, nil
	})
	plain := textFrom("o", "7001", "你好")
	for range 2 {
		require.Equal(t, "success", b.deliver(callback, b.sim.Seal(oa, "o", plain)).Body.String())
		b.clock.Advance(time.Minute)
	}
	close(release)
	b.Gateway.Close()
	require.EqualValues(t, 1, handled.Load())
}

func TestAMessageOfADeadProcessIsTakenOverWhileWeChatStillAsks(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.AnswerWithin = 100 * time.Millisecond })
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	now := b.clock.Now()
	_, err := b.inbox.Begin(ctx, wechat.Official, "m7001", now, now.Add(10*time.Second))
	require.NoError(t, err)
	plain := textFrom("o", "7001", "你好")
	b.clock.Advance(5 * time.Second)
	require.Equal(t, http.StatusServiceUnavailable, b.deliver(callback, b.sim.Seal(oa, "o", plain)).Code, "success would end the retries")
	require.Empty(t, h.all())
	b.clock.Advance(5 * time.Second)
	require.Equal(t, http.StatusOK, b.deliver(callback, b.sim.Seal(oa, "o", plain)).Code)
	require.Len(t, h.all(), 1)
	require.EqualValues(t, 1, b.counted("callbacks_total", "unfinished"))
}

func TestALateAnswerThatCannotBeSentIsCounted(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.AnswerWithin = 20 * time.Millisecond })
	release := make(chan struct{})
	callback := b.connect(wechat.Official, func(context.Context, wechat.Message) (wechat.Reply, error) {
		<-release
		return wechat.Reply{Card: &wechat.Card{Title: "晚了"}}, nil
	})
	b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), textFrom(b.openID(citizen), "7001", "你好")))
	close(release)
	b.Gateway.Close()
	require.EqualValues(t, 1, b.counted("callbacks_total", "late_unsent"))
}

func TestAMiniProgramReplyGoesOutAsACustomerMessage(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	b.connect(wechat.Mini, h.handle)
	d, err := b.sim.Say(citizen, mp, "你好")
	require.NoError(t, err)
	require.Equal(t, "success", d.Wait()[0].Body)
	b.Gateway.Close()
	require.Equal(t, "收到：你好", b.lastItem(citizen).Text)
}

func TestAPanicAndAnErrorAreContainedAndApologisedFor(t *testing.T) {
	for name, h := range map[string]wechat.HandlerFunc{
		"panic":  func(context.Context, wechat.Message) (wechat.Reply, error) { panic("secret words of a person") },
		"failed": func(context.Context, wechat.Message) (wechat.Reply, error) { return wechat.Reply{}, errBroken },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.connect(wechat.Official, h)
			b.follow(citizen)
			require.Contains(t, b.lastItem(citizen).Text, "请稍后再发一次")
			require.EqualValues(t, 1, b.counted("callbacks_total", name))
			require.NotContains(t, b.log.String(), "secret words")
			d, err := b.sim.Unfollow(citizen, oa)
			require.NoError(t, err)
			require.Equal(t, "success", d.Wait()[0].Body, "nobody looks at the answer to an event")
		})
	}
}

func TestWithoutItsInboxNothingIsHandledAndWeChatAsksAgain(t *testing.T) {
	b := newBench(t)
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	plain := textFrom(b.openID(citizen), "7001", "你好")
	b.inbox.Err = errBroken
	require.Equal(t, http.StatusServiceUnavailable, b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), plain)).Code)
	require.Empty(t, h.all())
	b.inbox.Err = nil
	require.Equal(t, http.StatusOK, b.deliver(callback, b.sim.Seal(oa, b.openID(citizen), plain)).Code)
	require.Len(t, h.all(), 1)
}

func TestWhatIsTurnedAwayInARushIsNewToTheRetry(t *testing.T) {
	b := newBench(t, func(s *setup) { s.gateway.AnswerWithin = time.Second })
	release := make(chan struct{})
	var started sync.WaitGroup
	started.Add(256)
	callback := b.connect(wechat.Official, func(_ context.Context, m wechat.Message) (wechat.Reply, error) {
		if m.Text == "rush" {
			started.Done()
			<-release
		}
		return wechat.Reply{}, nil
	})
	var all sync.WaitGroup
	for i := range 256 {
		all.Go(func() {
			b.deliver(callback, b.sim.Seal(oa, "o", textFrom("o", strings.Repeat("1", 3)+string(rune('0'+i/100))+string(rune('0'+i/10%10))+string(rune('0'+i%10)), "rush")))
		})
	}
	started.Wait()
	late := textFrom("o", "999", "late")
	require.Equal(t, http.StatusServiceUnavailable, b.deliver(callback, b.sim.Seal(oa, "o", late)).Code)
	close(release)
	all.Wait()
	b.Gateway.Close()
	require.Equal(t, http.StatusOK, b.deliver(callback, b.sim.Seal(oa, "o", late)).Code)
	require.EqualValues(t, 1, b.counted("callbacks_total", "busy"))
}

func TestTheKeyBeforeStillOpensDuringAChangeOfKey(t *testing.T) {
	b := newBench(t, func(s *setup) {
		app := demoApp(s.sim.Apps[0])
		app.PreviousAESKey, app.AESKey = app.AESKey, strings.Repeat("C", 43)
		s.gateway.Official = app
	})
	h := &heard{}
	callback := b.connect(wechat.Official, h.handle)
	answer := b.deliver(callback, b.sim.Seal(oa, "o", textFrom("o", "7001", "你好")))
	require.Equal(t, http.StatusOK, answer.Code)
	require.Len(t, h.all(), 1)
}

func TestOfficialVectorsReachTheHandlerOfAnAccount(t *testing.T) {
	b := newBench(t, func(s *setup) {
		s.gateway.Official = wechat.App{AppID: "wxba5fad812f8e6fb9", AppSecret: "s", OriginalID: "gh_97417a04a28d", Token: "AAAAA",
			AESKey: strings.Repeat("A", 43), Mode: wechat.ModeSafe}
	})
	callback, err := b.Callback(wechat.Official, b.inbox, wechat.HandlerFunc((&heard{}).handle))
	require.NoError(t, err)
	b.clock.Set(time.Unix(1714036504, 0))
	echo := httptest.NewRecorder()
	callback.ServeHTTP(echo, httptest.NewRequest(http.MethodGet, "/?signature=f464b24fc39322e44b38aa78f5edd27bd1441696&echostr=4375120948345356249&timestamp=1714036504&nonce=1514711492", nil))
	require.Equal(t, "4375120948345356249", echo.Body.String())

	// The official sealed message is JSON, which an account does not take: signature and seal are right, the content is not.
	b.clock.Set(time.Unix(1714112445, 0))
	const sealed = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
	answer := httptest.NewRecorder()
	callback.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/?timestamp=1714112445&nonce=415670741&openid=o9AgO5Kd5ggOC-bXrbNODIiE3bGY&encrypt_type=aes&msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
		strings.NewReader("<xml><ToUserName>gh_97417a04a28d</ToUserName><Encrypt>"+sealed+"</Encrypt></xml>")))
	require.Equal(t, http.StatusBadRequest, answer.Code)
	require.EqualValues(t, 1, b.counted("callbacks_total", "malformed"))
}
