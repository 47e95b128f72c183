package wechat

import (
	"encoding/xml"
	"strconv"
	"time"

	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"
)

// success tells WeChat that a callback is taken and nothing is to be shown.
const success = "success"

// render writes a reply as WeChat shows it in the chat. Without one it is "success": the SDK would seal an empty
// message in safe mode, and WeChat then tells people that the account is out of order.
func (o *opener) render(m Message, r Reply, now time.Time) ([]byte, error) {
	if r.empty() {
		return []byte(success), nil
	}
	head := message.CommonToken{ToUserName: message.CDATA(m.OpenID), FromUserName: message.CDATA(o.app.OriginalID), CreateTime: now.Unix()}
	if r.Card != nil {
		card := message.NewNews([]*message.Article{message.NewArticle(cut(r.Card.Title), cut(r.Card.Text), "", r.Card.Link)})
		card.CommonToken = head
		card.MsgType = message.MsgTypeNews
		return xml.Marshal(card)
	}
	text := message.NewText(cut(r.Text))
	text.CommonToken = head
	text.MsgType = message.MsgTypeText
	return xml.Marshal(text)
}

// seal wraps a rendered reply for the way back: sealed and signed, except in plain mode and for "success".
func (o *opener) seal(answer []byte, now time.Time) ([]byte, error) {
	if o.app.Mode == ModePlain || string(answer) == success {
		return answer, nil
	}
	secret, err := util.EncryptMsg([]byte(newHolder()), answer, o.app.AppID, o.app.AESKey)
	if err != nil {
		return nil, err
	}
	nonce, timestamp := newHolder(), now.Unix()
	return xml.Marshal(message.ResponseEncryptedXMLMsg{
		EncryptedMsg: string(secret), Timestamp: timestamp, Nonce: nonce,
		MsgSignature: util.Signature(o.app.Token, strconv.FormatInt(timestamp, 10), nonce, string(secret)),
	})
}
