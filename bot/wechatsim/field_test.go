package wechatsim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFieldsOfEachTypeAcceptAndRefuse(t *testing.T) {
	han := func(n int) string { return strings.Repeat("字", n) }
	ascii := func(n int) string { return strings.Repeat("a", n) }
	digits := func(n int) string { return strings.Repeat("7", n) }
	for key, c := range map[string]struct{ good, bad []string }{
		"thing1":            {[]string{han(20), "a b 1!"}, []string{"", han(21), "a\nb", "a\tb"}},
		"number1":           {[]string{"0", "-3.5", digits(32)}, []string{"", "三", digits(33)}},
		"letter1":           {[]string{ascii(32)}, []string{"a1", ascii(33), "字"}},
		"symbol1":           {[]string{"!?", "★★★★★"}, []string{"!a", "!!!!!!"}},
		"character_string1": {[]string{"A1.2.3", digits(32)}, []string{"条款", "a b", digits(33)}},
		"time1":             {[]string{"15:01", "2019年10月1日 15:01", "9:00~11:30", "2023年9月27日"}, []string{"25:00", "明天", "11点半"}},
		"date1":             {[]string{"2019年10月1日", "2019年10月1日 15:01", "2023-09-27"}, []string{"15:01", "9月1日"}},
		"amount1":           {[]string{"¥12.50", "3元"}, []string{"12345678901", "三元"}},
		"phone_number1":     {[]string{"13800000012", "+86-0766-66888866"}, []string{"拨打", strings.Repeat("1", 18)}},
		"car_number1":       {[]string{"粤A8Z888挂"}, []string{"粤A8Z888挂挂", "a"}},
		"name1":             {[]string{han(10), ascii(20)}, []string{han(11), ascii(21), "陈1"}},
		"phrase1":           {[]string{han(5), "待办"}, []string{han(6), "待办1", "待办。"}},
		"const1":            {[]string{"已扣分"}, []string{"别的", ""}},
		"mystery1":          {nil, []string{"a"}},
	} {
		t.Run(key, func(t *testing.T) {
			f := TemplateField{Key: key, Allowed: []string{"已扣分"}}
			for _, value := range c.good {
				require.Empty(t, f.check(value), value)
			}
			for _, value := range c.bad {
				require.NotEmpty(t, f.check(value), "%q", value)
			}
		})
	}
}
