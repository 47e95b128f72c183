package accounts

import (
	"context"
	"runtime"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"wanping/models"
)

const (
	passwordMin = 10  // characters
	passwordMax = 128 // bytes: hashing is paid by the server
	// hashWait is how long a log-in waits for its turn to be hashed.
	hashWait = 5 * time.Second
)

// hasher hashes passwords, a few at a time: each costs memory and some 40 ms of a core.
type hasher struct {
	turns  chan struct{}
	params *argon2id.Params
	// decoy is verified for accounts that do not exist, so that the time taken does not tell.
	decoy string
}

func newHasher() *hasher {
	return &hasher{
		turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)),
		// The OWASP minimum for argon2id: 19 MiB, two passes, one lane.
		params: &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		decoy:  "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	var out string
	err := h.turn(ctx, func() (err error) {
		out, err = argon2id.CreateHash(password, h.params)
		return err
	})
	return out, err
}

// matches verifies a password; an account without one ("") is never matched, at the same cost.
func (h *hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	real := hash != ""
	if !real {
		hash = h.decoy
	}
	var same bool
	err := h.turn(ctx, func() (err error) {
		same, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return same && real, err
}

func (h *hasher) turn(ctx context.Context, work func() error) error {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
		return work()
	case <-ctx.Done():
		return models.NewError(models.CodeTooManyRequests, "登录的人太多,请十秒后重试。")
	}
}

// checkPassword refuses what is guessed first: short ones, the account's own name, common words, and a name with a
// year behind it, the kind that was once published for everybody.
func checkPassword(password, login string) error {
	folded := fold(password)
	switch {
	case utf8.RuneCountInString(password) < passwordMin:
		return weak("密码至少要10个字符,请重新设置。")
	case len(password) > passwordMax:
		return weak("密码太长,请不要超过128个字节。")
	case distinct(password) < 5:
		return weak("密码里重复的字符太多,请换一个。")
	case nameAndYear(folded):
		return weak("“名称加年份”这类密码容易被猜到,请换一个与网站、单位和年份无关的密码。")
	case strings.Contains(folded, fold(login)):
		return weak("密码不能包含账号名,请换一个。")
	case common(folded):
		return weak("这个密码太常见,请换一个。")
	}
	return nil
}

func weak(message string) error {
	return models.NewError(models.CodeWeakPassword, message,
		models.Field{Name: "password", Code: models.CodeWeakPassword, Message: message})
}

// fold keeps letters and digits only, in lower case: Wz-Rpy@2023! -> wzrpy2023.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// nameAndYear: letters only but for a year of this or the last century at either end.
func nameAndYear(folded string) bool {
	for _, rest := range []func(string) (string, bool){yearAtEnd, yearAtStart} {
		if name, ok := rest(folded); ok && strings.IndexFunc(name, unicode.IsDigit) < 0 {
			return true
		}
	}
	return false
}

func yearAtEnd(s string) (string, bool) {
	if len(s) < 4 || !isYear(s[len(s)-4:]) {
		return s, false
	}
	return s[:len(s)-4], true
}

func yearAtStart(s string) (string, bool) {
	if len(s) < 4 || !isYear(s[:4]) {
		return s, false
	}
	return s[4:], true
}

func isYear(s string) bool {
	for i := range 4 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[:2] == "19" || s[:2] == "20"
}

// common: digits only, or a well-known word with digits around it.
func common(folded string) bool {
	word := strings.TrimFunc(folded, unicode.IsDigit)
	switch word {
	case "", "password", "passwd", "admin", "administrator", "root", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl",
		"zxcvbnm", "abc", "abcd", "abcdef", "abcdefg", "test", "guest", "user", "welcome", "letmein", "iloveyou", "woaini",
		"wanping", "pingyang", "wenzhou", "zhejiang", "mima", "qazwsx", "qazwsxedc", "a", "aa":
		return true
	}
	return false
}
