package wechatsim

import "time"

// Item is one thing on a person's phone: a bubble of the chat, a notice card, a line of the system.
type Item struct {
	ID     int64     `json:"id"`
	At     time.Time `json:"at"`
	AppID  string    `json:"app_id"`
	From   string    `json:"from"` // "me", "account" or "system"
	Kind   string    `json:"kind"` // text, image, news, template, subscribe, miniprogram, line
	Text   string    `json:"text,omitempty"`
	Title  string    `json:"title,omitempty"`
	Fields []Field   `json:"fields,omitempty"`
	URL    string    `json:"url,omitempty"`
	Page   string    `json:"page,omitempty"` // of the mini-program
	// How the item came to the phone: "reply" to a callback, or the endpoint that sent it.
	How string `json:"how,omitempty"`
}

// Field is one labelled value of a notice card.
type Field struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// show puts an item on the person's phone. The caller holds the lock.
func (p *Platform) show(one *person, item Item) {
	item.ID, item.At = p.nextID(), p.now()
	one.chat = lastOf(append(one.chat, item), keptItems)
}

// Chat returns what the person's phone shows, oldest first.
func (p *Platform) Chat(name string) []Item {
	p.mu.Lock()
	defer p.mu.Unlock()
	one, err := p.find(name)
	if err != nil {
		return nil
	}
	return append([]Item(nil), one.chat...)
}

// windows are the two spans in which an account may send customer messages to a person: 5 messages in 48 hours
// after a message of theirs, 3 in one minute after a click, follow or scan. They are renewed, not added up.
type windows struct {
	message, action window
}

type window struct {
	until time.Time
	left  int
}

func (w *windows) spoke(now time.Time) { w.message = window{until: now.Add(48 * time.Hour), left: 5} }
func (w *windows) acted(now time.Time) { w.action = window{until: now.Add(time.Minute), left: 3} }
func (w *windows) enteredSession(now time.Time) {
	w.action = window{until: now.Add(time.Minute), left: 2}
}

// take uses one message of an open window: 45015 where none is open, 45047 where the open ones are used up.
func (w *windows) take(now time.Time) *Refusal {
	open := false
	for _, one := range []*window{&w.action, &w.message} {
		if !now.Before(one.until) {
			continue
		}
		open = true
		if one.left > 0 {
			one.left--
			return nil
		}
	}
	if open {
		return refuse(45047)
	}
	return refuse(45015)
}
