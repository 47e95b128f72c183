package wechat

import (
	"context"
	"encoding/json"

	sdkmenu "github.com/silenceper/wechat/v2/officialaccount/menu"
	"github.com/silenceper/wechat/v2/officialaccount/user"
)

// Button is a place of the menu. It has a Key (a tap comes back as a Message), a Link, a Page of the mini-program
// with a Link for old phones, or buttons of its own.
type Button struct {
	Name string // at most 16 bytes on the first level, 60 on the second
	Key  string
	Link string
	Page string
	Sub  []Button
}

// TaggedMenu is what followers with a tag see instead of everyone's menu.
type TaggedMenu struct {
	Tag     string
	Buttons []Button
}

// PublishMenu replaces all menus without a moment in which there is none: WeChat shows the newest that matches, so the
// old tagged ones go last. Those in the chat see a change within 24 hours, or when they come back to it.
func (g *Gateway) PublishMenu(_ context.Context, everyone []Button, tagged []TaggedMenu) error {
	if err := g.need(Official); err != nil {
		return err
	}
	if err := g.official.menu.SetMenu(g.buttons(everyone)); err != nil {
		return failure("/cgi-bin/menu/create", err)
	}
	before, err := g.official.menu.GetMenu()
	if err != nil {
		return failure("/cgi-bin/menu/get", err)
	}
	for _, m := range tagged {
		if err := g.publishTagged(m); err != nil {
			return err
		}
	}
	for _, old := range before.Conditionalmenu {
		if err := g.official.menu.DeleteConditional(old.MenuID); err != nil {
			return failure("/cgi-bin/menu/delconditional", err)
		}
	}
	return nil
}

// publishTagged writes its own JSON: the SDK's match rule knows no tags.
func (g *Gateway) publishTagged(m TaggedMenu) error {
	const path = "/cgi-bin/menu/addconditional"
	id, err := g.tag(m.Tag, true)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"button": g.buttons(m.Buttons), "matchrule": map[string]any{"tag_id": id}})
	if err != nil {
		return &Failure{Path: path, Reason: ReasonInvalid, Message: "menu cannot be written"}
	}
	return failure(path, g.official.menu.AddConditionalByJSON(string(body)))
}

func (g *Gateway) buttons(list []Button) []*sdkmenu.Button {
	var out []*sdkmenu.Button
	for _, b := range list {
		switch {
		case len(b.Sub) > 0:
			out = append(out, sdkmenu.NewSubButton(b.Name, g.buttons(b.Sub)))
		case b.Page != "":
			out = append(out, sdkmenu.NewMiniprogramButton(b.Name, b.Link, g.config.Mini.AppID, b.Page))
		case b.Link != "":
			out = append(out, sdkmenu.NewViewButton(b.Name, b.Link))
		default:
			out = append(out, sdkmenu.NewClickButton(b.Name, b.Key))
		}
	}
	return out
}

// TagFollower puts a tag on a follower; twice is once.
func (g *Gateway) TagFollower(_ context.Context, openID, tag string) error {
	return g.retag("/cgi-bin/tags/members/batchtagging", tag, func(id int32) error {
		return g.official.users.BatchTag([]string{openID}, id)
	})
}

// UntagFollower takes a tag off a follower.
func (g *Gateway) UntagFollower(_ context.Context, openID, tag string) error {
	return g.retag("/cgi-bin/tags/members/batchuntagging", tag, func(id int32) error {
		return g.official.users.BatchUntag([]string{openID}, id)
	})
}

func (g *Gateway) retag(path, tag string, do func(int32) error) error {
	if err := g.need(Official); err != nil {
		return err
	}
	id, err := g.tag(tag, false)
	if err != nil {
		return err
	}
	return failure(path, do(id))
}

// tag finds a tag by its name, and makes it where asked to.
func (g *Gateway) tag(name string, create bool) (int32, error) {
	const path = "/cgi-bin/tags/create"
	tags, err := g.official.users.GetTag()
	if err != nil {
		return 0, failure(path, err)
	}
	for _, t := range tags {
		if t.Name == name {
			return t.ID, nil
		}
	}
	if !create {
		return 0, &Failure{Path: path, Reason: ReasonInvalid, Message: "no menu was published for this tag"}
	}
	made, err := g.official.users.CreateTag(name)
	if err != nil {
		return 0, failure(path, err)
	}
	return tagID(made)
}

func tagID(made *user.TagInfo) (int32, error) {
	if made == nil || made.ID == 0 {
		return 0, &Failure{Path: "/cgi-bin/tags/create", Reason: ReasonUnknown, Message: "answer holds no tag"}
	}
	return made.ID, nil
}
