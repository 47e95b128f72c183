package bot

import (
	"fmt"
	"strings"
)

// insistSentence ends a refusal that may be insisted against; the chat says in its own words how.
const insistSentence = "确需这样表述的,请填写理由后再次提交。"

// wordingChoices says what can be replied to a refused wording.
func wordingChoices(s State) string {
	first := "请直接发新的事项名称"
	if s.Suggested != "" {
		first = fmt.Sprintf("回复 1 采用“%s”并保存;也可直接发新的事项名称", s.Suggested)
	}
	if !s.Firm {
		first += ";确需原来的写法,回复“坚持”加理由,如“坚持 权力清单原文如此”"
	}
	return first + ";回复“取消”不报。"
}

// insisting reads 坚持 with a reason behind it, or none.
func insisting(words string) (reason string, yes bool) {
	for _, begin := range []string{"坚持上报", "坚持原用语", "坚持原来的写法", "坚持", "就这样写", "就这么写"} {
		if rest, ok := strings.CutPrefix(words, begin); ok {
			return strings.TrimLeft(rest, " :,。;-"), true
		}
	}
	return "", false
}

// insist hands the record in again with the reason for its wording, or asks for one.
func insist(s State, in input, reason string) (State, turn) {
	if s.Firm {
		return say(s, "这一条不能坚持,请换个写法:事项里不能写电话、证件、账号等号码,也要能看得懂。"+reminder(s))
	}
	if trimmed(reason) == "" {
		s.Asking = askInsist
		return say(s, asking(s))
	}
	d := *s.Draft
	d.Insist, d.Key = reason, in.ID
	return ask(s, submission{draft: d})
}

// confirming says what can be replied to a draft.
func confirming(d *draft) string {
	const how = "如“手机 13800000000”“办结 昨天”“类别 咨询”"
	switch {
	case d.Corrects == 0:
		return "回复 1 保存。要改哪项就回复哪项,如“办结 昨天”“类别 咨询”;回复“取消”不报。"
	case !d.Changed:
		return "要改哪项就回复哪项," + how + ";回复“取消”不改。"
	}
	return "回复 1 更正:撤回原记录,按上面的内容保存。还要改就回复哪项," + how + ";回复“取消”不改。"
}
