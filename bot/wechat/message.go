package wechat

import (
	"context"
	"time"
)

// Kind is what happened.
type Kind string

// What a callback tells.
const (
	KindText      Kind = "text"      // Text
	KindPicture   Kind = "picture"   // MediaID
	KindVoice     Kind = "voice"     // MediaID, and Text where WeChat has recognised it
	KindOddment   Kind = "oddment"   // a video, place or link: something sent that this program does not read
	KindFollow    Kind = "follow"    // Scene, where it was by a QR code
	KindUnfollow  Kind = "unfollow"  //
	KindScan      Kind = "scan"      // Scene: a follower scanned a QR code
	KindTap       Kind = "tap"       // Key: of a menu button
	KindVisit     Kind = "visit"     // Key: address or page opened from the menu
	KindConsent   Kind = "consent"   // Consents: given, refused or withdrawn
	KindDelivered Kind = "delivered" // Deliveries: what became of notices
	KindVerdict   Kind = "verdict"   // Trace and Verdict of a picture
	KindOther     Kind = "other"     // an event this program does not know
)

// Message is one callback of WeChat, checked: it comes from WeChat and is meant for this app.
type Message struct {
	App    Which
	ID     string // unique in the app; the same for every retry
	OpenID string
	At     time.Time // when it happened, by WeChat's clock
	Kind   Kind

	Text    string
	MediaID string
	Scene   string
	Key     string

	Consents   []Consent
	Deliveries []Delivery
	Trace      string
	Verdict    Verdict
}

// Spoken reports whether a person did something and looks at the chat for an answer.
func (m Message) Spoken() bool {
	switch m.Kind {
	case KindText, KindPicture, KindVoice, KindOddment, KindFollow, KindScan, KindTap:
		return true
	}
	return false
}

// Consent is what a person said about one template.
type Consent struct {
	TemplateID string
	Given      bool
	// Withdrawn is a consent turned off later, in the settings.
	Withdrawn bool
}

// Delivery is what became of one notice.
type Delivery struct {
	NoticeID   string // as returned when it was sent
	TemplateID string // empty for template messages
	Arrived    bool
	Cause      string // WeChat's words where it did not arrive
}

// Reply is what the chat shows in answer: a text, a card, or nothing where it is zero.
type Reply struct {
	Text string
	Card *Card
}

func (r Reply) empty() bool { return r.Text == "" && r.Card == nil }

// Handler is the conversation behind a callback. It is called once for a Message however often WeChat sends it, and
// again only where a process died over it or another works on it for more than 10 s and WeChat lost its answer: what it
// stores must be unique by Message.ID. Its context ends after a minute. An error is logged and the person asked to try again.
type Handler interface {
	Handle(ctx context.Context, m Message) (Reply, error)
}

// HandlerFunc is a Handler that is a function.
type HandlerFunc func(ctx context.Context, m Message) (Reply, error)

// Handle calls the function.
func (f HandlerFunc) Handle(ctx context.Context, m Message) (Reply, error) { return f(ctx, m) }

// Inbox remembers callbacks and their answers, so that each is handled once and every retry gets the same answer. A
// table with a unique (app, key) does. Keys are opaque; answers may hold a person's words: seal and expire them. Keep
// them longer than WeChat retries and the timestamp window lasts: an hour is ample.
type Inbox interface {
	// Begin stores the key if it is new and tells whose it is. Mine is true for exactly one caller: the first, or one
	// that comes after lease (of an earlier caller) has passed at now without Finish.
	Begin(ctx context.Context, app Which, key string, now, lease time.Time) (Entry, error)
	// Finish stores the answer of the key; later Begins return it as Done.
	Finish(ctx context.Context, app Which, key string, answer []byte) error
}

// Entry is an Inbox's row as one caller sees it.
type Entry struct {
	Mine   bool
	Done   bool
	Answer []byte // where Done
}
