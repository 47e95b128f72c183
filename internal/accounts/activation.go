package accounts

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"wanping/models"
)

const codeBytes = 10 // 16 letters, 80 bits

// Code is a one-time activation code, shown once to whoever issued it.
type Code struct {
	Login     string
	Code      string // ABCD-EFGH-JKLM-NPQR
	ExpiresAt time.Time
}

// IssueCode gives an account a new activation code: its password and sessions end, its earlier codes are void.
// Errors: CodeNotFound, CodeAccountClosed.
func (a *Accounts) IssueCode(ctx context.Context, actor models.Actor, login string) (Code, error) {
	code, err := newCode(login)
	if err != nil {
		return Code{}, err
	}
	err = a.manage(ctx, actor, login, func(tx *models.Tx, account models.Account) error {
		code.ExpiresAt = tx.Now().Add(a.settings.ActivationTerm)
		if err := reopen(tx, actor, account, code); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.issue_code", login, ""))
	})
	return code, err
}

func newCode(login string) (Code, error) {
	text, err := secretCode(codeBytes)
	if err != nil {
		return Code{}, err
	}
	return Code{Login: login, Code: strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-")}, nil
}

// reopen makes the account wait for the code; whoever was logged in no longer is.
func reopen(tx *models.Tx, actor models.Actor, account models.Account, code Code) error {
	if err := tx.SetAccountState(account.ID, models.AccountPending); err != nil {
		return err
	}
	if err := tx.RevokeSessions(account.ID, 0); err != nil {
		return err
	}
	if err := tx.EndBindings(account.ID); err != nil {
		return err
	}
	return tx.IssueActivationCode(&models.ActivationCode{
		AccountID: account.ID, CodeHash: digest(plainCode(code.Code)),
		IssuedBy: actor.AccountID, ExpiresAt: models.At(code.ExpiresAt),
	})
}

// plainCode forgives how a code was typed: case, spaces, dashes.
func plainCode(code string) string { return strings.ToUpper(fold(code)) }

// Activation is what a person hands in to open an account.
type Activation struct {
	Login, Code, Password string
	HolderName            string // "" keeps the holder that a handover has named
	Device, Address       string
}

// Activate spends an activation code, sets the password and logs in.
// Errors: CodeActivationInvalid, CodeWeakPassword, CodeInvalid, CodeLockedOut.
func (a *Accounts) Activate(ctx context.Context, n Activation) (LogIn, error) {
	if err := checkPassword(n.Password, n.Login); err != nil {
		return LogIn{}, err
	}
	holder, err := a.sealHolder(n.HolderName)
	if err != nil {
		return LogIn{}, err
	}
	guess, err := a.countGuess(ctx, n.Login, n.Address)
	if err != nil {
		return LogIn{}, err
	}
	hash, err := a.hasher.hash(ctx, n.Password)
	if err != nil {
		return LogIn{}, err
	}
	token, err := secretCode(tokenBytes)
	if err != nil {
		return LogIn{}, err
	}
	var in LogIn
	err = a.store.Write(ctx, func(tx *models.Tx) error {
		account, err := spendCode(tx, n.Login, n.Code)
		if err != nil {
			return err
		}
		if err := tx.SetPassword(account.ID, hash); err != nil {
			return err
		}
		account.State = models.AccountActive
		if err := nameHolder(tx, &account, holder); err != nil {
			return err
		}
		if err := tx.Audit(audit(actorOf(account), "account.activate", account.Login, "")); err != nil {
			return err
		}
		in, err = a.open(tx, account, token, n.Device, guess)
		return err
	})
	return in, err
}

func spendCode(tx *models.Tx, login, code string) (models.Account, error) {
	refusal := models.NewError(models.CodeActivationInvalid,
		"账号或激活码不对,或激活码已用过、已过期。请核对后重试,仍不行请向单位管理员或系统管理员重新领取激活码。")
	account, ok, err := tx.AccountByLogin(login)
	if err != nil {
		return account, err
	}
	if !ok || account.State != models.AccountPending {
		return account, refusal
	}
	spent, err := tx.UseActivationCode(account.ID, digest(plainCode(code)))
	if err == nil && !spent {
		err = refusal
	}
	return account, err
}

const holderNameLimit = 30 // characters

func (a *Accounts) sealHolder(name string) ([]byte, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, nil
	}
	if utf8.RuneCountInString(name) > holderNameLimit {
		return nil, invalid("holder_name", "姓名请不要超过30个字。")
	}
	return a.keys.Seal(purposeHolder, name)
}

// nameHolder records who holds the account from now on, unless a handover has named that person already.
func nameHolder(tx *models.Tx, account *models.Account, sealed []byte) error {
	if sealed == nil {
		if account.HolderID == 0 {
			return invalid("holder_name", "请填写账号使用人的姓名。")
		}
		return nil
	}
	holder := models.Holder{AccountID: account.ID, NameSealed: sealed, NamedBy: account.ID}
	if err := tx.AddHolder(&holder); err != nil {
		return err
	}
	account.HolderID = holder.ID
	return nil
}
