//go:build soak

package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

// TestSoakDelivery delivers many messages by template to a simulator of its own, and kills the program at random points
// meanwhile. Nobody gets one twice by the channel with keys, and the inbox has each once.
func TestSoakDelivery(t *testing.T) {
	binary := build(t)
	for name, load := range map[string]struct{ messages, kills int }{"measured": {10_000, 0}, "killed": {2_000, 100}} {
		t.Run(name, func(t *testing.T) { soakDelivery(t, binary, load.messages, load.kills) })
	}
}

func soakDelivery(t *testing.T, binary string, messages, kills int) {
	wall := clock.NewTicking(time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai))
	platform, err := wechatsim.New(wechatsim.Demo(wall))
	require.NoError(t, err)
	defer platform.Close()
	server := httptest.NewServer(platform)
	defer server.Close()
	p := newProgram(t)
	p.binary = binary
	p.database = modelstest.Config(t, models.SQLite, clock.System{})
	p.keyFile = filepath.Join(t.TempDir(), "key")
	p.wechat = server.URL
	p.start()
	require.NoError(t, platform.Connect(t.Context(), wechatsim.DemoOfficialID, "http://"+p.address+"/wx/official/callback"))
	token := p.activate("pyxgaj01")
	_, body := p.call(http.MethodPost, "/api/v1/me/binding-codes", token, "", "")
	code, _, _ := strings.Cut(strings.SplitN(body, `"code":"`, 2)[1], `"`)
	_, err = platform.Follow(liaison, wechatsim.DemoOfficialID)
	require.NoError(t, err)
	said, err := platform.Say(liaison, wechatsim.DemoOfficialID, "绑定 "+code)
	require.NoError(t, err)
	_ = said
	time.Sleep(2 * time.Second)

	p.kill()
	stopped := clock.NewStopped(wall.Now())
	store, err := models.Open(t.Context(), models.StoreConfig{Engine: p.database.Engine, DSN: p.database.DSN, Clock: stopped})
	require.NoError(t, err)
	stopped.Set(store.Latest())
	account := models.Account{}
	require.NoError(t, store.Write(t.Context(), func(tx *models.Tx) (err error) {
		account, _, err = tx.AccountByLogin("pyxgaj01")
		if err != nil {
			return err
		}
		rows := make([]models.Message, messages)
		for i := range rows {
			rows[i] = models.Message{
				Key: fmt.Sprintf("soak:%d", i), ToAccount: account.ID, Topic: "due_today", Subject: "soak", Body: "请上报",
				Values: map[string]string{"section": fmt.Sprintf("窗口%d", i), "period": "9月27日", "deadline": "9月28日11:30"},
			}
		}
		return tx.AddMessages(rows)
	}))
	require.NoError(t, store.Close())

	p.start()
	began := time.Now()
	taken := func() int { return len(platform.Calls("/cgi-bin/message/template/send")) }
	for range kills {
		before := taken()
		deadline := time.Now().Add(3 * time.Second)
		for taken() < before+messages/(kills+1) && time.Now().Before(deadline) {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(20_000)) * time.Microsecond)
		p.kill()
		p.start()
	}
	settled := func() (left int) {
		store, err := models.Open(t.Context(), models.StoreConfig{Engine: p.database.Engine, DSN: p.database.DSN, Clock: stopped})
		require.NoError(t, err)
		require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
			rows, err := tx.DeliveriesAbout("soak")
			left = messages
			for _, d := range rows {
				if d.State == models.DeliverySent || d.State == models.DeliveryArrived {
					left--
				}
			}
			return err
		}))
		require.NoError(t, store.Close())
		return left
	}
	require.Eventually(t, func() bool { return settled() == 0 }, 20*time.Minute, time.Second)
	t.Logf("%d messages, %d kills: all taken after %s", messages, kills, time.Since(began).Round(time.Millisecond))
	p.kill()
	store, err = models.Open(t.Context(), models.StoreConfig{Engine: p.database.Engine, DSN: p.database.DSN, Clock: stopped})
	require.NoError(t, err)
	require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
		rows, err := tx.Messages(models.Inbox{AccountID: account.ID, Limit: 2 * messages})
		inbox := map[string]int{}
		for _, m := range rows {
			if m.Subject == "soak" {
				inbox[m.Key]++
			}
		}
		require.Len(t, inbox, messages, "the inbox has each")
		for key, n := range inbox {
			require.Equal(t, 1, n, "%s stands in the inbox %d times", key, n)
		}
		return err
	}))
	require.NoError(t, store.Close())
	seen := map[string]int{}
	for _, c := range platform.Calls("/cgi-bin/message/template/send") {
		if _, after, ok := strings.Cut(c.Body, `"value":"窗口`); ok && c.Code == 0 {
			section, _, _ := strings.Cut(after, `"`)
			seen[section]++
		}
	}
	for section, n := range seen {
		require.Equal(t, 1, n, "message %s came %d times", section, n)
	}
	t.Logf("%d distinct messages taken by the channel with keys", len(seen))
}
