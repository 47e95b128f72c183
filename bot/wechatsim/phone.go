package wechatsim

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
)

//go:embed phone
var phonePage embed.FS

// page serves the phone page at /phone/. Its policy allows nothing from elsewhere and no inline script; frames may
// show the mini-program's H5 only.
func (p *Platform) page(mux *http.ServeMux) {
	files, err := fs.Sub(phonePage, "phone")
	if err != nil {
		panic("wechatsim: the phone page is not embedded") // impossible once it compiles
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-src 'self'"
	for _, one := range p.people {
		if at := origin(p.frame(one.Name)); at != "" && !strings.Contains(policy, at) {
			policy += " " + at
		}
	}
	serve := http.StripPrefix("/phone/", http.FileServerFS(files))
	mux.HandleFunc("GET /phone/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		serve.ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "phone/") // relative: the platform may be mounted below a path
		w.WriteHeader(http.StatusFound)
	})
}

// phoneView is the phone page's picture of one person.
type phoneView struct {
	Now       string      `json:"now"`
	People    []facePlate `json:"people"`
	Person    string      `json:"person"`
	Account   string      `json:"account"`
	AccountID string      `json:"account_id"`
	Mini      string      `json:"mini"`
	MiniID    string      `json:"mini_id"`
	Follows   bool        `json:"follows"`
	Connected bool        `json:"connected"`
	Menu      []Button    `json:"menu"`
	Codes     []sceneCode `json:"codes"`
	Consents  []consent   `json:"consents"`
	Items     []Item      `json:"items"`
	H5        string      `json:"h5"`
	Site      string      `json:"site"` // where links of the H5 page lead
	Posters   []Poster    `json:"posters"`
	Tips      []Tip       `json:"tips"`
}

type facePlate struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Last  int64  `json:"last"` // id of the newest item, for the unread dot
}

type sceneCode struct {
	Scene  string `json:"scene"`
	Ticket string `json:"ticket"`
}

type consent struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Long  bool   `json:"long"`
	Left  int    `json:"left"`
}

const shownCodes = 12

// phone gathers the view. The caller holds the lock.
func (p *Platform) phone(one *person, after int64) phoneView {
	v := phoneView{Now: shanghai(p.now()), Person: one.Name, H5: p.frame(one.Name), Site: origin(p.config.H5), Items: []Item{}, Codes: []sceneCode{}, Posters: p.posters, Tips: one.tips}
	for _, other := range p.people {
		plate := facePlate{Name: other.Name, Title: other.Title}
		if n := len(other.chat); n > 0 {
			plate.Last = other.chat[n-1].ID
		}
		v.People = append(v.People, plate)
	}
	for _, item := range one.chat {
		if item.ID > after {
			v.Items = append(v.Items, item)
		}
	}
	if a := p.appOf(OfficialAccount); a != nil {
		p.phoneAccount(&v, one, a)
	}
	if m := p.appOf(MiniProgram); m != nil {
		v.Mini, v.MiniID, v.Consents = m.Name, m.ID, consentsOf(m, one)
	}
	return v
}

func (p *Platform) phoneAccount(v *phoneView, one *person, a *app) {
	v.Account, v.AccountID = a.Name, a.ID
	v.Follows, v.Connected = !one.follows[a.ID].IsZero(), a.callback != ""
	v.Menu = a.menuOf(one)
	for _, s := range a.newestScenes() {
		if (s.until.IsZero() || p.now().Before(s.until)) && len(v.Codes) < shownCodes {
			v.Codes = append(v.Codes, sceneCode{s.name, s.ticket})
		}
	}
}

func consentsOf(m *app, one *person) []consent {
	list := []consent{}
	for _, t := range m.ownTemplates() {
		c := consent{ID: t.ID, Title: t.Title, Long: t.Long}
		if held := one.allowances[m.ID][t.ID]; held != nil {
			c.Left = held.left
			if held.long {
				c.Left = 1
			}
		}
		list = append(list, c)
	}
	return list
}

// origin is the scheme and host of an address, "" for a path of this host.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
