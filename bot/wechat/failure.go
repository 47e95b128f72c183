package wechat

import (
	"errors"
	"fmt"
)

// Reason says what a failed call means for the one who called: it decides what to do next.
type Reason string

// What can go wrong, by what follows from it.
const (
	// ReasonUnknown: no answer, an unreadable one, or "system busy". The call may have been carried out. A message without
	// idempotency key must not be sent again on the same channel.
	ReasonUnknown Reason = "unknown"
	// ReasonUnreachable: the request never left this machine. Trying again later is safe.
	ReasonUnreachable Reason = "unreachable"
	// ReasonRecipient: this person cannot be reached here for good (wrong openid, not following, blacklisted).
	ReasonRecipient Reason = "recipient"
	// ReasonConsent: the person refused, or all consents are used up. The balance is zero.
	ReasonConsent Reason = "consent"
	// ReasonWindow: no customer-message window is open, or its messages are used up.
	ReasonWindow Reason = "window"
	// ReasonTemplate: the template is wrong or banned. An alarm for the operator.
	ReasonTemplate Reason = "template"
	// ReasonInvalid: an argument is wrong. A fault of this program; never try again.
	ReasonInvalid Reason = "invalid"
	// ReasonQuota: used up for today. Stop until midnight.
	ReasonQuota Reason = "quota"
	// ReasonPace: too fast. Slow down.
	ReasonPace Reason = "pace"
	// ReasonReview: WeChat looks at the content and delivers it if it passes. Do not send again.
	ReasonReview Reason = "review"
	// ReasonBlocked: WeChat does not deliver this content.
	ReasonBlocked Reason = "blocked"
	// ReasonDuplicate: sent before under the same key. Treat as sent.
	ReasonDuplicate Reason = "duplicate"
	// ReasonPermission: the app lacks a right, or this machine's address is not listed. An alarm for the operator.
	ReasonPermission Reason = "permission"
	// ReasonCredentials: id, secret or token are not accepted, even after a refresh. An alarm for the operator.
	ReasonCredentials Reason = "credentials"
	// ReasonCode: a login, phone or web code is made up, used or too old. Ask for a new one.
	ReasonCode Reason = "code"
	// ReasonRisky: WeChat holds this person for a risk and gives no login.
	ReasonRisky Reason = "risky"
	// ReasonInactive: the person has not been in the mini-program for two hours; the platform cannot check their text.
	ReasonInactive Reason = "inactive"
	// ReasonMissing: the app is not configured here.
	ReasonMissing Reason = "missing"
	// ReasonOther: a code this table does not know.
	ReasonOther Reason = "other"
)

// Failure is a call that WeChat refused or that did not come through. It names no token, secret, code or openid.
type Failure struct {
	Path    string // the endpoint, without its query
	Code    int    // errcode; 0 where WeChat gave none
	Message string // errmsg with its request id, or what happened to the connection
	Reason  Reason
}

func (f *Failure) Error() string {
	return fmt.Sprintf("wechat: %s: %s (errcode %d): %s", f.Path, f.Reason, f.Code, f.Message)
}

// Unsent reports whether the call was never made: there was no token for it.
func (f *Failure) Unsent() bool { return f.Path == stablePath }

// ReasonOf returns the reason of the first Failure in err's chain, "" where there is none.
func ReasonOf(err error) Reason {
	var f *Failure
	if errors.As(err, &f) {
		return f.Reason
	}
	return ""
}

// reasonsByCode is WeChat's errcodes by what follows from them.
var reasonsByCode = map[int]Reason{
	-1:    ReasonUnknown,
	40001: ReasonCredentials, 40014: ReasonCredentials, 42001: ReasonCredentials, 41001: ReasonCredentials,
	40013: ReasonCredentials, 40125: ReasonCredentials, 41002: ReasonCredentials, 41004: ReasonCredentials,
	40003: ReasonRecipient, 43004: ReasonRecipient, 43019: ReasonRecipient,
	40036: ReasonTemplate, 40037: ReasonTemplate, 43116: ReasonTemplate,
	43101: ReasonConsent,
	47001: ReasonInvalid, 47003: ReasonInvalid, 41030: ReasonInvalid, 40129: ReasonInvalid, 40053: ReasonInvalid, 40035: ReasonInvalid,
	40007: ReasonInvalid, 44002: ReasonInvalid, 85400: ReasonInvalid, 43001: ReasonInvalid, 43002: ReasonInvalid,
	45009: ReasonQuota, 45029: ReasonQuota, 1400001: ReasonQuota,
	45011: ReasonPace,
	45015: ReasonWindow, 45047: ReasonWindow,
	40252: ReasonReview,
	40249: ReasonBlocked, 43107: ReasonBlocked, 43108: ReasonBlocked, 45168: ReasonBlocked, 87014: ReasonBlocked,
	45065: ReasonDuplicate, 45066: ReasonDuplicate,
	48001: ReasonPermission, 61004: ReasonPermission, 40164: ReasonPermission,
	61010: ReasonInactive,
	40029: ReasonCode, 40163: ReasonCode, 41008: ReasonCode,
	40226: ReasonRisky,
}

func refused(path string, code int, message string) *Failure {
	reason, known := reasonsByCode[code]
	if !known {
		reason = ReasonOther
	}
	return &Failure{Path: path, Code: code, Message: message, Reason: reason}
}

// failure strips an error of the SDK or of net/http down to its Failure. The wrapping is dropped on purpose: it
// quotes the whole address with the codes in it.
func failure(path string, err error) error {
	if err == nil {
		return nil
	}
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Path: path, Reason: ReasonUnknown, Message: "answer cannot be read"}
}
