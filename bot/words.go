package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

var (
	// stickers are WeChat's own emoji, which arrive as words in brackets.
	stickers = regexp.MustCompile(`\[[^\[\]\s]{1,8}\]`)
	circled  = strings.NewReplacer("①", "1", "②", "2", "③", "3", "④", "4", "⑤", "5", "⑥", "6")
	nods     = []string{"👌", "👍", "✅", "[OK]", "[强]"}
)

// tidy makes what a person typed easy to read: one width, no emoji, single blanks. A nod by itself is a yes.
func tidy(text string) string {
	words := withoutEmoji(strings.ToValidUTF8(text, ""))
	for _, nod := range nods {
		if words == "" && strings.Contains(text, nod) {
			return "好"
		}
	}
	return words
}

func withoutEmoji(text string) string {
	text = stickers.ReplaceAllString(circled.Replace(width.Fold.String(text)), " ")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200d' || r == '\u20e3' || unicode.Is(unicode.Mn, r): // joiners, keycaps, variation selectors
			return -1
		case unicode.IsSpace(r), unicode.In(r, unicode.So, unicode.Sk, unicode.Cc, unicode.Co, unicode.Cs, unicode.Cf):
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// bare is a command or a choice without what people put around it.
func bare(words string) string {
	return trimmed(strings.ToLower(strings.ReplaceAll(words, " ", "")))
}

func trimmed(words string) string {
	return strings.TrimFunc(words, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) })
}

func join(parts ...string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

// wide are the Chinese marks for those that rooms write in one width for all screens.
var wide = map[rune]rune{',': '，', ':': '：', ';': '；', '!': '！', '?': '？', '(': '（', ')': '）'}

// typeset sets the marks beside Chinese words in Chinese width, as a chat shows them: 11:30 stays as it is.
func typeset(text string) string {
	runes := []rune(text)
	out := make([]rune, len(runes))
	for i, r := range runes {
		out[i] = r
		mark, ok := wide[r]
		if ok && (i > 0 && chinese(out[i-1]) || i+1 < len(runes) && chinese(runes[i+1])) {
			out[i] = mark
		}
	}
	return string(out)
}

func chinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("“”、。…（）；，：！？*", r)
}

var (
	politeBefore = []string{"请问", "请", "麻烦", "我的", "我们的", "帮我", "帮忙", "我想要", "我想", "我要", "要", "查询", "查看", "查一下", "查", "看看", "看", "回复", "点"}
	politeAfter  = []string{"谢谢", "一下", "吧", "呢", "啊", "呀", "了", "哈", "吗"}
)

// core takes the courtesies off: 请帮我查一下待报吧 is 待报.
func core(words string) string {
	for again := true; again; {
		again = false
		for _, p := range politeBefore {
			if rest := trimmed(strings.TrimPrefix(words, p)); rest != words && rest != "" {
				words, again = rest, true
			}
		}
		for _, p := range politeAfter {
			if rest := trimmed(strings.TrimSuffix(words, p)); rest != words && rest != "" {
				words, again = rest, true
			}
		}
	}
	return words
}

var yesWords = []string{"是", "是的", "对", "对的", "好", "好的", "行", "可以", "嗯", "确认", "确定", "保存", "提交", "没错", "正确", "ok", "yes", "采用", "同意"}
var noWords = []string{"否", "不", "不是", "不对", "错了", "有错", "不行", "no", "修改", "改"}

// repeated matches what is said with emphasis or by two words: 好好好, 是的没错, 确认提交吧; single is said alone.
func repeated(single string, list []string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + single + `|(?:` + strings.Join(list, "|") + `){1,4})[吧啊呀哈了的哦]*$`)
}

var (
	yes      = repeated("1|一|y", yesWords)
	no       = repeated("2|二|n", noWords)
	unmarked = strings.NewReplacer(",", "", "。", "", "!", "", "、", "", ".", "")
)

func isYes(words string) bool { return yes.MatchString(unmarked.Replace(bare(words))) }
func isNo(words string) bool  { return no.MatchString(unmarked.Replace(bare(words))) }

func among(word string, list []string) bool {
	for _, one := range list {
		if word == one {
			return true
		}
	}
	return false
}

// notListed says which numbers there are to choose from.
func notListed(s State, in input, n int) (State, turn) {
	message := fmt.Sprintf("请回复1到%d的序号。", n)
	if chosen(in.words) > 0 {
		return say(s, message+reminder(s))
	}
	return unclear(s, in, message)
}

// mostChoices is how many things a list may number.
const mostChoices = 20

var spelled = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// chosen reads a number of a list: 2, 第2条, 二; 0 where it is none. Who numbered the list knows how long it is.
func chosen(words string) int {
	word := core(bare(words))
	for _, before := range []string{"撤回", "撤", "删除", "删掉", "删", "更正", "改", "选", "第"} {
		word = strings.TrimPrefix(word, before)
	}
	for _, end := range []string{"条", "个", "项", "号", "笔", "件"} {
		word = strings.TrimSuffix(word, end)
	}
	if at := slices.Index(spelled, word); at >= 0 {
		return at + 1
	}
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 || n > mostChoices || len(word) > 2 {
		return 0
	}
	return n
}

// longestText is how many bytes an answer may have, typeset; roomy is how many its list may have, so that what is behind
// it still fits.
const (
	longestText = 2048
	roomy       = 1500
)

// fit joins the lines that room holds, the first in any case, and says by more how many are left out.
func fit(room int, lines []string, more func(left int) string) string {
	text := ""
	for i, line := range lines {
		next := join(text, line)
		if i > 0 && len(typeset(next)) > room {
			return join(text, more(len(lines)-i))
		}
		text = next
	}
	return text
}

// whole ends an answer that is too long for one message at a whole line.
func whole(answer string) string {
	for len(answer) > longestText {
		at := strings.LastIndex(answer[:longestText-len("\n…")], "\n")
		if at <= 0 {
			return strings.ToValidUTF8(answer[:longestText-len("…")], "") + "…"
		}
		answer = answer[:at] + "\n…"
	}
	return answer
}
