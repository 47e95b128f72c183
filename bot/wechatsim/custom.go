package wechatsim

import "unicode/utf8"

// sendCustom is POST /cgi-bin/message/custom/send: free messages while a window is open.
func (p *Platform) sendCustom(c *call) (any, *Refusal) {
	var in customMessage
	if no := c.read(&in); no != nil {
		return nil, no
	}
	one, no := c.app.holder(in.ToUser)
	if no != nil {
		return nil, no
	}
	item, no := in.item()
	if no != nil {
		return nil, no
	}
	if c.app.Kind == OfficialAccount && one.follows[c.app.ID].IsZero() {
		return nil, refuse(45015)
	}
	if no := one.windows[c.app.ID].take(c.now); no != nil {
		return nil, no
	}
	item.AppID, item.From, item.How = c.app.ID, "account", c.endpoint.path
	p.show(one, item)
	return ok, nil
}

type customMessage struct {
	ToUser string `json:"touser"`
	Type   string `json:"msgtype"`
	Text   struct {
		Content string `json:"content"`
	} `json:"text"`
	Image struct {
		MediaID string `json:"media_id"`
	} `json:"image"`
	News struct {
		Articles []struct {
			Title       string `json:"title"`
			Description string `json:"description"`
			URL         string `json:"url"`
		} `json:"articles"`
	} `json:"news"`
	Page struct {
		Title    string `json:"title"`
		PagePath string `json:"pagepath"`
	} `json:"miniprogrampage"`
}

// item turns the message into what the phone shows: 47003 where it is empty, too long or of an unknown type.
func (m customMessage) item() (Item, *Refusal) {
	item := Item{Kind: m.Type}
	switch m.Type {
	case "text":
		item.Text = m.Text.Content
		if item.Text == "" || len(item.Text) > maxText || !utf8.ValidString(item.Text) {
			return Item{}, refuse(47003, "text.content is empty or too long")
		}
	case "image":
		if item.Text = m.Image.MediaID; item.Text == "" {
			return Item{}, refuse(40007)
		}
	case "news":
		if len(m.News.Articles) != 1 {
			return Item{}, refuse(47003, "news.articles has one article")
		}
		one := m.News.Articles[0]
		item.Title, item.Text, item.URL = one.Title, one.Description, one.URL
	case "miniprogrampage":
		item.Kind, item.Title, item.Page = "miniprogram", m.Page.Title, m.Page.PagePath
	default:
		return Item{}, refuse(47003, "msgtype")
	}
	return item, nil
}
