package bot

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"wanping/models"
)

// item is an approved item as the chat numbers it.
type item struct {
	Text     string `json:"text"`
	Category string `json:"category,omitempty"`
}

var (
	// lookedUp is what is too short for an item: letters of its pinyin, or a word or two of it.
	lookedUp = regexp.MustCompile(`^(?:[A-Za-z]{1,8}|\p{Han}{1,3})$`)
	letters  = regexp.MustCompile(`^[A-Za-z]+$`)
	browsing = []string{"目录", "事项目录", "看目录", "查目录", "常用", "常用事项"}
)

// fillItem takes the item, or looks up in the catalogue what is too short to be one.
func fillItem(s State, in input) (State, turn) {
	switch {
	case among(bare(in.words), browsing):
		return ask(s, catalogue{})
	case lookedUp.MatchString(in.words):
		return ask(s, catalogue{typed: in.words})
	case s.Firm && strings.HasPrefix(in.words, "坚持"):
		return insist(s, in, "")
	}
	return takeItem(s, in, item{Text: strings.TrimRight(in.words, "。.!~ ")})
}

// takeItem goes on with an item.
func takeItem(s State, in input, one item) (State, turn) {
	if isNo(one.Text) || !strings.ContainsFunc(one.Text, unicode.IsLetter) {
		return say(s, "这不像事项名称。"+reminder(s))
	}
	d := *s.Draft
	d.Item, d.Category, d.Insist = one.Text, orElse(one.Category, guessedCategory(one.Text)), ""
	return advance(s, in, &d)
}

// catalogue looks approved items up by what was typed; everything where nothing was.
type catalogue struct{ typed string }

const itemsListed = 8

func (c catalogue) make(ctx context.Context, d Desk, in input) (outcome, error) {
	rows, err := d.Reporting.SearchCatalogue(ctx, in.who.Actor, 0, c.typed, itemsListed)
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return catalogueTold{c, rows}, nil
}

type catalogueTold struct {
	catalogue
	rows []models.CatalogueItem
}

func (o catalogueTold) tell(s State, in input) (State, string) {
	if s.Draft == nil { // not asked for an item any more
		return s, asking(s)
	}
	typedLetters := letters.MatchString(o.typed)
	for _, row := range o.rows {
		if row.Item == o.typed {
			return told(takeItem(s, in, item{row.Item, row.Category}))
		}
	}
	switch {
	case len(o.rows) > 0:
		s.Asking, s.Items, s.Typed = askCatalogue, nil, ""
		if !typedLetters {
			s.Typed = o.typed
		}
		for _, row := range o.rows {
			s.Items = append(s.Items, item{row.Item, row.Category})
		}
		return s, asking(s)
	case o.typed == "":
		return s, "本科室还没有事项目录,请直接写事项名称。"
	case typedLetters:
		return s, fmt.Sprintf("目录里没有拼音首字母是“%s”的事项。", o.typed) + reminder(s)
	}
	return told(takeItem(s, in, item{Text: o.typed}))
}

// told is a step that came to an answer.
func told(s State, t turn) (State, string) { return s, t.answer }

// catalogueChoices numbers the items.
func catalogueChoices(s State) string {
	lines := []string{"目录里有:"}
	for i, one := range s.Items {
		lines = append(lines, fmt.Sprintf("%d %s", i+1, one.Text))
	}
	last := "回复序号选用;没有合适的,直接写事项名称。"
	if s.Typed != "" {
		last = fmt.Sprintf("回复序号选用;就写“%s”,回复 0;没有合适的,直接写事项名称。", s.Typed)
	}
	return strings.Join(append(lines, last), "\n")
}

// pickItem takes a numbered item, what was typed before, or something else.
func pickItem(s State, in input) (State, turn) {
	n := chosen(in.words)
	switch {
	case n > 0 && n <= len(s.Items):
		return takeItem(s, in, s.Items[n-1])
	case n > 0:
		return notListed(s, in, len(s.Items))
	case bare(in.words) == "0" && s.Typed != "":
		return takeItem(s, in, item{Text: s.Typed})
	}
	s.Asking = askItem
	return fillItem(s, in)
}
