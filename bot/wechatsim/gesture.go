package wechatsim

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// meet finds a person and an app. The caller holds the lock.
func (p *Platform) meet(name, appID string) (*person, *app, error) {
	one, err := p.find(name)
	if err != nil {
		return nil, nil, err
	}
	a, known := p.apps[appID]
	if !known {
		return nil, nil, fmt.Errorf("wechatsim: no app %q", appID)
	}
	return one, a, nil
}

// with runs one gesture of a person in the official account's chat under the lock.
func (p *Platform) with(name, appID string, do func(*person, *app) (*Delivery, error)) (*Delivery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, a, err := p.meet(name, appID)
	if err != nil {
		return nil, err
	}
	return do(one, a)
}

// errNotFollowing is what keeps someone from writing to an account.
var errNotFollowing = errors.New("wechatsim: the person does not follow the account")

// Say types a message to the account and sends it. It opens the 48-hour window.
func (p *Platform) Say(name, appID, words string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		if words == "" || !utf8.ValidString(words) || len(words) > 8192 || strings.ContainsFunc(words, unprintable) {
			return nil, errors.New("wechatsim: a message has 1 to 8192 bytes of text that a phone can type")
		}
		return p.spoken(one, a, Item{Kind: "text", Text: words}, textMessage(p.nextID(), words))
	})
}

func unprintable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// SendPicture sends a picture to the account; the product fetches it by its media id.
func (p *Platform) SendPicture(name, appID string, jpeg []byte) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		id := p.keep(a, jpeg, "image/jpeg")
		return p.spoken(one, a, Item{Kind: "image"}, imageMessage(p.nextID(), id, "http://mmbiz.qpic.cn/"+id))
	})
}

// SendVoice sends a voice message to the account, with the words that the platform has recognised in it; "" where the account
// has not turned that on, or nothing was.
func (p *Platform) SendVoice(name, appID string, amr []byte, recognised string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		return p.spoken(one, a, Item{Kind: "voice"}, voiceMessage(p.nextID(), p.keep(a, amr, "audio/amr"), recognised))
	})
}

func (p *Platform) spoken(one *person, a *app, item Item, m message) (*Delivery, error) {
	if a.Kind == OfficialAccount && one.follows[a.ID].IsZero() {
		return nil, errNotFollowing
	}
	item.AppID, item.From = a.ID, "me"
	p.show(one, item)
	one.windows[a.ID].spoke(p.now())
	return p.emit(a, one, m), nil
}

// Follow follows the account from a search.
func (p *Platform) Follow(name, appID string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) { return p.follow(one, a, nil) })
}

func (p *Platform) follow(one *person, a *app, s *scene) (*Delivery, error) {
	if !one.follows[a.ID].IsZero() {
		return nil, errors.New("wechatsim: the person follows the account already")
	}
	one.follows[a.ID] = p.now()
	if s != nil {
		one.scannedWith[a.ID] = s.name
	}
	one.windows[a.ID].acted(p.now())
	p.show(one, Item{AppID: a.ID, From: "system", Kind: "line", Text: "你已关注" + a.Name})
	return p.emit(a, one, followed(s)), nil
}

// Unfollow leaves the account: windows close, tags go.
func (p *Platform) Unfollow(name, appID string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		if one.follows[a.ID].IsZero() {
			return nil, errNotFollowing
		}
		delete(one.follows, a.ID)
		delete(one.tags, a.ID)
		one.windows[a.ID] = &windows{}
		p.show(one, Item{AppID: a.ID, From: "system", Kind: "line", Text: "你已取消关注" + a.Name})
		return p.emit(a, one, event("unsubscribe", text("EventKey", ""))), nil
	})
}

// Scan points the phone's camera at a QR code of the account, given by its ticket or by the address in it: who does
// not follow yet follows by it ("qrscene_…"), who does sends SCAN.
func (p *Platform) Scan(name, appID, code string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		s := a.sceneBy(code, p.now())
		if s == nil {
			return nil, errors.New("wechatsim: no such QR code, or it has expired")
		}
		if one.follows[a.ID].IsZero() {
			return p.follow(one, a, s)
		}
		one.windows[a.ID].acted(p.now())
		return p.emit(a, one, scanned(s)), nil
	})
}

// Tap taps a button of the menu the person sees, by its name.
func (p *Platform) Tap(name, appID, button string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		if one.follows[a.ID].IsZero() {
			return nil, errNotFollowing
		}
		b, found := pick(a.menuOf(one), button)
		if !found {
			return nil, fmt.Errorf("wechatsim: the menu has no button %q", button)
		}
		if b.Type == "click" {
			one.windows[a.ID].acted(p.now())
		}
		return p.emit(a, one, clicked(b, a.menu.ID)), nil
	})
}

func pick(buttons []Button, name string) (Button, bool) {
	for _, b := range buttons {
		if b.Name == name && b.Type != "" {
			return b, true
		}
		if inner, found := pick(b.Sub, name); found {
			return inner, true
		}
	}
	return Button{}, false
}

// OpenMini opens the mini-program's customer session: two messages in one minute, and a visit.
func (p *Platform) OpenMini(name, appID string) (*Delivery, error) {
	return p.with(name, appID, func(one *person, a *app) (*Delivery, error) {
		one.lastInMini[appID] = p.now()
		one.windows[appID].enteredSession(p.now())
		return p.emit(a, one, event("user_enter_tempsession", text("SessionFrom", ""))), nil
	})
}
