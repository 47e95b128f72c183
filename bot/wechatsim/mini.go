package wechatsim

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// loginCode is a one-time code a phone got from the platform: for a login, a phone number or a web page.
type loginCode struct {
	use   string // "login", "phone" or "web"
	who   *person
	until time.Time
	spent bool
	scope string
}

const codeLife = 5 * time.Minute

// LoginCode is wx.login in the mini-program: a code the product exchanges at jscode2session. It counts as a visit.
func (p *Platform) LoginCode(name, appID string) (string, error) {
	return p.newCode(name, appID, "login", "")
}

// PhoneCode is a tap on the mini-program's getPhoneNumber button.
func (p *Platform) PhoneCode(name, appID string) (string, error) {
	return p.newCode(name, appID, "phone", "")
}

func (p *Platform) newCode(name, appID, use, scope string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, a, err := p.meet(name, appID)
	if err != nil {
		return "", err
	}
	if a.Kind == MiniProgram {
		one.lastInMini[appID] = p.now()
	}
	code := opaque("0", 32)
	a.codes[code] = &loginCode{use: use, who: one, until: p.now().Add(codeLife), scope: scope}
	return code, nil
}

// spendCode uses a code once: 40029 where it is not one or too old, 40163 where it was used.
func (a *app) spendCode(code, use string, now time.Time) (*loginCode, *Refusal) {
	held, known := a.codes[code]
	switch {
	case code == "":
		return nil, refuse(41008)
	case !known || held.use != use || !now.Before(held.until):
		return nil, refuse(40029)
	case held.spent:
		return nil, refuse(40163)
	}
	held.spent = true
	return held, nil
}

const loginsPerMinute = 100

// jscode2session is GET /sns/jscode2session.
func (p *Platform) jscode2session(c *call) (any, *Refusal) {
	a, no := p.credentials(c.query.Get("appid"), c.query.Get("secret"), c.ip)
	if no != nil {
		return nil, no
	}
	held, no := a.spendCode(c.query.Get("js_code"), "login", c.now)
	if no != nil {
		return nil, no
	}
	if no := a.perMinute(c, held.who.Name, loginsPerMinute, 45011); no != nil {
		return nil, no
	}
	if held.who.risky {
		return nil, refuse(40226)
	}
	return map[string]any{"openid": held.who.openIDs[a.ID], "session_key": opaque("", 22) + "==", "unionid": held.who.unionID}, nil
}

// perMinute counts calls of one caller at one path in the clock's minute.
func (a *app) perMinute(c *call, who string, limit, code int) *Refusal {
	if own, set := a.limits["minute "+c.endpoint.path]; set {
		limit = own
	}
	key := c.now.Format("200601021504 ") + c.endpoint.path + " " + who
	if a.minute[key]++; a.minute[key] > limit {
		return refuse(code)
	}
	return nil
}

// phoneNumber is POST /wxa/business/getuserphonenumber.
func (p *Platform) phoneNumber(c *call) (any, *Refusal) {
	var in struct {
		Code string `json:"code"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if limit, set := c.app.limits["phone numbers"]; set && c.app.used["phone numbers"] >= limit {
		return nil, refuse(1400001) // uncertain: the paid packet is used up
	}
	held, no := c.app.spendCode(in.Code, "phone", c.now)
	if no != nil {
		return nil, no
	}
	c.app.used["phone numbers"]++
	return map[string]any{"errcode": 0, "errmsg": "ok", "phone_info": map[string]any{
		"phoneNumber": held.who.Phone, "purePhoneNumber": held.who.Phone, "countryCode": "86",
		"watermark": map[string]any{"timestamp": c.now.Unix(), "appid": c.app.ID},
	}}, nil
}

var sceneShape = regexp.MustCompile(`^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}$`)

const codesPerMinute = 5000

// wxacode is POST /wxa/getwxacodeunlimit.
func (p *Platform) wxacode(c *call) (any, *Refusal) {
	var in struct {
		Scene     string `json:"scene"`
		Page      string `json:"page"`
		CheckPath *bool  `json:"check_path"`
		Hyaline   bool   `json:"is_hyaline"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if !sceneShape.MatchString(in.Scene) {
		return nil, refuse(40129)
	}
	unchecked := in.CheckPath != nil && !*in.CheckPath
	if strings.HasPrefix(in.Page, "/") || strings.Contains(in.Page, "?") || in.Page != "" && !unchecked && !slices.Contains(c.app.Pages, in.Page) {
		return nil, refuse(41030)
	}
	if no := c.app.perMinute(c, "", codesPerMinute, 45009); no != nil {
		return nil, no
	}
	drawn := picture("wxacode:" + c.app.ID + ":" + in.Page + "?scene=" + in.Scene)
	if in.Hyaline {
		drawn.contentType = "image/png" // what WeChat says of a transparent code, which trips the SDK
	}
	return drawn, nil
}

const (
	visitLife    = 2 * time.Hour
	longestCheck = 2500
)

// visited checks that the person was in the mini-program in the last two hours, else 61010.
func (p *Platform) visited(c *call, openID string) *Refusal {
	one, no := c.app.holder(openID)
	if no != nil {
		return no
	}
	at, ever := one.lastInMini[c.app.ID]
	if !ever || c.now.Sub(at) > visitLife {
		return refuse(61010)
	}
	return nil
}

// checkText is POST /wxa/msg_sec_check, version 2. It judges "risky" what contains 违规样例, "review" 疑似样例.
func (p *Platform) checkText(c *call) (any, *Refusal) {
	var in struct {
		OpenID  string `json:"openid"`
		Scene   int    `json:"scene"`
		Version int    `json:"version"`
		Content string `json:"content"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if in.Scene < 1 || in.Scene > 4 {
		return nil, refuse(40129)
	}
	if n := utf8.RuneCountInString(in.Content); n == 0 || n > longestCheck || in.Version != 2 {
		return nil, refuse(40035, "content or version")
	}
	if no := p.visited(c, in.OpenID); no != nil {
		return nil, no
	}
	suggest, label := "pass", 100
	switch {
	case strings.Contains(in.Content, "违规样例"):
		suggest, label = "risky", 20006
	case strings.Contains(in.Content, "疑似样例"):
		suggest, label = "review", 21000
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "trace_id": rid(), "result": map[string]any{"suggest": suggest, "label": label},
		"detail": []any{map[string]any{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}}}, nil
}

// checkMedia is POST /wxa/media_check_async: the judgement follows as wxa_media_check.
func (p *Platform) checkMedia(c *call) (any, *Refusal) {
	var in struct {
		URL     string `json:"media_url"`
		Type    int    `json:"media_type"`
		OpenID  string `json:"openid"`
		Scene   int    `json:"scene"`
		Version int    `json:"version"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if in.Scene < 1 || in.Scene > 4 {
		return nil, refuse(40129)
	}
	if in.Version != 2 || in.Type < 1 || in.Type > 2 || !strings.HasPrefix(in.URL, "http") {
		return nil, refuse(40035, "media_url, media_type or version")
	}
	if no := p.visited(c, in.OpenID); no != nil {
		return nil, no
	}
	suggest := "pass"
	if strings.Contains(in.URL, "risky") {
		suggest = "risky"
	}
	trace := rid()
	one, _ := c.app.holder(in.OpenID)
	p.emit(c.app, one, mediaChecked(c.app.ID, trace, suggest))
	return map[string]any{"errcode": 0, "errmsg": "ok", "trace_id": trace}, nil
}

const longestLink = 30 * 24 * time.Hour

// link is POST /wxa/generate_urllink, /wxa/genwxashortlink and /wxa/generatescheme: links of at most 30 days.
func (p *Platform) link(c *call) (any, *Refusal) {
	var in struct {
		Path   string `json:"path"`
		Expire int64  `json:"expire_time"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if in.Expire != 0 && (in.Expire <= c.now.Unix() || in.Expire > c.now.Add(longestLink).Unix()) {
		return nil, refuse(85400)
	}
	name, prefix := "url_link", "https://wxaurl.cn/"
	switch c.endpoint.path {
	case "/wxa/genwxashortlink":
		name, prefix = "link", "#小程序://"
	case "/wxa/generatescheme":
		name, prefix = "openlink", "weixin://dl/business/?t="
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", name: prefix + opaque("", 11)}, nil
}

// pathOf is a page without its query.
func pathOf(page string) string {
	path, _, _ := strings.Cut(page, "?")
	return path
}
