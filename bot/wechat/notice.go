package wechat

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"github.com/silenceper/wechat/v2/miniprogram/subscribe"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

// Notice is a card with labelled values.
type Notice struct {
	OpenID     string
	TemplateID string
	Fields     []Field
	Link       string // web page behind a template message
	Page       string // page of the mini-program behind the card
	// Key makes a template message unique for 10 minutes (1 to 32 characters). Subscribe messages have no such key.
	Key string
}

// Field is one value by the key WeChat gave its place: a type and a number, as in thing1 or time2.
type Field struct {
	Key, Value string
}

// SendTemplate sends a template message; see Notices. Whether it arrived comes as a Message of KindDelivered.
func (g *Gateway) SendTemplate(ctx context.Context, n Notice) (string, error) {
	const path = "/cgi-bin/message/template/send"
	fields, err := fit(path, n.Fields)
	if err != nil {
		return "", err
	}
	out := message.TemplateMessage{ToUser: n.OpenID, TemplateID: n.TemplateID, URL: n.Link, ClientMsgID: n.Key,
		Data: map[string]*message.TemplateDataItem{}}
	for _, f := range fields {
		out.Data[f.Key] = &message.TemplateDataItem{Value: f.Value}
	}
	if n.Page != "" {
		out.MiniProgram.AppID, out.MiniProgram.PagePath = g.config.Mini.AppID, n.Page
	}
	return g.sendNotice(ctx, Official, path, out)
}

// SendSubscription sends a subscribe message; see Notices.
func (g *Gateway) SendSubscription(ctx context.Context, n Notice) (string, error) {
	const path = "/cgi-bin/message/subscribe/send"
	fields, err := fit(path, n.Fields)
	if err != nil {
		return "", err
	}
	out := subscribe.Message{ToUser: n.OpenID, TemplateID: n.TemplateID, Page: n.Page, Data: map[string]*subscribe.DataItem{}}
	for _, f := range fields {
		out.Data[f.Key] = &subscribe.DataItem{Value: f.Value}
	}
	return g.sendNotice(ctx, Mini, path, out)
}

// SendAccountSubscription sends a subscribe notice of the official account; see Notices.
func (g *Gateway) SendAccountSubscription(ctx context.Context, n Notice) error {
	const path = "/cgi-bin/message/subscribe/bizsend"
	fields, err := fit(path, n.Fields)
	if err != nil {
		return err
	}
	out := message.SubscribeMessage{ToUser: n.OpenID, TemplateID: n.TemplateID, Page: n.Link, Data: map[string]*message.SubscribeDataItem{}}
	for _, f := range fields {
		out.Data[f.Key] = &message.SubscribeDataItem{Value: f.Value}
	}
	if n.Page != "" {
		out.MiniProgram.AppID, out.MiniProgram.PagePath = g.config.Mini.AppID, n.Page
	}
	_, err = g.sendNotice(ctx, Official, path, out)
	return err
}

func (g *Gateway) sendNotice(ctx context.Context, which Which, path string, body any) (string, error) {
	done, err := g.send(ctx, which, path, body)
	if err != nil {
		return "", err
	}
	return strconv.FormatInt(done.MsgID, 10), nil
}

// sent is WeChat's answer to a message. Only an errcode that says 0 says that it was taken.
type sent struct {
	Code  *int  `json:"errcode"`
	MsgID int64 `json:"msgid"`
}

func (g *Gateway) send(ctx context.Context, which Which, path string, body any) (sent, error) {
	var done sent
	if err := g.post(ctx, which, path, body, &done); err != nil {
		return done, err
	}
	if done.Code == nil {
		return done, &Failure{Path: path, Reason: ReasonUnknown, Message: "answer does not say whether the message was taken"}
	}
	return done, nil
}

// longest is how many characters a type of field holds. WeChat refuses longer ones with 47003.
var longest = map[string]int{
	"thing": 20, "const": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32,
	"phone_number": 17, "car_number": 8, "phrase": 5,
}

// fit cuts free text to what a card holds and refuses what cutting would falsify or leave empty.
func fit(path string, fields []Field) ([]Field, error) {
	fitted := make([]Field, 0, len(fields))
	for _, f := range fields {
		kind := strings.TrimRight(f.Key, "0123456789")
		value := []rune(clean(f.Value))
		limit, limited := longest[kind]
		tooLong := limited && len(value) > limit
		if tooLong && kind == "thing" {
			value = append(value[:limit-1], '…')
			tooLong = false
		}
		if tooLong || len(value) == 0 {
			return nil, &Failure{Path: path, Reason: ReasonInvalid, Message: "field " + f.Key + " is empty or too long"}
		}
		fitted = append(fitted, Field{f.Key, string(value)})
	}
	return fitted, nil
}

// clean takes out control characters, which WeChat refuses, and what they leave doubled.
func clean(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == ' ' }), " ")
}
