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

// TestFaultsAreKnownByHowTheyAreFormed holds what no word list has: each case is one mechanism.
func TestFaultsAreKnownByHowTheyAreFormed(t *testing.T) {
	checker := newChecker(t)
	for name, c := range map[string]struct {
		text       string
		code       wording.Code
		suggestion string
	}{
		"two names at the end":                {"离婚登记张三李四", wording.PersonName, "离婚登记"},
		"two names joined":                    {"婚姻登记张建国与李淑芬", wording.PersonName, "婚姻登记"},
		"a name before 家":                     {"黄岳平家电费缴纳", wording.PersonName, "电费缴纳"},
		"an honorific as a given name":        {"林博士项目申报", wording.PersonName, "项目申报"},
		"somebody's relative":                 {"给我妈办理身份证", wording.Kinship, "办理身份证"},
		"a relative by formal 其":              {"户口迁移其父", wording.Kinship, "户口迁移"},
		"a relative by rank":                  {"二舅酒驾处罚", wording.Kinship, "酒驾处罚"},
		"a child before what is its own":      {"孩子出生证明补办", wording.Kinship, "出生证明补办"},
		"the one school of the county":        {"县实验小学消防验收", wording.Organisation, "消防验收"},
		"the one school of a town":            {"镇中心小学食堂检查", wording.Organisation, "食堂检查"},
		"a brand and a trade":                 {"仁爱口腔执业登记", wording.Organisation, "执业登记"},
		"an ordinary word as a brand":         {"阳光幼儿园年检申报", wording.Organisation, "年检申报"},
		"a long name before 厂":                {"宏达纸箱厂退税办理", wording.Organisation, "退税办理"},
		"a temple by name":                    {"宝胜寺翻建审批", wording.Organisation, "翻建审批"},
		"a village of a town no list has":     {"城关镇东街村低保审核", wording.Address, "低保审核"},
		"a village alone":                     {"后林村宅基地审批", wording.Address, "宅基地审批"},
		"a street alone":                      {"解放街占道处罚", wording.Address, "违章占道执法"},
		"an estate by an ordinary word":       {"阳光花苑违建查处", wording.Address, "违建查处"},
		"who suffers is a patient":            {"患肺癌医疗救助审核", wording.Private, ""},
		"an illness by its last character":    {"滑膜炎治疗", wording.Private, "门诊治疗"},
		"a grave illness and one's own claim": {"尿毒症特病备案", wording.Private, ""},
		"what somebody was":                   {"吸毒女子强制戒毒", wording.Private, ""},
		"how it ended, before 了":              {"丢的包找到了", wording.Opinion, ""},
		"how it ended, after 已":               {"欠薪已结清", wording.Opinion, ""},
		"how it ended, at the end":            {"工程验收合格", wording.Opinion, "工程验收"},
		"how it ended, after 获":               {"消费者获赔偿", wording.Opinion, ""},
		"a measure that was met":              {"水质检测达标", wording.Opinion, "水质检测"},
		"a judgement in one character":        {"公交车费贵", wording.Opinion, ""},
		"last digits":                         {"身份证后四位1234", wording.Contact, ""},
		"number of a case":                    {"民初2345号文书送达", wording.Contact, ""},
		"number of a decision":                {"行罚决字第00123号", wording.Contact, ""},
		"done with somebody first":            {"电话联系当事人处理", wording.Verbose, ""},
		"somebody made to do it":              {"提醒企业按期申报", wording.Verbose, ""},
		"somebody is told":                    {"走访农户了解生产情况", wording.Verbose, ""},
		"somebody goes":                       {"前往超市检查", wording.Verbose, ""},
		"somebody comes":                      {"住持来办证", wording.Verbose, ""},
		"begins with 问":                       {"问退休年龄", wording.Verbose, "退休年龄咨询"},
		"a sentence with 不":                   {"老板不发工资", wording.Verbose, ""},
		"a nickname before one's own affair":  {"豆豆入园报名", wording.PersonName, "入园报名"},
		"a name in letters":                   {"Tom签证延期", wording.PersonName, "签证延期"},
		"a surname and a rank":                {"夏老退休金", wording.PersonName, ""},
		"a given name and 哥":                  {"强哥换驾照", wording.PersonName, ""},
		"a surname alone at the end":          {"高血压患者随访张", wording.PersonName, "高血压患者随访"},
		"a role before the name":              {"户口迁移申请人郑晓峰", wording.PersonName, "户口迁移"},
		"a name in brackets":                  {"工伤认定决定(严某)", wording.PersonName, "工伤认定决定"},
		"a brand before a firm's affair":      {"奥康年报公示", wording.Organisation, "年报公示"},
		"a firm nobody knows by its affair":   {"瑞霖环评审批", wording.Organisation, "环评审批"},
		"a letter for a firm":                 {"A企业排污许可", wording.Organisation, "排污许可"},
		"something left out of a firm":        {"XX印染公司环评审批", wording.Organisation, "环评审批"},
		"the kind stays":                      {"恒安驾校备案", wording.Organisation, "驾校备案"},
		"a place before a home's affair":      {"后垟底漏水报修", wording.Address, "漏水报修"},
		"a part of the body and its ailment":  {"肛肠手术", wording.Private, "住院治疗"},
		"an account by its letters":           {"加好友py2023咨询", wording.Contact, ""},
		"a number in words":                   {"拘留五天", wording.Verbose, ""},
		"no service named":                    {"树枝压电线", wording.Verbose, ""},
		"a firm by its characters":            {"宏源化工用电检查", wording.Organisation, "用电检查"},
		"a firm with a marker in it":          {"大同电子厂用电检查", wording.Organisation, "用电检查"},
		"an inn by a surname and 记":           {"李记牛杂换证", wording.Organisation, ""},
		"an estate by any word":               {"玉兰花园漏水报修", wording.Address, "漏水报修"},
		"an estate by a place in it":          {"白鹭湾小区违建查处", wording.Address, "违建查处"},
		"a number in a road that is a name":   {"白石路9号电表安装", wording.Address, "电表安装"},
		"a judgement at the end":              {"护理服务细致", wording.Opinion, "护理服务"},
		"a judgement after 太":                 {"司机开太猛", wording.Opinion, ""},
		"a judgement after 太 by a word":       {"停电太频繁", wording.Opinion, ""},
		"a street named by an action":         {"水头镇建设街偷盗", wording.Address, ""},
		"who lives somewhere":                 {"住城北的群众走失", wording.Address, ""},
		"a child's parent":                    {"苗苗妈产检", wording.Kinship, "产检办理"},
		"a verb in full":                      {"给我妈办身份证", wording.Kinship, "办理身份证"},
	} {
		t.Run(name, func(t *testing.T) {
			res := checker.Check(c.text)
			require.Contains(t, codesOf(res), c.code, c.text)
			if c.suggestion != "" {
				require.Equal(t, c.suggestion, res.Findings[0].Suggestion)
			}
		})
	}
}

// TestWhatLooksLikeAFaultPasses holds the other side of these mechanisms.
func TestWhatLooksLikeAFaultPasses(t *testing.T) {
	checker := newChecker(t)
	for _, text := range []string{
		"孩子走失求助", "亲子活动报名", "孔庙维修审批", "乡镇卫生院检查", "县级公立医院改革", "古村落保护", "城中村改造", "解放路改造工程", "红木家具检测", "高血压患者管理", "严重精神障碍患者管理",
		"残疾评定", "意思表示公证", "获奖作品展览", "贷款结清证明", "信用修复", "违建拆除", "不予处罚决定", "不锈钢制品抽检", "未系安全带处罚", "不动产登记", "问卷调查", "到期换证", "来华工作许可",
		"刘基文化研究", "苏步青故居参观", "PM2.5监测", "疼痛科门诊", "货车通行证办理", "一老一小服务", "CA证书办理", "军人落户", "羊肉抽检", "新生儿落户", "110、120联动", "双重户口注销", "提存公证", "切坡建房审批", "兽用疫苗领取", "机井封填", "洁牙", "产妇访视", "街心花园养护", "金银饰品抽检", "超高车辆通行审批",
		"向阳社区建设", "1号公告发布", "农业保险理赔", "接待来访群众", "公告送达", "告知承诺制审批", "12345热线答复",
	} {
		require.True(t, checker.Check(text).OK, "%s %v", text, checker.Check(text).Findings)
	}
}

func TestLongNamesOfPowersAreOnlyTooLong(t *testing.T) {
	checker := newChecker(t)
	for text, suggestion := range map[string]string{
		"就业困难人员社会保险补贴申领":      "就业困难社保补贴申领",
		"机动车检验合格标志核发业务":       "检验标志核发业务",
		"互联网上网服务营业场所信息网络安全审核": "网吧信息网络安全审核",
		"对非法占用土地行为的处罚":        "非法占用土地行为处罚",
		"内地居民前往港澳通行证签注":       "内地港澳通行证签注",
		"因工程建设需要拆除城市排水设施审核":   "城市排水设施审核",
	} {
		res := checker.Check(text)
		require.Equal(t, []wording.Code{wording.TooLong}, codesOf(res), text)
		require.Equal(t, suggestion, res.Findings[0].Suggestion)
	}
}
