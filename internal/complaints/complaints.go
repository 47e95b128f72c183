// Package complaints takes a citizen's complaint from a posted code to an answer, the complainant's verdict and, where it
// is founded, a proposed deduction (annex 1 part 1; the hotline's cases by annex 3). The table of moves is in machine.go.
// Nobody of the section complained about or of its unit learns who complained: what they see is masked (mask.go), and
// what names the complainant is shown to the review office only, by an audited reveal.
package complaints

import (
	"context"

	"wanping/internal/calendar"
	"wanping/internal/qrcodes"
	"wanping/internal/secrets"
	"wanping/models"
)

// What is sealed, and the keyed indexes.
const (
	purposeName     = "complaint.name"
	purposeMobile   = "complaint.mobile"
	purposeOpenID   = "complaint.open_id"
	purposeText     = "complaint.text"
	purposeUnitText = "complaint.unit_text"
	purposeMove     = "complaint.move"
	purposeNote     = "hotline.note"

	indexSend    = "complaint.send"
	indexBody    = "complaint.body"
	indexSecret  = "complaint.secret"
	indexDerive  = "complaint.derive"
	indexMove    = "complaint.move_text"
	indexCounter = "complaint.counter"
	indexFile    = "hotline.file"
)

// Codes knows the posted codes. Its refusals (unknown, replaced, section dissolved) are told as they are.
type Codes interface {
	Resolve(ctx context.Context, code string) (qrcodes.Place, error)
}

// Photos shows the photos of complaints: JPEGs, encoded anew, without metadata.
type Photos interface {
	Open(ctx context.Context, complaintID int64, n int) ([]byte, error)
}

// Checker asks for an opinion on a text (WeChat's content check). It is advice: it marks, it never drops.
type Checker interface {
	Check(ctx context.Context, openID, text string) (mark string, err error)
}

// Parts are what the room stands on. Checker and Proposer may be missing.
type Parts struct {
	Store    *models.Store
	Keys     *secrets.Keyring
	Calendar *calendar.Calendar
	Settings *Settings
	Codes    Codes
	Photos   Photos
	Checker  Checker
	Proposer Proposer
}

// Complaints is the room's door.
type Complaints struct {
	store    *models.Store
	keys     *secrets.Keyring
	calendar *calendar.Calendar
	settings *Settings
	codes    Codes
	photos   Photos
	checker  Checker
	proposer Proposer
}

// New returns the room.
func New(p Parts) *Complaints {
	return &Complaints{
		store: p.Store, keys: p.Keys, calendar: p.Calendar, settings: p.Settings,
		codes: p.Codes, photos: p.Photos, checker: p.Checker, proposer: p.Proposer,
	}
}

// open reads what is sealed; what is erased or was never there is "".
func (c *Complaints) open(purpose string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	return c.keys.Open(purpose, sealed)
}

// seal seals what is there; nothing stays nothing.
func (c *Complaints) seal(purpose, plain string) ([]byte, error) {
	if plain == "" {
		return []byte{}, nil
	}
	return c.keys.Seal(purpose, plain)
}

// refuse is a refusal of one field.
func refuse(code models.Code, field, message string) *models.Error {
	return models.NewError(code, message, models.Field{Name: field, Code: code, Message: message})
}

var (
	errForbidden = models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	errNotFound  = models.NewError(models.CodeNotFound, "没有找到这件投诉,可能编号有误,或不归您查看;请刷新列表后重试。")
	errReceipt   = models.NewError(models.CodeReceiptUnknown, "投诉编号或查询码不对,请对照提交时给您的编号和查询码重新填写。")
)
