package scoring_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/scoring"
)

// recompute applies a node's operation to its children with plain big rationals, apart from the engine's arithmetic.
func recompute(t require.TestingT, n *scoring.Node) *big.Rat {
	v := new(big.Rat)
	for i, child := range n.Children {
		c := child.Value.Rat()
		switch {
		case i == 0 && n.Op != scoring.OpMean && n.Op != scoring.OpSum:
			v = c
		case n.Op == scoring.OpSum, n.Op == scoring.OpMean:
			v.Add(v, c)
		case n.Op == scoring.OpDifference:
			v.Sub(v, c)
		case n.Op == scoring.OpProduct:
			v.Mul(v, c)
		case n.Op == scoring.OpQuotient:
			v.Quo(v, c)
		case n.Op == scoring.OpLeast && c.Cmp(v) < 0, n.Op == scoring.OpGreatest && c.Cmp(v) > 0:
			v = c
		case n.Op == scoring.OpRound:
			v = roundHalfUp(v, int(c.Num().Int64()))
		}
	}
	if n.Op == scoring.OpMean && len(n.Children) > 0 {
		v.Quo(v, big.NewRat(int64(len(n.Children)), 1))
	}
	if n.Op == scoring.OpSame {
		require.Len(t, n.Children, 1, n.Label)
	}
	return v
}

func roundHalfUp(v *big.Rat, decimals int) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	scaled := new(big.Rat).Mul(v, new(big.Rat).SetInt(scale))
	scaled.Add(scaled, big.NewRat(1, 2))
	return new(big.Rat).SetFrac(new(big.Int).Div(scaled.Num(), scaled.Denom()), scale)
}

func requireTrue(t require.TestingT, n *scoring.Node) {
	require.NotEmpty(t, n.Label)
	if n.Op == scoring.OpGiven || n.Op == scoring.OpRule {
		require.Empty(t, n.Children, n.Label)
		require.False(t, n.Op == scoring.OpRule && n.Basis == "", "%s is of the rule file and has no basis", n.Label)
		return
	}
	require.Zero(t, recompute(t, n).Cmp(n.Value.Rat()), "%s is %s, not its %s of its children", n.Label, n.Value, n.Op)
	for _, c := range n.Children {
		requireTrue(t, c)
	}
}

// On random boards, under any readings: each node equals its operation on its children, and the roots are the board.
func TestEveryNodeEqualsItsOperationOnItsChildren(t *testing.T) {
	all := []*scoring.Rules{
		load2023(t), with2023(t, "satisfaction_average", "mean_of_all"), with2023(t, "satisfaction_average", "pooled"),
		with2023(t, "station_rounds", "mean_of_rounds"), with2023(t, "case_file_part", "separate"),
		with2023(t, "no_case_file", "zero"), with2023(t, "one_rating_of_two", "half"),
		with2023(t, "one_rating_of_two", "waits"), with2023(t, "yearly_clauses", "every_time"),
		with2023(t, "deduction_quarters", "mean_of_quarters"),
	}
	rapid.Check(t, func(rt *rapid.T) {
		rules := rapid.SampledFrom(all).Draw(rt, "rules")
		facts := drawFacts(rt, rules)
		drawVote(rt, rules, &facts)
		for i, result := range mustEvaluate(rt, rules, facts).Sections {
			x, err := scoring.Explain(rules, facts, 0, facts.Sections[i].No)
			require.NoError(rt, err)
			require.Equal(rt, result, x.Result)
			requireTrue(rt, x.Daily)
			require.Equal(rt, result.Daily, x.Daily.Value.Round(scoring.Places))
			require.Equal(rt, result.Total == nil, x.Total == nil)
			if x.Total != nil {
				requireTrue(rt, x.Total)
				require.Equal(rt, *result.Total, x.Total.Value.Round(scoring.Places))
			}
		}
	})
}

func TestExplanationReadsAsAPersonWouldSayIt(t *testing.T) {
	rules := load2023(t)
	c, err := scoring.DecodeCase([]byte(`{"sections":[{"no":7,"unit":3,"enforcement":true}],"entries":[
		{"id":"e1","kind":"votes","section":7,"indicator":"satisfaction","satisfied":40,"basic":8,"dissatisfied":2,"on":"2023-06-01"},
		{"id":"e2","kind":"deduction","section":7,"clause":"A1.3.1a","modifiers":["chief","off_duty"],"on":"2023-06-04"},
		{"id":"e3","kind":"deduction","unit":3,"clause":"A5.1","count":2,"on":"2023-06-04"},
		{"id":"e4","kind":"deduction","section":7,"clause":"A1.4.1","on":"2023-06-04"},
		{"id":"e5","kind":"bonus","section":7,"clause":"B2c","matter":"专题","on":"2023-06-04"}]}`))
	require.NoError(t, err)
	x, err := scoring.Explain(rules, c.Facts, c.AsOf, 7)
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, x.WriteText(&text))
	for _, words := range []string{
		"科室 7(单位 3):日常得分 62.3800,第 1 名",
		"待定:亲清联络站评价、管理单位评价",
		"服务对象满意度:26.8800〔四舍五入到 4 位小数〕(第五部分(一)1)",
		"共 50 票,达到 50 票",
		"每人次 4(附件1(三)第1行) × 科室主要负责人 2.25(附件1(三)第1行) × 与职务因素无关 0.5(附件1(三)第1行)(A1.3.1a;分录 e2)",
		"全年封顶:0.5(附件5第1行)",
		"扣在整个单位上",
		"有“先进典型工作”加分的不扣",
		"“专题”取最高",
	} {
		require.Contains(t, text.String(), words)
	}
}

func TestExplainRefusesWhatEvaluateRefusesAndUnknownSections(t *testing.T) {
	rules := load2023(t)
	facts := scoring.Facts{Sections: []scoring.Section{{No: 1, Unit: 1}}}
	_, err := scoring.Explain(rules, facts, 0, 2)
	var fault *scoring.Error
	require.ErrorAs(t, err, &fault)
	require.Equal(t, scoring.CodeUnknownSection, fault.Code)
	facts.Entries = []scoring.Entry{{ID: "e", Kind: "gift", Section: 1, On: 20230601}}
	_, err = scoring.Explain(rules, facts, 0, 1)
	require.ErrorAs(t, err, &fault)
	require.Equal(t, scoring.CodeUnknownKind, fault.Code)
}
