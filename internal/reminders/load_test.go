package reminders_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/reminders"
)

// half is a window section's deadline.
const half = 11*time.Hour + 30*time.Minute

// anyTopic knows every topic but those of the cases: none urgent, none with words.
func anyTopic(name string) (reminders.Topic, bool) {
	switch name {
	case "nowhere":
		return reminders.Topic{}, false
	case "siren":
		return reminders.Topic{Urgent: true}, true
	case "poem":
		return reminders.Topic{Needs: []string{"section", "moon"}}, true
	}
	return reminders.Topic{}, true
}

// good is a file with one slot, which the cases spoil; its first slot begins on line 4.
const good = `topics: {due: {title: 待报}}
reminders:
  quiet: {from: "21:00", to: "08:00"}
  slots:
    - id: one
      about: unreported
      sections: window
      from: deadline
      days: [0]
      counted: any
      on: working
      at: "09:30"
      until: "11:00"
      tell: {liaison: due}
`

func TestTheShippedRemindersAreGood(t *testing.T) {
	rules, err := reminders.Load(configs.FS, anyTopic, half)
	require.NoError(t, err)
	require.Len(t, rules.Reminders, 13)
	_, err = reminders.Parse([]byte(good), anyTopic, half)
	require.NoError(t, err)
}

func TestWhatACountyMayWriteWrong(t *testing.T) {
	for name, tc := range map[string]struct {
		from, to string
		want     []string
	}{
		"a key that nobody knows":            {"on: working", "on: working\n      colour: red", []string{"line 12", "colour"}},
		"a key of the whole":                 {"slots:", "slotz:", []string{"line 4", "slotz"}},
		"no slots":                           {good[strings.Index(good, "    - id"):], "", []string{"line 4", "nobody would be reminded"}},
		"the same id twice":                  {"tell: {liaison: due}", "tell: {liaison: due}\n    - {id: one, about: unreported, sections: window, from: deadline, days: [0], counted: any, on: working, at: \"09:30\", until: \"11:00\", tell: {liaison: due}}", []string{"line 15", "id \"one\""}},
		"a time that there is not":           {`at: "09:30"`, `at: "9:75"`, []string{"line 12", "9:75"}},
		"a time without its nought":          {`at: "09:30"`, `at: "9:30"`, []string{"line 12", "9:30"}},
		"the end of the day":                 {`until: "11:00"`, `until: "24:00"`, []string{"line 13", "24:00"}},
		"over before it begins":              {`until: "11:00"`, `until: "09:30"`, []string{"line 13", "would never be told"}},
		"in the quiet hours":                 {`at: "09:30"`, `at: "07:30"`, []string{"line 12", "quiet hours"}},
		"until the quiet hours have begun":   {"\"09:30\"\n      until: \"11:00\"", "\"09:30\"\n      until: \"21:30\"", []string{"line 12", "quiet hours"}},
		"urgent in the quiet hours":          {"\"09:30\"\n      until: \"11:00\"\n      tell: {liaison: due}", "\"06:00\"\n      until: \"07:00\"\n      tell: {liaison: siren}", nil},
		"quiet hours that are no night":      {`from: "21:00", to: "08:00"`, `from: "08:00", to: "21:00"`, []string{"line 3", "across midnight"}},
		"after the deadline":                 {"\"09:30\"\n      until: \"11:00\"", "\"11:30\"\n      until: \"12:00\"", []string{"line 12", "not before the deadline"}},
		"missed before the deadline":         {"about: unreported", "about: missed", []string{"line 12", "nothing is missed yet"}},
		"missed before its day":              {"about: unreported\n      sections: window\n      from: deadline\n      days: [0]", "about: missed\n      sections: window\n      from: deadline\n      days: [-1]", []string{"line 9", "before what is over"}},
		"a month missed on its last day":     {"about: unreported\n      sections: window\n      from: deadline\n      days: [0]", "about: missed\n      sections: monthly\n      from: deadline\n      days: [0]", []string{"line 9", "24:00"}},
		"before the day whose services":      {"from: deadline\n      days: [0]", "from: period_end\n      days: [-1]", []string{"line 9"}},
		"a summary on its last day":          {"about: unreported\n      sections: window\n      from: deadline", "about: weekly_summary\n      from: span_end", []string{"line 8", "not over"}},
		"a summary for a liaison":            {"about: unreported\n      sections: window\n      from: deadline\n      days: [0]", "about: weekly_summary\n      from: span_end\n      days: [1]", []string{"liaison has none"}},
		"who was not reached, to themselves": {"about: unreported\n      sections: window\n      from: deadline", "about: unreached\n      from: due", []string{"liaison has none"}},
		"not reached before it was sent":     {"about: unreported\n      sections: window\n      from: deadline\n      days: [0]", "about: unreached\n      from: due\n      days: [-1]", []string{"line 8", "before what is over"}},
		"about the weather":                  {"about: unreported", "about: weather", []string{"line 6", "weather"}},
		"sections of no kind":                {"sections: window", "sections: doors", []string{"line 7", "doors"}},
		"sections where there are none":      {"about: unreported", "about: appeal_closing", []string{"line 7", "what is reported only"}},
		"an anchor of another":               {"from: deadline", "from: span_end", []string{"line 8", "span_end"}},
		"no days":                            {"days: [0]", "days: []", []string{"line 9", "days is missing"}},
		"a day twice":                        {"days: [0]", "days: [0, 0]", []string{"line 9", "twice"}},
		"a day far away":                     {"days: [0]", "days: [-99]", []string{"line 9", "-99"}},
		"a day that is a word":               {"days: [0]", "days: [monday]", []string{"line 9", "monday"}},
		"counted by the moon":                {"counted: any", "counted: lunar", []string{"line 10", "lunar"}},
		"on sundays":                         {"on: working", "on: sundays", []string{"line 11", "sundays"}},
		"a topic that there is not":          {"{liaison: due}", "{liaison: nowhere}", []string{"line 14", "nowhere"}},
		"a topic that asks for the moon":     {"{liaison: due}", "{liaison: poem}", []string{"line 14", "{moon}"}},
		"nobody":                             {"tell: {liaison: due}", "tell: {}", []string{"line 14", "who is told"}},
		"a role that there is not":           {"{liaison: due}", "{mayor: due}", []string{"line 14", "mayor"}},
		"every fault at once, not the first": {"counted: any\n      on: working", "counted: x\n      on: y", []string{"line 10", "line 11"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, good, tc.from)
			_, err := reminders.Parse([]byte(strings.Replace(good, tc.from, tc.to, 1)), anyTopic, half)
			if tc.want == nil {
				require.NoError(t, err)
				return
			}
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}
