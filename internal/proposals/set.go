package proposals

import (
	"fmt"

	"wanping/internal/facts"
	"wanping/models"
	"wanping/scoring"
)

// checkSet holds that ratings come as one rater's whole set: one rating for each of its sections, the tiers within
// their quotas. Errors: CodeSetOnly, CodeSetIncomplete, the engine's tier_quota.
func checkSet(s *scene, rows []models.Proposal) error {
	if rows[0].Kind != models.EntryRating {
		for i := range rows {
			if rows[i].Kind == models.EntryRating {
				return errMixedSet
			}
		}
		return nil
	}
	tally := scoring.NewTally(s.state.Rules, s.state.Roster)
	rated := map[int64]bool{}
	for i := range rows {
		if rows[i].Kind != models.EntryRating || rows[i].Rater != rows[0].Rater {
			return errMixedSet
		}
		entry := facts.ToScoring(entryOf(&rows[i]))
		entry.ID = fmt.Sprint(i)
		if rated[entry.Section] {
			return models.NewError(models.CodeSetIncomplete, fmt.Sprintf("科室%d评了两次,请整套核对后重新提交。", entry.Section))
		}
		rated[entry.Section] = true
		if err := tally.Add(&entry); err != nil {
			return facts.Refusal(err)
		}
	}
	for _, section := range s.state.Roster.Sections() {
		mine := rows[0].Rater == scoring.RaterCentre && section.Stationed ||
			rows[0].Rater == scoring.RaterUnit && section.Unit == int64(rows[0].ConcernedUnit)
		if mine && !rated[section.No] {
			return models.NewError(models.CodeSetIncomplete, fmt.Sprintf("评分要整套提交,还缺科室%d的评分,没有保存。", section.No))
		}
	}
	return facts.Refusal(tally.CheckQuota(s.state.Day()))
}

var errMixedSet = models.NewError(models.CodeSetOnly, "评分要由一个评分人整套提交,不能和其他内容混在一起,没有保存。")
