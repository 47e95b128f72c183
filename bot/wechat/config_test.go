package wechat_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/bot/wechat/wechattest"
	"wanping/internal/clock"
)

func real() wechat.Config {
	return wechat.Config{Production: true, Official: wechat.App{AppID: "wx1234567890abcdef", AppSecret: "s", OriginalID: "gh_1",
		Token: "countytoken", AESKey: strings.Repeat("A", 43), Mode: wechat.ModeSafe}}
}

func TestWhatWouldLeaveTheDoorOpenIsRefusedAtTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*wechat.Config)
		want   string
	}{
		"no app":                    {func(c *wechat.Config) { c.Official = wechat.App{} }, "neither"},
		"no secret":                 {func(c *wechat.Config) { c.Official.AppSecret = "" }, "app_secret"},
		"an empty token":            {func(c *wechat.Config) { c.Official.Token = "" }, "token"},
		"a short key":               {func(c *wechat.Config) { c.Official.AESKey = "A" }, "aes_key"},
		"a wrong previous key":      {func(c *wechat.Config) { c.Official.PreviousAESKey = "A" }, "previous_aes_key"},
		"no mode":                   {func(c *wechat.Config) { c.Official.Mode = "" }, "mode"},
		"plain mode in production":  {func(c *wechat.Config) { c.Official.Mode = wechat.ModePlain }, "production"},
		"a simulator in production": {func(c *wechat.Config) { c.APIBase = "http://127.0.0.1:8099" }, "api_base"},
		"the demo's token":          {func(c *wechat.Config) { c.Official.Token = "demo-official-token" }, "demo"},
		"the demo's app":            {func(c *wechat.Config) { c.Official.AppID = oa }, "demo"},
		"an address that is none":   {func(c *wechat.Config) { c.Production, c.APIBase = false, "localhost" }, "api_base"},
		"an answer after WeChat":    {func(c *wechat.Config) { c.AnswerWithin = 5 * time.Second }, "5 s"},
	} {
		t.Run(name, func(t *testing.T) {
			config := real()
			c.change(&config)
			require.ErrorContains(t, start(config), c.want)
		})
	}
}

func start(config wechat.Config) error {
	_, err := wechat.New(config, wechat.Parts{Clock: clock.System{}, Tokens: wechattest.NewTokens(), Log: slog.Default(), Metrics: prometheus.NewRegistry()})
	return err
}

func TestARealConfigurationStarts(t *testing.T) {
	config := real()
	require.NoError(t, start(config))
	config.APIBase = "https://api.weixin.qq.com/"
	require.NoError(t, start(config))
}
