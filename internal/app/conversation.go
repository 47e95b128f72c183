package app

import (
	"context"

	"wanping/bot/wechat"
)

// conversation is who answers in WeChat.
func (h *house) conversation() wechat.Handler {
	return wechat.HandlerFunc(func(_ context.Context, m wechat.Message) (wechat.Reply, error) {
		if !m.Spoken() {
			return wechat.Reply{}, nil
		}
		return wechat.Reply{Text: "您好,这里是万人评议。"}, nil
	})
}
