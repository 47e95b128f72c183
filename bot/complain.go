package bot

import (
	"regexp"
	"slices"
	"strings"

	"wanping/models"
)

const storyLimit = 2000 // characters of one message of a complaint

// complain begins a complaint by what was typed behind the command: the section, or all of it in one sentence. Who
// handles complaints more likely asks about those.
func complain(s State, in input) (State, turn) {
	if vague.MatchString(bare(in.words)) {
		in = in.about("")
	}
	switch {
	case handles(in.role()) && (in.words == "" || howTo.MatchString(in.words)):
		return ask(s, cases{})
	case gistOf(in) == cmdProgress:
		return progress(s.idle(), in.about(""))
	}
	s = s.idle()
	if isStory(in) {
		s.Case = &grievance{Text: strings.TrimSpace(in.Text)}
	}
	return pickPlace(s, in)
}

// vague is what stands behind 我要反映 and names nothing.
var vague = regexp.MustCompile(`^(?:一个|个|一些|点)?(?:问题|情况|意见|事情|事)?(?:[a-z]*)$`)

// howTo is what is asked of complaints by whoever has to handle them: 投诉怎么处理, 投诉处理了吗.
var howTo = regexp.MustCompile(`^(?:怎么|如何|处理|办理|有几|多少|在哪|了)`)

// takesPictures reports whether a picture is an answer to what the chat waits for.
func (s State) takesPictures() bool {
	return s.Case != nil && slices.Contains([]question{askStory, askEvidence, askContact, askSubmit}, s.Asking)
}

// story takes what happened.
func story(s State, in input) (State, turn) {
	g := *s.Case
	if asksElse(in) {
		return say(s, "正在填写投诉,还没有提交。"+asking(s))
	}
	g.Text = strings.TrimSpace(in.Text)
	return kept(s, in, g, "记下了。")
}

// evidence takes more of the story, a name that comes early, or the word that there is no more.
func evidence(s State, in input) (State, turn) {
	g := *s.Case
	name, mobile, ok := contactIn(in)
	switch {
	case done.MatchString(bare(in.words)):
		return proceed(s, in, g)
	case anonymous.MatchString(bare(in.words)):
		return confirmCase(s, in, g)
	case ok && mobile != "":
		g.Name, g.Mobile = name, mobile
		return confirmCase(s, in, g)
	case asksElse(in):
		return say(s, "正在填写投诉,还没有提交。"+asking(s))
	}
	g.Text += "\n" + strings.TrimSpace(in.Text)
	return kept(s, in, g, "已补充。")
}

// asksElse reports whether somebody who fills in a complaint asks for something else meanwhile.
func asksElse(in input) bool { return commandOf(in.words) != "" || gistOf(in) == cmdProgress }

// kept goes on with a longer story, or says why it cannot be taken.
func kept(s State, in input, g grievance, told string) (State, turn) {
	if fault := g.fault(in); fault != "" {
		return unclear(s, in, fault)
	}
	s.Case, s.Asking = &g, askEvidence
	return say(s, told+asking(s))
}

// done ends the photos; 不用 is no goodbye here.
var done = regexp.MustCompile(`^(?:下一步|没有?了?|没有?(?:照片|图片|补充)了?|[好完行]了?|[写说发]完了?|不(?:用|发|补充|需要|传)(?:照片|图片)?了?|就这些|就这样|结束|不|否|跳过|1|确认|好的|是的?|嗯+|ok|继续|提交|可以了?)[吧啊呀了]*$`)

// anonymous is how people leave no name: 匿名, 不想留名, 我不方便留电话.
var anonymous = regexp.MustCompile(`^我?(?:匿名|跳过|否|没有|2|下一步|不(?:想|愿意|愿|用|要|方便|便|填|留|写|说|透露|给)*(?:我的|姓名|名字|名|联系方式|电话|手机号?|信息)*)[了吧啊哈]*$`)

// proceed asks for what is still missing, then to confirm.
func proceed(s State, in input, g grievance) (State, turn) {
	s.Case, s.Asking = &g, askContact
	if g.Key != "" { // was confirmed or asked before: one piece was changed
		return confirmCase(s, in, g)
	}
	return say(s, asking(s))
}

// contact takes a name and a number, or none.
func contact(s State, in input) (State, turn) {
	g := *s.Case
	if anonymous.MatchString(bare(in.words)) {
		g.Name, g.Mobile = "", ""
		return confirmCase(s, in, g)
	}
	name, mobile, ok := contactIn(in)
	if !ok || isYes(in.words) || commandOf(in.words) != "" || gistOf(in) != "" {
		return say(s, "没看懂姓名和手机号。"+asking(s))
	}
	g.Name, g.Mobile = name, mobile
	if fault := g.fault(in); fault != "" {
		return say(s, join(fault, asking(s)))
	}
	return confirmCase(s, in, g)
}

// contactIn reads a name, a mobile number or both; not ok where there is anything else.
func contactIn(in input) (name, mobile string, ok bool) {
	said := readLine(in.words, in.today(), false)
	if said.mobile == "" {
		name = nameIn(in.words)
		return name, "", name != ""
	}
	ok = said.numbers == 1 && said.item == "" && mobileForm.FindString(said.mobile) == said.mobile
	return said.name, said.mobile, ok
}

// confirmCase shows the complaint as it will be handed in. Nobody is named in full.
func confirmCase(s State, in input, g grievance) (State, turn) {
	g.Key, g.About = in.ID, orElse(g.About, models.AboutService)
	s.Case, s.Asking = &g, askSubmit
	return say(s, g.shown()+"\n\n"+asking(s))
}

// submitting hands the complaint in, or changes a piece of it.
func submitting(s State, in input) (State, turn) {
	if isYes(in.words) {
		return ask(s, filing{*s.Case})
	}
	if name, mobile, ok := contactIn(in); ok && mobile != "" {
		g := *s.Case
		g.Name, g.Mobile = name, mobile
		return confirmCase(s, in, g)
	}
	for _, one := range casePieces {
		if one.named.MatchString(bare(in.words)) {
			return one.change(s, in, *s.Case)
		}
	}
	return say(s, "没有看懂。"+asking(s))
}

// casePieces are what of a complaint may be changed before it is handed in, by how it is named.
var casePieces = []struct {
	named  *regexp.Regexp
	change func(s State, in input, g grievance) (State, turn)
}{
	{regexp.MustCompile(`匿名|不.*[留填写]`), func(s State, in input, g grievance) (State, turn) {
		g.Name, g.Mobile = "", ""
		return confirmCase(s, in, g)
	}},
	{regexp.MustCompile(`报复`), retaliation},
	{regexp.MustCompile(`内容|文字|重写`), func(s State, _ input, g grievance) (State, turn) {
		g.Text = ""
		s.Case, s.Asking = &g, askStory
		return say(s, "请重新写明时间、经过和诉求。不投诉就回复“取消”。")
	}},
	{regexp.MustCompile(`照片|图片`), func(s State, _ input, g grievance) (State, turn) {
		g.Photos = nil
		s.Case, s.Asking = &g, askEvidence
		return say(s, "照片已全部去掉。"+asking(s))
	}},
	{regexp.MustCompile(`联系|姓名|名字|手机|电话`), func(s State, _ input, _ grievance) (State, turn) {
		s.Asking = askContact
		return say(s, asking(s))
	}},
}

var asks = regexp.MustCompile(`什么|怎么|[吗?]`)

// retaliation says of a complaint that it is of one, or that it is not.
func retaliation(s State, in input, g grievance) (State, turn) {
	switch {
	case asks.MatchString(in.words):
		return say(s, "打击报复是指因为提过意见、投诉或没有配合而被刁难、处罚。是的,回复“打击报复”。"+reminder(s))
	case strings.ContainsAny(in.words, "不没取误"):
		g.About = models.AboutService
	default:
		g.About = models.AboutRetaliation
	}
	return confirmCase(s, in, g)
}
