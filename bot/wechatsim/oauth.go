package wechatsim

import (
	"html/template"
	"net/url"
	"strings"
	"time"
)

// webToken is a person's token of the web authorisation; it is not an access_token of the app.
const webTokenLife = 2 * time.Hour

// choose is the page on which someone without a real phone says who they are. It is the simulator's own.
var choose = template.Must(template.New("choose").Parse(`<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<title>微信授权(模拟)</title><h1>以谁的微信打开?</h1><ul>{{range .}}<li><a href="{{.Link}}">{{.Name}}</a></li>{{end}}</ul>`))

// authorize is GET open.weixin.qq.com/connect/oauth2/authorize: in WeChat's browser it goes straight back with a code.
// The simulator's browsers carry no phone, so "person" says whose it is, and without it a page asks.
func (p *Platform) authorize(c *call) (any, *Refusal) {
	a, known := p.apps[c.query.Get("appid")]
	back, err := url.Parse(c.query.Get("redirect_uri"))
	switch {
	case !known:
		return nil, refuse(40013)
	case err != nil || back.Host == "":
		return nil, refuse(40035, "redirect_uri")
	case c.query.Get("response_type") != "code" || !strings.HasPrefix(c.query.Get("scope"), "snsapi_"):
		return nil, refuse(40035, "response_type or scope")
	}
	name := c.query.Get("person")
	if name == "" {
		return p.chooser(c), nil
	}
	one, err := p.find(name)
	if err != nil {
		return nil, refuse(40003)
	}
	code := opaque("1", 32)
	a.codes[code] = &loginCode{use: "web", who: one, until: c.now.Add(codeLife), scope: c.query.Get("scope")}
	q := back.Query()
	q.Set("code", code)
	q.Set("state", c.query.Get("state"))
	back.RawQuery = q.Encode()
	return redirect(back.String()), nil
}

func (p *Platform) chooser(c *call) blob {
	type choice struct{ Name, Link string }
	var choices []choice
	for _, one := range p.people {
		q := c.request.URL.Query()
		q.Set("person", one.Name)
		choices = append(choices, choice{one.Title + " " + one.Name, "?" + q.Encode()})
	}
	var page strings.Builder
	_ = choose.Execute(&page, choices) // a builder takes all
	return blob{"text/html; charset=utf-8", []byte(page.String())}
}

// webAccessToken is GET /sns/oauth2/access_token: a code for the person's openid.
func (p *Platform) webAccessToken(c *call) (any, *Refusal) {
	a, no := p.credentials(c.query.Get("appid"), c.query.Get("secret"), c.ip)
	if no != nil {
		return nil, no
	}
	held, no := a.spendCode(c.query.Get("code"), "web", c.now)
	if no != nil {
		return nil, no
	}
	token := opaque("w", 60)
	a.codes[token] = &loginCode{use: "webtoken", who: held.who, until: c.now.Add(webTokenLife), scope: held.scope}
	answer := map[string]any{"access_token": token, "expires_in": int64(webTokenLife / time.Second),
		"refresh_token": opaque("r", 60), "openid": held.who.openIDs[a.ID], "scope": held.scope, "unionid": held.who.unionID}
	if held.who.snapshot && held.scope == "snsapi_userinfo" {
		answer["openid"], answer["is_snapshotuser"] = opaque("o", 28), 1
		delete(answer, "unionid")
	}
	return answer, nil
}

// webToken finds whose web token this is.
func (p *Platform) webToken(c *call) (*app, *loginCode, *Refusal) {
	for _, a := range p.apps {
		held, known := a.codes[c.query.Get("access_token")]
		if !known || held.use != "webtoken" {
			continue
		}
		if !c.now.Before(held.until) {
			return nil, nil, refuse(42001)
		}
		if held.who.openIDs[a.ID] != c.query.Get("openid") {
			return nil, nil, refuse(40003)
		}
		return a, held, nil
	}
	return nil, nil, refuse(40001)
}

// webUserInfo is GET /sns/userinfo: only for snsapi_userinfo.
func (p *Platform) webUserInfo(c *call) (any, *Refusal) {
	a, held, no := p.webToken(c)
	if no != nil {
		return nil, no
	}
	if held.scope != "snsapi_userinfo" {
		return nil, refuse(48001)
	}
	return map[string]any{"openid": held.who.openIDs[a.ID], "nickname": "微信用户", "unionid": held.who.unionID, "privilege": []any{}}, nil
}

// webAuth is GET /sns/auth: is the web token still good?
func (p *Platform) webAuth(c *call) (any, *Refusal) {
	if _, _, no := p.webToken(c); no != nil {
		return nil, no
	}
	return ok, nil
}
