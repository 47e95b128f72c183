package wechat

import (
	"context"

	"github.com/silenceper/wechat/v2/miniprogram/security"
)

// Verdict is WeChat's opinion of a text or picture.
type Verdict string

// What WeChat says: nothing found, someone should look, probably against the rules.
const (
	VerdictPass   Verdict = "pass"
	VerdictReview Verdict = "review"
	VerdictRisky  Verdict = "risky"
)

// CheckText asks about a text; see ContentCheck.
func (g *Gateway) CheckText(ctx context.Context, openID, text string) (Verdict, error) {
	const path = "/wxa/msg_sec_check"
	if err := g.need(Mini); err != nil {
		return "", err
	}
	answer, err := g.mini.GetSecurity().MsgCheckContext(ctx,
		&security.MsgCheckRequest{OpenID: openID, Scene: security.MsgSceneComment, Content: text})
	if err != nil {
		return "", failure(path, err)
	}
	return verdict(path, string(answer.Result.Suggest))
}

// verdict refuses an answer without one: silence is not a pass.
func verdict(path, word string) (Verdict, error) {
	switch v := Verdict(word); v {
	case VerdictPass, VerdictReview, VerdictRisky:
		return v, nil
	}
	return "", &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no verdict"}
}

// CheckPicture asks about a picture; see ContentCheck.
func (g *Gateway) CheckPicture(ctx context.Context, openID, address string) (string, error) {
	const path = "/wxa/media_check_async"
	const picture = 2
	if err := g.need(Mini); err != nil {
		return "", err
	}
	trace, err := g.mini.GetSecurity().MediaCheckAsyncContext(ctx,
		&security.MediaCheckAsyncRequest{OpenID: openID, Scene: uint8(security.MsgSceneComment), MediaURL: address, MediaType: picture})
	if err == nil && trace == "" {
		return "", &Failure{Path: path, Reason: ReasonUnknown, Message: "answer holds no trace"}
	}
	return trace, failure(path, err)
}
