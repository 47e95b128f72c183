package wechat

import (
	"context"
	"net/url"
	"time"

	"github.com/silenceper/wechat/v2/officialaccount/basic"
)

// SceneCode is a QR code of the official account. Draw Link, or show Picture.
type SceneCode struct {
	Ticket    string
	Link      string    // what the code says
	Picture   string    // address of WeChat's drawing
	ExpiresAt time.Time // zero for a permanent one
}

// SceneCode makes a code; see SceneCodes. The SDK's call takes any errmsg for an error and has no context.
func (g *Gateway) SceneCode(ctx context.Context, scene string, validFor time.Duration) (SceneCode, error) {
	const path = "/cgi-bin/qrcode/create"
	request := basic.NewLimitQrRequest(scene)
	if validFor > 0 {
		request = basic.NewTmpQrRequest(validFor, scene)
	}
	var made basic.Ticket
	if err := g.post(ctx, Official, path, request, &made); err != nil {
		return SceneCode{}, err
	}
	if made.Ticket == "" {
		return SceneCode{}, &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no ticket"}
	}
	code := SceneCode{Ticket: made.Ticket, Link: made.URL}
	code.Picture = g.browser("https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=" + url.QueryEscape(made.Ticket))
	if validFor > 0 {
		code.ExpiresAt = g.clock.Now().Add(time.Duration(made.ExpireSeconds) * time.Second)
	}
	return code, nil
}
