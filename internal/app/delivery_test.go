package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

// send puts a message into the running program's database.
func (p *program) send(message models.Message, login string) {
	p.t.Helper()
	stopped := clock.NewStopped(time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai))
	store, err := models.Open(p.t.Context(), models.StoreConfig{Engine: p.database.Engine, DSN: p.database.DSN, Clock: stopped})
	require.NoError(p.t, err)
	stopped.Set(store.Latest())
	require.NoError(p.t, store.Write(p.t.Context(), func(tx *models.Tx) error {
		account, ok, err := tx.AccountByLogin(login)
		require.True(p.t, ok)
		message.ToAccount = account.ID
		if err != nil {
			return err
		}
		return outbox.Enqueue(tx, message)
	}))
	require.NoError(p.t, store.Close())
}

// cards are the titles and values of what WeChat has shown a person outside the chat.
func (p *program) cards(person string) map[string]int {
	p.t.Helper()
	answer, err := http.Get(p.phone + "/_sim/phone?" + url.Values{"person": {person}}.Encode())
	require.NoError(p.t, err)
	defer answer.Body.Close()
	var s struct {
		Items []struct {
			Kind, Title string
			Fields      []struct{ Value string }
		}
	}
	require.NoError(p.t, json.NewDecoder(answer.Body).Decode(&s))
	out := map[string]int{}
	for _, item := range s.Items {
		if item.Kind == "template" || item.Kind == "subscribe" {
			out[item.Kind+" "+item.Title+" "+item.Fields[0].Value]++
		}
	}
	return out
}

func TestAMessageArrivesOnThePhoneOnce(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer func() { p.kill() }()
	status, body := p.finger("follow", liaison, nil)
	require.Equal(t, http.StatusOK, status, body)
	p.answers(liaison, 1)
	status, body = p.finger("say", liaison, map[string]any{"text": "绑定 " + p.codes[liaison]})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.answers(liaison, 2), "绑定成功")
	reminder := models.Message{
		Key: "test:1", Topic: "due_today", Subject: "section:8",
		Values: map[string]string{"section": "固定资产投资科", "period": "9月27日", "deadline": "9月28日11:30"},
	}
	p.send(reminder, "pyxfgj003")
	p.send(reminder, "pyxfgj003")
	want := "template 待办事项提醒 服务数据待报送"
	require.Eventually(t, func() bool { return p.cards(liaison)[want] > 0 }, 15*time.Second, 50*time.Millisecond)
	require.Equal(t, map[string]int{want: 1}, p.cards(liaison))
}
