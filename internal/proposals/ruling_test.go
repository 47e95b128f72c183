package proposals_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/facts/factstest"
	"wanping/internal/proposals"
	"wanping/models"
)

func rule(subject, detail string) proposals.Line {
	return proposals.Line{Kind: "ruling", Subject: subject, Detail: detail, On: day("2023-11-25"), Reason: "依据会议纪要"}
}

// season is a county with enough sections for the lists, at the time of the selection: 101 is exempt, 102 carried.
func season(t *testing.T) *county {
	t.Helper()
	c := over(factstest.Open(t, []int{60, 60}, map[string][]int{models.AttributeExempt: {101}, models.AttributeCarried: {102}}))
	c.Clock.Set(time.Date(2023, 11, 25, 4, 0, 0, 0, time.UTC))
	return c
}

func numbers(from, to int) string {
	var out []string
	for n := from; n <= to; n++ {
		out = append(out, fmt.Sprint(n))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func TestRulingsAreChecked(t *testing.T) {
	c := season(t)
	lists := func(satisfied, unsatisfied string) string {
		return `{"satisfied":` + satisfied + `,"unsatisfied":` + unsatisfied + `}`
	}
	for name, line := range map[string]proposals.Line{
		"a subject that does not exist":  rule("weather", `{}`),
		"no JSON":                        rule("decision", `soon`),
		"an unknown key":                 rule("decision", `{"number":"1","date":"2023-11-25","mood":"good"}`),
		"lists too short":                rule("candidates", lists("[1]", "[2]")),
		"a section on both lists":        rule("candidates", lists(numbers(1, 50), numbers(50, 99))),
		"an exempt candidate":            rule("candidates", lists(numbers(1, 50), numbers(52, 101))),
		"a replacement before the lists": rule("replacement", `{"list":"satisfied","out":1,"in":110}`),
		"a tie that is none":             rule("tie", `{"cut":"candidates.satisfied","order":[1,2]}`),
		"an indicator that is none":      rule("pending", `{"section":1,"indicator":"weather"}`),
		"a stage that is none":           rule("reopen", `{"stage":"winter","until":"2023-12-01"}`),
		"reopened until yesterday":       rule("reopen", `{"stage":"q1","until":"2023-11-24"}`),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Propose(t.Context(), review1, []proposals.Line{line}, proposals.Key{})
			require.Equal(t, models.CodeInvalid, models.CodeOf(err), "%v", err)
		})
	}
	_, err := c.Propose(t.Context(), review1, []proposals.Line{rule("decision", `{"number":"1","date":"2023-11-25"}`)}, proposals.Key{})
	require.Equal(t, models.CodeStageClosed, models.CodeOf(err), "too early")
	_, err = c.Propose(t.Context(), committee1, []proposals.Line{rule("candidates", "")}, proposals.Key{})
	require.Equal(t, models.CodeNotYourIndicator, models.CodeOf(err))
}

func TestListsAreAdoptedAndReplaced(t *testing.T) {
	c := season(t)
	entry := c.confirm(t, review2, c.propose(t, review1, rule("candidates", "")))[0]
	require.Contains(t, entry.Detail, `"satisfied":[1,`, "without detail the computed lists are taken")
	c.confirm(t, review2, c.propose(t, review1, rule("replacement", `{"list":"satisfied","out":1,"in":60}`)))
	_, err := c.Propose(t.Context(), review1, []proposals.Line{rule("replacement", `{"list":"satisfied","out":1,"in":61}`)}, proposals.Key{})
	require.Equal(t, models.CodeInvalid, models.CodeOf(err), "it is off the list already")

	vote := models.Actor{Login: "vote", Role: proposals.RoleVote}
	ballots := proposals.Line{Kind: "votes", Section: 60, Indicator: "online", Satisfied: 9, On: day("2023-11-25"), Reason: "网络评价计票"}
	c.confirm(t, review1, c.propose(t, vote, ballots))
	for section, code := range map[int]models.Code{1: "not_a_candidate", 101: models.CodeExemptSection, 102: ""} {
		ballots.Section = section
		_, err := c.Propose(t.Context(), vote, []proposals.Line{ballots}, proposals.Key{})
		require.Equal(t, code, models.CodeOf(err), section)
	}
}
