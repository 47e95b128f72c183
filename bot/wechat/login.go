package wechat

import (
	"context"
	"regexp"
)

// Visitor is who opened the mini-program or a web page. UnionID is the same person in both apps and in no other
// county's; it is empty unless both are bound to one open-platform account. The session key never leaves here.
type Visitor struct {
	OpenID  string
	UnionID string
}

// codeShape is what a code may look like. The SDK puts codes raw into addresses, where an "&" would add parameters.
var codeShape = regexp.MustCompile(`^[A-Za-z0-9_-]{8,128}$`)

func checkCode(path, code string) error {
	if !codeShape.MatchString(code) {
		return &Failure{Path: path, Reason: ReasonCode, Message: "not a code"}
	}
	return nil
}

func visitor(path, openID, unionID string) (Visitor, error) {
	if openID == "" {
		return Visitor{}, &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no openid"}
	}
	return Visitor{OpenID: openID, UnionID: unionID}, nil
}

// Login exchanges a code of wx.login; see MiniLogin.
func (g *Gateway) Login(ctx context.Context, code string) (Visitor, error) {
	const path = "/sns/jscode2session"
	if err := g.need(Mini); err != nil {
		return Visitor{}, err
	}
	if err := checkCode(path, code); err != nil {
		return Visitor{}, err
	}
	session, err := g.mini.GetAuth().Code2SessionContext(ctx, code)
	if err != nil {
		return Visitor{}, failure(path, err)
	}
	return visitor(path, session.OpenID, session.UnionID)
}

// openIDShape is what an openid looks like. The SDK puts it raw into addresses.
var openIDShape = regexp.MustCompile(`^[A-Za-z0-9_-]{6,64}$`)

// UnionID asks who a follower is; see Followers.
func (g *Gateway) UnionID(_ context.Context, openID string) (string, error) {
	const path = "/cgi-bin/user/info"
	if err := g.need(Official); err != nil {
		return "", err
	}
	if !openIDShape.MatchString(openID) {
		return "", &Failure{Path: path, Reason: ReasonRecipient, Message: "not an openid"}
	}
	info, err := g.official.users.GetUserInfo(openID)
	if err != nil {
		return "", failure(path, err)
	}
	return info.UnionID, nil
}

// PhoneNumber exchanges a code of the getPhoneNumber button; see PhoneNumbers.
func (g *Gateway) PhoneNumber(ctx context.Context, code string) (string, error) {
	const path = "/wxa/business/getuserphonenumber"
	if err := g.need(Mini); err != nil {
		return "", err
	}
	if err := checkCode(path, code); err != nil {
		return "", err
	}
	answer, err := g.mini.GetAuth().GetPhoneNumberContext(ctx, code)
	if err != nil {
		return "", failure(path, err)
	}
	if answer.PhoneInfo.PurePhoneNumber == "" || answer.PhoneInfo.WaterMark.AppID != g.config.Mini.AppID {
		return "", &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no number of this app"}
	}
	return answer.PhoneInfo.PurePhoneNumber, nil
}
