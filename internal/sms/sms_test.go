package sms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/outbox"
	"wanping/internal/sms"
)

const (
	mobile = "13800000012"
	words  = "【万评】9月27日的服务还没有报送,\"11:30\"截止&请及时处理。{mobile}"
)

// gatewayOf starts a county's gateway that answers as told, and keeps what it was asked.
func gatewayOf(t *testing.T, status int, answer string) (address string, asked *http.Request, body *[]byte) {
	t.Helper()
	asked, body = &http.Request{}, &[]byte{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*body, _ = io.ReadAll(r.Body)
		*asked = *r
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked, body
}

func TestARequestIsLaidOutByTheCountysSettings(t *testing.T) {
	address, asked, body := gatewayOf(t, http.StatusOK, `{"code":0}`)
	s := sms.Settings{
		URL: address, ContentType: "application/json", Body: `{"to":["{mobile}"],"content":"{text}"}`,
		SecretHeader: "Authorization", Secret: "demo-secret", Success: `"code":0`,
	}
	gateway, err := sms.NewGateway(s)
	require.NoError(t, err)
	require.NoError(t, gateway.Send(t.Context(), mobile, words))
	var sent struct {
		To      []string
		Content string
	}
	require.NoError(t, json.Unmarshal(*body, &sent), "quotes in a text do not break the body")
	require.Equal(t, []string{mobile}, sent.To)
	require.Equal(t, words, sent.Content)
	require.Equal(t, "demo-secret", asked.Header.Get("Authorization"))

	s.ContentType, s.Body = "application/x-www-form-urlencoded", "m={mobile}&t={text}"
	gateway, err = sms.NewGateway(s)
	require.NoError(t, err)
	require.NoError(t, gateway.Send(t.Context(), mobile, words))
	form, err := url.ParseQuery(string(*body))
	require.NoError(t, err)
	require.Equal(t, url.Values{"m": {mobile}, "t": {words}}, form)
}

func TestWhatAnAnswerMeans(t *testing.T) {
	for name, one := range map[string]struct {
		status int
		answer string
		result string
	}{
		"taken":                        {http.StatusOK, `{"code":0}`, ""},
		"refused in words":             {http.StatusOK, `{"code":7,"msg":"blacklist"}`, outbox.ResultRefused},
		"our settings are wrong":       {http.StatusForbidden, "", outbox.ResultFault},
		"nobody knows what came of it": {http.StatusBadGateway, "", outbox.ResultUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			address, _, _ := gatewayOf(t, one.status, one.answer)
			require.Equal(t, one.result, resultOf(t, address))
		})
	}
	t.Run("never reached", func(t *testing.T) {
		server := httptest.NewServer(http.NotFoundHandler())
		server.Close()
		require.Equal(t, outbox.ResultLater, resultOf(t, server.URL))
	})
	t.Run("hung up", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
		t.Cleanup(server.Close)
		require.Equal(t, outbox.ResultUnknown, resultOf(t, server.URL))
	})
}

func resultOf(t *testing.T, address string) string {
	t.Helper()
	gateway, err := sms.NewGateway(sms.Settings{
		URL: address, ContentType: "application/json", Body: `{"m":"{mobile}","t":"{text}"}`, Success: `"code":0`,
	})
	require.NoError(t, err)
	err = gateway.Send(t.Context(), mobile, words)
	if err == nil {
		return ""
	}
	var refusal *outbox.Refusal
	require.True(t, errors.As(err, &refusal))
	require.NotContains(t, err.Error(), address, "an address may hold a key")
	return refusal.Result
}

func TestSettingsThatCannotWork(t *testing.T) {
	good := sms.Settings{URL: "https://sms.example", ContentType: "application/json", Body: "{mobile}{text}"}
	_, err := sms.NewGateway(good)
	require.NoError(t, err)
	for setting, change := range map[string]func(*sms.Settings){
		"sms.url":          func(s *sms.Settings) { s.URL = "sms.example" },
		"sms.content_type": func(s *sms.Settings) { s.ContentType = "text/xml" },
		"sms.body":         func(s *sms.Settings) { s.Body = "{mobile}" },
		"sms.success":      func(s *sms.Settings) { s.Success = "(" },
	} {
		bad := good
		change(&bad)
		_, err := sms.NewGateway(bad)
		require.ErrorContains(t, err, setting)
	}
}

func TestTheDemosLogMasksTheNumber(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, sms.NewLog(slog.New(slog.NewTextHandler(&out, nil))).Send(context.Background(), mobile, "请及时处理。"))
	require.NotContains(t, out.String(), mobile)
	require.Contains(t, out.String(), "请及时处理。")
}

func TestOnlyLettersWithATextToPeopleWithANumberFit(t *testing.T) {
	c := sms.Channel(sms.NewLog(slog.New(slog.DiscardHandler)))
	for _, l := range []struct {
		letter outbox.Letter
		fits   bool
	}{
		{outbox.Letter{SMS: "请处理", To: outbox.Address{Mobile: mobile}}, true},
		{outbox.Letter{To: outbox.Address{Mobile: mobile}}, false},
		{outbox.Letter{SMS: "请处理"}, false},
	} {
		fits, err := c.Fits(t.Context(), l.letter)
		require.NoError(t, err)
		require.Equal(t, l.fits, fits)
	}
}
