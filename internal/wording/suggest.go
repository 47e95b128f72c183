package wording

import (
	"strings"
	"unicode/utf8"
)

// shortest is the fewest characters of a suggestion: what is shorter says too little.
const shortest = 4

// suggest proposes a wording that passes, or "". What is private comes first, for there the text itself cannot be kept;
// then the text without its faults, and last the usual wording for the matter it seems to be about.
func (c *Checker) suggest(r *reading, found faults) string {
	if _, ok := found[Unreadable]; ok {
		return ""
	}
	var proposals []string
	if _, ok := found[Private]; ok {
		proposals = append(proposals, r.usual("by_private")...)
	}
	proposals = append(proposals, r.usual("first")...)
	proposals = append(proposals, c.mend(r)...)
	proposals = append(proposals, r.usual("last")...)
	for _, p := range proposals {
		if p != r.text && utf8.RuneCountInString(p) >= shortest && c.passes(p) {
			return p
		}
	}
	return ""
}

// usual returns the wordings of a section whose pieces the text has.
func (r *reading) usual(section string) []string {
	var wordings []string
	for _, rw := range r.lex.rewrites[section] {
		if rw.fits(r.text) {
			wordings = append(wordings, rw.wording)
		}
	}
	return wordings
}

func (rw rewrite) fits(text string) bool {
	for _, piece := range rw.pieces {
		if !strings.Contains(text, piece) {
			return false
		}
	}
	return true
}

// mend returns what is left of each clause without its faults, the best first.
func (c *Checker) mend(r *reading) []string {
	police := containsAny(r.text, r.lex.lists["police"])
	var whole, shortened []string
	for _, clause := range strings.FieldsFunc(r.text, func(c rune) bool { return strings.ContainsRune(clauseMarks, c) }) {
		q := c.read(Normalise(clause))
		for _, body := range q.bodies() {
			if !c.sayable(body) {
				continue
			}
			if police && !strings.HasPrefix(body, "110") {
				whole = append(whole, "110报警"+strings.TrimPrefix(body, "报警"))
			}
			whole = append(whole, body)
			shortened = append(shortened, c.shorten(body)...)
		}
	}
	return append(whole, shortened...)
}

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// bodies returns the readings of a clause without its faults: all that is left, and what stands before the story sets in.
// A question is worded as advice.
func (q *reading) bodies() []string {
	keep := q.sound()
	story := len(q.tokens)
	asks := false
	for i, t := range q.tokens {
		if t.is(story_) && i < story && i > 0 {
			story = i
		}
		asks = asks || t.is(action) && q.of(t) == "咨询" || t.is(story_) && containsAny(q.of(t), []string{"么", "哪", "如何", "是否", "能否", "多少", "多久"})
	}
	all, before := q.join(keep, len(q.tokens)), q.join(keep, story)
	if !asks {
		return []string{all, before}
	}
	return []string{q.asAdvice(before), q.asAdvice(all)}
}

// story_ is every word that tells instead of naming.
const story_ = story | storyWeak

// sound tells for each token whether it can stay: no fault, no recipient, no word that only tells.
func (q *reading) sound() []bool {
	keep := make([]bool, len(q.tokens))
	for i, t := range q.tokens {
		said := q.of(t)
		keep[i] = !t.is(story_|marker|agent) && said != "的" && said != "家" && said != "等" && said != "们"
	}
	for _, spans := range q.faults() {
		for _, s := range spans {
			for i, t := range q.tokens {
				if t.from < s.to && t.to > s.from {
					keep[i] = false
				}
			}
		}
	}
	for i, t := range q.tokens {
		if end := q.recipientEnd(i); t.is(strongMarker) && end > 0 {
			for j := i; j < end; j++ {
				keep[j] = false
			}
		}
		if t.is(people) && !t.is(service|generic) && (i == 0 || !keep[i-1]) {
			keep[i] = false
		}
	}
	return keep
}

// join writes the tokens that stay, up to the given one, without the words at either end that say nothing.
func (q *reading) join(keep []bool, to int) string {
	var b strings.Builder
	for i, t := range q.tokens[:to] {
		if keep[i] {
			b.WriteString(q.of(t))
		}
	}
	return strip(strings.Trim(b.String(), edgePunctuation+" "), q.lex.lists["light"], q.lex.lists["trailing"])
}

// strip takes leading and trailing words off, as long as enough is left.
func strip(text string, leading, trailing []string) string {
	for again := true; again; {
		again = false
		for _, w := range leading {
			if rest, ok := strings.CutPrefix(text, w); ok && utf8.RuneCountInString(rest) >= 2 {
				text, again = rest, true
			}
		}
		for _, w := range trailing {
			if rest, ok := strings.CutSuffix(text, w); ok && utf8.RuneCountInString(rest) >= 2 {
				text, again = rest, true
			}
		}
	}
	return text
}

// asAdvice words a question about something as advice: 户口 as 户口业务咨询.
func (q *reading) asAdvice(body string) string {
	body = strings.TrimSuffix(strings.TrimPrefix(body, "咨询"), "咨询")
	body = strip(body, []string{"办理", "申请"}, q.lex.lists["trailing"])
	switch n := utf8.RuneCountInString(body); {
	case n < 2:
		return ""
	case n == 2:
		return body + "业务咨询"
	}
	return body + "咨询"
}

// sayable tells whether a proposal is made of words: pieces of a name or a sentence are no wording.
func (c *Checker) sayable(text string) bool {
	r := c.read(text)
	loose, named := 0, false
	for _, t := range r.tokens {
		if t.kind == single || t.kind == name {
			loose += t.to - t.from
		}
		named = named || t.is(action|service|programme)
	}
	return named && loose*3 <= len(r.runes)
}

// shorten returns shorter forms of a wording that is too long: official abbreviations, then the words at its end, where
// a Chinese noun phrase has its head.
func (c *Checker) shorten(text string) []string {
	var forms []string
	for _, rw := range c.lexicon.rewrites["abbreviations"] {
		text = strings.ReplaceAll(text, rw.pieces[0], rw.wording)
	}
	r := c.read(text)
	for i, t := range r.tokens {
		if len(r.runes)-t.from <= c.lexicon.maxCharacters && len(r.tokens)-i >= 2 {
			return append(forms, r.str(t.from, len(r.runes)))
		}
	}
	return forms
}
