package bot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/models"
)

func TestDaysAsTheyAreTyped(t *testing.T) {
	today := models.NewDay(2023, 9, 27)
	cases := map[string]string{
		"今天": "2023-09-27", "昨日": "2023-09-26", "前天": "2023-09-25", "9月26日": "2023-09-26", "9月6号": "2023-09-06",
		"9.26": "2023-09-26", "9-26": "2023-09-26", "26日": "2023-09-26", "2023年9月26日": "2023-09-26", "2023-9-26": "2023-09-26",
		"2023/09/26": "2023-09-26", "9 月 26 日": "2023-09-26",
		"2月30日": "", "99999年1月1日": "", "明年": "", "": "", "13800000012": "", "26": "",
	}
	for typed, want := range cases {
		day, ok := dayOf(typed, today)
		require.Equal(t, want != "", ok, typed)
		if ok {
			require.Equal(t, want, day.String(), typed)
		}
	}
}

func TestLinesAsTheyAreTyped(t *testing.T) {
	today := models.NewDay(2023, 9, 27)
	cases := []struct{ line, name, mobile, item string }{
		{"李小红 13800000012 护照办理", "李小红", "13800000012", "护照办理"},
		{"李小红13800000012护照办理", "李小红", "13800000012", "护照办理"},
		{"李 小红 138 0000 0012 护照办理", "李小红", "13800000012", "护照办理"},
		{"护照办理 李小红 13800000012", "李小红", "13800000012", "护照办理"},
		{"李小红 护照办理 13800000012", "李小红", "13800000012", "护照办理"},
		{"13800000012 李小红 护照办理", "李小红", "13800000012", "护照办理"},
		{"13800000012 护照办理", "", "13800000012", "护照办理"},
		{"李小红,+86-138-0000-0012,护照办理", "李小红", "13800000012", "护照办理"},
		{"李小红,8613800000012,护照办理", "李小红", "13800000012", "护照办理"},
		{"姓名:李小红;电话:13800000012;事项:护照办理", "李小红", "13800000012", "护照办理"},
		{"古丽·阿依 13800000012 护照 换证", "古丽·阿依", "13800000012", "护照换证"},
		{"李小红 138000000123 护照办理", "", "", ""}, // a digit too many is no number
		{"李小红 护照办理", "", "", ""},
	}
	for _, c := range cases {
		d := newDraft(today)
		require.Equal(t, c.mobile != "", d.read(c.line, today), c.line)
		require.Equal(t, []string{c.name, c.mobile, c.item}, []string{d.Name, d.Mobile, d.Item}, c.line)
	}
}

func TestCategoriesAreGuessedByTheItem(t *testing.T) {
	for item, want := range map[string]string{
		"护照办理": models.CategoryLicence, "超速行政处罚": models.CategoryPenalty, "社保政策咨询": models.CategoryAdvice,
		"噪音投诉处理": models.CategoryComplaint, "水资源费征收": models.CategoryPower, "场地勘察": "",
	} {
		require.Equal(t, want, guessedCategory(item), item)
	}
}
