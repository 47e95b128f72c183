package bot

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"wanping/bot/wechat"
	"wanping/internal/accounts"
	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/outbox"
	"wanping/internal/photos"
	"wanping/internal/proposals"
	"wanping/internal/qrcodes"
	"wanping/internal/reporting"
	"wanping/internal/roster"
	"wanping/internal/wechatstore"
	"wanping/models"
)

// Desk is what the conversation stands on.
type Desk struct {
	Clock      clock.Clock
	Log        *slog.Logger
	Accounts   *accounts.Accounts
	Reporting  *reporting.Reporting
	Roster     *roster.Registry
	Boards     *boards.Boards
	Proposals  *proposals.Proposals
	Codes      *qrcodes.Codes
	Photos     *photos.Photos
	Complaints *complaints.Complaints
	Consents   *outbox.Consents // nil: there is no mini-program
	Menus      wechat.Menus
	Followers  wechat.Followers
	Pictures   wechat.Pictures
	Memory     *wechatstore.Conversations
	Base       string // where people reach the program
}

// Bot is the official account's side of every chat.
type Bot struct{ desk Desk }

var _ wechat.Handler = (*Bot)(nil)

// New returns the conversation.
func New(desk Desk) *Bot { return &Bot{desk: desk} }

const (
	tries      = 10 // of a message whose chat moved on meanwhile: nine pictures may be sent at once
	onlyByMini = "请到公众号里和我们对话。"
	tooFast    = "消息发得太快,这一条没有处理,请再发一次。"
)

// Handle answers one message; see wechat.Handler. It may be called again for the same message.
func (b *Bot) Handle(ctx context.Context, m wechat.Message) (wechat.Reply, error) {
	if !m.Spoken() {
		return wechat.Reply{}, nil
	}
	if m.App != wechat.Official { // a mini-program knows people by other openids
		return wechat.Reply{Text: onlyByMini}, nil
	}
	for range tries {
		answer, settled, err := b.once(ctx, m)
		if err != nil || settled {
			return wechat.Reply{Text: answer}, err
		}
	}
	return wechat.Reply{Text: tooFast}, nil
}

// once takes the chat one step on; not settled where another message of the same person came between. Capabilities
// that change something are safe to call again.
func (b *Bot) once(ctx context.Context, m wechat.Message) (answer string, settled bool, err error) {
	who, err := b.desk.Accounts.Bound(ctx, m.OpenID)
	if err != nil {
		return b.refused(err)
	}
	was, err := b.desk.Memory.Load(ctx, m.OpenID)
	if err != nil {
		return b.refused(err)
	}
	s := read(was.State)
	if s.LastID == m.ID {
		return s.LastAnswer, true, nil
	}
	s, answer, err = b.take(ctx, s, newInput(m, who, b.desk.Clock.Now()))
	if err != nil {
		return "", true, err
	}
	answer = whole(typeset(answer))
	s.LastID, s.LastAnswer = m.ID, answer
	state, err := json.Marshal(s)
	if err != nil {
		return "", true, err
	}
	settled, err = b.desk.Memory.Save(ctx, was, string(state))
	if err != nil {
		return b.refused(err)
	}
	return answer, settled, nil
}

// take is one step with its call.
func (b *Bot) take(ctx context.Context, s State, in input) (State, string, error) {
	if in.Kind == wechat.KindFollow { // who follows again has lost the tag
		b.desk.tag(ctx, in.OpenID, in.role(), true)
	}
	s, turn := step(s, in)
	if turn.call == nil {
		return s, join(turn.note, turn.answer), nil
	}
	out, err := turn.call.make(ctx, b.desk, in)
	if err != nil {
		return s, "", err
	}
	s, answer := out.tell(s, in)
	return s, join(turn.note, answer), nil
}

// refused answers with a sentence for people where the error has one.
func (b *Bot) refused(err error) (string, bool, error) {
	if refusal, foreseen := models.AsError(err); foreseen {
		return refusal.Message, true, nil
	}
	return "", true, err
}

// read opens where a chat stood; what cannot be read begins anew: a later program may have written it.
func read(state string) State {
	var s State
	if json.Unmarshal([]byte(state), &s) != nil || (s.Asking != askNothing && !s.sound()) {
		return State{}
	}
	return s
}

// sound reports whether what the chat waits for has what it needs.
func (s State) sound() bool {
	switch s.Asking {
	case askName, askMobile, askItem, askCategory, askConfirm, askAgain, askInsist:
		return s.Draft != nil
	case askWording:
		return s.Draft != nil && (s.Suggested != "" || !s.Firm)
	case askCatalogue:
		return s.Draft != nil && len(s.Items) > 0
	case askPick, askReason:
		return len(s.Records) > 0
	case askNilDay, askNil:
		return len(s.Days) > 0
	case askUnnil:
		return len(s.Nils) > 0
	case askSection:
		return len(s.Sections) > 0
	case askDeduction, askGrounds, askAppeal:
		return len(s.Entries) > 0
	case askNaming, askNamed:
		return len(s.Entries) > 0 && len(s.Sections) > 0 && len(s.Names) == len(s.Sections)
	case askStory, askEvidence, askContact, askSubmit, askSecret, askCase, askCaseText:
		return s.Case != nil
	case askPlacePick:
		return len(s.Sections) > 0
	case askBinding, askUnbinding, askPlace, askReceipt:
		return true
	}
	return false
}

// tag shows a follower the menu of the role, or no longer. The chat goes on without: every command can be typed.
func (d Desk) tag(ctx context.Context, openID string, role models.Role, on bool) {
	tag := tagOf(role)
	if tag == "" || d.Menus == nil {
		return
	}
	do := d.Menus.TagFollower
	if !on {
		do = d.Menus.UntagFollower
	}
	if err := do(ctx, openID, tag); err != nil && !errors.Is(err, context.Canceled) {
		d.Log.WarnContext(ctx, "menu of the role is not set", "role", role, "on", on, "error", err)
	}
}
