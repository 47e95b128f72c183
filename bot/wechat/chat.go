package wechat

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/officialaccount/message"
)

// Card is a linked card in the chat.
type Card struct {
	Title, Text, Link string
}

// MiniPage is a card that opens a page of the mini-program.
type MiniPage struct {
	Title, Page string
	Thumb       string // media id of its picture
}

const customPath = "/cgi-bin/message/custom/send"

// longestText is how many bytes a text in the chat may have.
const longestText = 2048

// SendText sends a text to someone whose window is open, cut to what one message holds; see Chat.
func (g *Gateway) SendText(ctx context.Context, app Which, openID, text string) error {
	_, err := g.send(ctx, app, customPath, message.NewCustomerTextMessage(openID, cut(text)))
	return err
}

// SendCard sends a linked card to someone whose window is open; see Chat.
func (g *Gateway) SendCard(ctx context.Context, app Which, openID string, card Card) error {
	article := message.MediaArticles{Title: card.Title, Description: card.Text, URL: card.Link}
	_, err := g.send(ctx, app, customPath, message.CustomerMessage{
		ToUser: openID, Msgtype: message.MsgTypeNews, News: &message.MediaNews{Articles: []message.MediaArticles{article}}})
	return err
}

// SendMiniPage sends a card of the mini-program from the official account; see Chat.
func (g *Gateway) SendMiniPage(ctx context.Context, openID string, page MiniPage) error {
	_, err := g.send(ctx, Official, customPath,
		message.NewCustomerMiniprogrampageMessage(openID, page.Title, g.config.Mini.AppID, page.Page, page.Thumb))
	return err
}

// sendReply sends what a callback's answer came too late for.
func (g *Gateway) sendReply(ctx context.Context, app Which, openID string, r Reply) error {
	if r.Card != nil {
		return g.SendCard(ctx, app, openID, *r.Card)
	}
	return g.SendText(ctx, app, openID, r.Text)
}

// cut ends a text at a whole character so that one message holds it, and takes out what XML cannot hold.
func cut(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
	if len(text) <= longestText {
		return text
	}
	const mark = "…"
	end := longestText - len(mark)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + mark
}

// Picture fetches a file of the chat; see Pictures. The SDK only makes an address that holds the access token.
func (g *Gateway) Picture(ctx context.Context, mediaID string) ([]byte, string, error) {
	const path = "/cgi-bin/media/get"
	data, contentType, err := g.do(ctx, Official, http.MethodGet, path, url.Values{"media_id": {mediaID}}, nil)
	if err == nil && len(data) == 0 {
		err = &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no file"}
	}
	return data, contentType, err
}
