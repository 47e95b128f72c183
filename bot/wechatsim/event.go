package wechatsim

// What the platform tells an app, without the three elements every callback begins with.

func event(name string, more ...node) message {
	return append(message{text("MsgType", "event"), text("Event", name)}, more...)
}

func textMessage(id int64, words string) message {
	return message{text("MsgType", "text"), text("Content", words), number("MsgId", id)}
}

func imageMessage(id int64, mediaID, address string) message {
	return message{text("MsgType", "image"), text("PicUrl", address), text("MediaId", mediaID), number("MsgId", id)}
}

func voiceMessage(id int64, mediaID, recognised string) message {
	m := message{text("MsgType", "voice"), text("MediaId", mediaID), text("Format", "amr"), number("MsgId", id)}
	if recognised != "" {
		m = append(m, text("Recognition", recognised))
	}
	return m
}

func followed(s *scene) message {
	if s == nil {
		return event("subscribe", text("EventKey", ""))
	}
	return event("subscribe", text("EventKey", "qrscene_"+s.name), text("Ticket", s.ticket))
}

func scanned(s *scene) message {
	return event("SCAN", text("EventKey", s.name), text("Ticket", s.ticket))
}

func clicked(b Button, menuID int64) message {
	switch b.Type {
	case "view":
		return event("VIEW", text("EventKey", b.URL))
	case "miniprogram":
		return event("view_miniprogram", text("EventKey", b.Page), number("MenuId", menuID))
	}
	return event("CLICK", text("EventKey", b.Key))
}

func templateFinished(id int64, status string) message {
	return event("TEMPLATESENDJOBFINISH", number("MsgID", id), text("Status", status))
}

func consentGiven(templateIDs []string, status string) message {
	var lists []node
	for _, id := range templateIDs {
		lists = append(lists, group("List", text("TemplateId", id), text("SubscribeStatusString", status), text("PopupScene", "2")))
	}
	return event("subscribe_msg_popup_event", group("SubscribeMsgPopupEvent", lists...))
}

func consentWithdrawn(templateID string) message {
	return event("subscribe_msg_change_event", group("SubscribeMsgChangeEvent",
		group("List", text("TemplateId", templateID), text("SubscribeStatusString", "reject"))))
}

func noticeSent(templateID string, id int64) message {
	return event("subscribe_msg_sent_event", group("SubscribeMsgSentEvent",
		group("List", text("TemplateId", templateID), number("MsgID", id), number("ErrorCode", 0), text("ErrorStatus", "success"))))
}

func mediaChecked(appID, trace, suggest string) message {
	label := int64(100)
	if suggest != "pass" {
		label = 20002
	}
	return event("wxa_media_check", text("appid", appID), text("trace_id", trace), number("version", 2),
		group("result", text("suggest", suggest), number("label", label)), number("errcode", 0), text("errmsg", "ok"))
}
