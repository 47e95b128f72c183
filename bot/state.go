package bot

import (
	"time"

	"wanping/bot/wechat"
	"wanping/internal/accounts"
	"wanping/internal/clock"
	"wanping/models"
)

// question is what the chat waits for.
type question string

const (
	askNothing   question = ""
	askName      question = "name"
	askMobile    question = "mobile"
	askItem      question = "item"
	askCategory  question = "category"
	askConfirm   question = "confirm"   // of a draft that is complete
	askAgain     question = "again"     // the same was reported before: once more?
	askWording   question = "wording"   // take the suggested wording?
	askInsist    question = "insist"    // why the wording must be so
	askCatalogue question = "catalogue" // which item of the catalogue
	askPick      question = "pick"      // which record to withdraw or to correct
	askReason    question = "reason"    // why
	askBinding   question = "binding"   // the code
	askUnbinding question = "unbinding" // really?
	askNilDay    question = "nil_day"   // which day or period had no service
	askNil       question = "nil"       // really?
	askUnnil     question = "unnil"     // which nil report to withdraw
	askSection   question = "section"   // whose score to open; anything else is a new message
	askDeduction question = "deduction" // which deduction to appeal against; anything else is a new message
	askGrounds   question = "grounds"   // why
	askAppeal    question = "appeal"    // really?
	askNaming    question = "naming"    // which section a deduction concerns, and why
	askNamed     question = "named"     // really?

	askPlace     question = "place"      // which section to complain about
	askPlacePick question = "place_pick" // which of several
	askStory     question = "story"      // what happened
	askEvidence  question = "evidence"   // photos, or more of the story
	askContact   question = "contact"    // name and number, or none
	askSubmit    question = "submit"     // of a complaint that is complete
	askReceipt   question = "receipt"    // of a complaint to look up
	askSecret    question = "secret"     // of the same
	askCase      question = "case"       // what to do with it; anything else is a new message
	askCaseText  question = "case_text"  // why
)

// State is where a chat stands. It is kept sealed: a draft names people.
type State struct {
	Asking    question `json:"asking,omitempty"`
	Draft     *draft   `json:"draft,omitempty"`
	Suggested string   `json:"suggested,omitempty"`
	Firm      bool     `json:"firm,omitempty"`    // what was found in the wording cannot be insisted against
	Typed     string   `json:"typed,omitempty"`   // looked up in the catalogue
	Items     []item   `json:"items,omitempty"`   // of the catalogue, numbered for the person
	Picking   command  `json:"picking,omitempty"` // what a record is picked for
	Records   []int64  `json:"records,omitempty"` // numbered for the person, or the one picked

	Days     []models.Day `json:"days,omitempty"`     // first days of periods without a service, numbered, or the one picked
	Nils     []int64      `json:"nils,omitempty"`     // nil reports, numbered
	Sections []int        `json:"sections,omitempty"` // numbered
	Entries  []charge     `json:"entries,omitempty"`  // deductions, numbered, or the one picked
	Names    []string     `json:"names,omitempty"`    // of those sections
	Picked   int          `json:"picked,omitempty"`   // a section
	Text     string       `json:"text,omitempty"`     // what was written so far
	Case     *grievance   `json:"case,omitempty"`     // a complaint

	// The last message and its answer, given again where the message comes again after a process died over it.
	LastID     string `json:"last_id,omitempty"`
	LastAnswer string `json:"last_answer,omitempty"`
}

// idle forgets what the chat waited for.
func (s State) idle() State { return State{LastID: s.LastID, LastAnswer: s.LastAnswer} }

// input is one message with what the step may know besides.
type input struct {
	wechat.Message
	words string // Text, made easy to read
	who   accounts.Bound
	now   time.Time
}

func newInput(m wechat.Message, who accounts.Bound, now time.Time) input {
	return input{Message: m, words: tidy(m.Text), who: who, now: now}
}

// about is the message with only the rest of it, behind a command.
func (in input) about(rest string) input {
	in.words, in.Text = rest, rest
	return in
}

func (in input) today() models.Day { return models.DayOf(in.now, clock.Shanghai) }

func (in input) role() models.Role { return in.who.Actor.Role }
