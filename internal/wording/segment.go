package wording

import "math"

// kind is how a piece of a text came about.
type kind uint8

const (
	word   kind = iota // stands in the lexicon
	name               // could be a person's name
	single             // a Chinese character that no word explains
	digits
	latin
	blank // 某, XX, ××: something left out
	mark  // punctuation and white space
)

// token is one piece of a text; from and to count characters.
type token struct {
	from, to int
	kind     kind
	class    class
}

func (t token) is(c class) bool { return t.class&c != 0 }

// What a piece costs: the cheapest way to cover a text is how it is read. A word beats two pieces, a likely name beats
// characters that nothing explains, and a word of the lexicon beats a name.
const (
	wordCost    = 1.0
	charCost    = 1.3 // a word of one character
	unknownCost = 1.6
	markCost    = 0.5
	longerBonus = 0.02 // a character, so that of two equal readings the one with the longer word wins
)

// segment cuts a text into tokens by the cheapest reading.
func (l *lexicon) segment(text string, runes []rune, offsets []int) []token {
	n := len(runes)
	cost := make([]float64, n+1)
	last := make([]token, n+1)
	for i := 1; i <= n; i++ {
		cost[i] = math.Inf(1)
	}
	for i := range n {
		if math.IsInf(cost[i], 1) {
			continue
		}
		offer := func(to int, price float64, k kind, c class) {
			if total := cost[i] + price; total < cost[to] {
				cost[to], last[to] = total, token{i, to, k, c}
			}
		}
		l.offerWords(text, runes, offsets, i, offer)
		l.offerNames(text, runes, offsets, i, placePrice(i, last[i]), offer)
		offerRun(runes, i, offer)
	}
	return walkBack(last, n)
}

func walkBack(last []token, n int) []token {
	var tokens []token
	for i := n; i > 0; i = last[i].from {
		tokens = append(tokens, last[i])
	}
	for i, j := 0, len(tokens)-1; i < j; i, j = i+1, j-1 {
		tokens[i], tokens[j] = tokens[j], tokens[i]
	}
	return tokens
}

func (l *lexicon) offerWords(text string, runes []rune, offsets []int, i int, offer func(int, float64, kind, class)) {
	for to := min(i+l.longest[runes[i]], len(runes)); to > i; to-- {
		c, ok := l.words[text[offsets[i]:offsets[to]]]
		if !ok {
			continue
		}
		price := wordCost - longerBonus*float64(to-i)*float64(to-i)
		if to == i+1 {
			price = charCost
		}
		offer(to, price, word, c)
	}
}

// placePrice is what a name costs more or less by what stands before it: it begins a text or follows somebody rather
// than a character that nothing explains.
func placePrice(i int, before token) float64 {
	switch {
	case i == 0, before.kind == mark, before.is(strongMarker | people | agent | kin):
		return -0.25
	case before.kind == single:
		return 0.3
	}
	return 0
}

// offerNames offers a surname followed by one or two characters of given names; place is what its place adds.
func (l *lexicon) offerNames(text string, runes []rune, offsets []int, i int, place float64, offer func(int, float64, kind, class)) {
	for _, n := range []int{1, 2} {
		if i+n >= len(runes) {
			return
		}
		weight, ok := l.surnames[text[offsets[i]:offsets[i+n]]]
		if !ok {
			continue
		}
		price := 2.0 - 0.3*weight + place
		for to := i + n + 1; to <= min(i+n+2, len(runes)); to++ {
			g, ok := l.given[runes[to-1]]
			if !ok {
				break
			}
			price += 0.75 - 0.35*g
			offer(to, price, name, 0)
		}
	}
}

// offerRun offers what stands at i without any lexicon: a run of digits or letters, something left out, one character.
func offerRun(runes []rune, i int, offer func(int, float64, kind, class)) {
	c := runes[i]
	switch {
	case isDigit(c):
		offer(run(runes, i, isDigit), wordCost, digits, 0)
	case c == '某':
		offer(run(runes, i, func(c rune) bool { return c == '某' }), wordCost, blank, 0)
	case isPlaceholder(c):
		offer(run(runes, i, isPlaceholder), wordCost, blank, 0)
	case isLatin(c):
		offerLatin(runes, i, offer)
	case isHan(c):
		offer(i+1, unknownCost, single, 0)
	default:
		offer(i+1, markCost, mark, 0)
	}
}

func offerLatin(runes []rune, i int, offer func(int, float64, kind, class)) {
	to := run(runes, i, isLatin)
	k := latin
	if run(runes, i, isCross) == to && !inName(runes, i, to) {
		k = blank
	}
	offer(to, wordCost, k, 0)
}

// inName tells whether a single X is part of a word, as in X光, or of a number.
func inName(runes []rune, from, to int) bool {
	if to > from+1 {
		return false
	}
	return from > 0 && !isHan(runes[from-1]) || to < len(runes) && (!isHan(runes[to]) || runes[to] == '光' || runes[to] == '射')
}

func isCross(c rune) bool { return c == 'X' || c == 'x' }

func run(runes []rune, i int, in func(rune) bool) int {
	for i < len(runes) && in(runes[i]) {
		i++
	}
	return i
}
