package accounts

import (
	"context"
	"fmt"
	"math"
	"time"

	"wanping/models"
)

const (
	failureMemory = 24 * time.Hour // a subject's failures are forgotten when it has been quiet for so long
	lockFirst     = time.Minute    // doubles with each failure beyond the limit
	lockLongest   = time.Hour
)

// guess is whose failures a log-in counts against. An account from one address is locked early; an account from
// everywhere, and an address with all its accounts, late: nobody shall lock a liaison out at 11:25 from afar, and
// a county's offices share one address.
type guess struct{ both, login, address []byte }

func (a *Accounts) guessOf(login, address string) (guess, error) {
	var g guess
	var err error
	for _, s := range []struct {
		to    *[]byte
		parts []string
	}{{&g.both, []string{"both", login, address}}, {&g.login, []string{"login", login}}, {&g.address, []string{"address", address}}} {
		if *s.to, err = a.keys.Index("login_failure", s.parts...); err != nil {
			return g, err
		}
	}
	return g, nil
}

// The failures after which each subject is locked.
const (
	limitBoth    = 5
	limitLogin   = 50
	limitAddress = 500
)

// countGuess counts the log-in as failed before it is tried, so that a thousand guesses at once gain nothing;
// success takes the count back. Errors: CodeLockedOut.
func (a *Accounts) countGuess(ctx context.Context, login, address string) (guess, error) {
	g, err := a.guessOf(login, address)
	if err != nil {
		return g, err
	}
	return g, a.store.Write(ctx, func(tx *models.Tx) error {
		subjects := []struct {
			index []byte
			limit int
		}{{g.both, limitBoth}, {g.login, limitLogin}, {g.address, limitAddress}}
		for _, s := range subjects {
			f, err := tx.LoginFailureOf(s.index)
			if err != nil {
				return err
			}
			if until := f.LockedUntil.Time(); until.After(tx.Now()) {
				return lockedOut(until.Sub(tx.Now()))
			}
		}
		for _, s := range subjects {
			if err := countFailure(tx, s.index, s.limit); err != nil {
				return err
			}
		}
		return nil
	})
}

func countFailure(tx *models.Tx, index []byte, limit int) error {
	f, err := tx.AddLoginFailure(index, failureMemory)
	if err != nil || f.Failures < limit {
		return err
	}
	return tx.LockLogin(index, tx.Now().Add(lockTerm(f.Failures-limit)))
}

// lockTerm doubles from lockFirst to lockLongest.
func lockTerm(beyond int) time.Duration {
	if beyond > 10 {
		return lockLongest
	}
	return min(lockFirst<<beyond, lockLongest)
}

func lockedOut(left time.Duration) error {
	return models.NewError(models.CodeLockedOut,
		fmt.Sprintf("登录失败次数过多,请约%d分钟后再试;已登录的设备不受影响。忘记密码请向管理员领取新的激活码。", minutes(left)))
}

func minutes(d time.Duration) int { return int(math.Ceil(d.Minutes())) }
