package bot_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/width"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/internal/wechatstore"
	"wanping/models"
	"wanping/models/modelstest"
)

// chat is one person in front of the bot.
type chat struct {
	testing.TB
	*testkit.Kit
	bot    *bot.Bot
	menus  *tags
	album  *album
	unions unions
	openID string
	next   int
	last   string
	bytes  int // of the last answer as it was sent

	consents  *outbox.Consents
	committee []models.Actor
}

func textOf(words string) wechat.Message { return wechat.Message{Kind: wechat.KindText, Text: words} }

// tags is the part of wechat.Menus that a chat uses.
type tags struct {
	wechat.Menus
	held map[string]string
	err  error
}

func (m *tags) TagFollower(_ context.Context, openID, tag string) error {
	m.held[openID] = tag
	return m.err
}

func (m *tags) UntagFollower(_ context.Context, openID, _ string) error {
	delete(m.held, openID)
	return m.err
}

// unions are whom WeChat knows in both apps, by their openid here.
type unions map[string]string

func (u unions) UnionID(_ context.Context, openID string) (string, error) { return u[openID], nil }

// album is the part of WeChat that keeps what people sent.
type album struct{ err error }

func (a *album) Picture(_ context.Context, mediaID string) ([]byte, string, error) {
	picture := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range mediaID {
		picture.Pix[i] = mediaID[i]
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		return nil, "", err
	}
	return out.Bytes(), "image/jpeg", a.err
}

func newChat(t testing.TB) *chat {
	t.Helper()
	return newChatOn(t, modelstest.Open)
}

func newChatOn(t testing.TB, open modelstest.Opener) *chat {
	t.Helper()
	c := &chat{TB: t, Kit: testkit.NewOn(t, open), menus: &tags{held: map[string]string{}}, album: &album{}, unions: unions{}, openID: "o-first-person"}
	c.restart()
	return c
}

// restart is another process on the same database.
func (c *chat) restart() {
	c.bot = bot.New(bot.Desk{
		Clock: c.Clock, Log: slog.New(slog.DiscardHandler), Accounts: c.Accounts, Reporting: c.Reporting, Roster: c.Roster,
		Boards: c.Boards, Proposals: c.Proposals,
		Codes: c.Codes, Photos: c.Photos, Complaints: c.Complaints, Pictures: c.album,
		Consents: c.consents, Menus: c.menus, Followers: c.unions, Base: testkit.Base, Memory: wechatstore.NewConversations(c.Store, c.Keys, 30*time.Minute),
	})
}

func (c *chat) send(m wechat.Message) string {
	c.Helper()
	c.next++
	m.App, m.OpenID = wechat.Official, c.openID
	if m.At.IsZero() {
		m.At = c.Clock.Now()
	}
	if m.ID == "" {
		m.ID = fmt.Sprintf("%s-%d", c.openID, c.next)
	}
	reply, err := c.bot.Handle(context.Background(), m)
	require.NoError(c, err)
	c.bytes = len(reply.Text)
	c.last = width.Fold.String(reply.Text) // how marks are set has a test of its own
	return c.last
}

func (c *chat) say(words string) string {
	c.Helper()
	return c.send(textOf(words))
}

// code gives an account that is in use a binding code.
func (c *chat) code(login string) string {
	c.Helper()
	view, err := c.Accounts.Show(c.Context(), models.CommandLine(), login)
	require.NoError(c, err)
	if view.Account.State == models.AccountPending {
		c.LogIn(c, login)
	}
	code, err := c.Accounts.IssueBindingCode(c.Context(), models.CommandLine(), login)
	require.NoError(c, err)
	return code.Code
}

func (c *chat) bind(role models.Role, of int) {
	c.Helper()
	require.Contains(c, c.say("绑定 "+c.code(testkit.LoginOf(role, of))), "绑定成功")
}

// play runs a dialogue, a line a move: 说 says (⏎ is a new line), 点 taps a menu button, 扫 scans, 注 follows by a code, 图 and 声 send a
// picture and a voice message (with what WeChat heard in it), 钟 sets the clock; 答 is in the last answer, 无 is not.
func (c *chat) play(dialogue string) {
	c.Helper()
	for line := range strings.Lines(strings.TrimSpace(dialogue)) {
		move, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch move {
		case "说":
			c.say(strings.ReplaceAll(rest, "⏎", "\n"))
		case "点":
			c.send(wechat.Message{Kind: wechat.KindTap, Key: rest})
		case "扫":
			c.send(wechat.Message{Kind: wechat.KindScan, Scene: rest})
		case "注":
			c.send(wechat.Message{Kind: wechat.KindFollow, Scene: rest})
		case "图":
			c.send(wechat.Message{Kind: wechat.KindPicture, MediaID: "m"})
		case "声":
			c.send(wechat.Message{Kind: wechat.KindVoice, MediaID: "m", Text: rest})
		case "钟":
			c.At(c, rest)
		case "答":
			require.Contains(c, c.last, rest, "in %q", line)
		case "无":
			require.NotContains(c, c.last, rest)
		default:
			c.Fatalf("no move %q", move)
		}
	}
}

// records lists what the sections hold.
func (c *chat) records() []models.Record {
	c.Helper()
	var rows []models.Record
	require.NoError(c, c.Store.Read(c.Context(), func(tx *models.Tx) (err error) {
		rows, err = tx.Records(models.RecordFilter{Limit: 100})
		return err
	}))
	return rows
}

// dialogue is what is said, and what is answered, in the words of play.
type dialogue struct {
	name    string
	role    models.Role // "" is a citizen
	of      int
	lines   string
	records int // standing at the end
}

func playAll(t *testing.T, dialogues []dialogue) {
	t.Helper()
	for _, d := range dialogues {
		t.Run(d.name, func(t *testing.T) {
			chat := newChat(t)
			if d.role != "" {
				chat.bind(d.role, d.of)
			}
			chat.play(d.lines)
			standing := 0
			for _, r := range chat.records() {
				if r.WithdrawnAt == nil {
					standing++
				}
			}
			require.Equal(t, d.records, standing)
		})
	}
}
