package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechat"
	"wanping/internal/accounts"
	"wanping/models"
)

var noon = time.Date(2023, 9, 27, 4, 0, 0, 0, time.UTC)

func said(id, words string) input {
	who := accounts.Bound{Actor: models.Actor{AccountID: 1, Role: models.RoleLiaison, SectionNo: 1}}
	return newInput(wechat.Message{ID: id, Kind: wechat.KindText, Text: words}, who, noon)
}

// full is a draft of which only the wording may be refused.
func full() draft {
	in := said("m1", "")
	d := newDraft(in.today())
	d.take(readLine("李小红 13800000012 给李小红办护照", in.today(), false))
	d.Key = "m1"
	return *d
}

func wordingRefusal(suggestion string) error {
	return models.NewError("person_name", "服务事项含有人名。", models.Field{Name: "item", Code: "person_name", Message: "含有人名。", Suggestion: suggestion})
}

func TestASuggestedWordingIsOneReplyAway(t *testing.T) {
	s, answer := submitted{draft: full(), err: wordingRefusal("护照办理")}.tell(State{}, said("m2", "1"))
	require.Contains(t, answer, "含有人名")
	require.Contains(t, answer, "回复 1 采用“护照办理”")

	_, turn := step(s, said("m3", "1"))
	handed, ok := turn.call.(submission)
	require.True(t, ok)
	require.Equal(t, "护照办理", handed.draft.Item)
	require.Equal(t, "m3", handed.draft.Key, "another body needs another key")

	s2, turn := step(s, said("m4", "护照换证"))
	require.Contains(t, turn.answer, "护照换证", "one's own wording is shown before it is stored")
	require.Equal(t, askConfirm, s2.Asking)
}

func TestARefusedItemWithoutASuggestionIsAskedForAgain(t *testing.T) {
	s, answer := submitted{draft: full(), err: wordingRefusal("")}.tell(State{}, said("m2", "1"))
	require.Equal(t, askItem, s.Asking)
	require.Contains(t, answer, "含有人名")
	require.Contains(t, answer, "什么事项")
	require.Equal(t, "李小红", s.Draft.Name, "the rest is kept")
}

func TestWhatCouldNotBeStoredIsTriedAgainUnderTheSameKey(t *testing.T) {
	busy := models.NewError(models.CodeUnavailable, "当前提交的人太多,刚才的内容没有保存,请几秒后重试。")
	s, answer := submitted{draft: full(), err: busy}.tell(State{}, said("m2", "1"))
	require.Contains(t, answer, "稍后回复 1 再保存")
	_, turn := step(s, said("m3", "1"))
	require.Equal(t, "m1", turn.call.(submission).draft.Key)
}

func TestAStateOfAnotherProgramBeginsAnew(t *testing.T) {
	for _, state := range []string{"", "no json", `{"asking":"confirm"}`, `{"asking":"pick"}`, `{"asking":"colour"}`} {
		require.Equal(t, State{}, read(state))
	}
}

func TestMarksAreSetInChineseWidthBesideChineseWords(t *testing.T) {
	cases := map[string]string{
		"9月27日11:30截止,已报1条":     "9月27日11:30截止，已报1条",
		"手机:138******12":        "手机：138******12",
		"办结:9月27日(今天)。":         "办结：9月27日（今天）。",
		"回复“上报”;报错了回复“撤回”":      "回复“上报”；报错了回复“撤回”",
		"账号 pyxgaj01, ok (a:b)": "账号 pyxgaj01, ok (a:b)",
		"多少?(11位)":              "多少？（11位）",
		"":                      "",
	}
	for plain, set := range cases {
		require.Equal(t, set, typeset(plain))
	}
}
