package wechatsim

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Button is a place of the menu at the foot of the chat.
type Button struct {
	Type  string   `json:"type,omitempty"`
	Name  string   `json:"name"`
	Key   string   `json:"key,omitempty"`
	URL   string   `json:"url,omitempty"`
	AppID string   `json:"appid,omitempty"`
	Page  string   `json:"pagepath,omitempty"`
	Sub   []Button `json:"sub_button,omitempty"`
}

type menu struct {
	ID      int64      `json:"menuid"`
	Buttons []Button   `json:"button"`
	Rule    *matchRule `json:"matchrule,omitempty"`
}

// matchRule says who sees a conditional menu. WeChat sends numbers as strings here.
type matchRule struct {
	TagID    json.Number `json:"tag_id"`
	Platform string      `json:"client_platform_type,omitempty"`
}

// createMenu is POST /cgi-bin/menu/create.
func (p *Platform) createMenu(c *call) (any, *Refusal) {
	made, no := readMenu(c)
	if no != nil {
		return nil, no
	}
	made.ID = p.nextID()
	c.app.menu = made
	return ok, nil
}

// addConditional is POST /cgi-bin/menu/addconditional. A default menu must exist first.
func (p *Platform) addConditional(c *call) (any, *Refusal) {
	made, no := readMenu(c)
	if no != nil {
		return nil, no
	}
	if c.app.menu == nil {
		return nil, refuse(46003)
	}
	if made.Rule == nil || c.app.tagAt(made.Rule.TagID) < 0 {
		return nil, refuse(40035, "matchrule")
	}
	made.ID = p.nextID()
	c.app.special = append(c.app.special, made)
	return map[string]any{"menuid": strconv.FormatInt(made.ID, 10)}, nil
}

// deleteConditional is POST /cgi-bin/menu/delconditional.
func (p *Platform) deleteConditional(c *call) (any, *Refusal) {
	var in struct {
		ID json.Number `json:"menuid"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	i := slices.IndexFunc(c.app.special, func(m *menu) bool { return strconv.FormatInt(m.ID, 10) == in.ID.String() })
	if i < 0 {
		return nil, refuse(65301)
	}
	c.app.special = slices.Delete(c.app.special, i, i+1)
	return ok, nil
}

// getMenu is GET /cgi-bin/menu/get.
func (p *Platform) getMenu(c *call) (any, *Refusal) {
	if c.app.menu == nil {
		return nil, refuse(46003)
	}
	answer := map[string]any{"menu": c.app.menu}
	if len(c.app.special) > 0 {
		answer["conditionalmenu"] = c.app.special
	}
	return answer, nil
}

// selfMenu is GET /cgi-bin/get_current_selfmenu_info.
func (p *Platform) selfMenu(c *call) (any, *Refusal) {
	if c.app.menu == nil {
		return map[string]any{"is_menu_open": 0}, nil
	}
	return map[string]any{"is_menu_open": 1, "selfmenu_info": map[string]any{"button": c.app.menu.Buttons}}, nil
}

// deleteMenu is GET /cgi-bin/menu/delete: the conditional menus go with it.
func (p *Platform) deleteMenu(c *call) (any, *Refusal) {
	c.app.menu, c.app.special = nil, nil
	return ok, nil
}

// tryMatch is POST /cgi-bin/menu/trymatch: which menu does this person see?
func (p *Platform) tryMatch(c *call) (any, *Refusal) {
	var in struct {
		User string `json:"user_id"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	one, no := c.app.holder(in.User)
	if no != nil {
		return nil, no
	}
	if c.app.menu == nil {
		return nil, refuse(46003)
	}
	return map[string]any{"button": c.app.menuOf(one)}, nil
}

// menuOf is the menu a person sees: the newest conditional one that matches, else the default.
func (a *app) menuOf(one *person) []Button {
	for _, m := range slices.Backward(a.special) {
		if id, err := m.Rule.TagID.Int64(); err == nil && slices.Contains(one.tags[a.ID], int(id)) {
			return m.Buttons
		}
	}
	if a.menu == nil {
		return nil
	}
	return a.menu.Buttons
}

func readMenu(c *call) (*menu, *Refusal) {
	made := &menu{}
	if no := c.read(made); no != nil {
		return nil, no
	}
	if n := len(made.Buttons); n < 1 || n > 3 {
		return nil, refuse(40016)
	}
	for _, b := range made.Buttons {
		if no := b.check(false); no != nil {
			return nil, no
		}
		if no := b.checkSub(); no != nil {
			return nil, no
		}
	}
	return made, nil
}

// Limits of a button. Names are measured in bytes, as WeChat does: 16 for a button, 60 for one of a sub-menu.
const (
	buttonName    = 16
	subButtonName = 60
	buttonKey     = 128
	buttonURL     = 1024
	subButtons    = 5
)

// buttonFaults are the codes for one level: top or sub.
var buttonFaults = map[bool][4]int{false: {40017, 40018, 40019, 40020}, true: {40024, 40025, 40026, 40027}}

func (b Button) check(sub bool) *Refusal {
	codes, longest := buttonFaults[sub], buttonName
	if sub {
		longest = subButtonName
	}
	if len(b.Name) == 0 || len(b.Name) > longest || !utf8.ValidString(b.Name) {
		return refuse(codes[1])
	}
	switch b.Type {
	case "":
		if len(b.Sub) == 0 {
			return refuse(codes[0])
		}
	case "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select":
		if len(b.Key) == 0 || len(b.Key) > buttonKey {
			return refuse(codes[2])
		}
	case "view", "miniprogram":
		if len(b.URL) == 0 || len(b.URL) > buttonURL {
			return refuse(codes[3])
		}
	default:
		return refuse(codes[0])
	}
	return nil
}

func (b Button) checkSub() *Refusal {
	if len(b.Sub) > subButtons {
		return refuse(40023)
	}
	for _, s := range b.Sub {
		if len(s.Sub) > 0 {
			return refuse(40022)
		}
		if no := s.check(true); no != nil {
			return no
		}
	}
	return nil
}
