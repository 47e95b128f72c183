package bot

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"wanping/bot/wechat"
	"wanping/internal/outbox"
)

// CardTemplate is the template that carries a kind of card in one app: its id, and WeChat's key of each field.
type CardTemplate struct {
	ID   string
	Keys map[string]string
}

// Templates are an app's, by kind of card; a kind without ID has none.
type Templates map[string]CardTemplate

// DefaultKeys are the keys of the fields where a county's templates are laid out as the demo's.
func DefaultKeys(card string) map[string]string {
	return maps.Clone(map[string]map[string]string{
		outbox.CardDuty:      {"thing": "thing1", "section": "thing2", "by": "time3"},
		outbox.CardDeduction: {"section": "thing1", "clause": "character_string2", "points": "number3", "by": "time4"},
		outbox.CardComplaint: {"number": "character_string1", "section": "thing2", "state": "phrase3", "by": "time4"},
		outbox.CardSummary:   {"thing": "thing1", "note": "thing2", "at": "time3"},
	}[card])
}

// Courier delivers the outbox's messages by WeChat, and takes in what WeChat tells about them.
type Courier struct {
	Notices  wechat.Notices
	Chat     wechat.Chat
	Official Templates
	Mini     Templates
	Consents *outbox.Consents
	Windows  *outbox.ChatWindows
	Post     func() *outbox.Post // the delivery, once it is there
	Next     wechat.Handler      // everything that is said to the account
	Base     string              // where people reach the program
	Log      *slog.Logger
}

var _ wechat.Handler = (*Courier)(nil)

// Channels are the ways by WeChat, in the order in which they are tried.
func (c *Courier) Channels() []outbox.Channel {
	return []outbox.Channel{subscription{c}, template{c}, chat{c}}
}

// Handle takes consents and what became of notices; the rest is the conversation's, and tells whether a window for
// customer messages is open.
func (c *Courier) Handle(ctx context.Context, m wechat.Message) (wechat.Reply, error) {
	switch m.Kind {
	case wechat.KindConsent:
		return wechat.Reply{}, c.consented(ctx, m)
	case wechat.KindDelivered:
		for _, d := range m.Deliveries {
			if err := c.Post().Told(ctx, noticeOf(m.App, d.NoticeID), d.Arrived, d.Cause); err != nil {
				return wechat.Reply{}, err
			}
		}
		return wechat.Reply{}, nil
	default:
		if err := c.heard(ctx, m); err != nil { // the person is answered all the same
			c.Log.WarnContext(ctx, "a window for customer messages is not kept", "error", err)
		}
		return c.Next.Handle(ctx, m)
	}
}

// heard notes what a follower did, as far as it opens or closes the window for customer messages.
func (c *Courier) heard(ctx context.Context, m wechat.Message) error {
	if m.App != wechat.Official {
		return nil
	}
	switch m.Kind {
	case wechat.KindText, wechat.KindPicture, wechat.KindVoice, wechat.KindOddment:
		return c.Windows.Spoke(ctx, m.OpenID, m.At)
	case wechat.KindFollow, wechat.KindScan, wechat.KindTap:
		return c.Windows.Gestured(ctx, m.OpenID, m.At)
	case wechat.KindUnfollow:
		return c.Windows.Closed(ctx, m.OpenID)
	}
	return nil
}

// consented keeps what a person said about the mini-program's templates.
func (c *Courier) consented(ctx context.Context, m wechat.Message) error {
	if m.App != wechat.Mini {
		return nil
	}
	said := map[string]bool{}
	for _, one := range m.Consents {
		card, known := c.cardOf(one.TemplateID)
		switch {
		case !known:
		case one.Withdrawn:
			if err := c.Consents.Withdrawn(ctx, m.OpenID, card); err != nil {
				return err
			}
		default:
			said[card] = one.Given
		}
	}
	return c.Consents.Given(ctx, m.OpenID, said)
}

func (c *Courier) cardOf(templateID string) (string, bool) {
	for card, t := range c.Mini {
		if t.ID == templateID && templateID != "" {
			return card, true
		}
	}
	return "", false
}

func noticeOf(app wechat.Which, id string) string { return string(app) + ":" + id }

// notice fills an app's template with a letter's card.
func notice(t CardTemplate, openID string, l outbox.Letter) wechat.Notice {
	n := wechat.Notice{OpenID: openID, TemplateID: t.ID, Key: l.Key, Page: pageOf(l)}
	for _, field := range outbox.CardFields(l.Card) {
		n.Fields = append(n.Fields, wechat.Field{Key: t.Keys[field], Value: l.Fields[field]})
	}
	return n
}

// pageOf is the app's page behind a card: where a message is marked as read, or a complaint is followed.
func pageOf(l outbox.Letter) string {
	if l.Complaint {
		return "pages/receipt/receipt"
	}
	return "pages/me/notices"
}

// subscription is the mini-program's subscribe message: one consent each, no key.
type subscription struct{ *Courier }

func (subscription) Name() string { return "subscription" }
func (subscription) Keyed() bool  { return false }

func (s subscription) Fits(ctx context.Context, l outbox.Letter) (bool, error) {
	if l.To.Mini == "" || l.Card == "" || s.Mini[l.Card].ID == "" {
		return false, nil
	}
	return s.Consents.Has(ctx, l.To.Mini, l.Card)
}

func (s subscription) Send(ctx context.Context, l outbox.Letter) (string, error) {
	id, err := s.Notices.SendSubscription(ctx, notice(s.Mini[l.Card], l.To.Mini, l))
	told := error(nil)
	switch {
	case err == nil:
		told = s.Consents.Used(ctx, l.To.Mini, l.Card)
	case wechat.ReasonOf(err) == wechat.ReasonConsent:
		told = s.Consents.Exhausted(ctx, l.To.Mini, l.Card)
	}
	if told != nil { // WeChat keeps the true balance and refuses by it
		s.Log.WarnContext(ctx, "a consent's balance is not kept", "error", told)
	}
	if err != nil {
		return "", refusalOf(err)
	}
	return noticeOf(wechat.Mini, id), nil
}

// template is the official account's template message: to followers, once a key in ten minutes.
type template struct{ *Courier }

func (template) Name() string { return "template" }
func (template) Keyed() bool  { return true }

func (t template) Fits(_ context.Context, l outbox.Letter) (bool, error) {
	return l.To.Official != "" && l.Card != "" && t.Official[l.Card].ID != "", nil
}

func (t template) Send(ctx context.Context, l outbox.Letter) (string, error) {
	n := notice(t.Official[l.Card], l.To.Official, l)
	// By a link: WeChat refuses a card with a page of a mini-program that is not joined to the account.
	n.Link, n.Page = t.Base+"/m/"+n.Page, ""
	id, err := t.Notices.SendTemplate(ctx, n)
	if err != nil {
		return "", refusalOf(err)
	}
	return noticeOf(wechat.Official, id), nil
}

// chat is a customer message: free text, while the window is open.
type chat struct{ *Courier }

func (chat) Name() string { return "chat" }
func (chat) Keyed() bool  { return false }

func (c chat) Fits(ctx context.Context, l outbox.Letter) (bool, error) {
	if l.To.Official == "" {
		return false, nil
	}
	return c.Windows.Open(ctx, l.To.Official)
}

func (c chat) Send(ctx context.Context, l outbox.Letter) (string, error) {
	err := c.Chat.SendText(ctx, wechat.Official, l.To.Official, typeset(l.Text))
	told := error(nil)
	switch {
	case err == nil || wechat.ReasonOf(err) == wechat.ReasonUnknown: // it counts where it may have been sent
		told = c.Windows.Used(ctx, l.To.Official)
	case wechat.ReasonOf(err) == wechat.ReasonWindow:
		told = c.Windows.Closed(ctx, l.To.Official)
	}
	if told != nil { // WeChat keeps the true window and refuses by it
		c.Log.WarnContext(ctx, "a window for customer messages is not kept", "error", told)
	}
	if err != nil {
		return "", refusalOf(err)
	}
	return "", nil
}

// refusalOf is what a failed call means for a delivery: bot/wechat/failure.go says what each reason means.
func refusalOf(err error) error {
	reason := wechat.ReasonOf(err)
	r := &outbox.Refusal{Result: outbox.ResultRefused, Reason: string(reason)}
	faults := []wechat.Reason{wechat.ReasonInvalid, wechat.ReasonTemplate, wechat.ReasonPermission, wechat.ReasonCredentials, wechat.ReasonOther}
	var failure *wechat.Failure
	unsent := errors.As(err, &failure) && failure.Unsent()
	switch {
	case reason == wechat.ReasonUnreachable || reason == wechat.ReasonPace || reason == wechat.ReasonUnknown && unsent:
		r.Result = outbox.ResultLater
	case reason == "" || reason == wechat.ReasonUnknown:
		r.Result, r.Reason = outbox.ResultUnknown, string(wechat.ReasonUnknown)
	case reason == wechat.ReasonReview || reason == wechat.ReasonDuplicate:
		r.Result = outbox.ResultSent
	case slices.Contains(faults, reason):
		r.Result = outbox.ResultFault
	case reason == wechat.ReasonQuota:
		r.Spent = true
	}
	return r
}
