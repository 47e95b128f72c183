// Package qrcodes gives every section its QR code: opaque, so that nothing can be read from it; signed, so that a made-up
// one is refused without a look into the database; one living code a section, replaced when the office or the unit says
// so. A citizen who scans one need not know which section that is.
package qrcodes

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/internal/clock"
	"wanping/internal/secrets"
	"wanping/models"
)

// Codes issues and resolves the codes of sections.
type Codes struct {
	store *models.Store
	keys  *secrets.Keyring
	base  string // https://HOST, without a slash at the end

	channels Channels
}

// New returns the codes over a store. base is the address at which citizens reach the program ("https://HOST").
func New(store *models.Store, keys *secrets.Keyring, base string) *Codes {
	return &Codes{store: store, keys: keys, base: strings.TrimRight(base, "/")}
}

// Channels are the county's official account and mini-program, whose own codes lead to a section too. Of an app that the
// county does not have, the error is a models.Error that says so.
type Channels interface {
	// OfficialCode returns what a permanent code of the official account with a scene says.
	OfficialCode(ctx context.Context, scene string) (link string, err error)
	// MiniCode draws a code of the mini-program with a scene.
	MiniCode(ctx context.Context, scene string) (picture []byte, err error)
}

// Through gives the codes their channels, before they are used.
func (c *Codes) Through(channels Channels) { c.channels = channels }

// Place is where a code hangs: the section and its unit as of today.
type Place struct {
	SectionNo   int
	SectionName string
	UnitNo      int
	UnitName    string
}

// Issued is a section's living code.
type Issued struct {
	Place
	Code     string
	Link     string // what the QR code says
	IssuedAt models.Instant
}

// Link is what a code's QR code says.
func (c *Codes) Link(code string) string { return c.base + "/c/" + code }

// Resolve says where a code hangs, as it was scanned or typed.
// Errors: CodeCodeUnknown for a made-up one; CodeCodeReplaced; CodeSectionDissolved, with what to do.
func (c *Codes) Resolve(ctx context.Context, code string) (Place, error) {
	code = tidy(code)
	if ok, err := c.genuine(code); err != nil || !ok {
		return Place{}, orUnknown(err)
	}
	var place Place
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		row, ok, err := tx.SectionCodeOf(code)
		if err != nil || !ok {
			return orUnknown(err)
		}
		if place, err = placeOn(tx, row.SectionNo, today(tx)); err == nil && row.LiveNo == nil {
			err = models.NewError(models.CodeCodeReplaced, fmt.Sprintf(
				"这张二维码已停用,“%s”已换了新码。请扫该科室窗口现在张贴的二维码;找不到新码的,请到窗口询问或与县评议办联系。", place.SectionName))
		}
		return err
	})
	if err != nil {
		return Place{}, err
	}
	return place, nil
}

func orUnknown(err error) error {
	if err != nil {
		return err
	}
	return errUnknown
}

var errUnknown = models.NewError(models.CodeCodeUnknown,
	"这不是本县的评议二维码,或编码有误。请重新扫一次窗口张贴的二维码;手工输入的,请逐字核对后再试。")

func today(tx *models.Tx) models.Day { return models.DayOf(tx.Now(), clock.Shanghai) }

// placeOn tells a section's name and unit on a day. Errors: CodeSectionDissolved where it has none then.
func placeOn(tx *models.Tx, no int, day models.Day) (Place, error) {
	term, ok, err := tx.SectionOn(no, day)
	if err != nil {
		return Place{}, err
	}
	if !ok {
		return Place{}, gone(tx, no, day)
	}
	units, err := unitNames(tx, day)
	return Place{SectionNo: no, SectionName: term.Name, UnitNo: term.UnitNo, UnitName: units[term.UnitNo]}, err
}

func unitNames(tx *models.Tx, day models.Day) (map[int]string, error) {
	rows, err := tx.UnitsOn(day)
	names := make(map[int]string, len(rows))
	for _, u := range rows {
		names[u.UnitNo] = u.Name
	}
	return names, err
}

// gone says what has become of a section that is not on the list, and whose code to scan instead.
func gone(tx *models.Tx, no int, day models.Day) error {
	name, heir, err := heirOf(tx, no, day)
	if err != nil {
		return err
	}
	if heir == 0 {
		return models.NewError(models.CodeSectionDissolved, fmt.Sprintf(
			"“%s”已不在参评科室之列,这张二维码不再受理投诉。请扫现在为您办事的科室窗口的二维码,或与县评议办联系。", name))
	}
	place, err := placeOn(tx, heir, day)
	if err != nil {
		return err
	}
	return models.NewError(models.CodeSectionDissolved, fmt.Sprintf(
		"“%s”已并入%s“%s”,这张二维码不再受理投诉。请扫该科室窗口的二维码,或与县评议办联系。", name, place.UnitName, place.SectionName))
}

const mergersFollowed = 20 // a section merged into one that was merged in turn, and so on

// heirOf finds a gone section's last name, and the section that has its services on a day: 0 where there is none.
func heirOf(tx *models.Tx, no int, day models.Day) (name string, heir int, err error) {
	at := no
	for range mergersFollowed {
		terms, err := tx.SectionTerms(at)
		if err != nil || len(terms) == 0 {
			return name, 0, err
		}
		last := terms[len(terms)-1]
		if at == no {
			name = last.Name
		}
		if _, ok, err := tx.SectionOn(at, day); err != nil || ok {
			return name, at, err
		}
		if last.SuccessorNo == nil {
			return name, 0, nil
		}
		at = *last.SuccessorNo
	}
	return name, 0, nil
}

// Of returns a section's living code; its first one is made when it is first asked for.
// Errors: CodeForbidden; CodeNotFound; CodeSectionDissolved.
func (c *Codes) Of(ctx context.Context, actor models.Actor, no int) (Issued, error) {
	list, err := c.List(ctx, actor, Wanted{SectionNo: no})
	if err != nil {
		return Issued{}, err
	}
	return list[0], nil
}

// Reissue gives a section another code: the one that hangs there says from now on that it was replaced. Only the review
// office and the section's unit manager may. Errors: CodeForbidden, CodeNotFound, CodeInvalid, CodeSectionDissolved.
func (c *Codes) Reissue(ctx context.Context, actor models.Actor, no int, reason string) (Issued, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return Issued{}, err
	}
	code, err := c.draw()
	if err != nil {
		return Issued{}, err
	}
	var issued Issued
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		place, err := known(tx, no)
		if err != nil {
			return err
		}
		if !mayReissue(actor, place) {
			return errForbidden
		}
		if err := tx.ReplaceSectionCode(no); err != nil {
			return err
		}
		issued, err = c.issue(tx, actor, place, code, reason)
		return err
	})
	return issued, err
}

// issue stores a section's code as its living one.
func (c *Codes) issue(tx *models.Tx, actor models.Actor, place Place, code, reason string) (Issued, error) {
	row := models.SectionCode{Code: code, SectionNo: place.SectionNo, IssuedBy: actor.AccountID}
	fresh, err := tx.AddSectionCode(&row)
	if err == nil && !fresh { // drawn twice, or made by two at once: both are over with another try
		err = models.NewError(models.CodeUnavailable, "二维码正在由另一台设备生成,请稍后重试。")
	}
	if err != nil {
		return Issued{}, err
	}
	return c.issued(place, row), tx.Audit(models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "section.issue_code",
		Subject: fmt.Sprintf("section:%d", place.SectionNo), Detail: reason,
	})
}

func (c *Codes) issued(place Place, row models.SectionCode) Issued {
	return Issued{Place: place, Code: row.Code, Link: c.Link(row.Code), IssuedAt: row.IssuedAt}
}

// known is placeOn today. Errors: CodeNotFound where there never was such a section.
func known(tx *models.Tx, no int) (Place, error) {
	terms, err := tx.SectionTerms(no)
	if err != nil {
		return Place{}, err
	}
	if len(terms) == 0 {
		return Place{}, errNoSection
	}
	return placeOn(tx, no, today(tx))
}

var (
	errForbidden = models.NewError(models.CodeForbidden, "您的账号不能查看或更换这个科室的二维码,请联系该科室所在单位的管理员或县评议办。")
	errNoSection = models.NewError(models.CodeNotFound, "没有找到这个科室,请核对科室序号。")
	errNoUnit    = models.NewError(models.CodeNotFound, "没有找到这个单位,或它没有参评科室,请核对单位序号。")
)

const reasonLimit = 200 // characters

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonLimit {
		message := fmt.Sprintf("请用不超过%d个字说明更换二维码的原因。", reasonLimit)
		return "", models.NewError(models.CodeInvalid, message, models.Field{Name: "reason", Code: models.CodeInvalid, Message: message})
	}
	return reason, nil
}
