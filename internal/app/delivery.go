package app

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"wanping/bot"
	"wanping/internal/accounts"
	"wanping/internal/complaints"
	"wanping/internal/outbox"
	"wanping/internal/sms"
)

// smsConfig is the county's gateway for text messages; with no address there are none.
type smsConfig struct {
	URL          string `koanf:"url"`
	ContentType  string `koanf:"content_type"`
	Body         string `koanf:"body"`
	SecretHeader string `koanf:"secret_header"`
	Secret       string `koanf:"secret"`
	Success      string `koanf:"success"`
	ADay         int    `koanf:"a_day"`
}

// directory is where the people of all rooms can be reached.
type directory struct {
	*accounts.Accounts
	complaints *complaints.Complaints
}

// Complainant finds who complained in the chat.
func (d directory) Complainant(ctx context.Context, id int64) (outbox.Address, error) {
	openID, _, err := d.complaints.Reach(ctx, id)
	return outbox.Address{Official: openID}, err
}

// furnishDelivery wires who delivers the outbox: WeChat where the county has it, text messages, and the inbox always.
func (h *house) furnishDelivery(logger *slog.Logger, metrics prometheus.Registerer) error {
	words, err := outbox.Bundled()
	if err != nil {
		return err
	}
	h.rooms.Consents = outbox.NewConsents(h.store, h.keys, h.config.Wechat.Mini.LongTerm...)
	h.rooms.Consents.Templates = map[string]string{}
	for card, t := range h.config.Wechat.Mini.cards() {
		h.rooms.Consents.Templates[card] = t.ID
	}
	var channels []outbox.Channel
	if h.wechat != nil {
		h.courier = &bot.Courier{
			Notices: h.wechat, Chat: h.wechat, Log: logger, Consents: h.rooms.Consents,
			Windows: outbox.NewChatWindows(h.store, h.keys), Next: h.conversation(logger), Base: h.base(),
			Official: h.config.Wechat.Official.cards(), Mini: h.config.Wechat.Mini.cards(), Post: func() *outbox.Post { return h.post },
		}
		channels = h.courier.Channels()
	}
	sender, err := h.textMessages(logger)
	if err != nil {
		return err
	}
	if sender != nil {
		channels = append(channels, sms.Channel(sender))
	}
	h.post, err = outbox.NewPost(outbox.Parts{
		Store: h.store, Clock: h.clock, Words: words, Log: logger, Metrics: metrics, Channels: channels,
		Directory: directory{h.rooms.Accounts, h.rooms.Complaints}, TextsADay: h.config.SMS.ADay,
	})
	return err
}

// textMessages are the county's gateway, the demo's log, or none.
func (h *house) textMessages(logger *slog.Logger) (sms.Sender, error) {
	c := h.config.SMS
	switch {
	case c.URL != "":
		return sms.NewGateway(sms.Settings{
			URL: c.URL, ContentType: c.ContentType, Body: c.Body, SecretHeader: c.SecretHeader, Secret: c.Secret, Success: c.Success,
		})
	case h.demo != nil:
		return sms.NewLog(logger), nil
	default:
		return nil, nil
	}
}

// cards are an app's templates, as laid out by its settings.
func (a wechatApp) cards() bot.Templates {
	t := bot.Templates{}
	for card, id := range map[string]string{
		outbox.CardDuty: a.Templates.Duty, outbox.CardDeduction: a.Templates.Deduction,
		outbox.CardComplaint: a.Templates.Complaint, outbox.CardSummary: a.Templates.Summary,
	} {
		keys := bot.DefaultKeys(card)
		for field, key := range a.Fields[card] {
			keys[field] = key
		}
		t[card] = bot.CardTemplate{ID: id, Keys: keys}
	}
	return t
}
