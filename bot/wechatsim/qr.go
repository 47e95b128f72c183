package wechatsim

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	qr "github.com/piglig/go-qr"
)

// scene is a QR code of the official account that carries a scene.
type scene struct {
	name    string
	ticket  string
	url     string
	until   time.Time // zero for a permanent one
	number  int64     // order of creation
	numeric bool
}

const (
	longestQR       = 2592000 // seconds
	defaultQR       = 60
	permanentScenes = 100000
)

// createQR is POST /cgi-bin/qrcode/create. Its success carries no errmsg; the SDK relies on that.
func (p *Platform) createQR(c *call) (any, *Refusal) {
	var in struct {
		Expire int64  `json:"expire_seconds"`
		Action string `json:"action_name"`
		Info   struct {
			Scene struct {
				ID  int64  `json:"scene_id"`
				Str string `json:"scene_str"`
			} `json:"scene"`
		} `json:"action_info"`
	}
	if no := c.read(&in); no != nil {
		return nil, no
	}
	made := &scene{ticket: opaque("gQ", 94) + "==", number: p.nextID()}
	made.url = "http://weixin.qq.com/q/" + opaque("", 22)
	switch in.Action {
	case "QR_STR_SCENE", "QR_LIMIT_STR_SCENE":
		made.name = in.Info.Scene.Str
	case "QR_SCENE", "QR_LIMIT_SCENE":
		made.name, made.numeric = strconv.FormatInt(in.Info.Scene.ID, 10), true
	}
	limited := strings.HasPrefix(in.Action, "QR_LIMIT")
	if !made.valid(limited) || in.Expire > longestQR || in.Expire < 0 {
		return nil, refuse(40053)
	}
	if limited {
		return p.keepPermanent(c, made)
	}
	if in.Expire == 0 {
		in.Expire = defaultQR
	}
	made.until = c.now.Add(time.Duration(in.Expire) * time.Second)
	c.app.scenes[made.ticket] = made
	return map[string]any{"ticket": made.ticket, "expire_seconds": in.Expire, "url": made.url}, nil
}

// keepPermanent stores a permanent code; the same scene gives the same code, 45029 ends the supply.
func (p *Platform) keepPermanent(c *call, made *scene) (any, *Refusal) {
	permanent := 0
	for _, s := range c.app.scenes {
		if !s.until.IsZero() {
			continue
		}
		if s.name == made.name {
			return map[string]any{"ticket": s.ticket, "url": s.url}, nil
		}
		permanent++
	}
	limit := permanentScenes
	if own, set := c.app.limits["permanent scenes"]; set {
		limit = own
	}
	if permanent >= limit {
		return nil, refuse(45029)
	}
	c.app.scenes[made.ticket] = made
	return map[string]any{"ticket": made.ticket, "url": made.url}, nil
}

func (s *scene) valid(limited bool) bool {
	if !s.numeric {
		return len(s.name) >= 1 && len(s.name) <= 64
	}
	id, _ := strconv.ParseInt(s.name, 10, 64)
	return id >= 1 && id <= 1<<32-1 && (!limited || id <= permanentScenes)
}

// showQR is GET mp.weixin.qq.com/cgi-bin/showqrcode: the picture of a ticket.
func (p *Platform) showQR(c *call) (any, *Refusal) {
	for _, a := range p.apps {
		if s, known := a.scenes[c.query.Get("ticket")]; known {
			return picture(s.url), nil
		}
	}
	return nil, refuse(40053)
}

// sceneBy finds a live code by ticket or by the address it carries.
func (a *app) sceneBy(code string, now time.Time) *scene {
	for _, s := range a.scenes {
		if (s.ticket == code || s.url == code) && (s.until.IsZero() || now.Before(s.until)) {
			return s
		}
	}
	return nil
}

// newestScenes are the codes of an account, the newest first.
func (a *app) newestScenes() []*scene {
	return slices.SortedFunc(maps.Values(a.scenes), func(x, y *scene) int { return int(y.number - x.number) })
}

// picture draws a QR code as JPEG, the format WeChat answers.
func picture(text string) blob {
	code, err := qr.EncodeText(text, qr.Medium)
	if err != nil {
		code, _ = qr.EncodeText(url.QueryEscape(text[:64]), qr.Low)
	}
	const scale, border = 8, 4
	side := (code.GetSize() + 2*border) * scale
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			shade := color.Gray{Y: 255}
			if code.GetModule(x/scale-border, y/scale-border) {
				shade.Y = 0
			}
			img.SetGray(x, y, shade)
		}
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, img, nil) // a buffer takes all
	return blob{"image/jpeg", out.Bytes()}
}
