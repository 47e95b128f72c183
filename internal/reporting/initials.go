package reporting

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"
)

const initialsFile = "pinyin/initials.txt"

// initials knows with which letters the pinyin of a character may begin: a bit a letter.
type initials map[rune]uint32

// loadInitials reads lines of a letter and its characters.
func loadInitials(lexicon fs.FS) (initials, error) {
	file, err := lexicon.Open(initialsFile)
	if err != nil {
		return nil, fmt.Errorf("read the initials: %w", err)
	}
	defer file.Close()
	table := make(initials, 7000)
	lines := bufio.NewScanner(file)
	for line := 1; lines.Scan(); line++ {
		letter, characters, ok := strings.Cut(lines.Text(), " ")
		if letter == "#" {
			continue
		}
		if !ok || len(letter) != 1 || letter[0] < 'a' || letter[0] > 'z' {
			return nil, fmt.Errorf("%s:%d: a letter and its characters are missing", initialsFile, line)
		}
		for _, c := range characters {
			table[c] |= 1 << (letter[0] - 'a')
		}
	}
	return table, lines.Err()
}

// index returns at which character of text the typed letters begin, or -1; typed must be letters and digits only.
func (t initials) index(text, typed string) int {
	if typed == "" {
		return -1
	}
	for at := 0; ; at++ {
		if t.begins(text, typed) {
			return at
		}
		_, size := utf8.DecodeRuneInString(text)
		if text = text[size:]; text == "" {
			return -1
		}
	}
}

func (t initials) begins(text, typed string) bool {
	for _, letter := range []byte(typed) {
		c, size := utf8.DecodeRuneInString(text)
		if size == 0 || !t.may(c, letter) {
			return false
		}
		text = text[size:]
	}
	return true
}

// may reports whether a character begins with a letter; a letter or digit begins with itself.
func (t initials) may(c rune, letter byte) bool {
	if c == rune(letter) {
		return true
	}
	return letter >= 'a' && letter <= 'z' && t[c]&(1<<(letter-'a')) != 0
}
