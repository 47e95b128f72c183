package boards

import (
	"context"
	"fmt"
	"slices"

	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// Worksheet shows how candidates and designations came about, step by step (reading 10 to 12).
type Worksheet struct {
	Basis
	Exempt       []int64         `json:"exempt"`  // have a score and a rank, and are never candidates
	Carried      []int64         `json:"carried"` // in the vote directly
	Eligible     int             `json:"eligible"`
	Steps        []Step          `json:"steps"`
	Ties         []scoring.Tie   `json:"ties"` // not ruled on yet
	Rulings      []facts.Tie     `json:"tie_rulings"`
	Adopted      *facts.Lists    `json:"adopted"` // nil: the lists are the computed ones, and still move
	Replaced     []Replaced      `json:"replaced"`
	Pending      []facts.Pending `json:"pending"` // indicators that cannot be final yet, without a ruling
	Decision     *facts.Decision `json:"decision"`
	Units        []UnitPoints    `json:"units"`
	Consequences []Consequence   `json:"consequences"`
	Obstacles    []Obstacle      `json:"obstacles"` // why nothing final can be published; empty: it can
}

// Step is one list, best or worst first, up to its cut and the next two beyond it.
type Step struct {
	Cut    string   `json:"cut"`
	Label  string   `json:"label"`
	Size   int      `json:"size"`
	Of     int      `json:"of"`
	Places []Placed `json:"places"`
}

// Placed is a section on a list.
type Placed struct {
	Section int64  `json:"section_no"`
	Name    string `json:"name"`
	Value   string `json:"value"` // daily score or total
	In      bool   `json:"in"`
	Tied    bool   `json:"tied"` // equal at the cut, and not ruled on
}

// Replaced is a candidate that the office replaced.
type Replaced = facts.Replacement

// UnitPoints is what a unit's sections add to its yearly performance points.
type UnitPoints struct {
	Unit   int64  `json:"unit_no"`
	Name   string `json:"name"`
	Points int64  `json:"performance_points"`
}

// Consequence is what follows for one addressee of a designated section (part 6 of the policy).
type Consequence struct {
	Section     int64              `json:"section_no"`
	Unit        int64              `json:"unit_no"`
	Designation scoring.Designated `json:"designation"`
	Addressee   string             `json:"addressee"`
	Duty        string             `json:"duty"`
	Text        string             `json:"text"`
	Unless      string             `json:"unless,omitempty"`
	Due         string             `json:"due,omitempty"`
}

// Obstacle stands in the way of a final board.
type Obstacle struct {
	Code    string `json:"code"` // tie, pending, decision, vote
	Message string `json:"message"`
}

// Select makes the worksheet as of a day (zero: now), for the offices. Errors: CodeForbidden and those of Board.
func (b *Boards) Select(ctx context.Context, actor models.Actor, asOf models.Day) (Worksheet, error) {
	shot, err := b.at(ctx, asOf)
	if err != nil {
		return Worksheet{}, err
	}
	s, err := b.sightOf(ctx, actor, shot.state.Year)
	if err != nil {
		return Worksheet{}, err
	}
	if s.sectional {
		return Worksheet{}, models.NewError(models.CodeForbidden, "筛选和评定的过程只由县评议办和有关部门查看。")
	}
	return worksheetOf(shot), nil
}

func worksheetOf(shot *snapshot) Worksheet {
	r := &shot.state.Rulings
	w := Worksheet{
		Basis: shot.basis, Exempt: []int64{}, Carried: []int64{}, Ties: shot.board.Ties, Rulings: []facts.Tie{},
		Adopted: r.Candidates, Replaced: r.Replaced, Pending: []facts.Pending{}, Decision: r.Decision,
	}
	for _, t := range r.Ties {
		w.Rulings = append(w.Rulings, facts.Tie(t))
	}
	for _, section := range shot.state.Roster.Sections() {
		switch {
		case section.Exempt:
			w.Exempt = append(w.Exempt, section.No)
		case section.Carried:
			w.Carried = append(w.Carried, section.No)
		default:
			w.Eligible++
		}
	}
	w.Steps = steps(shot)
	w.Pending = pendingOf(shot)
	for _, u := range shot.board.Units {
		w.Units = append(w.Units, UnitPoints{Unit: u.Unit, Name: unitName(shot, u.Unit), Points: u.Points})
	}
	w.Consequences = consequences(shot)
	w.Obstacles = obstacles(shot, &w)
	return w
}

func unitName(shot *snapshot, unit int64) string {
	for _, s := range shot.board.Sections {
		if s.Unit == unit {
			return shot.names[s.No].unit
		}
	}
	return ""
}

// pendingOf lists the pending indicators that no ruling lets pass.
func pendingOf(shot *snapshot) []facts.Pending {
	out := []facts.Pending{}
	for _, s := range shot.board.Sections {
		for _, i := range s.Indicators {
			p := facts.Pending{Section: s.No, Indicator: i.ID}
			if i.Pending && !slices.ContainsFunc(shot.state.Rulings.Pending, func(r facts.Pending) bool { return covers(r, p) }) {
				out = append(out, p)
			}
		}
	}
	return out
}

// covers tells whether a ruling lets a pending indicator pass; section 0 is all of them.
func covers(r, p facts.Pending) bool {
	return r.Indicator == p.Indicator && (r.Section == 0 || r.Section == p.Section)
}

func consequences(shot *snapshot) []Consequence {
	out := []Consequence{}
	for i, s := range shot.board.Sections {
		if s.Designation == "" {
			continue
		}
		again := shot.state.Roster.Sections()[i].Carried // unsatisfied last year too
		for _, c := range shot.state.Rules.Consequences {
			if slices.Contains(c.For, string(s.Designation)) && (!c.TwoYears || again) {
				out = append(out, Consequence{
					Section: s.No, Unit: s.Unit, Designation: s.Designation, Addressee: c.Addressee,
					Duty: c.Duty, Text: c.Text, Unless: c.Unless, Due: c.Due,
				})
			}
		}
	}
	return out
}

// obstacles is why nothing final can be published (reading 11).
func obstacles(shot *snapshot, w *Worksheet) []Obstacle {
	out := []Obstacle{}
	if !slices.ContainsFunc(shot.board.Sections, func(s scoring.SectionResult) bool { return s.Total != nil }) {
		out = append(out, Obstacle{"vote", "网络评价还没有结果。"})
	}
	for _, t := range w.Ties {
		out = append(out, Obstacle{"tie", fmt.Sprintf("%s线上有%d个科室同分(%s),需要县评议办裁定。", cutLabels[t.Cut], len(t.Sections), Brief(t.Sections))})
	}
	if n := len(w.Pending); n > 0 {
		out = append(out, Obstacle{"pending", fmt.Sprintf("有%d项指标待定(如科室%d的%s),需要补齐或裁定。", n, w.Pending[0].Section, w.Pending[0].Indicator)})
	}
	if w.Decision == nil {
		out = append(out, Obstacle{"decision", "还没有录入县委常委会的决定(文号、日期)。"})
	}
	return out
}

// briefly is how many sections a sentence names.
const briefly = 8

// Brief names sections in a sentence, the first few of many.
func Brief(sections []int64) string {
	if len(sections) <= briefly {
		return fmt.Sprint(sections)
	}
	return fmt.Sprintf("%v 等%d个", sections[:briefly], len(sections))
}
