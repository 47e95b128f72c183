package wording

import (
	"slices"
	"strings"
)

// clauseMarks divide clauses. An item has one.
const clauseMarks = ",;:!?。.…~"

// findVerbose finds stories: several clauses, words that tell, ask or date, and recipients by kind.
func (r *reading) findVerbose(f faults) {
	weak := 0
	for i, t := range r.tokens {
		switch {
		case r.opensWithAsking(i), r.actsOnSomebody(i), r.directs(i), r.goes(i), r.tells(i):
			f.add(Verbose, t.from, t.to)
		case r.dividesClauses(i), t.is(story):
			f.add(Verbose, t.from, t.to)
		case t.is(storyWeak):
			weak++
		case t.kind == digits && r.isAmount(i), t.kind == single && r.isNumeral(t) && r.isAmountInWords(i):
			f.add(Verbose, t.from, r.at(i+1).to)
		case t.is(agent) && r.acts(i), !f.names() && (t.is(familiar) || r.bringsIn(i)):
			f.add(Verbose, t.from, t.to)
		}
	}
	if weak >= 2 || !r.namesAService() && r.hasParticle() {
		f.add(Verbose, 0, 0)
	}
}

// hasParticle tells whether the text has a character of sentences that is no part of a word.
func (r *reading) hasParticle() bool {
	return slices.ContainsFunc(r.tokens, func(t token) bool { return t.to-t.from == 1 && r.lex.has("particles", r.of(t)) })
}

// namesAService tells whether the text has any word of what a section does, or a public number.
func (r *reading) namesAService() bool {
	return r.any(action|service|generic|programme|work|landmark|care|marriagePublic) || len(r.tokens) == 1 || containsAny(r.text, r.lex.lists["hotlines"])
}

// dividesClauses tells whether the i-th token is punctuation between clauses, and not the point of a number: PM2.5.
func (r *reading) dividesClauses(i int) bool {
	t := r.tokens[i]
	point := r.of(t) == "." && r.at(i-1).kind == digits && r.at(i+1).kind == digits
	return t.kind == mark && strings.ContainsRune(clauseMarks, r.runes[t.from]) && !point
}

// isAmount tells whether the digits at i count money, hours or days: 500元, 5月6日.
func (r *reading) isAmount(i int) bool {
	t := r.tokens[i]
	for _, unit := range r.lex.lists["amount_units"] {
		if strings.HasPrefix(r.str(t.to, len(r.runes)), unit) {
			return true
		}
	}
	after := r.at(i + 1)
	return after.kind == single && r.of(after) == "月" && r.at(i+2).kind == digits
}

// isAmountInWords tells whether a number in words ends the text: 赔偿|三|千, 拘留|五|天.
func (r *reading) isAmountInWords(i int) bool {
	n := 0
	for j := i; j < len(r.tokens); j++ {
		t := r.tokens[j]
		if t.to-t.from != 1 || !r.isNumeral(t) && !r.lex.has("counted", r.of(t)) {
			return false
		}
		n++
	}
	return n >= 2 && i > 0
}

// acts tells whether the section's own person at i does something in the text, and is not what it is about.
func (r *reading) acts(i int) bool {
	next := r.at(i + 1)
	return next.is(action|marker|story|storyWeak) && !next.is(service)
}

// opensWithAsking tells whether the text begins with 问 and what was asked: 问|退休年龄.
func (r *reading) opensWithAsking(i int) bool {
	t := r.tokens[i]
	return i == 0 && len(r.tokens) > 1 && t.to-t.from == 1 && r.lex.has("asking", r.of(t))
}

// actsOnSomebody tells whether the i-th token and the next are what was done with somebody before the item was: 联系|当事人|处理.
func (r *reading) actsOnSomebody(i int) bool {
	next, after := r.at(i+1), r.at(i+2)
	return r.tokens[i].is(marker) && next.is(people) && !next.is(service|generic|action) && after.is(action) && !after.is(service)
}

// directs tells whether the i-th token and the next say that somebody was made to do what follows: 提醒|企业|按期申报.
func (r *reading) directs(i int) bool {
	return r.lex.has("directing", r.of(r.tokens[i])) && r.at(i+1).is(people|honorific) && i+2 < len(r.tokens) && !r.at(i+1).is(action)
}

// goes tells whether somebody goes somewhere (前往|超市|检查, 到|工地|检查) or comes to do something (住持|来|办证).
func (r *reading) goes(i int) bool {
	if r.of(r.tokens[i]) == "来" && i > 0 && r.at(i+1).is(action) {
		return true
	}
	return i == 0 && r.lex.has("going", r.of(r.tokens[i])) && i+2 < len(r.tokens) && r.at(i+1).kind == word
}

// tells reports whether somebody learns or is told what follows: 农户|了解, 群众|说明.
func (r *reading) tells(i int) bool {
	return r.tokens[i].is(people|agent) && r.lex.has("told", r.of(r.at(i+1))) && i+2 < len(r.tokens)
}

// recipientEnd returns the token that ends the recipient whom the marker at i brings in, or 0: 为|群众|办理.
func (r *reading) recipientEnd(i int) int {
	known := false
	for j := i + 1; j < len(r.tokens); j++ {
		t := r.tokens[j]
		known = known || t.is(people|kin|relative|orgSuffix|orgName|honorific) || t.kind == name || t.kind == blank
		if j > i+1 && (t.is(action) && !t.is(people) || t.kind == single && r.lex.has("short_actions", r.of(t))) {
			if known || r.plainMarker(i) {
				return j
			}
			return 0
		}
		if t.kind == mark {
			return 0
		}
	}
	return 0
}

// bringsIn tells whether the token at i brings a recipient in.
func (r *reading) bringsIn(i int) bool {
	return r.plainMarker(i) && r.at(i+1).kind != mark || r.tokens[i].is(strongMarker) && r.recipientEnd(i) > 0
}

// plainMarker tells 为, 给 and the like, after which a recipient always comes.
func (r *reading) plainMarker(i int) bool { return r.lex.has("plain_markers", r.of(r.tokens[i])) }

// names tells whether a recipient was found already: then the fault has a code of its own.
func (f faults) names() bool {
	return len(f[PersonName])+len(f[Kinship])+len(f[Organisation])+len(f[Address]) > 0
}
