package wechat

import (
	"context"
	"net/url"
)

// WebLoginURL asks only for the openid (snsapi_base), which needs no consent page; see WebLogin.
func (g *Gateway) WebLoginURL(back, state string) (string, error) {
	const path = "/connect/oauth2/authorize"
	if err := g.need(Official); err != nil {
		return "", err
	}
	if u, err := url.Parse(back); err != nil || u.Host == "" || !codeShape.MatchString(state) {
		return "", &Failure{Path: path, Reason: ReasonInvalid, Message: "back must be a full address, state 8 to 128 letters and digits"}
	}
	address, err := g.official.oauth.GetRedirectURL(back, "snsapi_base", state)
	return g.browser(address), failure(path, err)
}

// WebVisitor exchanges the code that came back; see WebLogin.
func (g *Gateway) WebVisitor(ctx context.Context, code string) (Visitor, error) {
	const path = "/sns/oauth2/access_token"
	if err := g.need(Official); err != nil {
		return Visitor{}, err
	}
	if err := checkCode(path, code); err != nil {
		return Visitor{}, err
	}
	token, err := g.official.oauth.GetUserAccessTokenContext(ctx, code)
	if err != nil {
		return Visitor{}, failure(path, err)
	}
	if token.IsSnapShotUser == 1 {
		return Visitor{}, &Failure{Path: path, Reason: ReasonRisky, Message: "a snapshot page has a virtual openid"}
	}
	return visitor(path, token.OpenID, token.UnionID)
}
