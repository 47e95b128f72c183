package wechattest_test

import (
	"testing"

	"wanping/bot/wechat"
	"wanping/bot/wechat/wechattest"
)

func TestTokensInMemory(t *testing.T) {
	wechattest.CheckTokens(t, func(*testing.T) wechat.TokenStore { return wechattest.NewTokens() })
}

func TestInboxInMemory(t *testing.T) {
	wechattest.CheckInbox(t, func(*testing.T) wechat.Inbox { return wechattest.NewInbox() })
}
