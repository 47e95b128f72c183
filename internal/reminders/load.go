package reminders

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"wanping/internal/calendar"
	"wanping/internal/outbox"
	"wanping/models"
)

// File is where the reminders stand, beside the topics.
const File = "reminders.yaml"

const maxFileBytes = 256 << 10

// Topic is what a reminder must know of a topic of the same file.
type Topic struct {
	Urgent bool     // may be told in the quiet hours
	Needs  []string // the values that its words name
}

// TopicsOf tells of the outbox's topics.
func TopicsOf(words *outbox.Words) func(string) (Topic, bool) {
	return func(name string) (Topic, bool) {
		topic, known := words.Topic(name)
		return Topic{Urgent: topic.Urgent, Needs: words.Needs(name)}, known
	}
}

// document is the file as it is written. Its topics are the outbox's to read.
type document struct {
	Topics    yaml.Node `yaml:"topics"`
	Reminders struct {
		Quiet struct {
			From string `yaml:"from"`
			To   string `yaml:"to"`
		} `yaml:"quiet"`
		Slots []slot `yaml:"slots"`
	} `yaml:"reminders"`
}

type slot struct {
	ID       string            `yaml:"id"`
	About    About             `yaml:"about"`
	Sections calendar.Kind     `yaml:"sections"`
	From     Anchor            `yaml:"from"`
	Days     []int             `yaml:"days"`
	Counted  string            `yaml:"counted"`
	On       string            `yaml:"on"`
	At       string            `yaml:"at"`
	Until    string            `yaml:"until"`
	Tell     map[string]string `yaml:"tell"`
}

// Load reads the reminders. topics tells of a topic of the file; before is when a window section's deadline falls.
// Every fault is an error with its line: an unknown key, a time that is none or lies in the quiet hours, a slot that
// could never be due, a topic that is not there or names a value that the reminder does not have.
func Load(fsys fs.FS, topics func(string) (Topic, bool), before time.Duration) (*Rules, error) {
	data, err := fs.ReadFile(fsys, File)
	if err != nil {
		return nil, fmt.Errorf("read the reminders: %w", err)
	}
	rules, err := Parse(data, topics, before)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", File, err)
	}
	return rules, nil
}

// Parse reads the reminders from the file's bytes; see Load.
func Parse(data []byte, topics func(string) (Topic, bool), before time.Duration) (*Rules, error) {
	if len(data) > maxFileBytes {
		return nil, fmt.Errorf("is larger than %d bytes", maxFileBytes)
	}
	var doc document
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&doc); err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	l := loader{topics: topics, before: TimeOfDay(before), root: root.Content[0], seen: map[string]bool{}}
	return l.rules(&doc)
}

// loader checks what was read and collects every fault.
type loader struct {
	topics func(string) (Topic, bool)
	before TimeOfDay
	root   *yaml.Node
	seen   map[string]bool
	faults []error
}

func (l *loader) rules(doc *document) (*Rules, error) {
	quiet := doc.Reminders.Quiet
	out := &Rules{Quiet: Quiet{
		From: l.time(quiet.From, "reminders", "quiet", "from"),
		To:   l.time(quiet.To, "reminders", "quiet", "to"),
	}}
	if len(l.faults) == 0 && out.Quiet.From <= out.Quiet.To {
		l.fault("the quiet hours run across midnight: from must be later than to", "reminders", "quiet")
	}
	if len(doc.Reminders.Slots) == 0 {
		l.fault("there are no slots: nobody would be reminded of anything", "reminders", "slots")
	}
	for i, s := range doc.Reminders.Slots {
		out.Reminders = append(out.Reminders, l.reminder(i, s, out.Quiet))
	}
	return out, errors.Join(l.faults...)
}

// fault keeps a fault with the line of what it is about.
func (l *loader) fault(text string, path ...any) {
	l.faults = append(l.faults, fmt.Errorf("line %d: %s", lineOf(l.root, path), text))
}

// lineOf follows keys and positions as far as they are there.
func lineOf(node *yaml.Node, path []any) int {
	line := node.Line
	for _, step := range path {
		var next *yaml.Node
		switch step := step.(type) {
		case int:
			if step < len(node.Content) {
				next = node.Content[step]
			}
		case string:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == step {
					line, next = node.Content[i].Line, node.Content[i+1]
				}
			}
		}
		if next == nil {
			return line
		}
		node = next
		if node.Line > 0 {
			line = node.Line
		}
	}
	return line
}

// time reads 09:30; the day's end, 24:00, is none.
func (l *loader) time(text string, path ...any) TimeOfDay {
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("15:04") {
		l.fault(fmt.Sprintf("%q is no time of day; write it like \"09:30\"", text), path...)
		return 0
	}
	return TimeOfDay(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
}

func (l *loader) reminder(i int, s slot, quiet Quiet) Reminder {
	in := func(key string) []any { return []any{"reminders", "slots", i, key} }
	r := Reminder{
		ID: s.ID, About: s.About, Sections: s.Sections, From: s.From, Days: s.Days, Counted: s.Counted, On: s.On,
		At: l.time(s.At, in("at")...), Until: l.time(s.Until, in("until")...), line: lineOf(l.root, in("id")),
	}
	if s.ID == "" || len(s.ID) > 32 || l.seen[s.ID] {
		l.fault(fmt.Sprintf("id %q: every slot needs one of its own, of at most 32 letters: by it one slot tells what it has told", s.ID), in("id")...)
	}
	l.seen[s.ID] = true
	l.oneOf("counted", s.Counted, []string{WorkingDays, AnyDays}, in)
	l.oneOf("on", s.On, []string{WorkingDays, AnyDays}, in)
	if l.about(&r, in) {
		l.days(&r, in)
		l.hours(&r, quiet, s.Tell, in)
		l.tell(&r, s.Tell, in)
	}
	return r
}

func (l *loader) oneOf(key, value string, of []string, in func(string) []any) {
	if !slices.Contains(of, value) {
		l.fault(fmt.Sprintf("%s is one of %q, not %q", key, of, value), in(key)...)
	}
}

// about checks what the slot is about and what belongs to it; false where nothing further can be judged.
func (l *loader) about(r *Reminder, in func(string) []any) bool {
	all := []About{Unreported, Missed, AppealClosing, ComplaintDue, ComplaintPast, Unreached, WeeklySummary, QuarterSummary}
	if !slices.Contains(all, r.About) {
		l.fault(fmt.Sprintf("about is one of %q, not %q", all, r.About), in("about")...)
		return false
	}
	switch kind := r.Sections; {
	case r.About.reporting() && kind != calendar.Window && kind != calendar.Monthly:
		l.fault(fmt.Sprintf("sections is %q or %q, not %q", calendar.Window, calendar.Monthly, kind), in("sections")...)
	case !r.About.reporting() && kind != "":
		l.fault("sections belongs to what is reported only", in("sections")...)
	}
	if anchors := r.About.anchors(); !slices.Contains(anchors, r.From) {
		l.fault(fmt.Sprintf("from is one of %q here, not %q", anchors, r.From), in("from")...)
		return false
	}
	return true
}

// daysLimit bounds the offsets: a slot asks for everything between.
const daysLimit = 31

// days refuses days that could never be: before something is over, or after its end.
func (l *loader) days(r *Reminder, in func(string) []any) {
	if len(r.Days) == 0 {
		l.fault("days is missing: on which days, counted from the anchor", in("days")...)
	}
	for i, n := range r.Days {
		switch {
		case n < -daysLimit || n > daysLimit:
			l.fault(fmt.Sprintf("days: %d is further than %d days", n, daysLimit), in("days")...)
		case slices.Index(r.Days, n) != i:
			l.fault(fmt.Sprintf("days: %d stands twice", n), in("days")...)
		case r.About.over() && n < 0:
			l.fault(fmt.Sprintf("days: %d is before what is over", n), in("days")...)
		case r.About.summary() && n == 0:
			l.fault("days: 0 is the last day of the week or quarter, which is not over on it", in("days")...)
		case !r.About.over() && r.From != PeriodEnd && n > 0:
			l.fault(fmt.Sprintf("days: %d is after the end of what can still be done", n), in("days")...)
		case r.About == Unreported && r.From == PeriodEnd && r.Sections == calendar.Window && n < 0:
			l.fault(fmt.Sprintf("days: %d is before the day whose services are reported", n), in("days")...)
		case r.About == Unreported && r.From == PeriodEnd && r.Sections == calendar.Monthly && n > 0:
			l.fault(fmt.Sprintf("days: %d is after the period has closed", n), in("days")...)
		case r.About == Missed && r.Sections == calendar.Monthly && n == 0:
			l.fault("days: a period closes at 24:00 of its last day, and is missed from the next on", in("days")...)
		}
	}
}

// hours refuses times out of order, in the quiet hours without a reason, or on the wrong side of the deadline.
func (l *loader) hours(r *Reminder, quiet Quiet, tell map[string]string, in func(string) []any) {
	if r.Until <= r.At {
		l.fault(fmt.Sprintf("until %s is not later than at %s: the slot would never be told", r.Until, r.At), in("until")...)
		return
	}
	for _, topic := range tell {
		if known, ok := l.topics(topic); ok && !known.Urgent && (quiet.Contains(r.At) || r.Until > quiet.From) {
			l.fault(fmt.Sprintf("%s to %s reaches into the quiet hours from %s to %s, and topic %q is not urgent", r.At, r.Until, quiet.From, quiet.To, topic), in("at")...)
			break
		}
	}
	onDeadline := r.From == Deadline && r.Sections == calendar.Window && slices.Contains(r.Days, 0)
	switch {
	case onDeadline && r.About == Unreported && r.At >= l.before:
		l.fault(fmt.Sprintf("at %s is not before the deadline, %s", r.At, l.before), in("at")...)
	case onDeadline && r.About == Missed && r.At < l.before:
		l.fault(fmt.Sprintf("at %s is before the deadline, %s: nothing is missed yet", r.At, l.before), in("at")...)
	}
}

// tell checks whom, and that the topics are there and find their values.
func (l *loader) tell(r *Reminder, tell map[string]string, in func(string) []any) {
	if len(tell) == 0 {
		l.fault("tell is missing: who is told by which topic", in("tell")...)
	}
	for _, role := range models.Roles() { // in their order, so that a plan is always the same
		topic, ok := tell[string(role)]
		if !ok {
			continue
		}
		r.Tell = append(r.Tell, Telling{Audience: role, Topic: topic})
		l.topic(r, role, topic, in)
	}
	for who := range tell {
		if !slices.Contains(models.Roles(), models.Role(who)) {
			l.fault(fmt.Sprintf("tell: there is no role %q", who), append(in("tell"), who)...)
		}
	}
	if (r.About.summary() || r.About == Unreached) && tell[string(models.RoleLiaison)] != "" {
		l.fault("tell: this is told of a unit or the county; a liaison has none", append(in("tell"), string(models.RoleLiaison))...)
	}
}

func (l *loader) topic(r *Reminder, role models.Role, name string, in func(string) []any) {
	topic, known := l.topics(name)
	if !known {
		l.fault(fmt.Sprintf("tell: there is no topic %q", name), append(in("tell"), string(role))...)
		return
	}
	given := valuesFor(r.About, role)
	for _, need := range topic.Needs {
		if !slices.Contains(given, need) {
			l.fault(fmt.Sprintf("tell: topic %q names {%s}, which a %s about %s does not have; it has %q", name, need, "reminder", r.About, given), append(in("tell"), string(role))...)
		}
	}
}
