package wechat

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var numberShape = regexp.MustCompile(`^[0-9]{1,19}$`)

// decode turns a callback's content into a Message; false where a field every callback has is not right.
func decode(app Which, e element) (Message, bool) {
	created := e.get("CreateTime")
	seconds, err := strconv.ParseInt(created, 10, 64)
	if err != nil || !numberShape.MatchString(created) || e.get("MsgType") == "" {
		return Message{}, false
	}
	m := Message{App: app, OpenID: e.get("FromUserName"), At: time.Unix(seconds, 0).UTC()}
	switch e.get("MsgType") {
	case "text":
		m.Kind, m.Text = KindText, e.get("Content")
	case "image":
		m.Kind, m.MediaID = KindPicture, e.get("MediaId")
	case "voice":
		m.Kind, m.MediaID, m.Text = KindVoice, e.get("MediaId"), e.get("Recognition")
	case "event":
		decodeEvent(&m, e)
	default:
		m.Kind = KindOddment
	}
	m.ID = identity(e)
	return m, true
}

// identity is what WeChat keeps the same in every retry: the message id, or all of an event.
func identity(e element) string {
	if id := e.get("MsgId"); numberShape.MatchString(id) {
		return "m" + id
	}
	var all strings.Builder
	write(&all, e)
	sum := sha256.Sum256([]byte(all.String()))
	return "e" + hex.EncodeToString(sum[:])
}

// write spells an element so that no two spell alike.
func write(out *strings.Builder, e element) {
	out.WriteString(strconv.Quote(e.name) + "=" + strconv.Quote(e.text) + "(")
	for _, c := range e.inside {
		write(out, c)
	}
	out.WriteString(")")
}

func decodeEvent(m *Message, e element) {
	key := e.get("EventKey")
	switch strings.ToLower(e.get("Event")) {
	case "subscribe":
		m.Kind, m.Scene = KindFollow, strings.TrimPrefix(key, "qrscene_")
	case "unsubscribe":
		m.Kind = KindUnfollow
	case "scan":
		m.Kind, m.Scene = KindScan, key
	case "click":
		m.Kind, m.Key = KindTap, key
	case "view", "view_miniprogram":
		m.Kind, m.Key = KindVisit, key
	case "templatesendjobfinish":
		status := e.get("Status")
		m.Kind = KindDelivered
		m.Deliveries = []Delivery{{NoticeID: e.get("MsgID"), Arrived: status == "success", Cause: cause(status)}}
	case "subscribe_msg_popup_event":
		m.Kind, m.Consents = KindConsent, consents(e.child("SubscribeMsgPopupEvent"), false)
	case "subscribe_msg_change_event":
		m.Kind, m.Consents = KindConsent, consents(e.child("SubscribeMsgChangeEvent"), true)
	case "subscribe_msg_sent_event":
		m.Kind, m.Deliveries = KindDelivered, deliveries(e.child("SubscribeMsgSentEvent"))
	case "wxa_media_check":
		m.Kind, m.Trace = KindVerdict, e.get("trace_id")
		m.Verdict, _ = verdict("", e.child("result").get("suggest")) // empty where WeChat gave none
	default:
		m.Kind = KindOther
	}
}

func consents(e element, changed bool) []Consent {
	var all []Consent
	for _, one := range e.all("List") {
		given := one.get("SubscribeStatusString") == "accept"
		all = append(all, Consent{TemplateID: one.get("TemplateId"), Given: given, Withdrawn: changed && !given})
	}
	return all
}

func deliveries(e element) []Delivery {
	var all []Delivery
	for _, one := range e.all("List") {
		arrived := one.get("ErrorCode") == "0"
		d := Delivery{NoticeID: one.get("MsgID"), TemplateID: one.get("TemplateId"), Arrived: arrived}
		if !arrived {
			d.Cause = one.get("ErrorStatus")
		}
		all = append(all, d)
	}
	return all
}

func cause(status string) string {
	if status == "success" {
		return ""
	}
	return status
}
