package wechatsim

import (
	"fmt"
	"slices"
	"strconv"
)

// publicTitle is a template of WeChat's public library, from which an app grants itself private ones.
type publicTitle struct {
	ID       int    `json:"tid"`
	Title    string `json:"title"`
	Type     int    `json:"type"` // 2 one-time, 3 long-term
	Category string `json:"categoryId"`
	keywords []publicKeyword
}

type publicKeyword struct {
	ID      int    `json:"kid"`
	Name    string `json:"name"`
	Example string `json:"example"`
	Rule    string `json:"rule"`
}

// library is the public library, as small as a test needs it.
var library = []publicTitle{{
	ID: 2601, Title: "待办事项提醒", Type: 2, Category: "616",
	keywords: []publicKeyword{{1, "事项", "报送服务数据", "thing"}, {2, "截止时间", "2023年9月27日 11:30", "time"}},
}}

const maxTemplates = 25

// privateTemplates is GET /wxaapi/newtmpl/gettemplate.
func (p *Platform) privateTemplates(c *call) (any, *Refusal) {
	type item struct {
		ID      string `json:"priTmplId"`
		Title   string `json:"title"`
		Content string `json:"content"`
		Example string `json:"example"`
		Type    int    `json:"type"`
	}
	list := []item{}
	for _, t := range c.app.ownTemplates() {
		kind := 2
		if t.Long {
			kind = 3
		}
		list = append(list, item{t.ID, t.Title, t.content(), t.content(), kind})
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "data": list}, nil
}

// addTemplate is POST /wxaapi/newtmpl/addtemplate.
func (p *Platform) addTemplate(c *call) (any, *Refusal) {
	var in struct {
		TitleID  string `json:"tid"`
		Keywords []int  `json:"kidList"`
		Scene    string `json:"sceneDesc"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if len(c.app.templates) >= maxTemplates {
		return nil, refuse(200012)
	}
	title, no := titleOf(in.TitleID)
	if no != nil {
		return nil, no
	}
	made := &Template{ID: opaque("", 43), Title: title.Title, Long: title.Type == 3}
	for _, kid := range in.Keywords {
		i := slices.IndexFunc(title.keywords, func(k publicKeyword) bool { return k.ID == kid })
		if i < 0 {
			return nil, refuse(200020)
		}
		k := title.keywords[i]
		made.Fields = append(made.Fields, TemplateField{Key: fmt.Sprintf("%s%d", k.Rule, kid), Label: k.Name})
	}
	if len(made.Fields) < 2 || len(made.Fields) > 5 {
		return nil, refuse(200020)
	}
	c.app.templates[made.ID] = made
	return map[string]any{"errcode": 0, "errmsg": "ok", "priTmplId": made.ID}, nil
}

// deleteTemplate is POST /wxaapi/newtmpl/deltemplate.
func (p *Platform) deleteTemplate(c *call) (any, *Refusal) {
	var in struct {
		ID string `json:"priTmplId"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if _, known := c.app.templates[in.ID]; !known {
		return nil, refuse(40037)
	}
	delete(c.app.templates, in.ID)
	return ok, nil
}

func titleOf(id string) (publicTitle, *Refusal) {
	for _, t := range library {
		if strconv.Itoa(t.ID) == id {
			return t, nil
		}
	}
	return publicTitle{}, refuse(200014)
}

// categories is GET /wxaapi/newtmpl/getcategory.
func (p *Platform) categories(*call) (any, *Refusal) {
	return map[string]any{"errcode": 0, "errmsg": "ok", "data": []any{map[string]any{"id": 616, "name": "政务民生"}}}, nil
}

// publicTitles is GET /wxaapi/newtmpl/getpubtemplatetitles.
func (p *Platform) publicTitles(*call) (any, *Refusal) {
	return map[string]any{"errcode": 0, "errmsg": "ok", "count": len(library), "data": library}, nil
}

// publicKeywords is GET /wxaapi/newtmpl/getpubtemplatekeywords.
func (p *Platform) publicKeywords(c *call) (any, *Refusal) {
	title, no := titleOf(c.query.Get("tid"))
	if no != nil {
		return nil, no
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "count": len(title.keywords), "data": title.keywords}, nil
}
