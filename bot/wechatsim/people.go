package wechatsim

import (
	"fmt"
	"time"
)

// person is a Person with a phone in use.
type person struct {
	Person
	unionID     string
	openIDs     map[string]string // by app id
	follows     map[string]time.Time
	blocked     map[string]bool // accounts that put the person on their blacklist
	mutes       map[string]bool // accounts whose template messages the person refuses
	tags        map[string][]int
	allowances  map[string]map[string]*allowance // subscriptions by app id and template id
	lastInMini  map[string]time.Time             // last visit, by mini-program
	windows     map[string]*windows              // customer-message windows by app id
	chat        []Item
	tips        []Tip
	scannedWith map[string]string // scene of the first follow, by app id
	risky       bool              // the login endpoint answers 40226
	snapshot    bool              // opens web pages as 快照页, with a virtual openid
}

func (p *Platform) addPerson(who Person) {
	one := &person{
		Person: who, unionID: opaque("oU", 28), openIDs: map[string]string{}, follows: map[string]time.Time{},
		blocked: map[string]bool{}, mutes: map[string]bool{}, tags: map[string][]int{},
		allowances: map[string]map[string]*allowance{}, lastInMini: map[string]time.Time{},
		windows: map[string]*windows{}, scannedWith: map[string]string{},
	}
	for id, a := range p.apps {
		one.openIDs[id] = opaque("o", 28)
		a.byOpenID[one.openIDs[id]] = one
		one.allowances[id] = map[string]*allowance{}
		one.windows[id] = &windows{}
	}
	p.people = append(p.people, one)
	p.names[who.Name] = one
}

// find returns the person of that name. The caller holds the lock.
func (p *Platform) find(name string) (*person, error) {
	if one, known := p.names[name]; known {
		return one, nil
	}
	return nil, fmt.Errorf("wechatsim: nobody is called %q", name)
}

// holder returns who has the openid in the app, or 40003. The caller holds the lock.
func (a *app) holder(openID string) (*person, *Refusal) {
	if one, known := a.byOpenID[openID]; known {
		return one, nil
	}
	return nil, refuse(40003)
}

// OpenID returns the person's openid in the app, "" where there is none.
func (p *Platform) OpenID(name, appID string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, err := p.find(name)
	if err != nil {
		return ""
	}
	return one.openIDs[appID]
}

// Add gives a further person a phone.
func (p *Platform) Add(who Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.addPerson(who)
}

// Trait is a condition of a person that makes WeChat answer differently.
type Trait string

// The traits: on the account's blacklist (43019), refusing its template messages ("failed:user block"), judged
// risky at login (40226), opening web pages as a snapshot (virtual openid).
const (
	Blacklisted Trait = "blacklisted"
	Muting      Trait = "muting"
	Risky       Trait = "risky"
	Snapshot    Trait = "snapshot"
)

// SetTrait switches a trait of a person towards an app.
func (p *Platform) SetTrait(name, appID string, trait Trait, on bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, err := p.find(name)
	if err != nil {
		return err
	}
	switch trait {
	case Blacklisted:
		one.blocked[appID] = on
	case Muting:
		one.mutes[appID] = on
	case Risky:
		one.risky = on
	case Snapshot:
		one.snapshot = on
	default:
		return fmt.Errorf("wechatsim: no trait %q", trait)
	}
	return nil
}
