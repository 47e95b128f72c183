package wording

import (
	"slices"
	"strings"
	"time"
)

// contactDigits is the fewest digits that make a number by which a person can be reached or known.
const contactDigits = 7

// separators are what people put between the digits of a number.
const separators = " -.·,:/_()、"

// findContacts finds telephone, identity and card numbers, however written, and addresses on the net.
func (r *reading) findContacts(f faults) {
	for i := 0; i < len(r.runes); i++ {
		if to := r.numberEnd(i); to > i {
			f.add(Contact, i, to)
			i = to - 1
		}
	}
	if at := strings.IndexRune(r.text, '@'); at > 0 {
		f.add(Contact, 0, 0)
	}
	if low := strings.ToLower(r.text); strings.Contains(low, "http") || strings.Contains(low, "www.") {
		f.add(Contact, 0, 0)
	}
	if !r.hasLetters() {
		return
	}
	r.findAccounts(f)
	r.findTails(f)
	r.findFileNumbers(f)
	r.findHandles(f)
	r.findPlates(f)
}

// hasLetters tells whether there are digits, letters or something left out, without which no account or plate is.
func (r *reading) hasLetters() bool {
	return slices.ContainsFunc(r.tokens, func(t token) bool {
		return t.kind == digits || t.kind == latin || t.kind == blank || t.kind == word && r.runes[t.from] < 0x80
	})
}

// numberEnd returns where a number of at least contactDigits digits ends that begins at from, or from. Digits may be
// Chinese, masked (138****1234) or divided; public hotlines and days (20230506) are none.
func (r *reading) numberEnd(from int) int {
	if !isNumberChar(r.runes[from]) {
		return from
	}
	count, to, masked := 0, from, 0
	for i := from; i < len(r.runes); i++ {
		c := r.runes[i]
		switch {
		case isNumberChar(c):
			count, to = count+1, i+1
		case count > 0 && (isCross(c) || isPlaceholder(c)):
			masked, to = masked+1, i+1
		case !strings.ContainsRune(separators, c):
			i = len(r.runes)
		}
	}
	if count+masked < contactDigits || count < 5 || r.isPublicNumber(r.str(from, to)) {
		return from
	}
	return to
}

func isNumberChar(c rune) bool {
	return isDigit(c) || strings.ContainsRune("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", c)
}

// isPublicNumber tells hotlines, alone or several of them, and days of a calendar.
func (r *reading) isPublicNumber(s string) bool {
	if _, err := time.Parse("20060102", s); err == nil {
		return true
	}
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(separators, c) }) {
		if !r.lex.has("hotlines", part) {
			return false
		}
	}
	return true
}

// findAccounts finds letters and digits after a word such as 微信号 or 电话.
func (r *reading) findAccounts(f faults) {
	for _, w := range r.lex.lists["contact_words"] {
		_, rest, found := strings.Cut(r.text, w)
		rest = strings.TrimLeft(rest, separators)
		n := 0
		for n < len(rest) && (isWordChar(rune(rest[n])) || rest[n] == '_' || rest[n] == '-') {
			n++
		}
		if found && n >= 5 && !r.lex.has("hotlines", rest[:n]) {
			f.add(Contact, 0, 0)
		}
	}
}

// findTails finds the last digits of a number: 尾号1234.
func (r *reading) findTails(f faults) {
	for _, w := range r.lex.lists["tails"] {
		_, rest, found := strings.Cut(r.text, w)
		rest = strings.TrimLeft(rest, separators+"为是")
		if found && rest != "" && (isWordChar(rune(rest[0])) || rest[0] == '*') {
			f.add(Contact, 0, 0)
		}
	}
}

// findHandles finds accounts on the net and numbers of an order by their mix of letters and digits: py2023, YT20230506.
func (r *reading) findHandles(f faults) {
	for i := 0; i < len(r.runes); i++ {
		to := run(r.runes, i, func(c rune) bool { return isWordChar(c) || c == '_' })
		if isHandle(r.runes[i:to]) {
			f.add(Contact, i, to)
		}
		i = max(i, to)
	}
}

// isHandle tells whether letters and digits make an account: at least six of them, of both kinds.
func isHandle(runes []rune) bool {
	letters, numbers := 0, 0
	for _, c := range runes {
		switch {
		case isLatin(c) && !isCross(c):
			letters++
		case isDigit(c):
			numbers++
		}
	}
	return len(runes) >= 6 && letters >= 2 && numbers >= 2
}

// findFileNumbers finds numbers of documents and cases: 行罚决字第00123号, 民初2345号.
func (r *reading) findFileNumbers(f faults) {
	for i, t := range r.tokens {
		if t.kind == digits && r.isFileNumber(i) {
			f.add(Contact, r.at(i-1).from, t.to+1)
		}
	}
}

// isFileNumber tells whether the digits at i number a document: before them stands 字, 初 or the like, or 第 and they
// are many; after them 号.
func (r *reading) isFileNumber(i int) bool {
	t := r.tokens[i]
	if t.to >= len(r.runes) || r.str(t.to, t.to+1) != "号" || t.from == 0 {
		return false
	}
	before := r.str(t.from-1, t.from)
	return r.lex.has("file_marks", before) || before == "第" && t.to-t.from >= 4
}

// findPlates finds number plates: 浙C12345.
func (r *reading) findPlates(f faults) {
	for i := 0; i+6 < len(r.runes); i++ {
		if !strings.ContainsRune("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼", r.runes[i]) || !isLatin(r.runes[i+1]) {
			continue
		}
		at := i + 2
		if r.runes[at] == '·' {
			at++
		}
		if to := run(r.runes, at, func(c rune) bool { return isWordChar(c) || isPlaceholder(c) }); to-at >= 5 {
			f.add(Contact, i, to)
		}
	}
}
