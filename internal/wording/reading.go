package wording

import "unicode/utf8"

// span is a part of a text, in characters.
type span struct{ from, to int }

// faults holds, by code, where a text is at fault. A fault of the whole text has an empty span.
type faults map[Code][]span

func (f faults) add(code Code, from, to int) { f[code] = append(f[code], span{from, to}) }

// reading is one text cut into tokens.
type reading struct {
	lex     *lexicon
	text    string
	runes   []rune
	offsets []int // byte offset of each character, and the length
	tokens  []token
}

func (c *Checker) read(text string) *reading {
	r := &reading{lex: c.lexicon, text: text, runes: []rune(text)}
	r.offsets = make([]int, 0, len(r.runes)+1)
	for i := range text {
		r.offsets = append(r.offsets, i)
	}
	r.offsets = append(r.offsets, len(text))
	r.tokens = c.lexicon.segment(text, r.runes, r.offsets)
	return r
}

// str returns the characters from..to.
func (r *reading) str(from, to int) string { return r.text[r.offsets[from]:r.offsets[to]] }

func (r *reading) of(t token) string { return r.str(t.from, t.to) }

// at returns the i-th token; beyond either end it is an empty mark, so that ends read like punctuation.
func (r *reading) at(i int) token {
	if i < 0 || i >= len(r.tokens) {
		return token{kind: mark}
	}
	return r.tokens[i]
}

// any tells whether a token has one of the classes.
func (r *reading) any(c class) bool {
	for _, t := range r.tokens {
		if t.is(c) {
			return true
		}
	}
	return false
}

// faults finds everything that is wrong with the text.
func (r *reading) faults() faults {
	f := faults{}
	if r.text == "" || containsRune(r.runes, utf8.RuneError) {
		f.add(Unreadable, 0, len(r.runes))
		return f
	}
	r.findContacts(f)
	r.findPeople(f)
	r.findBlanks(f)
	r.findSubjects(f)
	r.findKinship(f)
	r.findOrganisations(f)
	r.findAddresses(f)
	r.findPrivate(f)
	r.findOpinions(f)
	r.findVerbose(f)
	if len(r.runes) > r.lex.maxCharacters {
		f.add(TooLong, 0, 0)
	}
	return f
}

func containsRune(runes []rune, c rune) bool {
	for _, x := range runes {
		if x == c {
			return true
		}
	}
	return false
}
