// Package wording judges and mends the text of an item as annex 4, parts 5 and 6 of the policy want it: at most ten
// characters that name the service and nothing of the person it was for. It is the one implementation for the API,
// uploads, the official account and the command line.
package wording

import (
	"fmt"
	"io/fs"

	"wanping/scoring"
)

// Code names one fault of a wording.
type Code string

// The faults of annex 4, and Unreadable for a text in which there is nothing to judge.
const (
	TooLong      Code = "too_long"
	PersonName   Code = "person_name"
	Kinship      Code = "kinship"
	Organisation Code = "organisation"
	Address      Code = "address"
	Opinion      Code = "opinion"
	Private      Code = "private"
	Contact      Code = "contact"
	Verbose      Code = "verbose"
	Unreadable   Code = "unreadable"
)

// codes lists every code, the gravest first: findings come in this order.
var codes = []Code{Unreadable, Contact, PersonName, Kinship, Organisation, Address, Private, Opinion, Verbose, TooLong}

// Finding is one fault of a wording. Message says in Chinese what is wrong and what to do; Suggestion is a wording
// that passes the checker, or "" where none can be made.
type Finding struct {
	Code       Code   `json:"code"`
	Message    string `json:"message"`
	Suggestion string `json:"suggestion"`
}

// Result is the judgement of one text. Text is the normalised text, which is the one to store. Findings is never nil
// and holds a code once at most.
type Result struct {
	Text     string
	OK       bool
	Findings []Finding
}

// Checker judges wordings. It does not change after New and may be used by any number of goroutines.
type Checker struct {
	lexicon  *lexicon
	rules    scoring.WordingRules
	approved func(string) bool
}

// New reads the lexicon (the files of configs/lexicon) from the root of fsys; rules is what the rule file says of
// wording: how long an item may be, and what can be insisted on. It fails where a file is missing, a section is unknown,
// missing or empty, or an entry cannot be read.
func New(fsys fs.FS, rules scoring.WordingRules) (*Checker, error) {
	if rules.MaxLength < 1 {
		return nil, fmt.Errorf("wording: an item must be allowed at least 1 character, not %d", rules.MaxLength)
	}
	lex, err := loadLexicon(fsys)
	if err != nil {
		return nil, fmt.Errorf("wording lexicon: %w", err)
	}
	lex.maxCharacters = rules.MaxLength
	return &Checker{lexicon: lex, rules: rules}, nil
}

// Approving returns a checker that also accepts whatever approved says is in a section's catalogue, without any
// finding. approved is asked with the normalised text, so a catalogue keeps its items as Normalise writes them.
func (c *Checker) Approving(approved func(text string) bool) *Checker {
	return &Checker{lexicon: c.lexicon, rules: c.rules, approved: approved}
}

// Insistable tells whether a finding of this code can be insisted on with a reason (D22). What the rules do not name,
// such as a text that cannot be read, cannot.
func (c *Checker) Insistable(code Code) bool { return c.rules.CanInsist[string(code)] }

// Check judges one text.
func (c *Checker) Check(text string) Result {
	text = Normalise(text)
	if c.accepts(text) {
		return Result{Text: text, OK: true, Findings: []Finding{}}
	}
	r := c.read(text)
	found := r.faults()
	res := Result{Text: text, OK: len(found) == 0, Findings: make([]Finding, 0, len(found))}
	if res.OK {
		return res
	}
	suggestion := c.suggest(r, found)
	for _, code := range codes {
		if _, ok := found[code]; ok {
			res.Findings = append(res.Findings, Finding{Code: code, Message: c.message(code, text), Suggestion: suggestion})
		}
	}
	return res
}

// accepts tells whether the text stands in the catalogue or among the policy's own wordings.
func (c *Checker) accepts(text string) bool {
	return c.lexicon.has("official", text) || text != "" && c.approved != nil && c.approved(text)
}

// passes tells whether a text has no fault, without making suggestions.
func (c *Checker) passes(text string) bool {
	return Normalise(text) == text && (c.accepts(text) || len(c.read(text).faults()) == 0)
}
