package bot_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/bot/wechat/wechattest"
	"wanping/bot/wechatsim"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

// The endpoints by which the channels send, and the one that all of them ask first.
const (
	subscriptionPath = "/cgi-bin/message/subscribe/send"
	templatePath     = "/cgi-bin/message/template/send"
	chatPath         = "/cgi-bin/message/custom/send"
	tokenPath        = "/cgi-bin/stable_token"
)

// reader is whose phone the tests look at.
const reader = "陈一帆"

// mail is the delivery by WeChat before the simulator, to the liaison of the window section.
type mail struct {
	testing.TB
	*testkit.Kit
	sim      *wechatsim.Platform
	channels []outbox.Channel
	post     *outbox.Post
	consents *outbox.Consents
	windows  *outbox.ChatWindows
	liaison  models.Actor
	to       outbox.Address // of the liaison
}

// AddressOf knows the liaison only.
func (m *mail) AddressOf(_ context.Context, accountID int64) (outbox.Address, error) {
	if accountID != m.liaison.AccountID {
		return outbox.Address{}, nil
	}
	return m.to, nil
}

// Complainant knows nobody.
func (m *mail) Complainant(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}

func newMail(t testing.TB) *mail {
	t.Helper()
	m := &mail{TB: t, Kit: testkit.New(t)}
	m.liaison = m.Liaison(t, testkit.Window)
	config := wechatsim.Demo(m.Clock)
	var err error
	m.sim, err = wechatsim.New(config)
	require.NoError(t, err)
	platform := httptest.NewServer(m.sim)
	t.Cleanup(platform.Close)
	t.Cleanup(m.sim.Close)
	log := slog.New(slog.DiscardHandler)
	gateway, err := wechat.New(wechat.Config{APIBase: platform.URL, Official: appOf(config.Apps[0]), Mini: appOf(config.Apps[1])},
		wechat.Parts{Clock: m.Clock, Tokens: wechattest.NewTokens(), Log: log, Metrics: prometheus.NewRegistry()})
	require.NoError(t, err)
	t.Cleanup(gateway.Close)
	m.consents, m.windows = outbox.NewConsents(m.Store, m.Keys), outbox.NewChatWindows(m.Store, m.Keys)
	courier := &bot.Courier{
		Notices: gateway, Chat: gateway, Consents: m.consents, Windows: m.windows, Log: log, Base: "https://wanping.example", Post: func() *outbox.Post { return m.post },
		Official: bot.Templates{outbox.CardDuty: {ID: wechatsim.DemoTemplateDuty, Keys: bot.DefaultKeys(outbox.CardDuty)}},
		Mini:     bot.Templates{outbox.CardDuty: {ID: wechatsim.DemoNoticeDuty, Keys: bot.DefaultKeys(outbox.CardDuty)}},
		Next:     wechat.HandlerFunc(func(context.Context, wechat.Message) (wechat.Reply, error) { return wechat.Reply{Text: "好"}, nil }),
	}
	m.channels = courier.Channels()
	m.restart()
	inbox := wechattest.NewInbox()
	for which, id := range map[wechat.Which]string{wechat.Official: wechatsim.DemoOfficialID, wechat.Mini: wechatsim.DemoMiniID} {
		callback, err := gateway.Callback(which, inbox, courier)
		require.NoError(t, err)
		door := httptest.NewServer(callback)
		t.Cleanup(door.Close)
		require.NoError(t, m.sim.Connect(t.Context(), id, door.URL))
	}
	return m
}

// restart is another process that delivers.
func (m *mail) restart() {
	m.Helper()
	words, err := outbox.Bundled()
	require.NoError(m, err)
	m.post, err = outbox.NewPost(outbox.Parts{
		Store: m.Store, Clock: m.Clock, Words: words, Directory: m, Channels: m.channels, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(m, err)
}

func appOf(a wechatsim.App) wechat.App {
	return wechat.App{AppID: a.ID, AppSecret: a.Secret, OriginalID: a.OriginalID, Token: a.Token, AESKey: a.AESKey, Mode: wechat.Mode(a.Mode)}
}

// did waits for the program to have heard what the person has done.
func (m *mail) did(d *wechatsim.Delivery, err error) {
	m.Helper()
	require.NoError(m, err)
	for _, attempt := range d.Wait() {
		require.Equal(m, http.StatusOK, attempt.Status)
	}
}

// follow makes the liaison a follower who has written something.
func (m *mail) follow() {
	m.Helper()
	m.did(m.sim.Follow(reader, wechatsim.DemoOfficialID))
	m.did(m.sim.Say(reader, wechatsim.DemoOfficialID, "你好"))
	m.to.Official = m.sim.OpenID(reader, wechatsim.DemoOfficialID)
}

// consent has the liaison agree to one card of the mini-program.
func (m *mail) consent() {
	m.Helper()
	m.Clock.Advance(time.Second) // two consents in the same second are one to WeChat
	m.did(m.sim.Consent(reader, wechatsim.DemoMiniID, true, wechatsim.DemoNoticeDuty))
	m.to.Mini = m.sim.OpenID(reader, wechatsim.DemoMiniID)
}

// remind enqueues a reminder and delivers until nothing moves, and what WeChat tells has been heard.
func (m *mail) remind() {
	m.Helper()
	require.NoError(m, m.Store.Write(m.Context(), func(tx *models.Tx) error {
		return outbox.Enqueue(tx, models.Message{
			ToSection: testkit.Window, Topic: "due_soon", Subject: "section:1",
			Values: map[string]string{"section": "窗口科", "period": "9月27日", "deadline": "9月28日11:30"},
		})
	}))
	m.deliver()
}

func (m *mail) deliver() {
	m.Helper()
	for range 50 {
		n, err := m.post.Deliver(m.Context())
		require.NoError(m, err)
		m.sim.Settle()
		if n == 0 {
			return
		}
	}
	m.Fatal("it never settles")
}

// history lists channel and result of every attempt at the messages so far.
func (m *mail) history() []string {
	m.Helper()
	var out []string
	require.NoError(m, m.Store.Read(m.Context(), func(tx *models.Tx) error {
		ways, err := tx.DeliveriesAbout("section:1")
		require.NoError(m, err)
		for _, d := range ways {
			attempts, outcomes, err := tx.AttemptsOf(d.ID)
			require.NoError(m, err)
			for _, a := range attempts {
				said := a.Channel + ":"
				for _, o := range outcomes {
					if o.AttemptID == a.ID {
						said += " " + o.Result
					}
				}
				out = append(out, said)
			}
		}
		return nil
	}))
	return out
}

// alarms counts what the administrator was told.
func (m *mail) alarms(admin models.Actor) int {
	m.Helper()
	rows, err := m.Outbox.Inbox(m.Context(), admin, 0, 200)
	require.NoError(m, err)
	return len(rows)
}

// shown lists how what the liaison's phone shows from the program came there, answers in the chat aside.
func (m *mail) shown() []string {
	var out []string
	for _, item := range m.sim.Chat(reader) {
		if item.From == "account" && item.How != "reply" {
			out = append(out, item.How)
		}
	}
	return out
}

func TestWhatEachAnswerOfWechatMeansForAMessage(t *testing.T) {
	const (
		moves   = "the next channel at once"
		alarmed = "the next channel at once, and an alarm"
		sent    = "sent"
		waits   = "the next channel after ten minutes"
		later   = "the same channel later"
	)
	type fault = wechatsim.Fault
	m := newMail(t)
	admin, _ := m.Office(t, models.RoleAdministrator, 1)
	m.follow()
	for name, c := range map[string]struct {
		fault fault
		then  string
	}{
		"ok":                                {fault{}, sent},
		"-1 busy":                           {fault{Code: -1}, waits},
		"500":                               {fault{Status: 500}, waits},
		"no JSON":                           {fault{Garbage: "<html>"}, waits},
		"hung up":                           {fault{Drop: true}, waits},
		"no token to be had":                {fault{Path: tokenPath, Status: 500, Times: 1}, later},
		"40001 token, in spite of a new":    {fault{Code: 40001}, alarmed},
		"42001 token, until there is a new": {fault{Code: 42001, Times: 1}, sent},
		"40003 openid":                      {fault{Code: 40003}, moves},
		"43004 not following":               {fault{Code: 43004}, moves},
		"43019 blacklist":                   {fault{Code: 43019}, moves},
		"40037 template":                    {fault{Code: 40037}, alarmed},
		"40036 template":                    {fault{Code: 40036}, alarmed},
		"43116 template banned":             {fault{Code: 43116}, alarmed},
		"43101 no consent":                  {fault{Code: 43101}, moves},
		"47003 argument":                    {fault{Code: 47003}, alarmed},
		"47001 argument":                    {fault{Code: 47001}, alarmed},
		"41030 page":                        {fault{Code: 41030}, alarmed},
		"45009 quota of the day":            {fault{Code: 45009}, moves},
		"45011 pace":                        {fault{Code: 45011, Times: 1}, later},
		"45015 window":                      {fault{Code: 45015}, moves},
		"45047 window used up":              {fault{Code: 45047}, moves},
		"40252 under review":                {fault{Code: 40252}, sent},
		"40249 blocked":                     {fault{Code: 40249}, moves},
		"48001 right":                       {fault{Code: 48001}, alarmed},
		"61004 address":                     {fault{Code: 61004}, alarmed},
		"40164 address":                     {fault{Code: 40164}, alarmed},
		"45065 duplicate":                   {fault{Code: 45065}, sent},
		"45066 duplicate":                   {fault{Code: 45066}, sent},
		"43107 banned from subscribing":     {fault{Code: 43107}, moves},
		"45168 risky content":               {fault{Code: 45168}, moves},
		"99999 a code nobody knows":         {fault{Code: 99999}, alarmed},
	} {
		t.Run(name, func(t *testing.T) {
			m.TB = t
			m.Clock.Advance(24 * time.Hour) // an alarm a day and cause
			m.did(m.sim.Say(reader, wechatsim.DemoOfficialID, "你好"))
			m.sim.Heal()
			m.restart()
			before, shown, alarms := len(m.history()), len(m.shown()), m.alarms(admin)
			history := func() []string { return m.history()[before:] }
			if c.fault != (fault{}) {
				if c.fault.Path == "" {
					c.fault.Path = templatePath
				}
				m.sim.Inject(c.fault)
			}
			m.remind()
			alarm := 0
			switch c.then {
			case sent:
				require.Regexp(t, `^template: sent( arrived)?$`, history()[0])
			case later:
				require.Equal(t, []string{"template: later"}, history())
				m.Clock.Advance(2 * time.Minute)
				m.deliver()
				require.Equal(t, []string{"template: later", "template: sent arrived"}, history())
			case waits:
				require.Equal(t, []string{"template: unknown"}, history())
				m.Clock.Advance(9 * time.Minute)
				m.deliver()
				require.Equal(t, []string{"template: unknown"}, history())
				m.Clock.Advance(time.Minute)
				m.deliver()
				require.Equal(t, []string{"template: unknown", "chat: sent"}, history())
			case moves:
				require.Equal(t, []string{"template: refused", "chat: sent"}, history())
			case alarmed:
				require.Equal(t, []string{"template: fault", "chat: sent"}, history())
				alarm = 1
			}
			require.Equal(t, alarm, m.alarms(admin)-alarms)
			require.LessOrEqual(t, len(m.shown())-shown, 1, "whatever happens it is shown once")
		})
	}
}

func TestASpentChannelIsLeftAloneUntilTomorrow(t *testing.T) {
	m := newMail(t)
	m.follow()
	m.sim.Inject(wechatsim.Fault{Path: templatePath, Code: 45009, Times: 1})
	m.remind()
	m.remind()
	require.Equal(t, []string{"template: refused", "chat: sent", "chat: sent"}, m.history())
	m.At(t, "2023-09-28 09:00:00")
	m.remind()
	require.Equal(t, "template: sent arrived", m.history()[3])
}

func TestASubscribeMessageGoesByWhatThePersonAgreedTo(t *testing.T) {
	m := newMail(t)
	m.follow()
	m.remind()
	require.Equal(t, []string{"template: sent arrived"}, m.history(), "without consent the template message")
	m.consent()
	m.remind()
	m.remind()
	require.Equal(t, []string{"subscription: sent arrived", "template: sent arrived"}, m.history()[1:], "one consent, one message")
	require.Equal(t, []string{templatePath, subscriptionPath, templatePath}, m.shown())

	m.consent()
	m.sim.Inject(wechatsim.Fault{Path: subscriptionPath, Code: 43101, Times: 1})
	m.remind()
	require.Equal(t, []string{"subscription: refused", "template: sent arrived"}, m.history()[3:])
	has, err := m.consents.Has(t.Context(), m.to.Mini, outbox.CardDuty)
	require.NoError(t, err)
	require.False(t, has, "WeChat knows the balance better")

	m.consent()
	m.sim.Inject(wechatsim.Fault{Path: subscriptionPath, Late: true, Times: 1})
	m.remind()
	m.Clock.Advance(10 * time.Minute)
	m.deliver()
	require.Equal(t, []string{"subscription: unknown", "template: sent arrived"}, m.history()[5:], "it is never sent there again")

	m.consent()
	m.did(m.sim.Withdraw(reader, wechatsim.DemoMiniID, wechatsim.DemoNoticeDuty))
	has, err = m.consents.Has(t.Context(), m.to.Mini, outbox.CardDuty)
	require.NoError(t, err)
	require.False(t, has)
}

// A card opens the app where the message is marked as read.
func TestACardOpensTheMessagesInTheApp(t *testing.T) {
	m := newMail(t)
	m.follow()
	m.remind()
	m.consent()
	m.remind()
	var opened []string
	for _, item := range m.sim.Chat(reader) {
		if item.Fields != nil {
			opened = append(opened, item.URL+item.Page)
		}
	}
	require.Equal(t, []string{"https://wanping.example/m/pages/me/notices", "pages/me/notices"}, opened)
}

// Whom the account may write to is known beforehand: a window that is shut is not knocked at.
func TestACustomerMessageGoesWhileItsWindowIsOpen(t *testing.T) {
	say := func(m *mail) { m.did(m.sim.Say(reader, wechatsim.DemoOfficialID, "在吗")) }
	for name, c := range map[string]struct {
		play func(*mail)
		sent int // of seven messages
	}{
		"who only followed, a minute ago":        {func(m *mail) { m.Clock.Advance(time.Minute) }, 0},
		"who has just followed":                  {func(*mail) {}, 3},
		"who has written something":              {say, 5},
		"... 47 hours and 59 minutes ago":        {func(m *mail) { say(m); m.Clock.Advance(48*time.Hour - time.Minute) }, 5},
		"... 48 hours ago":                       {func(m *mail) { say(m); m.Clock.Advance(48 * time.Hour) }, 0},
		"... and again after 40 hours":           {func(m *mail) { say(m); m.Clock.Advance(40 * time.Hour); say(m); m.Clock.Advance(40 * time.Hour) }, 5},
		"... and again, of which it had one":     {func(m *mail) { say(m); m.remind(); say(m) }, 6},
		"who wrote and left":                     {func(m *mail) { say(m); m.did(m.sim.Unfollow(reader, wechatsim.DemoOfficialID)) }, 0},
		"who wrote before the keys were changed": {func(m *mail) { say(m); m.Rotate(m.TB) }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMail(t)
			m.did(m.sim.Follow(reader, wechatsim.DemoOfficialID))
			m.to.Official = m.sim.OpenID(reader, wechatsim.DemoOfficialID)
			m.sim.Inject(wechatsim.Fault{Path: templatePath, Code: 43004})
			c.play(m)
			for range 7 {
				m.remind()
			}
			asked := m.sim.Calls(chatPath)
			require.Len(t, asked, c.sent)
			for _, call := range asked {
				require.Zero(t, call.Code, "none of them was refused")
			}
		})
	}
}

func TestAWindowThatWechatKnowsToBeShutIsForgotten(t *testing.T) {
	m := newMail(t)
	m.follow()
	m.sim.Inject(wechatsim.Fault{Path: templatePath, Code: 43004})
	m.sim.Inject(wechatsim.Fault{Path: chatPath, Code: 45015})
	m.remind()
	m.remind()
	require.Equal(t, []string{"template: refused", "chat: refused", "template: refused"}, m.history())
}
