package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRunes bounds what is looked at. An item has ten characters; what is beyond this is cut, and is too long anyway.
const maxRunes = 400

// edgePunctuation is what says nothing at either end of an item.
const edgePunctuation = ".。,;:!?、·~-—–_…'\"`“”‘’|/\\=+<>"

// Normalise writes a text the one way it is judged, compared and stored: compatibility forms folded (full width to half
// width), control, invisible and pictorial characters dropped, white space dropped beside Chinese characters and otherwise
// single, punctuation at the ends dropped. Bytes that are not UTF-8 become U+FFFD. It is idempotent.
func Normalise(text string) string {
	text = cut(strings.ToValidUTF8(text, "\uFFFD"))
	for {
		next := norm.NFKC.String(strings.Map(keep, norm.NFKC.String(text)))
		next = strings.Trim(squeeze(cut(next)), edgePunctuation+" ")
		if next == text {
			return text
		}
		text = next
	}
}

// cut keeps the first maxRunes characters.
func cut(text string) string {
	if len(text) <= maxRunes {
		return text
	}
	n := 0
	for i := range text {
		if n == maxRunes {
			return text[:i]
		}
		n++
	}
	return text
}

// keep maps one character to the one that stands for it, or to -1.
func keep(c rune) rune {
	switch {
	case unicode.IsSpace(c):
		return ' '
	case c == '✕' || c == '✖' || c == '╳':
		return '×'
	case unicode.Is(unicode.Cc, c), unicode.Is(unicode.Cf, c), unicode.Is(unicode.Co, c), unicode.Is(unicode.Mn, c), unicode.Is(unicode.Me, c):
		return -1
	case c == utf8.RuneError, isPlaceholder(c):
		return c
	case unicode.Is(unicode.So, c), c >= 0x1F3FB && c <= 0x1F3FF:
		return -1
	}
	return c
}

// squeeze drops white space beside anything but two ASCII letters or digits, and keeps one blank there.
func squeeze(text string) string {
	if !strings.Contains(text, " ") {
		return text
	}
	var b strings.Builder
	var last rune
	blank := false
	for _, c := range text {
		if c == ' ' {
			blank = true
			continue
		}
		if blank && isWordChar(last) && isWordChar(c) {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
		last, blank = c, false
	}
	return b.String()
}

func isWordChar(c rune) bool { return isDigit(c) || isLatin(c) }

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

func isLatin(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isHan(c rune) bool { return unicode.Is(unicode.Han, c) }

// isPlaceholder tells whether the character stands for something left out, as in ××公司 or 张**.
func isPlaceholder(c rune) bool { return c == '×' || c == '*' || c >= 0x25A0 && c <= 0x25FF }
