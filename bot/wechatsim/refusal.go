package wechatsim

import "fmt"

// Refusal is an answer of WeChat that says no. It travels as HTTP 200 {"errcode":N,"errmsg":"… rid: …"}.
type Refusal struct {
	Code   int
	Reason string
}

func (r *Refusal) Error() string { return fmt.Sprintf("errcode %d: %s", r.Code, r.Reason) }

// reasons are WeChat's own words for its codes; the code decides, the words help a reader of a log.
var reasons = map[int]string{
	-1:      "system error",
	20001:   "subscribe sheet:",
	20003:   "subscribe sheet:",
	40001:   "invalid credential, access_token is invalid or not latest",
	40003:   "invalid openid",
	40007:   "invalid media_id",
	40013:   "invalid appid",
	40014:   "invalid access_token",
	40016:   "invalid button size",
	40017:   "invalid button type",
	40018:   "invalid button name size",
	40019:   "invalid button key size",
	40020:   "invalid button url size",
	40021:   "invalid menu version",
	40022:   "invalid sub button level",
	40023:   "invalid sub button size",
	40024:   "invalid sub button type",
	40025:   "invalid sub button name size",
	40026:   "invalid sub button key size",
	40027:   "invalid sub button url size",
	40029:   "invalid code",
	40035:   "invalid parameter",
	40037:   "invalid template_id",
	40053:   "invalid action_info",
	40125:   "invalid appsecret",
	40129:   "invalid scene",
	40163:   "code been used",
	40164:   "invalid ip, not in whitelist",
	40226:   "code blocked",
	40249:   "message content blocked",
	40252:   "message content under review",
	41001:   "access_token missing",
	41002:   "appid missing",
	41004:   "appsecret missing",
	41008:   "missing code",
	41030:   "invalid page",
	42001:   "access_token expired",
	43001:   "require GET method",
	43002:   "require POST method",
	43004:   "require subscribe",
	43019:   "user is in blacklist",
	43101:   "user refuse to accept the msg",
	43116:   "This template_id is banned",
	44002:   "empty post data",
	45009:   "reach max api daily quota limit",
	45011:   "api minute-quota reach limit, must slower, retry next minute",
	45015:   "response out of time limit or subscription is canceled",
	45029:   "qrcode count out of limit",
	45047:   "out of response count limit",
	45058:   "can't modify sys tag",
	45065:   "clientmsgid exist",
	45157:   "invalid tag name",
	45159:   "invalid tag id",
	46003:   "menu no exist",
	47001:   "data format error",
	47003:   "argument invalid!",
	48001:   "api unauthorized",
	61010:   "code is expired",
	65301:   "menuid not exist",
	85400:   "invalid expire_time",
	200012:  "template number exceeds limit",
	200014:  "invalid tid",
	200020:  "invalid keyword_id_list",
	1400001: "phone number quota exhausted",
}

// refuse returns the refusal with WeChat's own words, followed by detail where one is given.
func refuse(code int, detail ...string) *Refusal {
	reason := reasons[code]
	for _, d := range detail {
		reason += " " + d
	}
	return &Refusal{Code: code, Reason: reason}
}
