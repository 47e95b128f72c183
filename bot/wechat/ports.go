package wechat

import (
	"context"
	"net/http"
	"time"
)

// What the rest of the program may ask of WeChat, one small interface a purpose. Gateway is all of them; who needs
// one takes that one. Errors are *Failure: ReasonOf says what to do next.

// Menus sets the menu at the foot of the official account's chat.
type Menus interface {
	// PublishMenu replaces the menu everyone sees and those that followers with a tag see instead.
	PublishMenu(ctx context.Context, everyone []Button, tagged []TaggedMenu) error
	// TagFollower and UntagFollower say which menu a follower sees. Tags exist once a menu was published for them.
	TagFollower(ctx context.Context, openID, tag string) error
	UntagFollower(ctx context.Context, openID, tag string) error
}

// Followers tells who a follower is in the county's other app.
type Followers interface {
	// UnionID is a follower's; "" where the apps are not on one open-platform account, and of whoever follows no more.
	UnionID(ctx context.Context, openID string) (string, error)
}

// SceneCodes makes QR codes of the official account that say where they were scanned.
type SceneCodes interface {
	// SceneCode makes a code that carries scene (1 to 64 bytes). It is permanent where validFor is zero, of which
	// WeChat gives 100,000 in all; otherwise it lives up to 30 days.
	SceneCode(ctx context.Context, scene string, validFor time.Duration) (SceneCode, error)
}

// MiniLogin tells who opened the mini-program.
type MiniLogin interface {
	// Login exchanges the code of wx.login, which is good once and for 5 minutes.
	Login(ctx context.Context, code string) (Visitor, error)
}

// PhoneNumbers tells a phone number its owner has just released. WeChat charges for each.
type PhoneNumbers interface {
	// PhoneNumber exchanges the code of the getPhoneNumber button for an 11-digit number without country code.
	PhoneNumber(ctx context.Context, code string) (string, error)
}

// MiniCodes draws round codes that open a page of the mini-program.
type MiniCodes interface {
	// MiniCode returns a JPEG. Scene has 1 to 32 characters of a limited set; page has no leading slash.
	MiniCode(ctx context.Context, scene, page string) ([]byte, error)
}

// Notices sends cards that WeChat shows outside the chat.
type Notices interface {
	// SendTemplate sends a template message (模板消息) to a follower. The same key is not sent twice in 10 minutes.
	SendTemplate(ctx context.Context, n Notice) (id string, err error)
	// SendSubscription sends a subscribe message (订阅消息) of the mini-program; it uses up one consent.
	SendSubscription(ctx context.Context, n Notice) (id string, err error)
	// SendAccountSubscription sends a subscribe notice (订阅通知) of the official account; it uses up one consent.
	SendAccountSubscription(ctx context.Context, n Notice) error
}

// Chat sends customer messages (客服消息), which need an open window.
type Chat interface {
	SendText(ctx context.Context, app Which, openID, text string) error
	SendCard(ctx context.Context, app Which, openID string, card Card) error
	// SendMiniPage sends a card that opens a page of the mini-program.
	SendMiniPage(ctx context.Context, openID string, page MiniPage) error
}

// Pictures fetches what people sent in the chat.
type Pictures interface {
	// Picture returns a file of the chat with its content type. WeChat keeps it for three days.
	Picture(ctx context.Context, mediaID string) (data []byte, contentType string, err error)
}

// ContentCheck asks WeChat's opinion of what someone wrote. It is advice: nothing is dropped for it.
type ContentCheck interface {
	// CheckText judges up to 2,500 characters of someone who was in the mini-program in the last two hours.
	CheckText(ctx context.Context, openID, text string) (Verdict, error)
	// CheckPicture has a public picture judged; the verdict comes as a Message of KindVerdict with the same trace.
	CheckPicture(ctx context.Context, openID, address string) (trace string, err error)
}

// WebLogin tells who opened a web page inside WeChat.
type WebLogin interface {
	// WebLoginURL is where to send the browser; it comes back to the page with code and state.
	WebLoginURL(back, state string) (string, error)
	// WebVisitor exchanges the code. A snapshot page's virtual person is refused as ReasonRisky.
	WebVisitor(ctx context.Context, code string) (Visitor, error)
}

// Callbacks receives what WeChat tells about people.
type Callbacks interface {
	// Callback is the handler of one app's callback address.
	Callback(app Which, inbox Inbox, handler Handler) (http.Handler, error)
}

var _ interface {
	Menus
	Followers
	SceneCodes
	MiniLogin
	PhoneNumbers
	MiniCodes
	Notices
	Chat
	Pictures
	ContentCheck
	WebLogin
	Callbacks
} = (*Gateway)(nil)
