package wechatsim

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

const ticketLife = 2 * time.Hour

// uploadMedia is POST /cgi-bin/media/upload: a picture for three days.
func (p *Platform) uploadMedia(c *call) (any, *Refusal) {
	switch c.query.Get("type") {
	case "image", "voice", "video", "thumb":
	default:
		return nil, refuse(40035, "type")
	}
	data, kind, no := filePart(c)
	if no != nil {
		return nil, no
	}
	return map[string]any{"type": c.query.Get("type"), "media_id": p.keep(c.app, data, kind), "created_at": c.now.Unix()}, nil
}

func (p *Platform) keep(a *app, data []byte, contentType string) string {
	id := opaque("", 64)
	a.media[id] = blob{contentType, data}
	return id
}

// getMedia is GET /cgi-bin/media/get: the file, or JSON where there is none (40007).
func (p *Platform) getMedia(c *call) (any, *Refusal) {
	held, known := c.app.media[c.query.Get("media_id")]
	if !known {
		return nil, refuse(40007)
	}
	return held, nil
}

// filePart reads the form part "media". The body was bounded and read before.
func filePart(c *call) ([]byte, string, *Refusal) {
	form := &http.Request{Method: http.MethodPost, Header: c.request.Header, Body: io.NopCloser(bytes.NewReader(c.body))}
	file, head, err := form.FormFile("media")
	if err != nil {
		return nil, "", refuse(44002, "media")
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil || len(data) == 0 {
		return nil, "", refuse(44002, "media")
	}
	return data, head.Header.Get("Content-Type"), nil
}

// jsTicket is GET /cgi-bin/ticket/getticket.
func (p *Platform) jsTicket(*call) (any, *Refusal) {
	return map[string]any{"errcode": 0, "errmsg": "ok", "ticket": opaque("", 86), "expires_in": int64(ticketLife / time.Second)}, nil
}

// callbackIPs is GET /cgi-bin/getcallbackip.
func (p *Platform) callbackIPs(*call) (any, *Refusal) {
	return map[string]any{"ip_list": []string{"127.0.0.1"}}, nil
}

const resetsPerMonth = 10

// clearQuota is POST /cgi-bin/clear_quota: ten times a month.
func (p *Platform) clearQuota(c *call) (any, *Refusal) {
	month := "clear " + c.now.Format("2006-01")
	resets := c.app.used[month]
	if resets >= resetsPerMonth {
		return nil, refuse(45009)
	}
	phones := c.app.used["phone numbers"]
	c.app.used = map[string]int{month: resets + 1, "phone numbers": phones}
	return ok, nil
}

// quota is POST /cgi-bin/openapi/quota/get: what is left of a path's daily quota.
func (p *Platform) quota(c *call) (any, *Refusal) {
	var in struct {
		Path string `json:"cgi_path"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	limit := 0
	for _, e := range p.endpoints() {
		if e.path == in.Path {
			limit = e.quota
		}
	}
	if own, set := c.app.limits[in.Path]; set {
		limit = own
	}
	used := c.app.used[day(c.now)+" "+in.Path]
	return map[string]any{"errcode": 0, "errmsg": "ok", "quota": map[string]int{"daily_limit": limit, "used": used, "remain": limit - used}}, nil
}
