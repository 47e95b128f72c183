package bot

import (
	"regexp"

	"wanping/models"
)

// gists tell by a few words what a short sentence asks for; the first that fits counts. They are tried last, where nothing
// else is understood: a command, an answer and a record are told by their form.
var gists = []struct {
	about *regexp.Regexp
	c     command
}{
	{regexp.MustCompile(`(?:撤|取消|删).*零报|零报.*(?:撤|取消|删)`), cmdUnnil},
	{regexp.MustCompile(`零报|0报|[没无]有?(?:任何|什么|办)?(?:业务|服务|办件|事项|数据|人来)|^(?:今[天日]|昨[天日])[没无]有?[了的]?$`), cmdNil},
	{regexp.MustCompile(`(?:没|没有|不|未)(?:被|给|能)?(?:采录|采纳|通过|收录)|退[回了]|被[退拒]|驳回`), cmdRefused},
	{regexp.MustCompile(`(?:查|看|我的).*投诉|投诉.*(?:进|结果|到哪|怎么样|查|编号|处理)|进[度展]|到哪|查询码|[有到被办的处理]投诉`), cmdProgress},
	{regexp.MustCompile(`(?:怎么|如何|怎样).{0,2}[报填录]|[报填]送?要求`), cmdHelp},
	{regexp.MustCompile(`无关|不[是属归]于?(?:我们?|本)(?:科|单位|部门)`), cmdObject},
	{regexp.MustCompile(`申诉|扣.{0,4}分|扣了`), cmdDeducted},
	{regexp.MustCompile(`谁.*报|哪.*科.*报|报送情况|报了[没吗]|各科`), cmdUnit},
	{regexp.MustCompile(`得分|分数|(?:几|多少)分|排名|名次|排?[在到]?第几[名位]?|排第|怎么样|为什么.*[变降升]`), cmdScore},
	{regexp.MustCompile(`[没未该差缺剩].{0,3}报|要报[什啥哪]|差什么|截止|几点|周末|节假日|休息日|要不要报|要报[吗么]`), cmdDue},
	{regexp.MustCompile(`[报录填写搞弄]错|撤|删|收回`), cmdWithdraw},
	{regexp.MustCompile(`改|更正`), cmdFix},
	{regexp.MustCompile(`报[了过的]|记录|几条`), cmdRecords},
	{regexp.MustCompile(`解绑|解除|注销`), cmdUnbind},
	{regexp.MustCompile(`绑`), cmdBind},
	{regexp.MustCompile(`投诉|举报|反映|反应|意见|建议|complain`), cmdComplain},
	{regexp.MustCompile(`[再还续要想帮]+.{0,2}(?:报|来一条)|[上填]报|报送|录入`), cmdReport},
	{regexp.MustCompile(`帮助|怎么用|[干做]什么|功能|help|how`), cmdHelp},
}

// gistLongest is how many characters a sentence may have that is read so; who writes more tells something.
const gistLongest = 20

// gist is what a short sentence asks for, of what its person may ask; "" where it is none. Rest is what else it says.
func gist(in input) (c command, rest string) {
	plain := bare(in.words)
	if len([]rune(plain)) > gistLongest || longNumber.MatchString(plain) {
		return "", ""
	}
	for _, one := range gists {
		if at := one.about.FindStringIndex(plain); at != nil {
			c = one.c.of(in.role())
			if handles(in.role()) && (c == cmdProgress || c == cmdComplain) {
				c = cmdCases
			}
			if forbidden(in, c) != "" {
				return "", ""
			}
			return c, core(plain[:at[0]] + plain[at[1]:])
		}
	}
	return "", ""
}

// gistOf is a gist without the rest.
func gistOf(in input) command {
	c, _ := gist(in)
	return c
}

// of is what a question means when somebody of the role asks it.
func (c command) of(role models.Role) command {
	switch {
	case role == models.RoleUnitManager && (c == cmdDue || c == cmdRecords):
		return cmdUnit
	case role == models.RoleLiaison && c == cmdUnit:
		return cmdDue
	}
	return c
}

// handles reports whether complaints are assigned to people of a role.
func handles(role models.Role) bool {
	return role == models.RoleLiaison || role == models.RoleUnitManager
}

// about answers a sentence that is no answer to what the chat waits for, by what it seems to ask.
func about(s State, in input) (State, turn, bool) {
	if answer := smallTalk(in); answer != "" {
		return taken(say(s, answer+reminder(s)))
	}
	c, rest := gist(in)
	switch {
	case c == "" || s.goesOn(c):
		return s, turn{}, false
	case s.Asking == askNothing:
		return taken(obey(s, in, c, rest))
	}
	return taken(interrupt(s, in, c))
}

// unclear says that an answer is not understood, where it is nothing else either.
func unclear(s State, in input, message string) (State, turn) {
	if next, t, ok := about(s, in); ok {
		return next, t
	}
	return say(s, message+reminder(s))
}

// declined is how people leave what they began, in so many words: 不投诉了, 我不想报了.
var declined = regexp.MustCompile(`^(?:那|先|还是|我|就)*(?:不|别)(?:想|要|用|需要|是|再|来)*(?:办|报|上报|投诉|举报|反映|绑|绑定|解绑|改|更正|撤|撤回|查|弄|搞|填|写|申诉|提交|继续|零报告)(?:了|啦|吧)*$|^(?:我要|请|帮我)?(?:取消|退出|放弃)(?:提交|投诉|上报|报送|更正|撤回|申诉|这一?条|吧|了)+$`)

// declines reports whether an answer says that its person wants no more of it. Where a reason is asked it may be one, and
// 不改了 to a draft that is complete may mean that it is right.
func (s State) declines(words string) bool {
	switch s.Asking {
	case askNothing, askReason, askInsist, askGrounds, askCaseText:
		return false
	case askConfirm:
		if s.Draft.Corrects == 0 && among(core(bare(words)), []string{"不改", "不用改"}) {
			return false
		}
	}
	return declined.MatchString(bare(words))
}
