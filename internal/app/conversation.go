package app

import (
	"context"
	"log/slog"
	"time"

	"wanping/bot"
	"wanping/bot/wechat"
	"wanping/internal/wechatstore"
)

// chatTerm is how long a chat remembers what it waits for.
const chatTerm = 30 * time.Minute

// conversation is who answers in WeChat.
func (h *house) conversation(logger *slog.Logger) wechat.Handler {
	desk := bot.Desk{
		Clock: h.clock, Log: logger, Accounts: h.rooms.Accounts, Reporting: h.rooms.Reporting, Roster: h.rooms.Roster, Codes: h.rooms.Codes,
		Boards: h.rooms.Points.Boards, Proposals: h.rooms.Points.Proposals,
		Photos: h.rooms.Photos, Complaints: h.rooms.Complaints,
		Menus: h.wechat, Followers: h.wechat, Pictures: h.wechat, Base: h.base(), Memory: wechatstore.NewConversations(h.store, h.keys, chatTerm),
	}
	if h.config.Wechat.Mini.has() {
		desk.Consents = h.rooms.Consents
	}
	return bot.New(desk)
}

// base is where people reach the program. The demo may run on another port than server.public_url says.
func (h *house) base() string {
	if h.phone != nil {
		return h.phone.program
	}
	return h.config.Server.PublicURL
}

// bindingLink makes links that bind whoever opens them in WeChat; nil where the county has no official account. The code by
// itself will do where WeChat does not answer soon.
func (h *house) bindingLink(logger *slog.Logger) func(ctx context.Context, code string, until time.Time) string {
	if h.wechat == nil || !h.config.Wechat.Official.has() {
		return nil
	}
	return func(ctx context.Context, code string, until time.Time) string {
		ctx, stop := context.WithTimeout(ctx, 3*time.Second)
		defer stop()
		made, err := h.wechat.SceneCode(ctx, bot.BindingScene+code, until.Sub(h.clock.Now()))
		if err != nil {
			logger.WarnContext(ctx, "no link to bind by; the code can be typed", "error", err)
			return ""
		}
		return made.Link
	}
}

// publishMenu sets the official account's menus. Without them everything can still be typed, so that a WeChat which
// does not answer keeps nobody from serving.
func (h *house) publishMenu(ctx context.Context, logger *slog.Logger) {
	if h.wechat == nil || !h.config.Wechat.Official.has() {
		return
	}
	if err := bot.PublishMenu(ctx, h.wechat); err != nil {
		logger.WarnContext(ctx, "the menus are not published; the next start tries again", "error", err)
	}
}
