package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/boards"
	"wanping/models"
	"wanping/scoring"
)

// score asks for the live board of a manager's unit or a liaison's section, with what changed since yesterday; or opens
// the section that was named. What is shown of it is the boards' to decide.
type score struct{ named string }

func (c score) make(ctx context.Context, d Desk, in input) (outcome, error) {
	actor := in.who.Actor
	view, err := d.Boards.Board(ctx, actor, boards.Query{})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	out := scoreTold{all: len(view.Lines), day: view.AsOf}
	for _, line := range view.Lines {
		if line.Scores != nil {
			out.lines = append(out.lines, line)
		}
	}
	if no := out.named(c.named); no != 0 {
		return sectionScore{no: no}.make(ctx, d, in)
	}
	if actor.Role == models.RoleLiaison && len(out.lines) == 1 {
		return sectionScore{no: int(out.lines[0].Section)}.make(ctx, d, in)
	}
	out.changes, err = d.Boards.Between(ctx, actor, view.AsOf.AddDays(-1), models.Day{})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return out, nil
}

type scoreTold struct {
	lines   []boards.Line // of those whose scores may be seen
	all     int           // how many are ranked
	day     models.Day
	changes []boards.Change
}

// named finds the one section that a name or its number means; 0 where there is none, or several.
func (o scoreTold) named(typed string) int {
	typed = bare(typed)
	found := 0
	for _, line := range o.lines {
		switch {
		case typed == "":
		case bare(line.Name) == typed || fmt.Sprint(line.Section) == typed:
			return int(line.Section)
		case strings.Contains(bare(line.Name), typed) && found == 0:
			found = int(line.Section)
		case strings.Contains(bare(line.Name), typed):
			return 0
		}
	}
	return found
}

func (o scoreTold) tell(s State, in input) (State, string) {
	if len(o.lines) == 0 {
		return s, "现在没有可看的得分:本单位没有参评科室。" + reminder(s)
	}
	changed := map[int64]boards.Change{}
	for _, c := range o.changes {
		changed[c.Section] = c
	}
	slices.SortStableFunc(o.lines, func(a, b boards.Line) int { // what changed comes first, then the better ranks
		return cmp.Or(newsOf(changed, b)-newsOf(changed, a), cmp.Compare(b.Scores.Daily, a.Scores.Daily))
	})
	if s.Asking == askNothing {
		s.Asking = askSection
		for _, line := range o.numbered() {
			s.Sections = append(s.Sections, int(line.Section))
		}
	}
	return s, o.text(changed, in) + reminder(s)
}

// numbered are the sections that the person may open by a number.
func (o scoreTold) numbered() []boards.Line { return o.lines[:min(len(o.lines), mostChoices)] }

// text lists them as far as a message holds them, and says how to see the rest.
func (o scoreTold) text(changed map[int64]boards.Change, in input) string {
	lines := []string{o.head(in)}
	for i, line := range o.numbered() {
		text := fmt.Sprintf("%d %s %s", i+1, line.Name, standingText(line.Scores.Daily, line.DailyRank))
		if c, ok := changed[line.Section]; ok {
			text += "\n" + changeText(c)
		}
		lines = append(lines, text)
	}
	const more = "其余科室,回复“得分 科室名”看。"
	text := fit(roomy, lines, func(int) string { return more })
	if len(o.lines) > mostChoices && !strings.HasSuffix(text, more) {
		text = join(text, more)
	}
	return text
}

// newsOf weighs a section's news: an entry of its own, another score or rank, none.
func newsOf(changed map[int64]boards.Change, line boards.Line) int {
	c, ok := changed[line.Section]
	return btoi(ok) + btoi(len(c.Causes) > 0)
}

func (o scoreTold) head(in input) string {
	head := fmt.Sprintf("%s,本单位%d个科室的日常得分", momentText(in.now), len(o.lines))
	if o.lines[0].DailyRank == 0 {
		head += "(网络评价投票期间不显示名次)"
	} else {
		head += fmt.Sprintf("和名次(全县%d个科室)", o.all)
	}
	switch n := len(o.changes); n {
	case 0:
		return head + ",和昨天相比没有变化:"
	default:
		return head + fmt.Sprintf(",和昨天相比%d个有变化:", n)
	}
}

func standingText(daily scoring.Points, rank int) string {
	text := daily.Plain() + "分"
	if rank > 0 {
		text += fmt.Sprintf(",第%d名", rank)
	}
	return text
}

const causesTold = 3 // of one section's change

// changeText says from what a section's score and rank changed, and by which entries.
func changeText(c boards.Change) string {
	text := "  昨天" + plainPoints(c.From) + "分"
	if c.From == "" {
		text = "  昨天还没有参评"
	} else if c.RankFrom > 0 {
		text += fmt.Sprintf(",第%d名", c.RankFrom)
	}
	if len(c.Causes) == 0 && c.From == c.To {
		return text + ";得分没变,名次随其他科室变动"
	}
	if len(c.Causes) == 0 {
		return text + ";没有本科室的入账,随全县平均、科室属性或裁定变动"
	}
	for i, cause := range c.Causes {
		if i == causesTold {
			return text + fmt.Sprintf("\n  等%d笔", len(c.Causes))
		}
		text += "\n  " + causeText(cause)
	}
	return text
}

// plainPoints takes the zeros at the end off points as they are on the wire.
func plainPoints(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

func causeText(c boards.Cause) string {
	text := fmt.Sprintf("%s %s", monthDay(c.On), c.Words)
	if c.Evidence != "" {
		text += ",依据:" + longNumber.ReplaceAllString(c.Evidence, "***")
	}
	return text
}

// pickSection opens a numbered section; anything else is a new message.
func pickSection(s State, in input) (State, turn) {
	n := chosen(in.words)
	if n == 0 {
		return words(s.idle(), in)
	}
	if n > len(s.Sections) {
		return notListed(s, in, len(s.Sections))
	}
	return ask(s, sectionScore{no: s.Sections[n-1]})
}

// sectionScore asks how one section came by its score.
type sectionScore struct{ no int }

func (c sectionScore) make(ctx context.Context, d Desk, in input) (outcome, error) {
	whole, err := d.Boards.Explain(ctx, in.who.Actor, c.no, models.Day{})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	out := sectionScoreTold{explained: whole}
	changes, err := d.Boards.Between(ctx, in.who.Actor, whole.AsOf.AddDays(-1), models.Day{})
	for _, change := range changes {
		if change.Section == int64(c.no) {
			out.change = &change
		}
	}
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	return out, nil
}

type sectionScoreTold struct {
	explained boards.Explained
	change    *boards.Change // since yesterday
}

func (o sectionScoreTold) tell(s State, in input) (State, string) {
	e := o.explained
	lines := []string{fmt.Sprintf("%s,%s 日常得分%s", momentText(in.now), e.Name, standingText(e.Result.Daily, e.Result.DailyRank))}
	if o.change != nil {
		lines = append(lines, changeText(*o.change))
	} else {
		lines = append(lines, "和昨天相比没有变化。")
	}
	lines = append(lines, "各项:"+strings.Join(partsText(e), "、"))
	if len(e.Pending) > 0 {
		lines = append(lines, "还没有定数的:"+strings.Join(e.Pending, "、"))
	}
	if len(e.Causes) == 0 {
		lines = append(lines, "今年还没有扣分、加分等入账。")
	} else {
		lines = append(lines, fmt.Sprintf("入账的%d笔(最近的在前):", len(e.Causes)))
	}
	for _, cause := range slices.Backward(e.Causes) {
		lines = append(lines, "· "+causeText(cause))
	}
	text := fit(roomy, lines, func(left int) string { return fmt.Sprintf("还有%d笔,请在网页版查看。", left) })
	return s, join(text, "看申诉期内的扣分,回复“扣分”。") + reminder(s)
}

// partsText lists the indicators and the bonus with what each can give.
func partsText(e boards.Explained) []string {
	var out []string
	if e.Daily == nil {
		return nil
	}
	for _, part := range e.Daily.Children {
		text := part.Label + part.Value.Round(scoring.Places).Plain()
		if most := mostOf(part); most != "" {
			text += "/" + most
		}
		out = append(out, text)
	}
	return out
}

// mostOf finds the most that an indicator can give: the limit next below its rounded score.
func mostOf(part *scoring.Node) string {
	if len(part.Children) == 0 || part.Children[0].Op != scoring.OpLeast {
		return ""
	}
	limits := part.Children[0].Children
	return limits[len(limits)-1].Value.Round(scoring.Places).Plain()
}
