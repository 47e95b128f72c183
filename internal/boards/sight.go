package boards

import (
	"context"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// sight is who may see what of a live board, in one place:
//   - the offices and the auditor see everything;
//   - a unit's manager sees everyone's rank, and the scores and explanations of the own unit;
//   - a liaison sees the own section;
//   - sections and units see no ranks while the vote runs;
//   - citizens see published boards only.
type sight struct {
	actor     models.Actor
	voteRuns  bool
	sectional bool // the actor belongs to a unit
}

func (b *Boards) sightOf(ctx context.Context, actor models.Actor, year int) (sight, error) {
	s := sight{actor: actor, sectional: actor.Role == models.RoleLiaison || actor.Role == models.RoleUnitManager}
	if actor.Role == "" {
		return s, errNotPublished
	}
	plan, err := b.plan(year)
	if err != nil {
		return s, err
	}
	err = b.store.Read(ctx, func(tx *models.Tx) error {
		s.voteRuns = plan.Runs("vote", models.DayOf(tx.Now(), clock.Shanghai))
		return nil
	})
	return s, err
}

// lists tells whether a section appears at all.
func (s sight) lists(section int64) bool {
	return s.actor.Role != models.RoleLiaison || section == int64(s.actor.SectionNo)
}

// scores tells whether a section's scores and explanations are shown.
func (s sight) scores(section, unit int64) bool {
	switch s.actor.Role {
	case models.RoleLiaison:
		return section == int64(s.actor.SectionNo)
	case models.RoleUnitManager:
		return unit == int64(s.actor.UnitNo)
	default:
		return true
	}
}

// ranks tells whether ranks and lists of candidates are shown.
func (s sight) ranks() bool { return !s.sectional || !s.voteRuns }

// View is a board as somebody may see it.
type View struct {
	Basis
	Lines []Line        `json:"sections"`
	Ties  []scoring.Tie `json:"ties,omitempty"`
	Aside []facts.Aside `json:"set_aside,omitempty"`
	Full  bool          `json:"-"` // the reader sees everything
}

// Line is a section's line. Scores is nil where the reader may not see them, the ranks 0.
type Line struct {
	Section     int64                  `json:"section_no"`
	Unit        int64                  `json:"unit_no"`
	Name        string                 `json:"name"`
	UnitName    string                 `json:"unit_name"`
	DailyRank   int                    `json:"daily_rank,omitempty"`
	TotalRank   int                    `json:"total_rank,omitempty"`
	Candidate   scoring.Candidate      `json:"candidate,omitempty"`
	Designation scoring.Designated     `json:"designation,omitempty"`
	Scores      *scoring.SectionResult `json:"scores,omitempty"`
}

func (s sight) view(shot *snapshot, q Query) View {
	v := View{Basis: shot.basis, Lines: []Line{}, Full: !s.sectional}
	if v.Full {
		v.Ties, v.Aside = shot.board.Ties, shot.state.Aside
	}
	for i := range shot.board.Sections {
		result := &shot.board.Sections[i]
		if q.UnitNo != 0 && result.Unit != int64(q.UnitNo) || q.Section != 0 && result.No != int64(q.Section) || !s.lists(result.No) {
			continue
		}
		v.Lines = append(v.Lines, s.line(result, shot.names[result.No]))
	}
	return v
}

func (s sight) line(result *scoring.SectionResult, n names) Line {
	line := Line{Section: result.No, Unit: result.Unit, Name: n.section, UnitName: n.unit}
	shown := *result
	if s.ranks() {
		line.DailyRank, line.TotalRank = result.DailyRank, result.TotalRank
		line.Candidate, line.Designation = result.Candidate, result.Designation
	} else { // what the vote is about, and how it stands
		shown.DailyRank, shown.TotalRank, shown.Candidate, shown.Designation = 0, 0, "", ""
		shown.Online, shown.Total = nil, nil
		if result.Online != nil { // the vote's indicator comes last
			shown.Indicators = shown.Indicators[:len(shown.Indicators)-1]
		}
	}
	if s.scores(result.No, result.Unit) {
		line.Scores = &shown
	}
	return line
}

var (
	errNotPublished = models.NewError(models.CodeForbidden, "还没有公布,请在公布后查看。")
	errNoSight      = models.NewError(models.CodeForbidden, "这个科室的得分说明不归您查看。")
	errNoSection    = models.NewError(models.CodeNotFound, "没有找到这个参评科室,请核对科室序号。")
)
