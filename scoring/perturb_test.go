package scoring_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"wanping/configs"
	"wanping/scoring"
)

// number is a scalar of the rule file that is a number, a day or a time of day, with its place for messages.
type number struct {
	place string
	node  *yaml.Node
}

// notValues are keys whose scalars are no values of the policy: when a line takes effect, and the file's own frame.
var notValues = []string{"since", "until", "format", "in_force", "id", "basis"}

func numbersOf(n *yaml.Node, place string) []number {
	var found []number
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			if key := n.Content[i].Value; !slices.Contains(notValues, key) {
				found = append(found, numbersOf(n.Content[i+1], place+"/"+key)...)
			}
		}
	case yaml.ScalarNode:
		if len(perturbed(n.Value)) > 0 {
			found = append(found, number{fmt.Sprintf("%s (line %d)", place, n.Line), n})
		}
	default:
		for i, child := range n.Content {
			found = append(found, numbersOf(child, place+"["+strconv.Itoa(i)+"]")...)
		}
	}
	return found
}

// perturbed returns other values of the same kind, or nothing where the text is no number, day or time.
func perturbed(s string) []string {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return []string{t.AddDate(0, 0, 1).Format(time.DateOnly), t.AddDate(0, 0, -1).Format(time.DateOnly)}
	}
	if t, err := time.Parse(time.TimeOnly, s); err == nil {
		return []string{t.Add(time.Second).Format(time.TimeOnly)}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	var out []string
	for _, step := range []string{"1", "-1", "0.1", "-0.1", "-0.05"} {
		d, _ := new(big.Rat).SetString(step)
		if _, fraction, _ := strings.Cut(step, "."); fraction == "" || strings.Contains(s, ".") || r.Sign() == 0 {
			text := new(big.Rat).Add(r, d).FloatString(3)
			out = append(out, strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
		}
	}
	return out
}

// watcher sees whether rules differ from those it was made with, in any board or exposed value.
type watcher struct {
	cases  []scoring.Case
	boards []string
	office string
}

func newWatcher(t *testing.T, rules *scoring.Rules) *watcher {
	t.Helper()
	w := &watcher{office: officeOf(rules)}
	for _, folder := range []string{"own", "cases"} {
		for _, name := range casesIn(t, folder) {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			if c, err := scoring.DecodeCase(data); err == nil {
				w.cases = append(w.cases, c)
				w.boards = append(w.boards, boardText(rules, c))
			}
		}
	}
	return w
}

func (w *watcher) sees(rules *scoring.Rules) bool {
	for i, c := range w.cases {
		if boardText(rules, c) != w.boards[i] {
			return true
		}
	}
	return officeOf(rules) != w.office
}

func boardText(rules *scoring.Rules, c scoring.Case) string {
	board, err := scoring.Evaluate(rules, c.Facts, c.AsOf)
	if err != nil {
		var fault *scoring.Error
		_ = asError(err, &fault)
		return string(fault.Code) + fault.Entry
	}
	text, _ := json.Marshal(board)
	return string(text)
}

// officeOf is what the rules expose to other rooms on one day.
func officeOf(rules *scoring.Rules) string {
	const day = 20230601
	var acts []string
	for _, m := range rules.Modifiers {
		for _, act := range []scoring.Day{20211230, 20211231, 20220101} {
			acts = append(acts, fmt.Sprint(m.ID, act, rules.ModifierApplies(m.ID, act, day)))
		}
	}
	var stages []string
	for _, s := range rules.Stages {
		stages = append(stages, fmt.Sprint(s.ID, s.Lines[0].Value))
	}
	until, _ := rules.Reporting.DailyUntil.On(day)
	return fmt.Sprint(rules.ReportingOn(day), rules.WordingOn(day), until.Value, stages, acts)
}

// No number of the policy stands in the program: whichever number of the rule file is changed, a board changes, or
// for the numbers that other rooms use, what the rules expose to them.
func TestEveryNumberOfTheRuleFileMatters(t *testing.T) {
	text, err := fs.ReadFile(configs.FS, "rules/2023.yaml")
	require.NoError(t, err)
	// the same rules with the readings under which the rounds and quarters of the year matter
	byParts := strings.NewReplacer("reading: pooled", "reading: mean_of_rounds", "reading: year", "reading: mean_of_quarters").
		Replace(string(text))
	plain, parts := newPerturber(t, string(text)), newPerturber(t, byParts)
	require.GreaterOrEqual(t, len(plain.numbers), 200)
	for i, n := range plain.numbers {
		if p := map[bool]*perturber{true: parts, false: plain}[strings.Contains(n.place, "part_ends")]; !p.matters(t, i) {
			t.Errorf("%s = %s changes nothing", n.place, n.node.Value)
		}
	}
}

type perturber struct {
	root    *yaml.Node
	numbers []number
	watcher *watcher
}

func newPerturber(t *testing.T, text string) *perturber {
	t.Helper()
	var doc yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &doc))
	rules, err := scoring.ParseRules("2023.yaml", []byte(text))
	require.NoError(t, err)
	return &perturber{root: &doc, numbers: numbersOf(doc.Content[0], ""), watcher: newWatcher(t, rules)}
}

// matters tells whether changing the i-th number in some way is seen.
func (p *perturber) matters(t *testing.T, i int) bool {
	t.Helper()
	node := p.numbers[i].node
	old := node.Value
	defer func() { node.Value = old }()
	for _, value := range perturbed(old) {
		node.Value = value
		text, err := yaml.Marshal(p.root)
		require.NoError(t, err)
		if rules, err := scoring.ParseRules("2023.yaml", text); err == nil && p.watcher.sees(rules) {
			return true
		}
	}
	return false
}
