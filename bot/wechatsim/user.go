package wechatsim

// userInfo is GET /cgi-bin/user/info. Nickname and portrait have not been given since 2021.
func (p *Platform) userInfo(c *call) (any, *Refusal) {
	one, no := c.app.holder(c.query.Get("openid"))
	if no != nil {
		return nil, no
	}
	return userOf(c.app, one), nil
}

func userOf(a *app, one *person) map[string]any {
	since := one.follows[a.ID]
	if since.IsZero() {
		return map[string]any{"subscribe": 0, "openid": one.openIDs[a.ID]}
	}
	how := "ADD_SCENE_SEARCH"
	if one.scannedWith[a.ID] != "" {
		how = "ADD_SCENE_QR_CODE"
	}
	return map[string]any{
		"subscribe": 1, "openid": one.openIDs[a.ID], "unionid": one.unionID, "language": "zh_CN",
		"subscribe_time": since.Unix(), "subscribe_scene": how, "qr_scene_str": one.scannedWith[a.ID],
		"tagid_list": append([]int{}, one.tags[a.ID]...),
	}
}

// userBatch is POST /cgi-bin/user/info/batchget, for up to 100 people.
func (p *Platform) userBatch(c *call) (any, *Refusal) {
	var in struct {
		Users []struct {
			OpenID string `json:"openid"`
		} `json:"user_list"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	if len(in.Users) == 0 || len(in.Users) > 100 {
		return nil, refuse(40035, "user_list")
	}
	list := []any{}
	for _, u := range in.Users {
		one, no := c.app.holder(u.OpenID)
		if no != nil {
			return nil, no
		}
		list = append(list, userOf(c.app, one))
	}
	return map[string]any{"user_info_list": list}, nil
}

// followers is GET /cgi-bin/user/get.
func (p *Platform) followers(c *call) (any, *Refusal) {
	ids := []string{}
	for _, one := range p.people {
		if !one.follows[c.app.ID].IsZero() {
			ids = append(ids, one.openIDs[c.app.ID])
		}
	}
	next := ""
	if len(ids) > 0 {
		next = ids[len(ids)-1]
	}
	return map[string]any{"total": len(ids), "count": len(ids), "data": map[string]any{"openid": ids}, "next_openid": next}, nil
}
