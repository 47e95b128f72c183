package bot_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/internal/qrcodes"
	"wanping/internal/testkit"
	"wanping/models"
)

func TestACodeOfTheOfficialAccountLeadsToItsSection(t *testing.T) {
	c := newChat(t)
	issued, err := c.Codes.Of(t.Context(), models.CommandLine(), testkit.Window)
	require.NoError(t, err)
	scan := func(code string) string {
		return c.send(wechat.Message{Kind: wechat.KindScan, Scene: qrcodes.Scene + code})
	}
	require.Contains(t, c.send(wechat.Message{Kind: wechat.KindFollow, Scene: "qrscene_" + qrcodes.Scene + issued.Code}), "甲局 窗口科")
	require.Contains(t, scan(issued.Code), "甲局 窗口科")

	_, err = c.Codes.Reissue(t.Context(), models.CommandLine(), testkit.Window, "海报被人换过")
	require.NoError(t, err)
	require.Contains(t, scan(issued.Code), "“窗口科”已换了新码")
	require.Contains(t, scan("aaaabbbbccccddddeeee"), "这不是本县的评议二维码")
}
