package accounts

import (
	"context"
	"fmt"
	"time"

	"wanping/internal/secrets"
	"wanping/models"
)

const (
	bindingCodeBytes = 5 // 8 letters, 40 bits: typed by hand, guessed a few times an hour
	bindingTerm      = 24 * time.Hour
	bindingGuesses   = 5 // wrong codes from one WeChat before it has to wait
	purposeOpenID    = "binding.open_id"
	indexOpenID      = "binding.open_id"
)

var errBindingCode = models.NewError(models.CodeActivationInvalid,
	"绑定码不对,或已用过、已过期。请核对后重发;仍不行,请登录自己的账号重新领取绑定码。")

// IssueBindingCode gives a code by which one WeChat is bound to an account, to the account itself or to whoever may
// run the program on the server. Earlier codes are void. Errors: CodeNotFound, CodeForbidden (not in use yet).
func (a *Accounts) IssueBindingCode(ctx context.Context, actor models.Actor, login string) (Code, error) {
	text, err := secretCode(bindingCodeBytes)
	if err != nil {
		return Code{}, err
	}
	code := Code{Login: login, Code: text[:4] + "-" + text[4:]}
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		account, err := a.find(tx, login)
		if err != nil {
			return err
		}
		if account.ID != actor.AccountID && actor != models.CommandLine() {
			return errNoAccount
		}
		if account.State != models.AccountActive {
			return models.NewError(models.CodeForbidden, "这个账号还没有激活或已停用,不能绑定微信;请先用激活码激活。")
		}
		code.ExpiresAt = tx.Now().Add(bindingTerm)
		err = tx.IssueBindingCode(&models.BindingCode{
			AccountID: account.ID, CodeHash: digest(plainCode(code.Code)), ExpiresAt: models.At(code.ExpiresAt),
		})
		if err != nil {
			return err
		}
		return tx.Audit(audit(actor, "binding.issue_code", login, ""))
	})
	return code, err
}

// Bind spends a code: the follower's WeChat acts for its account from now on, and for no other; no other follower does.
// Errors: CodeActivationInvalid, CodeLockedOut.
func (a *Accounts) Bind(ctx context.Context, openID, code string) (View, error) {
	var view View
	err := a.bind(ctx, models.AppOfficial, openID, code, func(tx *models.Tx, account models.Account) (err error) {
		view, err = a.view(tx, account)
		return err
	})
	return view, err
}

// bind spends a code for a WeChat in an app, and does what follows in the same write.
func (a *Accounts) bind(ctx context.Context, app, openID, code string, then func(*models.Tx, models.Account) error) error {
	indexes, err := a.keys.Indexes(indexOpenID, openID)
	if err != nil {
		return err
	}
	sealed, err := a.keys.Seal(purposeOpenID, openID)
	if err != nil {
		return err
	}
	guesses, err := a.countBindingGuess(ctx, openID)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *models.Tx) error {
		account, err := spendBindingCode(tx, code)
		if err != nil {
			return err
		}
		binding := models.Binding{App: app, OpenIDIndex: indexes[0], OpenIDSealed: sealed, AccountID: account.ID, HolderID: account.HolderID}
		if err := tx.AddBinding(&binding, indexes); err != nil {
			return err
		}
		if err := tx.ForgetLoginFailures(guesses); err != nil {
			return err
		}
		if err := tx.Audit(audit(actorOf(account), "binding.bind", account.Login, app)); err != nil {
			return err
		}
		return then(tx, account)
	})
}

func spendBindingCode(tx *models.Tx, text string) (models.Account, error) {
	code, spent, err := tx.UseBindingCode(digest(plainCode(text)))
	if err != nil {
		return models.Account{}, err
	}
	account, ok, err := tx.AccountByID(code.AccountID)
	if err == nil && (!spent || !ok || account.State != models.AccountActive) {
		err = errBindingCode
	}
	return account, err
}

// countBindingGuess counts the code as wrong before it is tried, as countGuess does.
func (a *Accounts) countBindingGuess(ctx context.Context, openID string) ([]byte, error) {
	subject, err := a.keys.Index("login_failure", "binding", openID)
	if err != nil {
		return nil, err
	}
	return subject, a.store.Write(ctx, func(tx *models.Tx) error {
		f, err := tx.LoginFailureOf(subject)
		if err != nil {
			return err
		}
		if until := f.LockedUntil.Time(); until.After(tx.Now()) {
			return models.NewError(models.CodeLockedOut, fmt.Sprintf("绑定码错的次数太多,请约%d分钟后再试。", minutes(until.Sub(tx.Now()))))
		}
		return countFailure(tx, subject, bindingGuesses)
	})
}

// Bound is whom a WeChat acts for.
type Bound struct {
	Actor models.Actor // zero where it is not bound, or no longer
	View
	// Ended says that it was bound to View's account, which was closed, re-opened or handed over since.
	Ended bool
}

// Bound tells whom a WeChat acts for; the zero Bound where for nobody.
func (a *Accounts) Bound(ctx context.Context, openID string) (Bound, error) {
	indexes, err := a.keys.Indexes(indexOpenID, openID)
	if err != nil {
		return Bound{}, err
	}
	var bound Bound
	err = a.store.Read(ctx, func(tx *models.Tx) error {
		bound = Bound{}
		account, live, known, err := boundAccount(tx, indexes)
		if err != nil || !known {
			return err
		}
		bound.Ended = !live
		if bound.Ended {
			bound.View = View{Account: account}
			return nil
		}
		bound.Actor = actorOf(account)
		bound.View, err = a.view(tx, account)
		return err
	})
	return bound, err
}

// boundAccount finds whom a WeChat is bound to; not live where the account was closed, re-opened or handed over since.
func boundAccount(tx *models.Tx, indexes [][]byte) (account models.Account, live, known bool, err error) {
	binding, known, err := tx.BindingOf(indexes...)
	if err != nil || !known {
		return account, false, known, err
	}
	account, _, err = tx.AccountByID(binding.AccountID)
	live = binding.EndedAt == nil && account.State == models.AccountActive && account.HolderID == binding.HolderID
	return account, live, true, err
}

// Unbind ends a WeChat's binding; false where it had none.
func (a *Accounts) Unbind(ctx context.Context, openID string) (bool, error) {
	indexes, err := a.keys.Indexes(indexOpenID, openID)
	if err != nil {
		return false, err
	}
	done := false
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		done = false
		binding, ok, err := tx.BindingOf(indexes...)
		if err != nil || !ok {
			return err
		}
		account, _, err := tx.AccountByID(binding.AccountID)
		if err != nil {
			return err
		}
		if done, err = tx.RemoveBinding(indexes...); err != nil {
			return err
		}
		return tx.Audit(audit(actorOf(account), "binding.unbind", account.Login, ""))
	})
	return done, err
}

func (a *Accounts) resealBindings(ctx context.Context) (int, error) {
	return secrets.Walk(ctx, a.store, secrets.Walker[models.Binding]{
		Batch: (*models.Tx).BindingsAfter,
		ID:    func(b models.Binding) int64 { return b.ID },
		Fresh: func(b models.Binding) bool { return a.keys.Current(b.OpenIDSealed) },
		Renew: func(b *models.Binding) error {
			openID, err := a.keys.Open(purposeOpenID, b.OpenIDSealed)
			if err != nil {
				return err
			}
			if b.OpenIDIndex, err = a.keys.Index(indexOpenID, openID); err != nil {
				return err
			}
			return a.keys.Renew(secrets.Column{Purpose: purposeOpenID, Sealed: &b.OpenIDSealed})
		},
		Store: (*models.Tx).ResealBinding,
	})
}
