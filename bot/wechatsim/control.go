package wechatsim

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
)

// order is a control call's body; each call uses the fields it needs.
type order struct {
	Person    string    `json:"person"`
	AppID     string    `json:"app_id"`
	Text      string    `json:"text"`
	Code      string    `json:"code"`
	Templates []string  `json:"templates"`
	Accept    bool      `json:"accept"`
	Trait     Trait     `json:"trait"`
	On        bool      `json:"on"`
	URL       string    `json:"url"`
	At        time.Time `json:"at"`
	Seconds   int64     `json:"seconds"`
	Fault     *Fault    `json:"fault"`
	Media     string    `json:"media"` // base64
}

// gesture is a control call that makes a callback: it answers at once and does not wait for it.
type gesture func(order) (*Delivery, error)

// control serves /_sim/: what the phone page and scripts do to the platform. It has no WeChat counterpart.
func (p *Platform) control(mux *http.ServeMux) {
	gestures := map[string]gesture{
		"say":      func(o order) (*Delivery, error) { return p.Say(o.Person, o.AppID, o.Text) },
		"picture":  func(o order) (*Delivery, error) { return p.SendPicture(o.Person, o.AppID, o.media()) },
		"voice":    func(o order) (*Delivery, error) { return p.SendVoice(o.Person, o.AppID, o.media(), o.Text) },
		"follow":   func(o order) (*Delivery, error) { return p.Follow(o.Person, o.AppID) },
		"unfollow": func(o order) (*Delivery, error) { return p.Unfollow(o.Person, o.AppID) },
		"scan":     func(o order) (*Delivery, error) { return p.Scan(o.Person, o.AppID, o.Code) },
		"tap":      func(o order) (*Delivery, error) { return p.Tap(o.Person, o.AppID, o.Text) },
		"open":     func(o order) (*Delivery, error) { return p.OpenMini(o.Person, o.AppID) },
		"consent":  func(o order) (*Delivery, error) { return p.Consent(o.Person, o.AppID, o.Accept, o.Templates...) },
		"withdraw": func(o order) (*Delivery, error) { return p.Withdraw(o.Person, o.AppID, o.Code) },
	}
	for name, do := range gestures {
		mux.HandleFunc("POST /_sim/"+name, p.ordered(func(_ context.Context, o order) (any, error) {
			_, err := do(o)
			return ok, err
		}))
	}
	for name, do := range p.changes() {
		mux.HandleFunc("POST /_sim/"+name, p.ordered(func(_ context.Context, o order) (any, error) {
			do(o)
			return ok, nil
		}))
	}
	for name, do := range p.orders() {
		mux.HandleFunc("POST /_sim/"+name, p.ordered(do))
	}
	mux.HandleFunc("GET /_sim/phone", p.phoneState)
	mux.HandleFunc("GET /_sim/poster", p.posterPicture)
}

// changes are the control calls that change the platform and cannot fail.
func (p *Platform) changes() map[string]func(order) {
	return map[string]func(order){
		"expire_tokens": func(o order) { p.ExpireTokens(o.AppID) },
		"forget_tokens": func(o order) { p.ForgetTokens(o.AppID) },
		"heal":          func(order) { p.Heal() },
	}
}

// setClock shows a time, or moves the clock by some seconds.
func (p *Platform) setClock(ctx context.Context, o order) (any, error) {
	at := o.At
	if at.IsZero() {
		at = p.now().Add(time.Duration(o.Seconds) * time.Second)
	}
	if p.config.SetClock != nil {
		return ok, p.config.SetClock(ctx, at)
	}
	p.config.Clock.Set(at)
	return ok, nil
}

// orders are the control calls that answer with something or may fail.
func (p *Platform) orders() map[string]func(context.Context, order) (any, error) {
	return map[string]func(context.Context, order) (any, error){
		"clock": p.setClock,
		"login_code": func(_ context.Context, o order) (any, error) {
			code, err := p.LoginCode(o.Person, o.AppID)
			return map[string]string{"code": code}, err
		},
		"phone_code": func(_ context.Context, o order) (any, error) {
			code, err := p.PhoneCode(o.Person, o.AppID)
			return map[string]string{"code": code}, err
		},
		"connect": func(ctx context.Context, o order) (any, error) { return ok, p.Connect(ctx, o.AppID, o.URL) },
		"trait":   func(_ context.Context, o order) (any, error) { return ok, p.SetTrait(o.Person, o.AppID, o.Trait, o.On) },
		"fault": func(_ context.Context, o order) (any, error) {
			if o.Fault == nil {
				return nil, refuse(47001, "fault")
			}
			p.Inject(*o.Fault)
			return ok, nil
		},
	}
}

func (o order) media() []byte {
	data, err := base64.StdEncoding.DecodeString(o.Media)
	if err != nil || len(data) == 0 {
		return []byte("picture")
	}
	return data
}

// ordered reads an order and answers 400 with the reason where it cannot be carried out. It insists on JSON, which
// a page of another site cannot send here without asking first.
func (p *Platform) ordered(do func(context.Context, order) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var o order
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			http.Error(w, "application/json is needed", http.StatusUnsupportedMediaType)
			return
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&o); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer, err := do(r.Context(), o)
		if err != nil {
			http.Error(w, strings.TrimPrefix(err.Error(), "wechatsim: "), http.StatusBadRequest)
			return
		}
		write(w, r, answer, nil)
	}
}

// phoneState is all the phone page shows of one person, with the chat's items after the id it already has.
func (p *Platform) phoneState(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
	p.mu.Lock()
	defer p.mu.Unlock()
	one, err := p.find(r.URL.Query().Get("person"))
	if err != nil {
		one = p.people[0]
	}
	write(w, r, p.phone(one, after), nil)
}

func shanghai(at time.Time) string { return at.In(clock.Shanghai).Format(time.RFC3339) }
