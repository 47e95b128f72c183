package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"wanping/models"
)

// place finds the section to complain about by what was typed of its name, or by its number.
type place struct{ typed string }

const placesListed = 8

func (c place) make(ctx context.Context, d Desk, in input) (outcome, error) {
	units, err := d.Roster.Units(ctx, in.today())
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	sections, err := d.Roster.Sections(ctx, in.today(), models.SectionFilter{})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	names := map[int]string{}
	for _, u := range units {
		names[u.UnitNo] = u.Name
	}
	var found []placed
	for _, s := range sections {
		if one := (placed{s.SectionNo, names[s.UnitNo] + " " + s.Name}); one.isMeant(c.typed, s.Name) {
			found = append(found, one)
		}
	}
	if len(found) == 1 {
		return hung{no: found[0].no}.make(ctx, d, in)
	}
	return placesTold{c, found}, nil
}

// placed is a section with its unit's name.
type placed struct {
	no   int
	name string
}

// isMeant reports whether each word that was typed is in the name, or the section's own name is in what was typed.
func (p placed) isMeant(typed, own string) bool {
	parts := strings.Fields(typed)
	if len(parts) == 0 {
		return false
	}
	for _, part := range parts {
		if !strings.Contains(p.name, part) {
			return len([]rune(own)) > 2 && strings.Contains(strings.Join(parts, ""), own)
		}
	}
	return true
}

type placesTold struct {
	place
	found []placed
}

func (o placesTold) tell(s State, in input) (State, string) {
	text := s.toldBefore()
	if len(o.found) == 0 && s.Asking == askPlace && !isStory(in) {
		if next, t, ok := about(s, in); ok && t.call == nil {
			return next, join(t.note, t.answer)
		}
	}
	if isStory(in) {
		text = strings.TrimSpace(in.Text)
	}
	s = s.idle()
	s.Asking = askPlace
	if text != "" {
		s.Case = &grievance{Text: text}
	}
	switch {
	case o.typed == "":
		return s, asking(s)
	case len(o.found) == 0 && isStory(in):
		return s, "这段话先记着,还没有提交。" + asking(s)
	case len(o.found) == 0:
		return s, "没有找到这个科室。" + asking(s)
	case len(o.found) > placesListed:
		return s, fmt.Sprintf("名称里有这几个字的科室有%d个,请写得再具体一些。", len(o.found)) + asking(s)
	}
	lines := []string{"名称相近的科室:"}
	for i, one := range o.found {
		s.Sections = append(s.Sections, one.no)
		lines = append(lines, fmt.Sprintf("%d %s", i+1, one.name))
	}
	s.Asking = askPlacePick
	return s, strings.Join(append(lines, asking(s)), "\n")
}

// isStory reports whether somebody tells what happened, and names no section only.
func isStory(in input) bool {
	return len([]rune(in.words)) >= storyLeast && sentence.MatchString(in.words)
}

const storyLeast = 10 // characters

var sentence = regexp.MustCompile(`[,。;!?了太没不差慢等很]`)

// toldBefore is what was written of a complaint before its section was known.
func (s State) toldBefore() string {
	if s.Case != nil && slices.Contains([]question{askNothing, askPlace, askPlacePick}, s.Asking) {
		return s.Case.Text
	}
	return ""
}

// pickPlace takes a numbered section, a code or a name.
func pickPlace(s State, in input) (State, turn) {
	n := chosen(in.words)
	if s.Asking == askPlacePick && n > 0 && n <= len(s.Sections) {
		return ask(s, hung{no: s.Sections[n-1]})
	}
	if code := codeIn(in.Text); code != "" {
		return ask(s, hung{code: code})
	}
	return ask(s, place{typed: in.words})
}

// hung looks up what hangs at a section's counter: its code, by the section or by itself.
type hung struct {
	no   int
	code string
}

func (c hung) make(ctx context.Context, d Desk, _ input) (outcome, error) {
	if c.code != "" {
		at, err := d.Codes.Resolve(ctx, c.code)
		return hungTold{code: c.code, place: at.UnitName + " " + at.SectionName, link: d.link(c.code), err: err}, unforeseen(err)
	}
	issued, err := d.Codes.Of(ctx, models.CommandLine(), c.no) // of a scan: whoever stands at the counter may complain
	return hungTold{code: issued.Code, place: issued.UnitName + " " + issued.SectionName, link: d.link(issued.Code), err: err}, unforeseen(err)
}

// link is where a code's page is, and page where the phone app is.
func (d Desk) link(code string) string { return d.Base + "/c/" + code }
func (d Desk) page() string            { return d.Base + "/m/" }

type hungTold struct {
	code, place, link string
	err               error
}

func (o hungTold) tell(s State, in input) (State, string) {
	text := s.toldBefore()
	s = s.idle()
	if o.err != nil {
		s.Asking = askPlace
		return s, models.MessageOf(o.err) + "\n" + asking(s)
	}
	s.Case, s.Asking = &grievance{Code: o.code, Place: o.place, Text: text}, askStory
	head := fmt.Sprintf("要反映的是:%s。\n也可以打开网页填写:%s\n\n", o.place, o.link)
	if text == "" || s.Case.fault(in) != "" {
		s.Case.Text = ""
		return s, head + asking(s)
	}
	s.Asking = askEvidence
	return s, head + "内容先记为:" + s.Case.storyShown() + "\n" + asking(s)
}
