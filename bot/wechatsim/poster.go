package wechatsim

import (
	"net/http"
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

// frame is the address of the H5 page on a person's phone.
func (p *Platform) frame(name string) string {
	if own, ok := p.config.Frames[name]; ok {
		return own
	}
	return p.config.H5
}
