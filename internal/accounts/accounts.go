// Package accounts is who may log in: activation, passwords, lockout, sessions, handover.
package accounts

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"

	"wanping/internal/recent"
	"wanping/internal/secrets"
	"wanping/models"
)

// Settings are the terms of sessions and codes.
type Settings struct {
	SessionTerm       time.Duration // of liaisons and unit managers
	OfficeSessionTerm time.Duration // of everybody else
	ActivationTerm    time.Duration
}

// Accounts is the room's door.
type Accounts struct {
	store    *models.Store
	keys     *secrets.Keyring
	settings Settings
	hasher   *hasher
	visitors Visitors // nil: there is no mini-program
	// seen remembers live sessions by token hash. Every change of an account or a session in this process forgets it.
	seen *recent.Memory[string, models.Actor]
}

const (
	seenTerm  = 2 * time.Second // how long a session that another process has ended may go on here
	seenLimit = 10_000
)

// New returns the room over a store and a keyring.
func New(store *models.Store, keys *secrets.Keyring, settings Settings) *Accounts {
	return &Accounts{
		store: store, keys: keys, settings: settings, hasher: newHasher(),
		seen: recent.New[string, models.Actor](seenTerm, seenLimit),
	}
}

// View is an account as it is shown.
type View struct {
	Account models.Account
	Holder  string // masked
}

// NewAccount is what an account is made from.
type NewAccount struct {
	Login     string
	Role      models.Role
	UnitNo    int // of a unit manager
	SectionNo int // of a liaison
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9_.-]{2,63}$`)

// Create adds an account that waits for its activation code.
// Errors: CodeInvalid, CodeAccountExists, CodeForbidden, CodeSectionNotValid.
func (a *Accounts) Create(ctx context.Context, actor models.Actor, n NewAccount) (models.Account, error) {
	if actor.Role != models.RoleAdministrator {
		return models.Account{}, errForbidden
	}
	if err := n.check(); err != nil {
		return models.Account{}, err
	}
	account := models.Account{Login: n.Login, Role: n.Role, State: models.AccountPending}
	err := a.store.Write(ctx, func(tx *models.Tx) error {
		account.ID = 0
		if err := a.place(tx, &account, n); err != nil {
			return err
		}
		if err := tx.AddAccount(&account); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.create", account.Login, string(account.Role)))
	})
	return account, err
}

func (n NewAccount) check() error {
	if !loginForm.MatchString(n.Login) {
		return invalid("account", "账号名须以小写字母开头,由3至64个小写字母、数字或 _ . - 组成。")
	}
	known := false
	for _, r := range models.Roles() {
		known = known || r == n.Role
	}
	switch {
	case !known:
		return invalid("role", "没有这种角色,请从角色清单中选择。")
	case (n.Role == models.RoleLiaison) != (n.SectionNo != 0):
		return invalid("section_no", "联络员账号必须指定科室,其他角色不得指定科室。")
	case (n.Role == models.RoleUnitManager) != (n.UnitNo != 0):
		return invalid("unit_no", "单位管理员账号必须指定单位,其他角色不得指定单位。")
	}
	return nil
}

// place ties the account to its section or unit as they are today.
func (a *Accounts) place(tx *models.Tx, account *models.Account, n NewAccount) error {
	if n.UnitNo != 0 {
		account.UnitNo = &n.UnitNo
	}
	if n.SectionNo == 0 {
		return nil
	}
	term, ok, err := tx.SectionOn(n.SectionNo, today(tx))
	if err != nil {
		return err
	}
	if !ok {
		return models.NewError(models.CodeSectionNotValid, "该科室今天不在参评名单中,请核对科室序号。")
	}
	account.SectionNo = &term.SectionNo
	return nil
}

// List shows accounts: all to the administrator, the auditor and the review office, a unit manager the own unit's.
func (a *Accounts) List(ctx context.Context, actor models.Actor, f models.AccountFilter) ([]View, error) {
	switch actor.Role {
	case models.RoleAdministrator, models.RoleAuditor, models.RoleReviewOffice:
	case models.RoleUnitManager:
		f.UnitNo = actor.UnitNo
	default:
		return nil, errForbidden
	}
	var views []View
	err := a.store.Read(ctx, func(tx *models.Tx) error {
		f.Day = today(tx)
		found, err := tx.Accounts(f)
		if err != nil {
			return err
		}
		views = make([]View, 0, len(found))
		for _, account := range found {
			view, err := a.view(tx, account)
			if err != nil {
				return err
			}
			views = append(views, view)
		}
		return nil
	})
	return views, err
}

// Show returns one account as it is shown, to itself or to whoever manages it.
func (a *Accounts) Show(ctx context.Context, actor models.Actor, login string) (View, error) {
	var view View
	err := a.store.Read(ctx, func(tx *models.Tx) error {
		account, err := a.find(tx, login)
		if err != nil {
			return err
		}
		allowed := actor.AccountID == account.ID || actor.Role == models.RoleAuditor
		if !allowed {
			if allowed, err = manages(tx, actor, account); err != nil {
				return err
			}
		}
		if !allowed {
			return errNoAccount
		}
		view, err = a.view(tx, account)
		return err
	})
	return view, err
}

func (a *Accounts) view(tx *models.Tx, account models.Account) (View, error) {
	view := View{Account: account}
	if account.HolderID == 0 {
		return view, nil
	}
	holders, err := tx.Holders(account.ID)
	if err != nil || len(holders) == 0 {
		return view, err
	}
	name, err := a.keys.Open(purposeHolder, holders[0].NameSealed)
	view.Holder = secrets.MaskName(name)
	return view, err
}

// Close ends an account for good: its sessions end, its code is void, its history stays.
func (a *Accounts) Close(ctx context.Context, actor models.Actor, login, reason string) error {
	return a.manage(ctx, actor, login, func(tx *models.Tx, account models.Account) error {
		if actor.AccountID == account.ID {
			return models.NewError(models.CodeForbidden, "不能停用自己的账号,请由另一名系统管理员操作。")
		}
		if err := tx.SetAccountState(account.ID, models.AccountClosed); err != nil {
			return err
		}
		if err := tx.RevokeSessions(account.ID, 0); err != nil {
			return err
		}
		if err := tx.EndBindings(account.ID); err != nil {
			return err
		}
		return tx.Audit(audit(actor, "account.close", login, ""))
	}, reason)
}

// manage runs a change of an account by someone who manages it, with a reason where one is asked for.
func (a *Accounts) manage(ctx context.Context, actor models.Actor, login string, change func(*models.Tx, models.Account) error, reasons ...string) error {
	for _, reason := range reasons {
		if err := checkReason(reason); err != nil {
			return err
		}
	}
	return a.write(ctx, func(tx *models.Tx) error {
		account, err := a.find(tx, login)
		if err != nil {
			return err
		}
		if allowed, err := manages(tx, actor, account); err != nil {
			return err
		} else if !allowed {
			return errNoAccount // whoever may not manage an account does not learn that it exists
		}
		if account.State == models.AccountClosed {
			return errClosed
		}
		return change(tx, account)
	})
}

// write runs a change that may end sessions.
func (a *Accounts) write(ctx context.Context, change func(*models.Tx) error) error {
	err := a.store.Write(ctx, change)
	a.seen.Forget() // whatever the outcome: it costs a look-up, and an unknown outcome may be a change
	return err
}

// manages: the administrator manages all accounts, a unit manager those of the liaisons of the unit's sections today.
func manages(tx *models.Tx, actor models.Actor, account models.Account) (bool, error) {
	if actor.Role == models.RoleAdministrator {
		return true, nil
	}
	if actor.Role != models.RoleUnitManager || account.SectionNo == nil {
		return false, nil
	}
	term, ok, err := tx.SectionOn(*account.SectionNo, today(tx))
	return ok && term.UnitNo == actor.UnitNo, err
}

func (a *Accounts) find(tx *models.Tx, login string) (models.Account, error) {
	account, ok, err := tx.AccountByLogin(login)
	if err == nil && !ok {
		err = errNoAccount
	}
	return account, err
}

const reasonLimit = 200 // characters

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n == 0 || n > reasonLimit {
		return invalid("reason", fmt.Sprintf("请用不超过%d个字说明原因。", reasonLimit))
	}
	return nil
}

const (
	purposeHolder = "holder.name"
	purposeReason = "holder.reason"
)

var (
	errForbidden = models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	errNoAccount = models.NewError(models.CodeNotFound, "没有找到这个账号,请核对账号名。")
	errClosed    = models.NewError(models.CodeAccountClosed, "这个账号已停用,如需使用请联系系统管理员新建账号。")
)

func invalid(field, message string) error {
	return models.NewError(models.CodeInvalid, message, models.Field{Name: field, Code: models.CodeInvalid, Message: message})
}

func audit(actor models.Actor, action, login, detail string) models.AuditEntry {
	return models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID,
		Action: action, Subject: "account:" + login, Detail: detail,
	}
}

// secretCode draws n random bytes in letters and digits that cannot be mistaken for one another.
var codeAlphabet = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

func secretCode(n int) (string, error) {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return codeAlphabet.EncodeToString(b), nil
}

// digest is what is kept of a secret that carries enough randomness of its own.
func digest(secret string) []byte {
	sum := sm3.Sum([]byte(secret))
	return sum[:]
}
