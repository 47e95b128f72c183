package accounts

import (
	"context"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

const (
	tokenBytes  = 20 // 160 bits, 32 letters
	deviceLimit = 60 // characters kept of a device's name
)

// LogIn is a session just opened. Token is shown this once.
type LogIn struct {
	View
	Token     string
	ExpiresAt time.Time
}

// Credentials are what a person logs in with.
type Credentials struct {
	Login, Password string
	Device, Address string
}

// LogIn opens a session. Errors: CodeLoginFailed, CodeLockedOut, CodeTooManyRequests.
func (a *Accounts) LogIn(ctx context.Context, c Credentials) (LogIn, error) {
	guess, err := a.countGuess(ctx, c.Login, c.Address)
	if err != nil {
		return LogIn{}, err
	}
	account, err := a.verify(ctx, c.Login, c.Password)
	if err != nil {
		return LogIn{}, err
	}
	token, err := secretCode(tokenBytes)
	if err != nil {
		return LogIn{}, err
	}
	var in LogIn
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		// The account may have been closed or handed over while the password was hashed.
		now, ok, err := tx.AccountByID(account.ID)
		if err != nil {
			return err
		}
		if !ok || now.State != models.AccountActive || now.PasswordHash != account.PasswordHash {
			return errLoginFailed
		}
		in, err = a.open(tx, now, token, c.Device, guess)
		return err
	})
	return in, err
}

var errLoginFailed = models.NewError(models.CodeLoginFailed, "账号或密码不对,请核对后重试;账号未激活的请先用激活码激活。")

func (a *Accounts) verify(ctx context.Context, login, password string) (models.Account, error) {
	var account models.Account
	err := a.store.Read(ctx, func(tx *models.Tx) (err error) {
		account, _, err = tx.AccountByLogin(login)
		return err
	})
	if err != nil {
		return account, err
	}
	if len(password) > passwordMax {
		password = "" // never a password of ours, and not worth its hashing
	}
	same, err := a.hasher.matches(ctx, password, account.PasswordHash)
	if err == nil && !same {
		err = errLoginFailed
	}
	return account, err
}

// open stores a session and forgets the guesses that led to it.
func (a *Accounts) open(tx *models.Tx, account models.Account, token, device string, g guess) (LogIn, error) {
	if err := tx.ForgetLoginFailures(g.both, g.login); err != nil {
		return LogIn{}, err
	}
	if err := tx.TakeBackLoginFailure(g.address); err != nil {
		return LogIn{}, err
	}
	return a.admit(tx, account, token, device, "")
}

// admit stores a session.
func (a *Accounts) admit(tx *models.Tx, account models.Account, token, device, app string) (LogIn, error) {
	expires := tx.Now().Add(a.sessionTerm(account.Role))
	session := models.Session{
		AccountID: account.ID, TokenHash: digest(token), Device: clip(device, deviceLimit), App: app, ExpiresAt: models.At(expires),
	}
	if err := tx.AddSession(&session); err != nil {
		return LogIn{}, err
	}
	if err := tx.Audit(audit(actorOf(account), "session.open", account.Login, "")); err != nil {
		return LogIn{}, err
	}
	view, err := a.view(tx, account)
	return LogIn{View: view, Token: token, ExpiresAt: expires}, err
}

func (a *Accounts) sessionTerm(role models.Role) time.Duration {
	if role == models.RoleLiaison || role == models.RoleUnitManager {
		return a.settings.SessionTerm
	}
	return a.settings.OfficeSessionTerm
}

func clip(s string, limit int) string {
	if r := []rune(s); len(r) > limit {
		return string(r[:limit])
	}
	return s
}

// Authenticate returns who a token stands for. Errors: CodeUnauthenticated.
func (a *Accounts) Authenticate(ctx context.Context, token string) (models.Actor, error) {
	hash := digest(token)
	return a.seen.Get(string(hash), func() (models.Actor, error) {
		var found models.SessionAccount
		err := a.store.Read(ctx, func(tx *models.Tx) error {
			session, ok, err := tx.SessionByToken(hash)
			if err == nil && !ok {
				err = models.NewError(models.CodeUnauthenticated, "登录已失效,请重新登录。")
			}
			found = session
			return err
		})
		actor := actorOf(found.Account)
		actor.SessionID = found.SessionID
		return actor, err
	})
}

func actorOf(account models.Account) models.Actor {
	actor := models.Actor{AccountID: account.ID, HolderID: account.HolderID, Login: account.Login, Role: account.Role}
	if account.UnitNo != nil {
		actor.UnitNo = *account.UnitNo
	}
	if account.SectionNo != nil {
		actor.SectionNo = *account.SectionNo
	}
	return actor
}

// Sessions lists the actor's own live sessions, the latest first.
func (a *Accounts) Sessions(ctx context.Context, actor models.Actor) ([]models.Session, error) {
	var rows []models.Session
	err := a.store.Read(ctx, func(tx *models.Tx) (err error) {
		rows, err = tx.Sessions(actor.AccountID)
		return err
	})
	return rows, err
}

// Revoke ends one of the actor's own sessions. Errors: CodeNotFound.
func (a *Accounts) Revoke(ctx context.Context, actor models.Actor, sessionID int64) error {
	return a.write(ctx, func(tx *models.Tx) error {
		done, err := tx.RevokeSession(actor.AccountID, sessionID)
		if err != nil {
			return err
		}
		if !done {
			return models.NewError(models.CodeNotFound, "没有找到这个会话,它可能已经退出。")
		}
		return tx.Audit(audit(actor, "session.revoke", actor.Login, ""))
	})
}

// RevokeAll ends all sessions of an account, by whoever manages it. Errors: CodeNotFound, CodeAccountClosed.
func (a *Accounts) RevokeAll(ctx context.Context, actor models.Actor, login string) error {
	return a.manage(ctx, actor, login, func(tx *models.Tx, account models.Account) error {
		if err := tx.RevokeSessions(account.ID, 0); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "session.revoke_all", login, ""))
	})
}

// ChangePassword sets a new password for the actor; the other sessions end.
// Errors: CodeLoginFailed (the old one is wrong), CodeLockedOut, CodeWeakPassword.
func (a *Accounts) ChangePassword(ctx context.Context, actor models.Actor, old, password, address string) error {
	if err := checkPassword(password, actor.Login); err != nil {
		return err
	}
	guess, err := a.countGuess(ctx, actor.Login, address)
	if err != nil {
		return err
	}
	if _, err := a.verify(ctx, actor.Login, old); err != nil {
		return err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.write(ctx, func(tx *models.Tx) error {
		if err := tx.ForgetLoginFailures(guess.both, guess.login); err != nil {
			return err
		}
		if err := tx.TakeBackLoginFailure(guess.address); err != nil {
			return err
		}
		if err := tx.SetPassword(actor.AccountID, hash); err != nil {
			return err
		}
		if err := tx.RevokeSessions(actor.AccountID, actor.SessionID); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.change_password", actor.Login, ""))
	})
}

func today(tx *models.Tx) models.Day { return models.DayOf(tx.Now(), clock.Shanghai) }
