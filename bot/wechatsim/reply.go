package wechatsim

// maxText is the longest text of a reply or customer message in bytes (uncertain).
const maxText = 2048

const serviceFault = "该公众号提供的服务出现故障，请稍后再试"

// receive shows what an app answered to a callback: a reply, nothing, or WeChat's own sentence that it is broken.
func (p *Platform) receive(a *app, one *person, body string) {
	if body == "" || body == "success" || a.Kind == MiniProgram { // whose callbacks show no replies
		return
	}
	item, valid := a.readReply(one, body)
	if !valid {
		p.outOfService(a, one)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.show(one, item)
}

// outOfService is what a phone shows when the account does not answer or answers nonsense.
func (p *Platform) outOfService(a *app, one *person) {
	if a.Kind == MiniProgram {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.show(one, Item{AppID: a.ID, From: "system", Kind: "line", Text: serviceFault})
}

// readReply opens and checks a passive reply: sealed and signed in safe mode, from the account to the person.
func (a *app) readReply(one *person, body string) (Item, bool) {
	plain, opened := a.openReply(body)
	if !opened {
		return Item{}, false
	}
	m := parseMessage(plain)
	if m.value("ToUserName") != one.openIDs[a.ID] || m.value("FromUserName") != a.OriginalID || m.value("CreateTime") == "" {
		return Item{}, false
	}
	item := Item{AppID: a.ID, From: "account", Kind: m.value("MsgType"), How: "reply"}
	switch item.Kind {
	case "text":
		item.Text = m.value("Content")
		return item, item.Text != "" && len(item.Text) <= maxText
	case "image":
		return item, true
	case "news":
		return newsItem(item, m)
	}
	return Item{}, false
}

func newsItem(item Item, m message) (Item, bool) {
	for _, n := range m {
		if n.name == "Articles" && len(n.group) == 1 && m.value("ArticleCount") == "1" {
			article := n.group[0].group
			item.Title, item.Text, item.URL = article.value("Title"), article.value("Description"), article.value("Url")
			return item, true
		}
	}
	return Item{}, false
}

// openReply takes a reply out of its envelope. Compatible mode takes either form.
func (a *app) openReply(body string) ([]byte, bool) {
	m := parseMessage([]byte(body))
	sealed := m.value("Encrypt")
	if sealed == "" {
		return []byte(body), a.Mode != Safe
	}
	if a.Mode == Plain || sign(a.Token, m.value("TimeStamp"), m.value("Nonce"), sealed) != m.value("MsgSignature") {
		return nil, false
	}
	plain, err := a.box.open(sealed)
	return plain, err == nil
}
