package wording

import (
	"slices"
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
	_, private := found[Private]
	_, long := found[TooLong]
	var left remains
	for _, proposals := range []func() []string{
		func() []string { return r.usualIf(private, "by_private") },
		func() []string { return r.usual("first") },
		func() []string { left = c.mend(r); return left.mended },
		func() []string { return c.shortened(left.mended) },
		func() []string { return r.usualIf(!long || len(found) > 1, "last") }, // what is only too long is the right matter
		func() []string { return left.completed },
	} {
		for _, p := range proposals() {
			if p != r.text && utf8.RuneCountInString(p) >= shortest && c.passes(p) {
				return p
			}
		}
	}
	return ""
}

// remains is what is left of a text without its faults, and apart from it what is so short that it had to be completed.
type remains struct{ mended, completed []string }

// usualIf returns the wordings of a section, or none.
func (r *reading) usualIf(wanted bool, section string) []string {
	if !wanted {
		return nil
	}
	return r.usual(section)
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
func (c *Checker) mend(r *reading) remains {
	police := containsAny(r.text, r.lex.lists["police"])
	var left remains
	for _, clause := range strings.FieldsFunc(r.text, func(c rune) bool { return strings.ContainsRune(clauseMarks, c) }) {
		if clause != r.text {
			r = c.read(Normalise(clause))
		}
		for _, body := range r.bodies() {
			switch {
			case !c.sayable(body):
			case utf8.RuneCountInString(body) < shortest:
				left.completed = append(left.completed, c.complete(body)...)
			case police && !strings.HasPrefix(body, policeCall):
				left.mended = append(left.mended, policeCall+strings.TrimPrefix(body, "报警"), body)
			default:
				left.mended = append(left.mended, body)
			}
		}
	}
	return left
}

// policeCall is how the policy words what the police were called for: 110报警债务纠纷.
const policeCall = "110报警"

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
func (r *reading) bodies() []string {
	found := r.faults()
	keep := r.sound(found)
	from := r.asked()
	to, asks := len(r.tokens), from > 0
	for i, t := range r.tokens {
		if i > from && i < to && t.is(telling) && len(found[Verbose]) > 0 {
			to = i
		}
		asks = asks || t.is(telling) && containsAny(r.of(t), r.lex.lists["questions"])
	}
	all, before := r.join(keep, from, len(r.tokens)), r.join(keep, from, to)
	if !asks {
		return []string{all, before, r.ofItsKind(keep, found[Organisation])}
	}
	return []string{r.asAdvice(before), r.asAdvice(all)}
}

// telling is every word that tells instead of naming.
const telling = story | storyWeak

// asked returns the first token of what was asked about: the one after 咨询, 问 and the like, or 0 where nobody asks.
func (r *reading) asked() int {
	for i, t := range r.tokens {
		if r.lex.has("asking", r.of(t)) && i+1 < len(r.tokens) {
			return i + 1
		}
	}
	return 0
}

// ofItsKind returns what is left with the kind of organisation kept whose name goes: 恒安驾校备案 as 驾校备案.
func (r *reading) ofItsKind(keep []bool, organisations []span) string {
	if len(organisations) == 0 {
		return ""
	}
	kept := slices.Clone(keep)
	for _, o := range organisations {
		for i, t := range r.tokens {
			kept[i] = kept[i] || t.to == o.to && t.from > o.from && t.is(generic|service)
		}
	}
	return r.join(kept, 0, len(r.tokens))
}

// sound tells for each token whether it can stay: no fault, no recipient, no word that only tells.
func (r *reading) sound(found faults) []bool {
	keep := make([]bool, len(r.tokens))
	for i, t := range r.tokens {
		keep[i] = !t.is(telling|marker|agent|place) && !(t.to-t.from == 1 && strings.ContainsRune("的家等们", r.runes[t.from]))
	}
	for _, spans := range found {
		for _, s := range spans {
			for i, t := range r.tokens {
				keep[i] = keep[i] && (t.from >= s.to || t.to <= s.from)
			}
		}
	}
	r.dropRoles(keep, found[PersonName])
	r.dropDirected(keep)
	r.dropRecipients(keep, len(found[Opinion]) > 0)
	if len(found[Opinion]) > 0 {
		r.dropJudged(keep)
	}
	return keep
}

// dropRoles drops what a name was in the matter: 申请人|郑晓峰.
func (r *reading) dropRoles(keep []bool, names []span) {
	for _, name := range names {
		for i, t := range r.tokens {
			if t.to == name.from && (t.is(people|agent) || r.lex.has("roles", r.of(t)) || t.kind == single && r.lex.has("person_ends", r.of(t))) {
				keep[i] = false
			}
		}
	}
}

// dropDirected drops who was made to do something and that he was: 提醒|企业.
func (r *reading) dropDirected(keep []bool) {
	for i := range r.tokens {
		if r.directs(i) || r.actsOnSomebody(i) {
			keep[i], keep[i+1] = false, false
		}
		if r.tells(i) {
			keep[i+1] = false
		}
	}
}

// dropRecipients drops what stands between 为 or the like and what was done, and people at the beginning.
func (r *reading) dropRecipients(keep []bool, all bool) {
	for i, t := range r.tokens {
		if end := r.recipientEnd(i); t.is(strongMarker) && end > 0 {
			for j := i; j < end; j++ {
				keep[j] = false
			}
		}
		if t.is(people) && (all || !t.is(service|generic)) && (i == 0 || !keep[i-1]) {
			keep[i] = false
		}
	}
}

// dropJudged drops what a judgement was about: 窗口服务态度|很好.
func (r *reading) dropJudged(keep []bool) {
	for i := len(r.tokens) - 2; i >= 0; i-- {
		if !keep[i+1] && r.tokens[i].is(qualitySubject|degree) {
			keep[i] = false
		}
	}
}

// join writes those of the tokens from..to that stay, without the words at either end that say nothing.
func (r *reading) join(keep []bool, from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if t := r.tokens[i]; keep[i] {
			b.WriteString(r.of(t))
		}
	}
	body := strings.Trim(strings.ReplaceAll(b.String(), "()", ""), edgePunctuation+" ")
	return r.lex.inFull(r.lex.strip(body, r.lex.lists["light"], r.lex.lists["trailing"]))
}

// inFull writes a verb of one character that begins the text, before a word, in full: 办身份证 as 办理身份证.
func (l *lexicon) inFull(text string) string {
	for _, rw := range l.rewrites["verbs"] {
		rest, ok := strings.CutPrefix(text, rw.pieces[0])
		if ok && utf8.RuneCountInString(rest) >= 2 && l.longestAt(rest) > 1 && l.longestAt(text) <= 1 {
			return rw.wording + rest
		}
	}
	return text
}

// strip takes leading and trailing words off, as long as enough is left. A character that begins a word (就 in 就业) stays.
func (l *lexicon) strip(text string, leading, trailing []string) string {
	for again := true; again; {
		again = false
		for _, w := range leading {
			if rest, ok := strings.CutPrefix(text, w); ok && utf8.RuneCountInString(rest) >= 2 && !l.beginsLonger(text, w) {
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

// beginsLonger tells whether the text begins with a word that is longer than the one character w.
func (l *lexicon) beginsLonger(text, w string) bool {
	return utf8.RuneCountInString(w) == 1 && l.longestAt(text) > 1
}

// longestAt returns how many characters the longest word has that begins the text, or 0.
func (l *lexicon) longestAt(text string) int {
	runes := []rune(text)
	if len(runes) == 0 {
		return 0
	}
	for n := min(l.longest[runes[0]], len(runes)); n > 0; n-- {
		if _, ok := l.words[string(runes[:n])]; ok {
			return n
		}
	}
	return 0
}

// asAdvice words a question about something as advice: 户口 as 户口业务咨询.
func (r *reading) asAdvice(body string) string {
	body = strings.ReplaceAll(body, "咨询", "")
	body = r.lex.strip(body, []string{"办理", "申请"}, r.lex.lists["trailing"])
	switch n := utf8.RuneCountInString(body); {
	case n < 2:
		return ""
	case n == 2:
		return body + "业务咨询"
	}
	return body + "咨询"
}

// sayable tells whether what is left of a clause is a wording and not made of pieces of a name or a sentence.
func (c *Checker) sayable(text string) bool {
	r := c.read(text)
	loose, named := 0, false
	for _, t := range r.tokens {
		if t.kind == single || t.kind == name {
			loose += t.to - t.from
		}
		named = named || t.is(action|service|programme) && !t.is(people)
	}
	last := r.at(len(r.tokens) - 1)
	return named && loose*4 <= len(r.runes) && last.kind == word && (last.is(action) || !last.is(people|honorific|degree|quality))
}

// complete makes an item of what is done or issued: 退票 to 退票办理, 救援 to 救援服务, 借书证 to 借书证办理.
func (c *Checker) complete(text string) []string {
	r := c.read(text)
	switch {
	case c.lexicon.has("said_nothing", text):
		return nil
	case c.lexicon.has("rendered", text):
		return []string{text + "服务"}
	case len(r.tokens) == 1 && r.tokens[0].is(action), hasAnySuffix(text, c.lexicon.lists["completed"]):
		return []string{text + "办理"}
	}
	return nil
}

func hasAnySuffix(text string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(text, s) {
			return true
		}
	}
	return false
}

// shortened returns shorter forms of those wordings that are too long.
func (c *Checker) shortened(wordings []string) []string {
	var forms []string
	for _, w := range wordings {
		if utf8.RuneCountInString(w) > c.lexicon.maxCharacters {
			forms = append(forms, c.shorten(w)...)
		}
	}
	return forms
}

// shorten returns shorter forms of a wording that is too long: official abbreviations, then without words that can be
// spared, then the words at its end, where a Chinese noun phrase has its head.
func (c *Checker) shorten(text string) []string {
	for _, rw := range c.lexicon.rewrites["abbreviations"] {
		text = strings.ReplaceAll(text, rw.pieces[0], rw.wording)
	}
	spare := c.spare(text)
	return []string{spare, c.end(spare), c.end(text)}
}

// spare leaves words out that can be spared, in the order of the lexicon, until the text is short enough.
func (c *Checker) spare(text string) string {
	r := c.read(text)
	left := len(r.runes)
	spared := make([]bool, len(r.tokens))
	for _, w := range c.lexicon.lists["spared"] {
		if left <= c.lexicon.maxCharacters {
			break
		}
		for i, t := range r.tokens {
			if r.of(t) == w && (i < len(r.tokens)-1 || !t.is(action)) {
				spared[i] = true
				left -= t.to - t.from
			}
		}
	}
	var b strings.Builder
	for i, t := range r.tokens {
		if !spared[i] {
			b.WriteString(r.of(t))
		}
	}
	return b.String()
}

// end returns the longest end of a text that is short enough and begins with a word that can begin an item, or "".
func (c *Checker) end(text string) string {
	r := c.read(text)
	for i, t := range r.tokens {
		if len(r.runes)-t.from > c.lexicon.maxCharacters || len(r.tokens)-i < 2 {
			continue
		}
		if t.kind == word && t.to-t.from > 1 && !t.is(marker|story|storyWeak) && r.at(i-1).kind != single {
			return r.str(t.from, len(r.runes))
		}
	}
	return ""
}
