package wording_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/wording"
)

// newChecker returns a checker with the lexicon shipped with the program.
func newChecker(tb testing.TB) *wording.Checker {
	tb.Helper()
	lexicon, err := fs.Sub(configs.FS, "lexicon")
	require.NoError(tb, err)
	checker, err := wording.New(lexicon)
	require.NoError(tb, err)
	return checker
}

// codesOf returns the codes of a result's findings in their order.
func codesOf(res wording.Result) []wording.Code {
	codes := []wording.Code{}
	for _, f := range res.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

// TestOfficialPairs holds the nine pairs of annex 4, part 6: the right side passes, the left side is refused for what the
// policy says is wrong with it, and the suggestion is the policy's own.
func TestOfficialPairs(t *testing.T) {
	checker := newChecker(t)
	for _, pair := range []struct {
		bad, good string
		codes     []wording.Code
	}{
		{"为儿子XX办理健康证", "办理健康证", []wording.Code{wording.PersonName, wording.Kinship}},
		{"给XX公司提供纳税服务", "纳税服务", []wording.Code{wording.Organisation, wording.TooLong}},
		{"债务纠纷,民警调解后圆满解决", "110报警债务纠纷", []wording.Code{wording.Opinion, wording.Verbose, wording.TooLong}},
		{"咨询户口问题,非常满意", "户口业务咨询", []wording.Code{wording.Opinion, wording.Verbose, wording.TooLong}},
		{"XX疾病就诊", "门诊治疗", []wording.Code{wording.Private}},
		{"为XXX和XX办理离婚业务", "婚姻登记", []wording.Code{wording.PersonName, wording.Private, wording.TooLong}},
		{"咨询退伍军人参战证明需要提交什么资料", "退伍军人参战证明咨询", []wording.Code{wording.Verbose, wording.TooLong}},
		{"执法人员将占道流动菜贩劝离,保障道路畅通", "违章占道执法", []wording.Code{wording.Verbose, wording.TooLong}},
		{"乘客喝多了,求助", "110报警求助", []wording.Code{wording.Verbose}},
	} {
		t.Run(pair.bad, func(t *testing.T) {
			require.True(t, checker.Check(pair.good).OK, pair.good)
			res := checker.Check(pair.bad)
			require.False(t, res.OK)
			require.Equal(t, pair.codes, codesOf(res))
			for _, f := range res.Findings {
				require.Equal(t, pair.good, f.Suggestion)
				require.NotEmpty(t, f.Message)
			}
		})
	}
	for _, good := range []string{"违章占道处罚", "违章占道处罚(或执法)", "违章占道处罚\uff08或执法\uff09"} {
		require.True(t, checker.Check(good).OK, good)
	}
}
