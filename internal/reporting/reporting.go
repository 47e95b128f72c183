// Package reporting takes in the services that sections report (reading 13; policy part 7 and annex 4): in time or
// refused, kept once, withdrawn with a reason, the recipient sealed.
package reporting

import (
	"bytes"
	"context"
	"io/fs"
	"slices"
	"time"

	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/secrets"
	"wanping/internal/wording"
	"wanping/models"
	"wanping/scoring"
)

// Reporting is the room's door.
type Reporting struct {
	store    *models.Store
	keys     *secrets.Keyring
	schedule *calendar.Schedule
	checker  *wording.Checker
	initials initials
	// missedUnder is what the policy says of missed reports.
	missedUnder Basis
	waiting     chan struct{} // holds one where an upload may wait
}

// New returns the room over a store, a keyring, the year's schedule and rules, and the folder of word lists.
func New(store *models.Store, keys *secrets.Keyring, schedule *calendar.Schedule, lexicon fs.FS, rules *scoring.Rules) (*Reporting, error) {
	day := rules.InForce.From
	checker, err := wording.New(lexicon, rules.WordingOn(day))
	if err != nil {
		return nil, err
	}
	initials, err := loadInitials(lexicon)
	return &Reporting{
		store: store, keys: keys, schedule: schedule, checker: checker, initials: initials, waiting: make(chan struct{}, 1),
		missedUnder: basisOf(rules, ClauseMissed, day),
	}, err
}

// Key makes a submission safe to send again: the same key and body give the same answer, once done.
// It is scoped to the account.
type Key struct {
	Key  string
	Body []byte
}

// chunkSize is how many rows of a file share one write, so that others may write between.
const chunkSize = 200

const keyKindRecord = "record"

// keyUse is a key as it is looked for and kept: hashes by each key of the key file, the current first. The body is
// hashed with a key because it holds a number that could be guessed from a plain hash.
type keyUse struct {
	accountID    int64
	keys, bodies [][]byte
}

func (r *Reporting) keyUse(actor models.Actor, key Key) (keyUse, error) {
	keys, err := r.keys.Indexes("idempotency.key", key.Key)
	if err != nil {
		return keyUse{}, err
	}
	bodies, err := r.keys.Indexes("idempotency.body", string(key.Body))
	return keyUse{accountID: actor.AccountID, keys: keys, bodies: bodies}, err
}

func (u keyUse) find(tx *models.Tx) (models.IdempotencyKey, bool, error) {
	return tx.IdempotencyKeyOf(u.accountID, u.keys...)
}

// isOf reports whether a key was used for the same body of the same kind.
func (u keyUse) isOf(used models.IdempotencyKey, kind string) bool {
	return used.Kind == kind && slices.ContainsFunc(u.bodies, func(b []byte) bool { return bytes.Equal(b, used.BodyHash) })
}

func (u keyUse) keep(tx *models.Tx, kind string, resultID int64) error {
	added, err := tx.AddIdempotencyKey(models.IdempotencyKey{
		AccountID: u.accountID, KeyHash: u.keys[0], BodyHash: u.bodies[0], Kind: kind, ResultID: resultID,
	})
	if err == nil && !added { // another process used it between our look and our write
		err = models.NewError(models.CodeUnavailable, "同一份内容正在提交,请几秒后重试。")
	}
	return err
}

// kindOn returns how a section reports what was completed on a day.
func kindOn(tx *models.Tx, sectionNo int, day models.Day) (calendar.Kind, error) {
	window, _, err := tx.SectionAttributeOn(sectionNo, models.AttributeWindow, day)
	return kindOf(window.Value), err
}

// kindOf reads the window attribute; where none was claimed a section reports monthly.
func kindOf(window string) calendar.Kind {
	if window == models.Yes {
		return calendar.Window
	}
	return calendar.Monthly
}

// narrow limits a look to what the actor may see: a liaison the own section, a unit manager the own unit's sections,
// the offices that supervise reporting all. Errors: CodeForbidden.
func narrow(actor models.Actor, sectionNo, unitNo int) (section, unit int, err error) {
	switch actor.Role {
	case models.RoleLiaison:
		if (sectionNo != 0 && sectionNo != actor.SectionNo) || unitNo != 0 {
			return 0, 0, errForbidden
		}
		return actor.SectionNo, 0, nil
	case models.RoleUnitManager:
		if unitNo != 0 && unitNo != actor.UnitNo {
			return 0, 0, errForbidden
		}
		return sectionNo, actor.UnitNo, nil
	case models.RoleReviewOffice, models.RoleWorkCommittee, models.RoleAuditor:
		return sectionNo, unitNo, nil
	default:
		return 0, 0, errForbidden
	}
}

// visible reports whether the actor may see a section's record of a day.
func visible(tx *models.Tx, actor models.Actor, sectionNo int, day models.Day) (bool, error) {
	section, unit, err := narrow(actor, 0, 0)
	if err != nil {
		return false, err
	}
	if section != 0 {
		return section == sectionNo, nil
	}
	if unit == 0 {
		return true, nil
	}
	term, ok, err := tx.SectionOn(sectionNo, day)
	return ok && term.UnitNo == unit, err
}

var (
	errForbidden   = models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	errNoSection   = models.NewError(models.CodeNotFound, "没有找到这个科室,或它今天不在可查看的参评名单中,请核对科室序号。")
	errNoRecord    = models.NewError(models.CodeNotFound, "没有找到这条服务记录,请刷新列表后重试。")
	errKeyReused   = models.NewError(models.CodeIdempotencyConflict, "这个提交编号已用于另一条内容,刚才的内容没有保存。请返回重新填写后提交。")
	errNotLiaison  = models.NewError(models.CodeForbidden, "只有科室联络员可以报送服务数据,请用联络员账号登录。")
	errNoKey       = models.NewError(models.CodeIdempotencyKeyRequired, "请求缺少提交编号(Idempotency-Key),无法防止重复保存,请更新客户端后重试。")
	errNotSection  = models.NewError(models.CodeSectionNotValid, "办结当日您的科室不在参评名单中,不能报送,请与县评议办核对。")
	errWithdrawn   = models.NewError(models.CodeAlreadyWithdrawn, "这条服务记录已经撤回,无需再次操作。")
	errWithdrawEnd = "报送截止时间(%s)已过,记录不能再撤回;确有错误请向县评议办书面说明。"
)

// read runs one look at the database.
func (r *Reporting) read(ctx context.Context, fn func(*models.Tx) error) error {
	return r.store.Read(ctx, fn)
}

// today is the day of a read or write.
func today(tx *models.Tx) models.Day { return models.DayOf(tx.Now(), clock.Shanghai) }

func moment(t time.Time) string { return t.Format("1月2日15:04") }
