package wechatsim

import (
	"net/http"
	"time"

	"wanping/internal/clock"
)

// endpoints is the platform's table of contents. Quotas are those of a new account.
func (p *Platform) endpoints() []endpoint {
	const get, post = http.MethodGet, http.MethodPost
	const oa, mp = OfficialAccount, MiniProgram
	return []endpoint{
		{apiHost, get, "/cgi-bin/token", "", true, 2000, p.ordinaryToken},
		{apiHost, post, "/cgi-bin/stable_token", "", true, 500000, p.stableToken},
		{apiHost, get, "/cgi-bin/getcallbackip", "", false, 0, p.callbackIPs},
		{apiHost, post, "/cgi-bin/clear_quota", "", false, 0, p.clearQuota},
		{apiHost, post, "/cgi-bin/openapi/quota/get", "", false, 0, p.quota},
		{apiHost, get, "/cgi-bin/ticket/getticket", oa, false, 1000000, p.jsTicket},

		{apiHost, post, "/cgi-bin/message/template/send", oa, false, 100000, p.sendTemplate},
		{apiHost, get, "/cgi-bin/template/get_all_private_template", oa, false, 0, p.listTemplates},
		{apiHost, post, "/cgi-bin/message/subscribe/bizsend", oa, false, 10000000, p.sendBizSubscribe},
		{apiHost, post, "/cgi-bin/message/subscribe/send", mp, false, 10000000, p.sendSubscribe},
		{apiHost, post, "/cgi-bin/message/custom/send", "", false, 500000, p.sendCustom},
		{apiHost, get, "/wxaapi/newtmpl/gettemplate", "", false, 0, p.privateTemplates},
		{apiHost, post, "/wxaapi/newtmpl/addtemplate", "", false, 0, p.addTemplate},
		{apiHost, post, "/wxaapi/newtmpl/deltemplate", "", false, 0, p.deleteTemplate},
		{apiHost, get, "/wxaapi/newtmpl/getcategory", "", false, 0, p.categories},
		{apiHost, get, "/wxaapi/newtmpl/getpubtemplatetitles", "", false, 0, p.publicTitles},
		{apiHost, get, "/wxaapi/newtmpl/getpubtemplatekeywords", "", false, 0, p.publicKeywords},

		{apiHost, post, "/cgi-bin/menu/create", oa, false, 1000, p.createMenu},
		{apiHost, get, "/cgi-bin/menu/get", oa, false, 10000, p.getMenu},
		{apiHost, get, "/cgi-bin/menu/delete", oa, false, 1000, p.deleteMenu},
		{apiHost, post, "/cgi-bin/menu/addconditional", oa, false, 2000, p.addConditional},
		{apiHost, post, "/cgi-bin/menu/delconditional", oa, false, 2000, p.deleteConditional},
		{apiHost, post, "/cgi-bin/menu/trymatch", oa, false, 20000, p.tryMatch},
		{apiHost, get, "/cgi-bin/get_current_selfmenu_info", oa, false, 10000, p.selfMenu},

		{apiHost, post, "/cgi-bin/qrcode/create", oa, false, 100000, p.createQR},
		{mpHost, get, "/cgi-bin/showqrcode", "", true, 0, p.showQR},
		{apiHost, get, "/cgi-bin/user/info", oa, false, 5000000, p.userInfo},
		{apiHost, post, "/cgi-bin/user/info/batchget", oa, false, 5000000, p.userBatch},
		{apiHost, get, "/cgi-bin/user/get", oa, false, 500, p.followers},
		{apiHost, post, "/cgi-bin/tags/create", oa, false, 0, p.createTag},
		{apiHost, get, "/cgi-bin/tags/get", oa, false, 0, p.listTags},
		{apiHost, post, "/cgi-bin/tags/members/batchtagging", oa, false, 0, p.tagPeople},
		{apiHost, post, "/cgi-bin/tags/members/batchuntagging", oa, false, 0, p.untagPeople},

		{openHost, get, "/connect/oauth2/authorize", "", true, 0, p.authorize},
		{apiHost, get, "/sns/oauth2/access_token", "", true, 0, p.webAccessToken},
		{apiHost, get, "/sns/userinfo", "", true, 0, p.webUserInfo},
		{apiHost, get, "/sns/auth", "", true, 0, p.webAuth},

		{apiHost, get, "/sns/jscode2session", "", true, 0, p.jscode2session},
		{apiHost, post, "/wxa/business/getuserphonenumber", mp, false, 0, p.phoneNumber},
		{apiHost, post, "/wxa/getwxacodeunlimit", mp, false, 0, p.wxacode},
		{apiHost, post, "/wxa/msg_sec_check", mp, false, 2000000, p.checkText},
		{apiHost, post, "/wxa/media_check_async", mp, false, 2000000, p.checkMedia},
		{apiHost, post, "/wxa/generate_urllink", mp, false, 500000, p.link},
		{apiHost, post, "/wxa/genwxashortlink", mp, false, 500000, p.link},
		{apiHost, post, "/wxa/generatescheme", mp, false, 500000, p.link},

		{apiHost, post, "/cgi-bin/media/upload", "", false, 100000, p.uploadMedia},
		{apiHost, get, "/cgi-bin/media/get", "", false, 200000, p.getMedia},
	}
}

func (p *Platform) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, e := range p.endpoints() {
		mux.HandleFunc(e.path, p.serve(e))
	}
	p.control(mux)
	p.page(mux)
	return mux
}

// day is the calendar day in Shanghai, by which quotas count.
func day(at time.Time) string { return at.In(clock.Shanghai).Format("2006-01-02") }
