package facts

import (
	"fmt"
	"strconv"

	"wanping/models"
	"wanping/scoring"
)

// Words says what an entry is in one line for people, by the rules of its day: its clause in the rule file's words and
// what it costs or gives by itself, before any cap. It holds nothing personal. of finds the entry that another reverses.
func Words(rules *scoring.Rules, e *scoring.Entry, of func(id string) (scoring.Entry, bool)) string {
	switch e.Kind {
	case models.EntryVotes:
		return fmt.Sprintf("%s的票(满意%d、基本满意%d、不满意%d)", indicatorWords(rules, e.Indicator), e.Satisfied, e.Basic, e.Dissatisfied)
	case models.EntryDeduction:
		return "扣分 " + clauseWords(rules, e.Clause) + amountWords(rules, e, "-")
	case models.EntryBonus:
		return "加分 " + clauseWords(rules, e.Clause) + amountWords(rules, e, "+")
	case models.EntryCaseFile:
		if e.Failed {
			return "案卷评查不合格"
		}
		return "案卷评查得分 " + e.Mark.Round(scoring.Places).Plain()
	case models.EntryRating:
		if e.Rater == scoring.RaterCentre {
			return "政务服务中心的评分"
		}
		return "管理单位的评分"
	case models.EntryReversal:
		if target, ok := of(e.Reverses); ok && target.Kind != models.EntryReversal {
			return "撤销(冲正):" + Words(rules, &target, of)
		}
		return "冲正第" + e.Reverses + "号分录"
	}
	return "第" + e.ID + "号分录"
}

// Finder finds entries among those that the state holds.
func (s *State) Finder() func(id string) (scoring.Entry, bool) {
	at := make(map[string]int, len(s.Entries))
	for i := range s.Entries {
		at[s.Entries[i].ID] = i
	}
	return func(id string) (scoring.Entry, bool) {
		i, ok := at[id]
		if !ok {
			return scoring.Entry{}, false
		}
		return s.Entries[i], true
	}
}

func clauseWords(rules *scoring.Rules, id string) string {
	if c, ok := rules.Clause(id); ok {
		return id + " " + c.Label
	}
	return id
}

func indicatorWords(rules *scoring.Rules, id string) string {
	if i, ok := rules.Indicator(id); ok {
		return i.Label
	}
	return strconv.Quote(id)
}

func amountWords(rules *scoring.Rules, e *scoring.Entry, sign string) string {
	amount, err := rules.Charge(e)
	if err != nil {
		return "" // of a clause that the rules of today no longer have
	}
	text := " " + sign + amount.Round(scoring.Places).Plain() + "分"
	if e.OnUnit {
		text += "(全单位)"
	}
	return text
}
