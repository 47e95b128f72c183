package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/accounts"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

// visitors know one visitor of the mini-program by the code.
type visitors struct{}

func (visitors) Visitor(_ context.Context, code string) (accounts.Person, error) {
	return accounts.Person{OpenID: "o-" + code}, nil
}

// carrier is a channel that answers as it is told, and then takes what comes; it knows where every account is.
type carrier struct {
	name    string
	answers []error
}

func (c *carrier) Name() string { return c.name }
func (*carrier) Keyed() bool    { return false }
func (c *carrier) Fits(_ context.Context, l outbox.Letter) (bool, error) {
	return c.name != outbox.ChannelSMS || l.SMS != "", nil
}

func (c *carrier) Send(context.Context, outbox.Letter) (string, error) {
	if len(c.answers) == 0 {
		return c.name + ":1", nil
	}
	answer := c.answers[0]
	c.answers = c.answers[1:]
	return "", answer
}

func (*carrier) AddressOf(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{Official: "o-secret", Mobile: "13800000012"}, nil
}

func (*carrier) Complainant(context.Context, int64) (outbox.Address, error) {
	return outbox.Address{}, nil
}

// remind tells the liaison of the window section n times, and delivers by channels in order.
func (d *desk) remind(n int, carriers ...*carrier) {
	d.t.Helper()
	require.NoError(d.t, d.Store.Write(d.t.Context(), func(tx *models.Tx) error {
		for i := range n {
			err := outbox.Enqueue(tx, models.Message{
				ToSection: testkit.Window, Topic: "due_last", Subject: fmt.Sprintf("section:%d", testkit.Window),
				Values: map[string]string{"section": "窗口科", "period": fmt.Sprintf("9月%d日", i+1), "deadline": "9月28日11:30"},
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	words, err := outbox.Bundled()
	require.NoError(d.t, err)
	channels := make([]outbox.Channel, len(carriers))
	for i, c := range carriers {
		channels[i] = c
	}
	post, err := outbox.NewPost(outbox.Parts{
		Store: d.Store, Clock: d.Clock, Words: words, Directory: &carrier{}, Channels: channels, Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(d.t, err)
	for moved := 1; moved > 0; {
		moved, err = post.Deliver(d.t.Context())
		require.NoError(d.t, err)
	}
}

func (a answer) into(t *testing.T, out any) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	require.NoError(t, json.Unmarshal(a.body, out))
}

func TestTheOwnNumberIsShownMaskedAndToNobodyElse(t *testing.T) {
	d := newDesk(t)
	const path = "/api/v1/me/mobile"
	own, other := d.as(liaison, testkit.Window), d.as(manager, testkit.Unit1)
	number := func(token string) string {
		var out struct{ Mobile string }
		d.call(http.MethodGet, path, token, "").into(t, &out)
		return out.Mobile
	}
	require.Empty(t, number(own))
	require.Equal(t, http.StatusNoContent, d.call(http.MethodPut, path, own, `{"mobile":"13800000012"}`).status)
	require.Equal(t, "138******12", number(own))
	require.Empty(t, number(other), "the unit's manager has none by that")
	for body, want := range map[string]string{
		`{"mobile":"12345"}`: "invalid_mobile", `{"mobile":"13800000012x"}`: "invalid_mobile", `{}`: "required", `{"mobile":"","of":"jiaju002"}`: "unknown_field",
	} {
		got := d.call(http.MethodPut, path, own, body)
		code, message := got.refusal(t)
		require.Equal(t, want, code, "%s: %s", body, message)
	}
	require.Equal(t, "138******12", number(own), "what was refused changes nothing")
	require.Equal(t, http.StatusNoContent, d.call(http.MethodPut, path, own, `{"mobile":""}`).status)
	require.Empty(t, number(own), "taken away")
	require.NotContains(t, d.log.String(), "13800000012")
}

func TestConsentsAreOfWhoIsBoundInTheMiniProgram(t *testing.T) {
	d := newDesk(t)
	d.Accounts.Through(visitors{})
	d.consents.Templates = map[string]string{outbox.CardDuty: "t-duty", outbox.CardDeduction: "t-deduction"}
	const path = "/api/v1/me/consents"
	type standing struct {
		Kind       string
		TemplateID string `json:"template_id"`
		Balance    int
		Ask        bool
	}
	list := func(token string) []standing {
		var out struct{ Items []standing }
		d.call(http.MethodGet, path, token, "").into(t, &out)
		return out.Items
	}
	token := d.as(liaison, testkit.Window)
	require.Equal(t, []standing{{Kind: "duty", TemplateID: "t-duty"}, {Kind: "deduction", TemplateID: "t-deduction"}, {Kind: "complaint"}}, list(token),
		"nobody is asked who could not be reached by it")
	code, message := d.call(http.MethodPost, path, token, `{"duty":"accept"}`).refusal(t)
	require.Equal(t, "not_bound", code)
	require.Contains(t, message, "绑定")

	binding, err := d.Accounts.IssueBindingCode(t.Context(), models.CommandLine(), "jiaju001")
	require.NoError(t, err)
	bound := d.call(http.MethodPost, "/api/v1/mini/bindings", "", fmt.Sprintf(`{"js_code":"first","code":%q}`, binding.Code))
	require.Equal(t, http.StatusCreated, bound.status, "%s", bound.body)
	require.True(t, list(token)[0].Ask, "now it is worth asking")
	require.False(t, list(token)[2].Ask, "the county has no template of it")
	require.Equal(t, http.StatusNoContent, d.call(http.MethodPost, path, token, `{"duty":"accept","deduction":"reject"}`).status)
	require.Equal(t, []standing{{"duty", "t-duty", 1, true}, {"deduction", "t-deduction", 0, false}, {Kind: "complaint", Ask: false}}, list(token),
		"one is few, and who refused is left in peace")
	for range 2 {
		d.call(http.MethodPost, path, token, `{"duty":"accept"}`)
	}
	require.Equal(t, standing{"duty", "t-duty", 3, false}, list(token)[0], "three are enough")
	for range 5 { // in whatever order they are looked at
		code, _ = d.call(http.MethodPost, path, token, `{"duty":"accept","weather":"accept"}`).refusal(t)
		require.Equal(t, "invalid_request", code)
	}
	require.Equal(t, 3, list(token)[0].Balance, "what was refused changes nothing")
	for _, one := range list(d.as(manager, testkit.Unit1)) {
		require.Zero(t, one.Balance, "another's are another's")
	}
}

func TestWhoWasNotReachedIsListedByThePage(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	d.remind(3)
	type page struct {
		Items []struct{ Account, Role, Topic, Subject, Body, Since string }
		Count int
		Next  string
	}
	list := func(token, query string) (p page) {
		d.call(http.MethodGet, "/api/v1/notices/unreached"+query, token, "").into(t, &p)
		return p
	}
	office := d.as(review, 1)
	first := list(office, "?limit=2")
	require.Len(t, first.Items, 2)
	require.Equal(t, 1, first.Count, "one person")
	require.Equal(t, "jiaju001", first.Items[0].Account)
	require.Equal(t, "due_last", first.Items[0].Topic)
	require.Contains(t, first.Items[0].Body, "窗口科9月1日")
	rest := list(office, "?limit=2&cursor="+first.Next)
	require.Len(t, rest.Items, 1)
	require.Empty(t, rest.Next)
	require.Len(t, list(d.as(manager, testkit.Unit1), "").Items, 3, "the own unit's")
	require.Empty(t, list(d.as(manager, testkit.Unit2), "").Items)

	var inbox struct{ Items []struct{ ID int64 } }
	d.call(http.MethodGet, "/api/v1/notices", token, "").into(t, &inbox)
	for _, m := range inbox.Items {
		require.Equal(t, http.StatusNoContent, d.call(http.MethodPut, fmt.Sprintf("/api/v1/notices/%d/receipt", m.ID), token, "").status)
	}
	require.Equal(t, page{Items: list(office, "").Items[:0]}, list(office, ""), "who has read it knows")
}

// Why somebody was not reminded is answered attempt by attempt, without what the message said or where it went.
func TestTheHistoryOfAMessageTellsEachAttempt(t *testing.T) {
	d := newDesk(t)
	d.as(liaison, testkit.Window)
	const path = "/api/v1/accounts/jiaju001/deliveries"
	office := d.as(review, 1)
	type history struct {
		Items []struct {
			Topic, Title, Subject, Since, State, Due, Settled string
			Attempts                                          []struct {
				Channel, At string
				Outcomes    []struct{ Result, Reason, At string }
			}
		}
		Next string
	}
	var h history
	d.call(http.MethodGet, path, office, "").into(t, &h)
	require.Empty(t, h.Items, "nothing was ever planned: that is an answer too")

	refusal := func(result, reason string) error { return &outbox.Refusal{Result: result, Reason: reason} }
	d.remind(1, &carrier{name: "template", answers: []error{refusal(outbox.ResultRefused, "recipient")}},
		&carrier{name: "chat", answers: []error{refusal(outbox.ResultUnknown, "unknown")}}, &carrier{name: outbox.ChannelSMS})
	d.call(http.MethodGet, path, office, "").into(t, &h)
	require.Equal(t, "waiting", h.Items[0].State)
	require.Equal(t, "2023-09-27T09:10:00+08:00", h.Items[0].Due, "ten minutes after what nobody knows of")
	d.Clock.Advance(10 * 60e9)
	d.remind(0, &carrier{name: "template"}, &carrier{name: "chat"}, &carrier{name: outbox.ChannelSMS})
	d.remind(1, &carrier{name: "template"})

	answer := d.call(http.MethodGet, path, d.as(admin, 1), "")
	h = history{}
	answer.into(t, &h)
	require.Len(t, h.Items, 2)
	require.Equal(t, "sent", h.Items[0].State, "the latest first")
	one := h.Items[1]
	require.Equal(t, []string{"due_last", "服务数据报送最后提醒", "section:1", "2023-09-27T09:00:00+08:00", "sent", "", "2023-09-27T09:10:00+08:00"},
		[]string{one.Topic, one.Title, one.Subject, one.Since, one.State, one.Due, one.Settled})
	var told []string
	for _, a := range one.Attempts {
		for _, o := range a.Outcomes {
			told = append(told, a.Channel+" "+a.At[11:16]+" "+o.Result+": "+o.Reason)
		}
	}
	require.Equal(t, []string{"template 09:00 refused: recipient", "chat 09:00 unknown: unknown", "sms 09:10 sent: "}, told)
	for _, secret := range []string{"o-secret", "13800000012", "请马上上报", "template:1"} {
		require.NotContains(t, string(answer.body), secret)
	}

	d.call(http.MethodGet, path+"?limit=1", office, "").into(t, &h)
	require.Len(t, h.Items, 1)
	d.call(http.MethodGet, path+"?limit=1&cursor="+h.Next, office, "").into(t, &h)
	require.Equal(t, one.Since, h.Items[0].Since, "the next page")
	nobody := d.call(http.MethodGet, "/api/v1/accounts/nobody/deliveries", office, "")
	code, _ := nobody.refusal(t)
	require.Equal(t, "not_found", code)
}
