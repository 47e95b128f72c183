package outbox

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"wanping/configs"
	"wanping/internal/clock"
)

// wordsFile is where the words stand; its comments tell how to edit it.
const wordsFile = "reminders.yaml"

// Topic is how one kind of message is worded.
type Topic struct {
	Title  string
	Body   string
	Card   string            // one of Cards, "" for none
	Fields map[string]string // of the card, by CardFields
	Urgent bool              // may go out in the quiet hours
	SMS    string            // "" for none
}

// Words are the topics and the quiet hours.
type Words struct {
	topics     map[string]Topic
	quietFrom  time.Duration // since midnight in Shanghai; the quiet hours run over midnight
	quietUntil time.Duration
}

// Bundled returns the words that the program carries.
var Bundled = sync.OnceValues(func() (*Words, error) { return LoadWords(configs.FS) })

// LoadWords reads reminders.yaml. Every fault is told with its line: an unknown key or topic, a topic that is missing,
// a placeholder for which there is no value, a card that is not whole.
func LoadWords(folder fs.FS) (*Words, error) {
	data, err := fs.ReadFile(folder, wordsFile)
	if err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", wordsFile, err)
	}
	r := &wordReader{words: &Words{topics: map[string]Topic{}}}
	if len(document.Content) == 0 {
		return nil, fmt.Errorf("%s: it is empty", wordsFile)
	}
	r.file(document.Content[0])
	return r.words, errors.Join(r.faults...)
}

// Topic finds a topic.
func (w *Words) Topic(name string) (Topic, bool) {
	t, ok := w.topics[name]
	return t, ok
}

// Needs lists the values that a topic's words use.
func (w *Words) Needs(name string) []string {
	t := w.topics[name]
	texts := append([]string{t.Body, t.SMS}, slices.Collect(maps.Values(t.Fields))...)
	var needs []string
	for _, p := range placeholder.FindAllStringSubmatch(strings.Join(texts, " "), -1) {
		if p[1] != sentAt && !slices.Contains(needs, p[1]) {
			needs = append(needs, p[1])
		}
	}
	return needs
}

// Quiet tells until when nothing that can wait goes out at a moment; false outside the quiet hours.
func (w *Words) Quiet(now time.Time) (until time.Time, quiet bool) {
	local := now.In(clock.Shanghai)
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, clock.Shanghai)
	since := local.Sub(midnight)
	switch {
	case since < w.quietUntil:
		return midnight.Add(w.quietUntil), true
	case since >= w.quietFrom:
		return midnight.Add(24*time.Hour + w.quietUntil), true
	}
	return time.Time{}, false
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// Fill puts values into a text; false names the first placeholder that has none.
func Fill(text string, values map[string]string) (filled, missing string) {
	filled = placeholder.ReplaceAllStringFunc(text, func(p string) string {
		name := strings.Trim(p, "{}")
		value, ok := values[name]
		if !ok && missing == "" {
			missing = name
		}
		return value
	})
	return filled, missing
}

// Moment is a moment as bodies and cards show it.
func Moment(at time.Time) string { return at.In(clock.Shanghai).Format("2006年1月2日 15:04") }

// wordReader gathers every fault of the file.
type wordReader struct {
	words  *Words
	faults []error
}

func (r *wordReader) fault(n *yaml.Node, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s:%d: %s", wordsFile, n.Line, fmt.Sprintf(format, args...)))
}

// each gives the entries of a mapping to the readers of its keys; other keys, and keys twice, are faults.
func (r *wordReader) each(n *yaml.Node, read map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "a table of %s is expected", strings.Join(slices.Sorted(maps.Keys(read)), ", "))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		do, known := read[key.Value]
		switch {
		case !known:
			r.fault(key, "%q is not known here; there are %s", key.Value, strings.Join(slices.Sorted(maps.Keys(read)), ", "))
		case seen[key.Value]:
			r.fault(key, "%q stands here twice", key.Value)
		default:
			do(n.Content[i+1])
		}
		seen[key.Value] = true
	}
}

// file reads the parts of the file that are this room's.
func (r *wordReader) file(n *yaml.Node) {
	r.each(n, map[string]func(*yaml.Node){
		"reminders": func(all *yaml.Node) { // who is told when is another room's; the quiet hours are both's
			for i := 0; i+1 < len(all.Content); i += 2 {
				if all.Content[i].Value == "quiet" {
					r.quiet(all.Content[i+1])
				}
			}
		},
		"topics": func(topics *yaml.Node) {
			read := map[string]func(*yaml.Node){}
			for name := range offered {
				read[name] = func(one *yaml.Node) { r.topic(name, one) }
			}
			r.each(topics, read)
		},
	})
	if r.words.quietFrom <= r.words.quietUntil {
		r.fault(n, "reminders.quiet needs from and to, over midnight")
	}
	for _, name := range slices.Sorted(maps.Keys(offered)) {
		if _, there := r.words.topics[name]; !there {
			r.fault(n, "topic %q is missing", name)
		}
	}
}

func (r *wordReader) quiet(n *yaml.Node) {
	hour := func(to *time.Duration) func(*yaml.Node) {
		return func(v *yaml.Node) {
			at, err := time.Parse("15:04", v.Value)
			if err != nil {
				r.fault(v, "%q is no time of day like 21:00", v.Value)
			}
			*to = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		}
	}
	r.each(n, map[string]func(*yaml.Node){"from": hour(&r.words.quietFrom), "to": hour(&r.words.quietUntil)})
}

func (r *wordReader) topic(name string, n *yaml.Node) {
	var t Topic
	text := func(to *string) func(*yaml.Node) {
		return func(v *yaml.Node) { *to = r.text(name, v) }
	}
	r.each(n, map[string]func(*yaml.Node){
		"title": text(&t.Title), "body": text(&t.Body), "sms": text(&t.SMS),
		"card": func(v *yaml.Node) {
			if t.Card = v.Value; cards[t.Card] == nil {
				r.fault(v, "there is no card %q; there are %s", v.Value, strings.Join(Cards(), ", "))
			}
		},
		"urgent": func(v *yaml.Node) {
			if err := v.Decode(&t.Urgent); err != nil {
				r.fault(v, "urgent is true or false")
			}
		},
		"fields": func(v *yaml.Node) {
			t.Fields = map[string]string{}
			read := map[string]func(*yaml.Node){}
			for _, fields := range cards {
				for _, field := range fields {
					read[field] = func(value *yaml.Node) { t.Fields[field] = r.text(name, value) }
				}
			}
			r.each(v, read)
		},
	})
	if t.Title == "" || t.Body == "" {
		r.fault(n, "topic %q needs title and body", name)
	}
	if want, have := slices.Sorted(slices.Values(cards[t.Card])), slices.Sorted(maps.Keys(t.Fields)); !slices.Equal(want, have) {
		r.fault(n, "topic %q: the fields of card %q are %s", name, t.Card, strings.Join(cards[t.Card], ", "))
	}
	r.words.topics[name] = t
}

// text is a text whose placeholders all have values.
func (r *wordReader) text(topic string, n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		r.fault(n, "a text is expected")
		return ""
	}
	for _, p := range placeholder.FindAllStringSubmatch(n.Value, -1) {
		if has := append(slices.Clone(offered[topic]), sentAt); !slices.Contains(has, p[1]) {
			r.fault(n, "topic %q has no value {%s}; it has %s", topic, p[1], strings.Join(has, ", "))
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(n.Value, ""), "{}") {
		r.fault(n, "a brace that belongs to no placeholder")
	}
	return n.Value
}
