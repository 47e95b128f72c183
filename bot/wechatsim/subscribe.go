package wechatsim

import "slices"

// allowance is what a person has consented to for one template.
type allowance struct {
	left int  // one-time consents not yet used
	long bool // a long-term consent
}

// sendSubscribe is POST /cgi-bin/message/subscribe/send, the mini-program's notice. It has no idempotency key.
func (p *Platform) sendSubscribe(c *call) (any, *Refusal) {
	var in notice
	if no := c.read(&in); no != nil {
		return nil, no
	}
	one, no := c.app.holder(in.ToUser)
	if no != nil {
		return nil, no
	}
	t, no := c.app.granted(in.TemplateID)
	if no != nil {
		return nil, no
	}
	if in.Page != "" && !slices.Contains(c.app.Pages, pathOf(in.Page)) {
		return nil, refuse(41030)
	}
	return p.notify(c, one, t, in)
}

// sendBizSubscribe is POST /cgi-bin/message/subscribe/bizsend, the official account's 订阅通知.
func (p *Platform) sendBizSubscribe(c *call) (any, *Refusal) {
	if c.app.Unverified {
		return nil, refuse(48001)
	}
	var in notice
	if no := c.read(&in); no != nil {
		return nil, no
	}
	one, no := c.app.holder(in.ToUser)
	if no != nil {
		return nil, no
	}
	t, no := c.app.granted(in.TemplateID)
	if no != nil {
		return nil, no
	}
	return p.notify(c, one, t, in)
}

// notify shows a subscribed notice, takes one consent and tells the app by subscribe_msg_sent_event.
func (p *Platform) notify(c *call, one *person, t *Template, in notice) (any, *Refusal) {
	fields, no := t.fill(in)
	if no != nil {
		return nil, no
	}
	held := one.allowances[c.app.ID][t.ID]
	if held == nil || !held.long && held.left == 0 {
		return nil, refuse(43101)
	}
	if !held.long {
		held.left--
	}
	id := p.nextID()
	p.show(one, Item{AppID: c.app.ID, From: "account", Kind: "subscribe", Title: t.Title, Fields: fields,
		Page: in.Page + in.MiniProgram.PagePath, How: c.endpoint.path})
	p.emit(c.app, one, noticeSent(t.ID, id))
	return sent{0, "ok", id}, nil
}

// Consent is a tap in the sheet that asks for subscriptions: it tells the app by subscribe_msg_popup_event. The
// template ids are of one app; WeChat shows at most five and does not mix long-term and one-time ones.
func (p *Platform) Consent(name, appID string, accept bool, templateIDs ...string) (*Delivery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, a, err := p.meet(name, appID)
	if err != nil {
		return nil, err
	}
	if err := a.mayAsk(templateIDs); err != nil {
		return nil, err
	}
	status := "reject"
	if accept {
		status = "accept"
	}
	for _, id := range templateIDs {
		held := one.allowances[appID][id]
		if held == nil {
			held = &allowance{}
			one.allowances[appID][id] = held
		}
		held.consent(a.templates[id].Long, accept)
	}
	return p.emit(a, one, consentGiven(templateIDs, status)), nil
}

func (h *allowance) consent(long, accept bool) {
	switch {
	case long:
		h.long = accept
	case accept:
		h.left++
	}
}

func (a *app) mayAsk(templateIDs []string) error {
	if n := len(templateIDs); n == 0 || n > 5 {
		return refuse(20001, "one to five templates may be asked at once") // wx.requestSubscribeMessage
	}
	for _, id := range templateIDs {
		t, known := a.templates[id]
		if !known {
			return refuse(40037)
		}
		if t.Long != a.templates[templateIDs[0]].Long {
			return refuse(20003, "long-term and one-time templates are not mixed")
		}
	}
	return nil
}

// Withdraw turns a consent off in the app's settings: it tells the app by subscribe_msg_change_event.
func (p *Platform) Withdraw(name, appID, templateID string) (*Delivery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, a, err := p.meet(name, appID)
	if err != nil {
		return nil, err
	}
	delete(one.allowances[appID], templateID)
	return p.emit(a, one, consentWithdrawn(templateID)), nil
}

// Balance returns how many one-time consents are left, -1 for a long-term consent.
func (p *Platform) Balance(name, appID, templateID string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, _, err := p.meet(name, appID)
	if err != nil {
		return 0
	}
	held := one.allowances[appID][templateID]
	switch {
	case held == nil:
		return 0
	case held.long:
		return -1
	}
	return held.left
}
