package api_test

import (
	"bytes"
	"image/png"
	"net/http"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
	"wanping/models"
)

func TestACitizenScansTheCodeOnTheWall(t *testing.T) {
	d := newDesk(t)
	shown := d.call(http.MethodGet, "/api/v1/sections/1/code", d.as(manager, 1), "").json(t)
	require.Regexp(t, "^https://pingyi.example.gov.cn/c/[0-9a-z]{20}$", shown["link"])
	code, _ := shown["code"].(string)
	got := d.call(http.MethodGet, "/api/v1/codes/"+code, "", "")
	require.JSONEq(t, `{"section_no":1,"section_name":"窗口科","unit_name":"甲局"}`, string(got.body))

	fresh := d.call(http.MethodPost, "/api/v1/sections/1/codes", d.as(manager, 1), `{"reason":"海报被人换过"}`)
	require.Equal(t, http.StatusCreated, fresh.status)
	got = d.call(http.MethodGet, "/api/v1/codes/"+code, "", "")
	require.Equal(t, http.StatusGone, got.status)
	refused, sentence := got.refusal(t)
	require.Equal(t, "code_replaced", refused)
	require.Contains(t, sentence, "“窗口科”已换了新码")

	got = d.call(http.MethodGet, "/api/v1/codes/0123456789abcdefghjk", "", "")
	require.Equal(t, http.StatusNotFound, got.status)
	require.NotContains(t, d.log.String(), code, "no code is in the log")
}

func TestCodesToPrintElsewhere(t *testing.T) {
	d := newDesk(t)
	d.Codes.Through(wechatOf{link: "http://weixin.qq.com/q/02abc", picture: []byte("\xff\xd8\xff\xe0drawn")})
	link, _ := d.call(http.MethodGet, "/api/v1/sections/1/code", d.as(liaison, 1), "").json(t)["link"].(string)
	for kind, says := range map[string]string{"link": link, "official": "http://weixin.qq.com/q/02abc"} {
		got := d.call(http.MethodGet, "/api/v1/sections/1/code/picture?kind="+kind, d.as(liaison, 1), "")
		require.Equal(t, http.StatusOK, got.status)
		require.Equal(t, "image/png", got.header.Get("Content-Type"))
		require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
		drawn, err := png.Decode(bytes.NewReader(got.body))
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(drawn)
		require.NoError(t, err)
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		require.NoError(t, err)
		require.Equal(t, says, read.GetText())
	}
	mini := d.call(http.MethodGet, "/api/v1/sections/1/code/picture?kind=mini", d.as(liaison, 1), "")
	require.Equal(t, "image/jpeg", mini.header.Get("Content-Type"))
	require.Equal(t, "\xff\xd8\xff\xe0drawn", string(mini.body))

	d.Codes.Through(wechatOf{err: models.NewError(models.CodeNotFound, "本县还没有接入公众号,请改用网页二维码。")})
	require.Equal(t, http.StatusNotFound, d.call(http.MethodGet, "/api/v1/sections/1/code/picture?kind=official", d.as(liaison, 1), "").status)
}

func TestPostersByAsker(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		who, query string
		pages      int
	}{
		{d.as(liaison, testkit.Window), "", 1},
		{d.as(manager, testkit.Unit1), "?size=a5", 2},
		{d.as(review, 1), "", 3},
		{d.as(review, 1), "?unit_no=2", 1},
		{d.as(review, 1), "?section_no=2&size=a5", 1},
	} {
		got := d.call(http.MethodGet, "/api/v1/posters"+c.query, c.who, "")
		require.Equal(t, http.StatusOK, got.status, "%s: %s", c.query, got.body)
		require.Equal(t, "application/pdf", got.header.Get("Content-Type"))
		require.Equal(t, c.pages, bytes.Count(got.body, []byte("/Type /Page\n")), c.query)
	}
	require.Equal(t, http.StatusBadRequest, d.call(http.MethodGet, "/api/v1/posters?size=a3", d.as(review, 1), "").status)
	require.Equal(t, http.StatusNotFound, d.call(http.MethodGet, "/api/v1/posters?unit_no=9", d.as(review, 1), "").status)
}
