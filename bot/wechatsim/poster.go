package wechatsim

import (
	"net/http"
	"net/url"
	"slices"
)

// Poster is a printed QR code with an ordinary link, as it hangs at a counter. Who scans it comes into the mini-program by
// the ordinary-link rule of WeChat's console; the phone page shows that in its frame.
type Poster struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Tip is what the phone page tells whoever has just picked up a person's phone.
type Tip struct {
	Label string `json:"label"`
	Text  string `json:"text"` // to copy, or to send into the chat
	Chat  bool   `json:"chat"`
}

// Hang puts posters up for the phone page, in place of those that hung before.
func (p *Platform) Hang(posters ...Poster) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posters = slices.Clone(posters)
}

// Advise sets the tips that the phone page shows with a person's phone.
func (p *Platform) Advise(name string, tips ...Tip) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, err := p.find(name)
	if err != nil {
		return err
	}
	one.tips = slices.Clone(tips)
	return nil
}

// posterPicture is GET /_sim/poster?url=…: the QR code of a poster that hangs.
func (p *Platform) posterPicture(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	address := r.URL.Query().Get("url")
	if !slices.ContainsFunc(p.posters, func(one Poster) bool { return one.URL == address }) {
		http.NotFound(w, r)
		return
	}
	drawn := picture(address)
	w.Header().Set("Content-Type", drawn.contentType)
	_, _ = w.Write(drawn.data)
}

// loopbackNames are names of this machine. A browser keeps what a page stores apart by origin: with a name each, the people
// of the phone page have a phone each.
var loopbackNames = []string{"127.0.0.1", "localhost", "phone.localhost"}

// frames are the addresses of the H5 page, one for each of the people where it is on this machine.
func (p *Platform) frames() []string {
	frames := make([]string, 0, len(p.people))
	for i := range p.people {
		frames = append(frames, frameOf(p.config.H5, i))
	}
	return frames
}

func frameOf(address string, i int) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() != loopbackNames[0] {
		return address
	}
	u.Host = loopbackNames[i%len(loopbackNames)] + ":" + u.Port()
	return u.String()
}
