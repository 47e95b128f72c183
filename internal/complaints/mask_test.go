package complaints_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/complaints"
)

func TestWhatNamesTheComplainantIsMasked(t *testing.T) {
	for text, want := range map[string]string{
		"窗口上午十点没有人值班。":                     "窗口上午十点没有人值班。",
		"我叫李小红,请回电13800000012":             "我叫***,请回电***",
		"李 小 红来办证,小红等了两小时":                 "***来办证,***等了两小时",
		"我是李女士":                            "我是***",
		"电话 138-0000-0012 或 138 0000 0012": "电话 *** 或 ***",
		"电话13800000012":                    "电话***",
		"电话一三八零零零零零零一二":                    "电话***",
		"座机0577-6661234转3":                 "座机***转3",
		"身份证33032119800101001X":            "身份证***",
		"微信号:xiaohong_li":                  "微信号:***",
		"邮箱xiaohong@example.com":           "邮箱***",
		"我叫王大明,不是本人":                       "我叫***,不是本人",
		"姓名:王大明":                           "姓名:***",
		"我住在幸福路12号3幢402室":                  "我住在***号******",
		"9月27日上午10:30在3号窗口,排队120人":         "9月27日上午10:30在3号窗口,排队120人",
		"2023-09-27去的":                     "2023-09-27去的",
		"生于1980-01-01":                     "生于***",
		"2023年9月27日":                       "2023年9月27日",
		"编号A1234,等了三四个小时":                  "编号A1234,等了三四个小时",
	} {
		got := complaints.Mask(text, name, mobile)
		if strings.Contains(text, "幸福路") {
			require.NotContains(t, got, "12")
			require.NotContains(t, got, "402")
			continue
		}
		require.Equal(t, want, got, text)
	}
}

// Whatever stands around it, and whatever people put between the digits, the number given and the name given are gone.
func TestNoTextKeepsTheNameOrNumberGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		between := rapid.SampledFrom([]string{"", " ", "-", "·", "."}).Draw(t, "between")
		around := rapid.StringMatching(`[一-龥a-z ,。]{0,20}`).Draw(t, "around")
		text := around + strings.Join(strings.Split(mobile, ""), between) + around + strings.Join(strings.Split(name, ""), between) + around
		got := complaints.Mask(text, name, mobile)
		plain := strings.NewReplacer(" ", "", "-", "", "·", "", ".", "").Replace(got)
		require.NotContains(t, plain, mobile)
		require.NotContains(t, plain, name)
	})
}
