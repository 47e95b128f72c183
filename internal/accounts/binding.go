package accounts

import (
	"context"
	"fmt"
	"slices"
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
	purposeUnion     = "binding.union"
	indexUnion       = "binding.union"
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

// Person is somebody's WeChat in one app. UnionID is the same person in the other app too; "" where WeChat gives none.
type Person struct{ OpenID, UnionID string }

// mark is a person as a binding keeps one, with the indexes by every key of the key file.
type mark struct {
	models.Binding
	indexes [][]byte // of the openid
	union   [][]byte // of the union; none where WeChat gave none
}

func (a *Accounts) markOf(app string, who Person) (m mark, err error) {
	m.App = app
	if m.indexes, err = a.keys.Indexes(indexOpenID, who.OpenID); err != nil {
		return m, err
	}
	m.OpenIDIndex = m.indexes[0]
	if m.OpenIDSealed, err = a.keys.Seal(purposeOpenID, who.OpenID); err != nil || who.UnionID == "" {
		return m, err
	}
	if m.union, err = a.keys.Indexes(indexUnion, who.UnionID); err != nil {
		return m, err
	}
	m.UnionIndex = m.union[0]
	m.UnionSealed, err = a.keys.Seal(purposeUnion, who.UnionID)
	return m, err
}

// Bind spends a code: the follower's WeChat acts for its account from now on, and for no other; no other follower does.
// Errors: CodeActivationInvalid, CodeLockedOut.
func (a *Accounts) Bind(ctx context.Context, who Person, code string) (View, error) {
	var view View
	err := a.bind(ctx, models.AppOfficial, who, code, func(tx *models.Tx, account models.Account) (err error) {
		view, err = a.view(tx, account)
		return err
	})
	return view, err
}

// bind spends a code for a WeChat in an app, and does what follows in the same write.
func (a *Accounts) bind(ctx context.Context, app string, who Person, code string, then func(*models.Tx, models.Account) error) error {
	m, err := a.markOf(app, who)
	if err != nil {
		return err
	}
	guesses, err := a.countBindingGuess(ctx, who.OpenID)
	if err != nil {
		return err
	}
	return a.write(ctx, func(tx *models.Tx) error {
		account, err := spendBindingCode(tx, code)
		if err != nil {
			return err
		}
		if err := tx.ForgetLoginFailures(guesses); err != nil {
			return err
		}
		if err := addBinding(tx, m, account, "binding.bind"); err != nil {
			return err
		}
		return then(tx, account)
	})
}

// addBinding binds. The sessions that another WeChat's binding in the app opened end with that.
func addBinding(tx *models.Tx, m mark, account models.Account, action string) error {
	m.AccountID, m.HolderID = account.ID, account.HolderID
	if err := tx.AddBinding(&m.Binding, m.indexes); err != nil {
		return err
	}
	if err := tx.RevokeAppSessions(account.ID, m.App); err != nil {
		return err
	}
	return tx.Audit(audit(actorOf(account), action, account.Login, m.App))
}

// BindAlike binds the follower's WeChat to the account that the same person acts for in the mini-program. False where there
// is none, where WeChat does not tell who that is, and where another WeChat acts for the account here.
func (a *Accounts) BindAlike(ctx context.Context, who Person) (view View, done bool, err error) {
	m, err := a.markOf(models.AppOfficial, who)
	if err != nil || len(m.union) == 0 {
		return View{}, false, err
	}
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		var account models.Account
		if account, done, err = bindAlike(tx, m); err != nil || !done {
			return err
		}
		view, err = a.view(tx, account)
		return err
	})
	return view, done, err
}

// bindAlike binds a WeChat as the same person is bound in the other app. It takes nobody's place: that needs a code.
func bindAlike(tx *models.Tx, m mark) (account models.Account, done bool, err error) {
	if len(m.union) == 0 {
		return account, false, nil
	}
	other, ok, err := tx.LiveBindingAlike(m.App, m.union...)
	if err != nil || !ok {
		return account, false, err
	}
	account, _, err = tx.AccountByID(other.AccountID)
	if err != nil || account.State != models.AccountActive || account.HolderID != other.HolderID {
		return account, false, err
	}
	bindings, err := tx.LiveBindings(account)
	if err != nil || slices.ContainsFunc(bindings, func(b models.Binding) bool { return b.App == m.App }) {
		return account, false, err
	}
	return account, true, addBinding(tx, m, account, "binding.bind_alike")
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
	// HintedAt is when the chat last told how to allow reminders; zero where it never did.
	HintedAt time.Time
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
		binding, account, live, err := boundAccount(tx, indexes)
		if err != nil || binding.ID == 0 {
			return err
		}
		if binding.HintedAt != nil {
			bound.HintedAt = binding.HintedAt.Time()
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
func boundAccount(tx *models.Tx, indexes [][]byte) (binding models.Binding, account models.Account, live bool, err error) {
	binding, known, err := tx.BindingOf(indexes...)
	if err != nil || !known {
		return binding, account, false, err
	}
	account, _, err = tx.AccountByID(binding.AccountID)
	live = binding.EndedAt == nil && account.State == models.AccountActive && account.HolderID == binding.HolderID
	return binding, account, live, err
}

// Unbind ends a WeChat's binding and, with it, what the same account's holder has bound in the other app and logged in to by
// that; false where it had none. Of a binding that is over only itself goes.
func (a *Accounts) Unbind(ctx context.Context, openID string) (bool, error) {
	indexes, err := a.keys.Indexes(indexOpenID, openID)
	if err != nil {
		return false, err
	}
	done := false
	err = a.write(ctx, func(tx *models.Tx) error {
		binding, account, live, err := boundAccount(tx, indexes)
		if done = binding.ID != 0; err != nil || !done {
			return err
		}
		if err := tx.RemoveBinding(binding.ID); err != nil {
			return err
		}
		if live {
			if err := unbindAll(tx, account); err != nil {
				return err
			}
		}
		return tx.Audit(audit(actorOf(account), "binding.unbind", account.Login, ""))
	})
	return done, err
}

func unbindAll(tx *models.Tx, account models.Account) error {
	if err := tx.RemoveLiveBindings(account); err != nil {
		return err
	}
	return tx.RevokeAppSessions(account.ID, models.AppMini)
}

// Hinted notes that the chat has told its person how to allow reminders.
func (a *Accounts) Hinted(ctx context.Context, openID string) error {
	indexes, err := a.keys.Indexes(indexOpenID, openID)
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx *models.Tx) error { return tx.NoteHint(indexes...) })
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
			if err := a.renewUnion(b); err != nil {
				return err
			}
			return a.keys.Renew(secrets.Column{Purpose: purposeOpenID, Sealed: &b.OpenIDSealed})
		},
		Store: (*models.Tx).ResealBinding,
	})
}

func (a *Accounts) renewUnion(b *models.Binding) error {
	if b.UnionSealed == nil {
		return nil
	}
	union, err := a.keys.Open(purposeUnion, b.UnionSealed)
	if err != nil {
		return err
	}
	if b.UnionIndex, err = a.keys.Index(indexUnion, union); err != nil {
		return err
	}
	return a.keys.Renew(secrets.Column{Purpose: purposeUnion, Sealed: &b.UnionSealed})
}
