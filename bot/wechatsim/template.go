package wechatsim

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Template is a message template an app has been granted.
type Template struct {
	ID    string
	Title string
	// Fields in the order shown. A key is a type and a number, as WeChat gives it: thing1, time2, phrase3.
	Fields []TemplateField
	// Long is a long-term subscription: one consent, any number of messages.
	Long bool
	// Banned answers 43116, Review 40252, Blocked 40249.
	Banned, Review, Blocked bool
}

// TemplateField is one place of a template.
type TemplateField struct {
	Key, Label string
	Allowed    []string // the listed values of an enum or const field
}

// notice is what a template or subscribe endpoint is sent.
type notice struct {
	ToUser      string `json:"touser"`
	TemplateID  string `json:"template_id"`
	URL         string `json:"url"`
	Page        string `json:"page"`
	ClientMsgID string `json:"client_msg_id"`
	MiniProgram struct {
		AppID    string `json:"appid"`
		PagePath string `json:"pagepath"`
	} `json:"miniprogram"`
	Data map[string]struct {
		Value any `json:"value"`
	} `json:"data"`
}

type sent struct {
	Code    int    `json:"errcode"`
	Message string `json:"errmsg"`
	MsgID   int64  `json:"msgid"`
}

// clientIDLife is how long the same client_msg_id is not sent again.
const clientIDLife = 10 * time.Minute

// sendTemplate is POST /cgi-bin/message/template/send. The outcome follows as TEMPLATESENDJOBFINISH.
func (p *Platform) sendTemplate(c *call) (any, *Refusal) {
	var in notice
	if no := c.read(&in); no != nil {
		return nil, no
	}
	one, no := c.app.holder(in.ToUser)
	if no != nil {
		return nil, no
	}
	if no := c.app.fresh(in.ClientMsgID, c.now); no != nil {
		return nil, no
	}
	t, no := c.app.granted(in.TemplateID)
	if no != nil {
		return nil, no
	}
	if no := reachable(c.app, one); no != nil {
		return nil, no
	}
	fields, no := t.fill(in)
	if no != nil {
		return nil, no
	}
	if in.ClientMsgID != "" {
		c.app.sentIDs[in.ClientMsgID] = c.now
	}
	id := p.nextID()
	status := "success"
	if one.mutes[c.app.ID] {
		status = "failed:user block"
	} else {
		p.show(one, Item{AppID: c.app.ID, From: "account", Kind: "template", Title: t.Title, Fields: fields,
			URL: in.URL, Page: in.MiniProgram.PagePath, How: c.endpoint.path})
	}
	p.emit(c.app, one, templateFinished(id, status))
	return sent{0, "ok", id}, nil
}

func (a *app) fresh(clientMsgID string, now time.Time) *Refusal {
	if at, seen := a.sentIDs[clientMsgID]; seen && clientMsgID != "" && now.Sub(at) < clientIDLife {
		return refuse(45065) // uncertain: known from the broadcast interface
	}
	return nil
}

func (a *app) granted(templateID string) (*Template, *Refusal) {
	t, known := a.templates[templateID]
	switch {
	case !known:
		return nil, refuse(40037)
	case t.Banned:
		return nil, refuse(43116)
	case t.Blocked:
		return nil, refuse(40249)
	case t.Review:
		return nil, refuse(40252)
	}
	return t, nil
}

// reachable checks that the person follows the account and is not on its blacklist.
func reachable(a *app, one *person) *Refusal {
	if one.blocked[a.ID] {
		return refuse(43019)
	}
	if one.follows[a.ID].IsZero() {
		return refuse(43004)
	}
	return nil
}

// fill checks every field of the template against its type: 47003 names the first fault.
func (t *Template) fill(in notice) ([]Field, *Refusal) {
	filled := make([]Field, 0, len(t.Fields))
	for _, f := range t.Fields {
		given, present := in.Data[f.Key]
		value, text := given.Value.(string)
		if !present || !text {
			return nil, refuse(47003, "data."+f.Key+".value is empty")
		}
		if fault := f.check(value); fault != "" {
			return nil, refuse(47003, "data."+f.Key+".value "+fault)
		}
		filled = append(filled, Field{Key: f.Key, Label: f.Label, Value: value})
	}
	for _, key := range slices.Sorted(maps.Keys(in.Data)) {
		if !slices.ContainsFunc(t.Fields, func(f TemplateField) bool { return f.Key == key }) {
			return nil, refuse(47003, "data."+key+" is not of the template")
		}
	}
	return filled, nil
}

// SetTemplate grants a template to an app or replaces it.
func (p *Platform) SetTemplate(appID string, t Template) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.apps[appID].templates[t.ID] = &t
}

// content is the template's text as the list endpoints show it.
func (t *Template) content() string {
	var b strings.Builder
	for _, f := range t.Fields {
		b.WriteString(f.Label + ":{{" + f.Key + ".DATA}}\n")
	}
	return b.String()
}

// listTemplates is GET /cgi-bin/template/get_all_private_template.
func (p *Platform) listTemplates(c *call) (any, *Refusal) {
	type item struct {
		ID      string `json:"template_id"`
		Title   string `json:"title"`
		Content string `json:"content"`
	}
	list := []item{}
	for _, t := range c.app.ownTemplates() {
		list = append(list, item{t.ID, t.Title, t.content()})
	}
	return map[string]any{"template_list": list}, nil
}

func (a *app) ownTemplates() []*Template {
	return slices.SortedFunc(maps.Values(a.templates), func(x, y *Template) int { return strings.Compare(x.ID, y.ID) })
}
