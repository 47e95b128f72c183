package app

import (
	"context"

	"wanping/bot/wechat"
	"wanping/internal/accounts"
	"wanping/models"
)

var (
	errMiniCode  = models.NewError(models.CodeInvalid, "微信登录凭证已失效。请退出小程序重新打开,再登录一次。")
	errMiniLogin = models.NewError(models.CodeUnavailable, "微信暂时没有回应,没有登录。请稍后重试,或改用账号和密码登录。")
	errMiniRisk  = models.NewError(models.CodeForbidden, "微信认为这个微信号有风险,不能用它登录。请改用账号和密码登录。")
)

// miniVisitors are who opens the mini-program, as WeChat knows them.
type miniVisitors struct{ login wechat.MiniLogin }

var _ accounts.Visitors = miniVisitors{}

// Visitor exchanges a code of wx.login.
func (v miniVisitors) Visitor(ctx context.Context, code string) (accounts.Person, error) {
	visitor, err := v.login.Login(ctx, code)
	switch wechat.ReasonOf(err) {
	case "":
		return accounts.Person{OpenID: visitor.OpenID, UnionID: visitor.UnionID}, nil
	case wechat.ReasonCode:
		return accounts.Person{}, errMiniCode.Because(err)
	case wechat.ReasonRisky:
		return accounts.Person{}, errMiniRisk.Because(err)
	default:
		return accounts.Person{}, errMiniLogin.Because(err)
	}
}
