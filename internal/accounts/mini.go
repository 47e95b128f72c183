package accounts

import (
	"context"
	"time"

	"wanping/models"
)

// Visitors tells who opened the mini-program: WeChat does, by the code of wx.login, which is good once.
// Errors: CodeInvalid (the code), CodeUnavailable (no mini-program, or WeChat does not answer).
type Visitors interface {
	Visitor(ctx context.Context, code string) (Person, error)
}

// Through says who knows the mini-program's visitors; without, nobody is one.
func (a *Accounts) Through(visitors Visitors) { a.visitors = visitors }

// MiniVisit is someone who opened the mini-program.
type MiniVisit struct {
	Code            string // of wx.login
	Device, Address string
}

var (
	errNotBound = models.NewError(models.CodeNotBound,
		"这个微信还没有绑定账号。请登录自己的账号领取绑定码(或请管理员在服务器上领取),在下面输入后绑定。")
	errNoMini = models.NewError(models.CodeUnavailable, "这里还没有接上微信小程序。请改用网页版,以账号和密码登录。")
)

// MiniLogIn opens a session for a visitor who is bound in the mini-program, or is by now because the same person is in the
// official account. Errors: CodeNotBound, also where the account was closed, re-opened or handed over since; CodeLockedOut;
// those of Visitors.
func (a *Accounts) MiniLogIn(ctx context.Context, v MiniVisit) (LogIn, error) {
	who, err := a.visitor(ctx, v)
	if err != nil {
		return LogIn{}, err
	}
	m, err := a.markOf(models.AppMini, who)
	if err != nil {
		return LogIn{}, err
	}
	token, err := secretCode(tokenBytes)
	if err != nil {
		return LogIn{}, err
	}
	var in LogIn
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		_, account, live, err := boundAccount(tx, m.indexes)
		if err == nil && !live {
			account, live, err = bindAlike(tx, m)
		}
		if err != nil {
			return err
		}
		if !live {
			return errNotBound
		}
		in, err = a.admit(tx, account, token, v.Device, models.AppMini)
		return err
	})
	return in, err
}

// MiniBind spends a binding code: the visitor's WeChat acts for its account from now on, and is logged in.
// Errors: CodeActivationInvalid, CodeLockedOut; those of Visitors.
func (a *Accounts) MiniBind(ctx context.Context, v MiniVisit, code string) (LogIn, error) {
	who, err := a.visitor(ctx, v)
	if err != nil {
		return LogIn{}, err
	}
	token, err := secretCode(tokenBytes)
	if err != nil {
		return LogIn{}, err
	}
	var in LogIn
	err = a.bind(ctx, models.AppMini, who, code, func(tx *models.Tx, account models.Account) (err error) {
		in, err = a.admit(tx, account, token, v.Device, models.AppMini)
		return err
	})
	return in, err
}

// Visitor tells who opened the mini-program; "" of whoever cannot be told: what asks may go on without.
func (a *Accounts) Visitor(ctx context.Context, v MiniVisit) string {
	if v.Code == "" {
		return ""
	}
	ctx, done := context.WithTimeout(ctx, visitorWithin)
	defer done()
	who, err := a.visitor(ctx, v)
	if err != nil {
		return ""
	}
	return who.OpenID
}

// visitorWithin bounds the wait for WeChat of what can go on without its answer.
const visitorWithin = 2 * time.Second

// visitor asks who it is. An address that brings made-up codes is locked: each costs a call of WeChat's.
func (a *Accounts) visitor(ctx context.Context, v MiniVisit) (Person, error) {
	if a.visitors == nil {
		return Person{}, errNoMini
	}
	subject, err := a.keys.Index("login_failure", "mini", v.Address)
	if err != nil {
		return Person{}, err
	}
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		f, err := tx.LoginFailureOf(subject)
		if err != nil {
			return err
		}
		if until := f.LockedUntil.Time(); until.After(tx.Now()) {
			return lockedOut(until.Sub(tx.Now()))
		}
		return countFailure(tx, subject, limitAddress)
	})
	if err != nil {
		return Person{}, err
	}
	who, err := a.visitors.Visitor(ctx, v.Code)
	if err != nil {
		return Person{}, err
	}
	return who, a.store.Write(ctx, func(tx *models.Tx) error { return tx.TakeBackLoginFailure(subject) })
}
