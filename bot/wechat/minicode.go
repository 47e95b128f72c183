package wechat

import (
	"context"
	"net/http"
	"strings"

	"github.com/silenceper/wechat/v2/miniprogram/qrcode"
)

// MiniCode draws a code; see MiniCodes. The SDK takes no context here and only the content type "image/jpeg" exactly.
func (g *Gateway) MiniCode(ctx context.Context, scene, page string) ([]byte, error) {
	const path = "/wxa/getwxacodeunlimit"
	data, contentType, err := g.do(ctx, Mini, http.MethodPost, path, nil, qrcode.QRCoder{Scene: scene, Page: page})
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(contentType, "image/") {
		return nil, &Failure{Path: path, Reason: ReasonUnknown, Message: "answer is no picture"}
	}
	return data, nil
}
