package wording_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/wording"
	"wanping/scoring"
)

// newChecker returns a checker with the lexicon shipped with the program.
func newChecker(tb testing.TB) *wording.Checker {
	tb.Helper()
	lexicon, err := fs.Sub(configs.FS, "lexicon")
	require.NoError(tb, err)
	checker, err := wording.New(lexicon, rulesOf2023(tb))
	require.NoError(tb, err)
	return checker
}

// rulesOf2023 is what the shipped rule file says of wording.
func rulesOf2023(tb testing.TB) scoring.WordingRules {
	tb.Helper()
	rules, err := scoring.LoadRules(configs.FS, "rules/2023.yaml")
	require.NoError(tb, err)
	return rules.WordingOn(rules.InForce.From)
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

func TestCheckByKindOfFault(t *testing.T) {
	checker := newChecker(t)
	for text, code := range map[string]wording.Code{
		"欧阳建华户口迁移": wording.PersonName, "诸葛犇护照办理": wording.PersonName, "张某某低保": wording.PersonName, "李大爷体检": wording.PersonName,
		"王×换证": wording.PersonName, "张**换证": wording.PersonName, "为小陈办证": wording.PersonName, "王国强工伤认定": wording.PersonName,
		"为儿子办理转学": wording.Kinship, "给小孩报名": wording.Kinship, "替老婆缴费": wording.Kinship,
		"给某某村委会办证": wording.Organisation, "温州金鹿鞋业有限公司": wording.Organisation, "××公司年检": wording.Organisation,
		"昆阳镇××路12号": wording.Address, "3幢502室报修": wording.Address, "家住水头镇": wording.Address,
		"办得太慢": wording.Opinion, "态度很好": wording.Opinion, "纠纷圆满解决": wording.Opinion, "业务已办结": wording.Opinion,
		"肺癌患者报销": wording.Private, "艾滋病治疗": wording.Private, "怀孕检查": wording.Private, "离婚财产分割": wording.Private,
		"电话13800000012": wording.Contact, "电话１３８００００００１２": wording.Contact, "138 0000 0012": wording.Contact, "一三八零零零零零零一二": wording.Contact,
		"138****0012": wording.Contact, "0577-63700000": wording.Contact, "33032620000101002X": wording.Contact, "微信号wx_abc12": wording.Contact,
		"QQ:1234567": wording.Contact, "a@example.com": wording.Contact, "浙C12345违停": wording.Contact,
		"怎么办理社保": wording.Verbose, "上门,修好水管": wording.Verbose, "缴费500元": wording.Verbose, "5月6日办证": wording.Verbose,
		"城乡居民基本养老保险待遇": wording.TooLong,
		"":             wording.Unreadable, "。。。": wording.Unreadable, "婚姻\xff登记": wording.Unreadable,
	} {
		require.Contains(t, codesOf(checker.Check(text)), code, text)
	}
}

func TestKindsOfServicePass(t *testing.T) {
	checker := newChecker(t)
	for _, text := range []string{
		"高血压随访服务", "离婚登记", "婚姻登记", "个体工商户设立登记", "食品经营许可证核发", "不动产转移登记", "退役军人优待证申领", "门诊治疗", "残疾人证办理", "公司设立登记",
		"王家坝水库取水许可", "交通事故处理", "违章占道执法", "110报警求助", "120急救", "老年人优待证", "儿童疫苗接种", "母婴保健许可", "独生子女奖励", "农村五保供养", "企业开办",
		"纠纷调解", "信访事项答复", "满意度调查", "临时救助审批", "养老公寓入住", "涉外公证", "夫妻投靠落户", "物业公司投诉", "12345热线受理", "110、120联动", "X光检查", "4S店检查",
		"何家岩旅游咨询", "张家湾道路养护", "李家车大桥检测", "C1驾驶证补办", "24小时自助办理", "水、电报装", "户口迁移(省内)",
	} {
		require.True(t, checker.Check(text).OK, "%s %v", text, checker.Check(text).Findings)
	}
}

func TestTooLongIsShortenedAtAWord(t *testing.T) {
	checker := newChecker(t)
	for text, suggestion := range map[string]string{
		"城乡居民基本养老保险参保登记":      "城乡居保参保登记",
		"机动车驾驶证期满换证申请":        "驾驶证期满换证申请",
		"国有建设用地使用权及房屋所有权转移登记": "不动产转移登记",
	} {
		res := checker.Check(text)
		require.Equal(t, []wording.Code{wording.TooLong}, codesOf(res))
		require.Equal(t, suggestion, res.Findings[0].Suggestion)
		require.Contains(t, res.Findings[0].Message, "10")
	}
}

func TestMessagesDoNotRepeatWhatIsPersonal(t *testing.T) {
	checker := newChecker(t)
	for _, f := range checker.Check("为王国强办理社保13800000012").Findings {
		require.NotContains(t, f.Message+f.Suggestion, "王国强")
		require.NotContains(t, f.Message+f.Suggestion, "138")
	}
}
