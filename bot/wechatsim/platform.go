package wechatsim

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"wanping/internal/clock"
)

// Platform is the simulated WeChat. It is an http.Handler for the endpoints, the phone page and the control calls
// under /_sim/, and has Go methods for what people do with their phones. Close it to stop its callbacks.
type Platform struct {
	config  Config
	mux     *http.ServeMux
	ctx     context.Context // ends with Close
	stop    context.CancelFunc
	deliver sync.WaitGroup
	slots   chan struct{} // callbacks on their way at once

	mu      sync.Mutex // guards everything below; never held while a callback travels
	apps    map[string]*app
	people  []*person
	names   map[string]*person
	faults  []*Fault
	posters []Poster
	calls   []Call
	lastID  int64 // msgid, menuid, item ids: one sequence serves all
}

// app is an App with what has happened to it.
type app struct {
	App
	box      *box
	callback string // set by Connect

	byOpenID map[string]*person
	tokens   map[string]*token
	current  string // the latest ordinary token
	stable   string // the latest stable token
	forced   []time.Time

	templates map[string]*Template
	tags      []tag
	menu      *menu
	special   []*menu // conditional menus, oldest first
	scenes    map[string]*scene
	codes     map[string]*loginCode
	media     map[string]blob
	sentIDs   map[string]time.Time // client_msg_id -> when
	used      map[string]int       // calls by "day path"
	minute    map[string]int       // calls by "minute path openid"
	limits    map[string]int       // daily quota by path, where not the default
}

// New sets up a platform. No callback is sent before Connect.
func New(config Config) (*Platform, error) {
	config, err := config.withDefaults()
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &Platform{config: config, apps: map[string]*app{}, names: map[string]*person{}, slots: make(chan struct{}, callbacksAtOnce), ctx: ctx, stop: stop, lastID: startingID()}
	for _, a := range config.Apps {
		if err := p.addApp(a); err != nil {
			stop()
			return nil, err
		}
	}
	for _, who := range config.People {
		p.addPerson(who)
	}
	p.mux = p.routes()
	return p, nil
}

// Close stops the callbacks on their way and waits for them.
func (p *Platform) Close() {
	p.stop()
	p.deliver.Wait()
}

// Settle waits until every callback that is on its way has been answered or given up.
func (p *Platform) Settle() { p.deliver.Wait() }

func (p *Platform) addApp(a App) error {
	if err := a.validate(); err != nil {
		return err
	}
	state := &app{
		App: a, byOpenID: map[string]*person{}, tokens: map[string]*token{}, templates: map[string]*Template{}, scenes: map[string]*scene{},
		codes: map[string]*loginCode{}, media: map[string]blob{}, sentIDs: map[string]time.Time{},
		used: map[string]int{}, minute: map[string]int{}, limits: map[string]int{},
	}
	if a.Mode != Plain {
		b, err := newBox(a.ID, a.AESKey)
		if err != nil {
			return err
		}
		state.box = b
	}
	for _, t := range a.Templates {
		state.templates[t.ID] = &t
	}
	p.apps[a.ID] = state
	return nil
}

func (p *Platform) now() time.Time { return p.config.Clock.Now() }

// nextID numbers messages, menus and items. The caller holds the lock.
func (p *Platform) nextID() int64 {
	p.lastID++
	return firstID + p.lastID
}

// appOf is the first app of a kind: the one the phone page shows.
func (p *Platform) appOf(kind Kind) *app {
	for _, a := range p.config.Apps {
		if a.Kind == kind {
			return p.apps[a.ID]
		}
	}
	return nil
}

// opaque returns a name of n characters that nobody guesses.
func opaque(prefix string, n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))[:n-len(prefix)]
}

// rid is the request id WeChat puts behind each errmsg.
func rid() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:])
	return fmt.Sprintf("%x-%x-%x", raw[:4], raw[4:8], raw[8:])
}

const (
	// firstID gives ids of 16 digits, as WeChat's are, that a browser's numbers still hold exactly.
	firstID      = 7_000_000_000_000_000
	idsAMilli    = 1_000
	idsSinceUnix = 1_672_531_200_000 // 2023, in milliseconds
)

// startingID is where the ids of this process begin: behind those of processes before it. A product that remembers
// message ids would take a second first message for a retry of the first.
func startingID() int64 { return (clock.System{}.Now().UnixMilli() - idsSinceUnix) * idsAMilli }
