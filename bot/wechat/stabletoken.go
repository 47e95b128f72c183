package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

const stablePath = "/cgi-bin/stable_token"

// stableToken asks WeChat for an app's stable token: the current one with what is left of its life, or a new one by
// force. The SDK's own takes an answer without a token for a token.
func (t *transport) stableToken(ctx context.Context, appID string, force bool) (string, time.Duration, error) {
	app := t.apps[appID]
	body, err := json.Marshal(map[string]any{
		"grant_type": "client_credential", "appid": app.AppID, "secret": app.AppSecret, "force_refresh": force,
	})
	if err != nil {
		return "", 0, &Failure{Path: stablePath, Reason: ReasonInvalid, Message: "request cannot be written"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, wechatHost+stablePath, bytes.NewReader(body))
	if err != nil {
		return "", 0, failure(stablePath, err)
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer, err := t.exchange(r, app, "", body)
	if err != nil {
		return "", 0, err
	}
	defer answer.Body.Close()
	var in struct {
		Token   string `json:"access_token"`
		Expires int64  `json:"expires_in"` // seconds
	}
	data, err := io.ReadAll(answer.Body)
	if err != nil || json.Unmarshal(data, &in) != nil || in.Token == "" || in.Expires <= 0 {
		return "", 0, &Failure{Path: stablePath, Reason: ReasonUnknown, Message: "answer holds no token"}
	}
	return in.Token, time.Duration(in.Expires) * time.Second, nil
}
