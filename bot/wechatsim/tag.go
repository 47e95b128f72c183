package wechatsim

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// tag marks followers, so that a conditional menu can be shown to them.
type tag struct {
	ID    int    `json:"id"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}

const firstTag = 100 // 0 to 2 are WeChat's own

func (a *app) tagAt(id json.Number) int {
	n, err := id.Int64()
	if err != nil {
		return -1
	}
	return slices.IndexFunc(a.tags, func(t tag) bool { return t.ID == int(n) })
}

// createTag is POST /cgi-bin/tags/create.
func (p *Platform) createTag(c *call) (any, *Refusal) {
	var in struct {
		Tag tag `json:"tag"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	taken := slices.ContainsFunc(c.app.tags, func(t tag) bool { return t.Name == in.Tag.Name })
	if in.Tag.Name == "" || utf8.RuneCountInString(in.Tag.Name) > 30 || taken {
		return nil, refuse(45157)
	}
	made := tag{ID: firstTag + len(c.app.tags), Name: in.Tag.Name}
	c.app.tags = append(c.app.tags, made)
	return map[string]any{"tag": made}, nil
}

// listTags is GET /cgi-bin/tags/get.
func (p *Platform) listTags(c *call) (any, *Refusal) {
	return map[string]any{"tags": append([]tag{}, c.app.tags...)}, nil
}

// tagPeople and untagPeople are POST /cgi-bin/tags/members/batchtagging and batchuntagging, for up to 50 people.
func (p *Platform) tagPeople(c *call) (any, *Refusal) {
	return p.retag(c, func(held []int, id int) []int {
		if slices.Contains(held, id) {
			return held
		}
		return append(held, id)
	})
}

func (p *Platform) untagPeople(c *call) (any, *Refusal) {
	return p.retag(c, func(held []int, id int) []int {
		return slices.DeleteFunc(held, func(other int) bool { return other == id })
	})
}

func (p *Platform) retag(c *call, change func([]int, int) []int) (any, *Refusal) {
	var in struct {
		OpenIDs []string    `json:"openid_list"`
		TagID   json.Number `json:"tagid"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	at := c.app.tagAt(in.TagID)
	if at < 0 {
		return nil, refuse(45159)
	}
	if len(in.OpenIDs) == 0 || len(in.OpenIDs) > 50 {
		return nil, refuse(40035, "openid_list")
	}
	people := make([]*person, 0, len(in.OpenIDs))
	for _, id := range in.OpenIDs {
		one, no := c.app.holder(id)
		if no != nil {
			return nil, no
		}
		people = append(people, one)
	}
	for _, one := range people {
		one.tags[c.app.ID] = change(one.tags[c.app.ID], c.app.tags[at].ID)
	}
	return ok, nil
}
