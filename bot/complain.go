package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wanping/internal/complaints"
	"wanping/internal/photos"
	"wanping/internal/secrets"
	"wanping/models"
)

// grievance is a complaint that the chat asks for piece by piece, or one that was looked up.
type grievance struct {
	Code   string   `json:"code,omitempty"` // of the section complained about
	Place  string   `json:"place,omitempty"`
	Text   string   `json:"text,omitempty"`
	Photos []string `json:"photos,omitempty"` // ids of uploads
	Name   string   `json:"name,omitempty"`
	Mobile string   `json:"mobile,omitempty"`
	About  string   `json:"about,omitempty"`
	Key    string   `json:"key,omitempty"` // the id of the message that made it what it is

	Receipt string   `json:"receipt,omitempty"`
	Secret  string   `json:"secret,omitempty"`
	May     []string `json:"may,omitempty"`
	Move    string   `json:"move,omitempty"` // that waits for its reason
}

func (g grievance) intake(openID string) complaints.Intake {
	return complaints.Intake{
		Code: g.Code, Text: g.Text, Photos: g.Photos, Name: g.Name, Mobile: g.Mobile, About: g.About,
		Channel: models.ChannelChat, OpenID: openID, Address: addressOf(openID),
	}
}

// addressOf is what limits count a chat by: of the network it comes from nothing is known here.
func addressOf(openID string) string { return "wechat:" + openID }

const (
	storyLimit = 2000 // characters of one message of a complaint
	photosMost = photos.PerComplaint
)

// begin asks for the story, once it is known what is complained about.
func begin(s State, code, place, link string) (State, string) {
	s = s.idle()
	s.Case, s.Asking = &grievance{Code: code, Place: place}, askStory
	return s, fmt.Sprintf("要反映的是:%s。\n也可以打开网页填写:%s\n\n%s", place, link, asking(s))
}

// complainQuestion is what the chat waits for of a complaint.
func complainQuestion(s State) string {
	switch s.Asking {
	case askPlace:
		return "要投诉哪个科室?请扫该科室窗口的二维码;没有二维码的,发单位和科室名称,如“公安局 出入境”。不投诉就回复“取消”。"
	case askPlacePick:
		return "是哪一个?回复序号;都不是,请重新发名称。不投诉就回复“取消”。"
	case askStory:
		return "要投诉,请写明时间、经过和诉求。不投诉就回复“取消”。"
	case askEvidence:
		return fmt.Sprintf("还可以发照片(最多%d张)或接着补充文字;没有了,回复“下一步”。", photosMost)
	case askContact:
		return "愿意留下姓名和手机号吗?只有县评议办核实时能看,被投诉的科室和单位看不到。愿意就发“姓名 手机号”;不愿意,回复“匿名”。"
	case askSubmit:
		return "回复 1 提交;要改,回复“改内容”“改照片”或“改联系方式”;是打击报复的,回复“打击报复”,只由县评议办办理。回复“取消”不投诉。"
	}
	return ""
}

// takesPictures reports whether a picture is an answer to what the chat waits for.
func (s State) takesPictures() bool {
	return s.Case != nil && slices.Contains([]question{askStory, askEvidence, askContact, askSubmit}, s.Asking)
}

// place finds the section to complain about by what was typed of its name, or by its number.
type place struct{ typed string }

const placesListed = 8

func (c place) make(ctx context.Context, d Desk, in input) (outcome, error) {
	units, err := d.Roster.Units(ctx, in.today())
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	sections, err := d.Roster.Sections(ctx, in.today(), models.SectionFilter{})
	if err != nil {
		return refusal{err}, unforeseen(err)
	}
	names := map[int]string{}
	for _, u := range units {
		names[u.UnitNo] = u.Name
	}
	var found []placed
	for _, s := range sections {
		if one := (placed{s.SectionNo, names[s.UnitNo] + " " + s.Name}); one.isMeant(c.typed, s.Name) {
			found = append(found, one)
		}
	}
	if len(found) == 1 {
		return hung{no: found[0].no}.make(ctx, d, in)
	}
	return placesTold{c, found}, nil
}

// placed is a section with its unit's name.
type placed struct {
	no   int
	name string
}

// isMeant reports whether each word that was typed is in the name, or the section's own name is in what was typed.
func (p placed) isMeant(typed, own string) bool {
	parts := strings.Fields(typed)
	if len(parts) == 0 {
		return false
	}
	for _, part := range parts {
		if !strings.Contains(p.name, part) {
			return len([]rune(own)) > 2 && strings.Contains(strings.Join(parts, ""), own)
		}
	}
	return true
}

type placesTold struct {
	place
	found []placed
}

func (o placesTold) tell(s State, _ input) (State, string) {
	s = s.idle()
	s.Asking = askPlace
	switch {
	case o.typed == "":
		return s, asking(s)
	case len(o.found) == 0:
		return s, "没有找到这个科室。" + asking(s)
	case len(o.found) > placesListed:
		return s, fmt.Sprintf("名称里有这几个字的科室有%d个,请写得再具体一些。", len(o.found)) + asking(s)
	}
	lines := []string{"名称相近的科室:"}
	for i, one := range o.found {
		s.Sections = append(s.Sections, one.no)
		lines = append(lines, fmt.Sprintf("%d %s", i+1, one.name))
	}
	s.Asking = askPlacePick
	return s, strings.Join(append(lines, asking(s)), "\n")
}

func pickPlace(s State, in input) (State, turn) {
	n := chosen(in.words)
	if s.Asking == askPlacePick && n > 0 && n <= len(s.Sections) {
		return ask(s, hung{no: s.Sections[n-1]})
	}
	if code := codeIn(in.Text); code != "" {
		return ask(s, hung{code: code})
	}
	return ask(s, place{typed: in.words})
}

// hung looks up what hangs at a section's counter: its code, by the section or by itself.
type hung struct {
	no   int
	code string
}

func (c hung) make(ctx context.Context, d Desk, _ input) (outcome, error) {
	if c.code != "" {
		at, err := d.Codes.Resolve(ctx, c.code)
		return hungTold{code: c.code, place: at.UnitName + " " + at.SectionName, link: d.link(c.code), err: err}, unforeseen(err)
	}
	issued, err := d.Codes.Of(ctx, models.CommandLine(), c.no) // of a scan: whoever stands at the counter may complain
	return hungTold{code: issued.Code, place: issued.UnitName + " " + issued.SectionName, link: d.link(issued.Code), err: err}, unforeseen(err)
}

func (d Desk) link(code string) string {
	if d.Link != nil {
		return d.Link(code)
	}
	return d.Codes.Link(code)
}

type hungTold struct {
	code, place, link string
	err               error
}

func (o hungTold) tell(s State, _ input) (State, string) {
	if o.err != nil {
		s = s.idle()
		s.Asking = askPlace
		return s, models.MessageOf(o.err) + "\n" + asking(s)
	}
	return begin(s, o.code, o.place, o.link)
}

// story takes what happened, or more of it.
func story(s State, in input) (State, turn) {
	g := *s.Case
	if s.Asking == askEvidence && among(bare(in.words), doneWords) {
		return proceed(s, in, g)
	}
	text := strings.TrimSpace(in.Text)
	if s.Asking == askEvidence {
		text = g.Text + "\n" + text
	}
	g.Text = text
	if e, refused := models.AsError(g.intake(in.OpenID).Check()); refused {
		return say(s, join(e.Message, asking(s)))
	}
	told := "记下了。"
	if s.Asking == askEvidence {
		told = "已补充。"
	}
	s.Case, s.Asking = &g, askEvidence
	return say(s, told+asking(s))
}

// doneWords end the photos; 不用 is no goodbye here.
var doneWords = []string{"下一步", "没有", "没有了", "没了", "好了", "完了", "写完了", "说完了", "发完了", "不用", "不用了", "不发", "不发了", "就这些", "结束", "1", "确认", "好", "好的", "继续"}

// anonymous are the ways to leave no name.
var anonymous = []string{"匿名", "不留", "不留了", "不愿意", "不用", "不用了", "不", "否", "跳过", "没有", "不填", "2", "下一步"}

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
	if among(bare(in.words), anonymous) {
		g.Name, g.Mobile = "", ""
		return confirmCase(s, in, g)
	}
	line := labels.Replace(in.words)
	at := mobileForm.FindStringSubmatchIndex(line)
	g.Name, g.Mobile = strings.ReplaceAll(line, " ", ""), ""
	if at != nil && !digitBeside(line, at[2], at[3]) {
		g.Mobile = strings.NewReplacer("-", "", " ", "").Replace(line[at[2]:at[3]])
		g.Name = strings.Join(strings.Fields(line[:at[0]]+" "+line[at[1]:]), "")
	} else if longNumber.MatchString(line) || among(bare(line), yesWords) {
		return say(s, "没看懂姓名和手机号。"+asking(s))
	}
	if e, refused := models.AsError(g.intake(in.OpenID).Check()); refused {
		return say(s, join(e.Message, asking(s)))
	}
	return confirmCase(s, in, g)
}

// confirmCase shows the complaint as it will be handed in. Nobody is named in full.
func confirmCase(s State, in input, g grievance) (State, turn) {
	g.Key, g.About = in.ID, orElse(g.About, models.AboutService)
	s.Case, s.Asking = &g, askSubmit
	return say(s, g.shown()+"\n\n"+asking(s))
}

const storyShown = 120 // characters of it, when it is confirmed

func (g grievance) shown() string {
	text := longNumber.ReplaceAllString(g.Text, "***")
	if runes := []rune(text); len(runes) > storyShown {
		text = fmt.Sprintf("%s……(共%d个字)", string(runes[:storyShown]), len([]rune(g.Text)))
	}
	who := "匿名"
	if g.Name+g.Mobile != "" {
		who = strings.TrimSpace(secrets.MaskName(g.Name) + " " + secrets.MaskMobile(g.Mobile))
	}
	lines := []string{"请核对:", "投诉:" + g.Place, "内容:" + text, fmt.Sprintf("照片:%d张", len(g.Photos)), "联系:" + who}
	if g.About == models.AboutRetaliation {
		lines = append(lines, "类型:打击报复,只由县评议办办理")
	}
	return strings.Join(lines, "\n")
}

// submitting hands the complaint in, or changes a piece of it.
func submitting(s State, in input) (State, turn) {
	g := *s.Case
	word := bare(in.words)
	switch {
	case isYes(in.words):
		return ask(s, filing{g})
	case strings.Contains(word, "内容"):
		g.Text, s.Asking = "", askStory
		s.Case = &g
		return say(s, "请重新写明时间、经过和诉求。不投诉就回复“取消”。")
	case strings.Contains(word, "照片"), strings.Contains(word, "图片"):
		g.Photos, s.Asking = nil, askEvidence
		s.Case = &g
		return say(s, "照片已全部去掉。"+asking(s))
	case strings.Contains(word, "联系"), strings.Contains(word, "姓名"), strings.Contains(word, "手机"), strings.Contains(word, "电话"):
		s.Asking = askContact
		return say(s, asking(s))
	case strings.Contains(word, "报复"):
		if g.About = models.AboutRetaliation; s.Case.About == models.AboutRetaliation {
			g.About = models.AboutService
		}
		return confirmCase(s, in, g)
	case among(word, anonymous) && !isNo(in.words):
		g.Name, g.Mobile = "", ""
		return confirmCase(s, in, g)
	}
	return say(s, "没有看懂。"+asking(s))
}

// filing hands a complaint in.
type filing struct{ grievance grievance }

func (c filing) make(ctx context.Context, d Desk, in input) (outcome, error) {
	intake := c.grievance.intake(in.OpenID)
	body, err := json.Marshal(intake)
	if err != nil {
		return nil, err
	}
	kept, err := d.Complaints.Receive(ctx, intake, complaints.Key{Key: "wechat-" + c.grievance.Key, Body: body})
	return filed{c.grievance, kept, err}, unforeseen(err)
}

type filed struct {
	grievance grievance
	kept      complaints.Received
	err       error
}

// tell gives receipt and secret. They stay in the chat's memory as long as its last answer does, and nowhere else.
func (o filed) tell(s State, _ input) (State, string) {
	refusal, refused := models.AsError(o.err)
	if !refused {
		return s.idle(), o.receipt()
	}
	g := o.grievance
	s.Case = &g
	switch models.CodeOf(o.err) {
	case models.CodeCodeUnknown, models.CodeCodeReplaced, models.CodeSectionDissolved:
		return s.idle(), refusal.Message
	}
	for _, field := range refusal.Fields {
		name, _, _ := strings.Cut(field.Name, ".")
		switch name {
		case "text":
			s.Asking = askStory
		case "name", "mobile":
			g.Name, g.Mobile, s.Asking = "", "", askContact
		case "photos":
			g.Photos, s.Asking = nil, askEvidence
		default:
			continue
		}
		return s, join(refusal.Message, asking(s))
	}
	s.Asking = askSubmit
	return s, join(refusal.Message, "内容还留着,30分钟内回复 1 可以再提交;回复“取消”不投诉。")
}

func (o filed) receipt() string {
	lines := []string{
		"投诉已收到。", "编号:" + spaced(o.kept.Receipt), "查询码:" + o.kept.Secret,
		"请截图保存:查询码只显示这一次,查进展、评价、撤回都要用。",
	}
	if o.kept.AcceptBy != nil && o.kept.AnswerBy != nil {
		lines = append(lines, fmt.Sprintf("%s前受理,%s前答复。", momentText(o.kept.AcceptBy.Time()), momentText(o.kept.AnswerBy.Time())))
	}
	return strings.Join(append(lines, "查进展,回复“查投诉”。"), "\n")
}

// spaced writes a receipt in groups of four.
func spaced(receipt string) string {
	var groups []string
	for part := range slices.Chunk([]byte(receipt), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, " ")
}

// picture fetches a photo from the chat and hands it in.
type picture struct{ mediaID string }

func (c picture) make(ctx context.Context, d Desk, in input) (outcome, error) {
	data, _, err := d.Pictures.Picture(ctx, c.mediaID)
	if err != nil {
		d.Log.WarnContext(ctx, "a picture of the chat could not be fetched", "error", err)
		return pictured{err: errNoPicture}, nil
	}
	id, err := d.Photos.Receive(ctx, photos.Upload{Body: data, Key: "wechat-" + in.ID, Address: addressOf(in.OpenID)})
	return pictured{id: id, err: err}, unforeseen(err)
}

var errNoPicture = models.NewError(models.CodeUnavailable, "这张照片没有取到,没有保存,请再发一次。")

type pictured struct {
	id  string
	err error
}

func (o pictured) tell(s State, _ input) (State, string) {
	if o.err != nil || s.Case == nil {
		return s, models.MessageOf(o.err) + reminder(s)
	}
	g := *s.Case
	if !slices.Contains(g.Photos, o.id) {
		g.Photos = append(slices.Clone(g.Photos), o.id)
	}
	s.Case = &g
	told := fmt.Sprintf("收到第%d张照片。", len(g.Photos))
	if s.Asking == askStory {
		return s, told + "请再写明时间、经过和诉求。不投诉就回复“取消”。"
	}
	return s, told + asking(s)
}

// photograph takes a picture for the complaint.
func photograph(s State, in input) (State, turn) {
	if len(s.Case.Photos) >= photosMost {
		return say(s, fmt.Sprintf("照片最多%d张,这一张没有保存。", photosMost)+reminder(s))
	}
	return ask(s, picture{mediaID: in.MediaID})
}
