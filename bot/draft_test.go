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
		"2023/09/26": "2023-09-26", "9 月 26 日": "2023-09-26", "20230926": "2023-09-26",
		"昨天下午": "2023-09-26", "今天上午9点半": "2023-09-27", "昨天的": "2023-09-26", "9月26日上午10:30": "2023-09-26", "前天晚上8点15分": "2023-09-25",
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

func TestCategoriesAreGuessedByTheItem(t *testing.T) {
	for item, want := range map[string]string{
		"护照办理": models.CategoryLicence, "超速行政处罚": models.CategoryPenalty, "社保政策咨询": models.CategoryAdvice,
		"噪音投诉处理": models.CategoryComplaint, "水资源费征收": models.CategoryPower, "场地勘察": "",
	} {
		require.Equal(t, want, guessedCategory(item), item)
	}
}
