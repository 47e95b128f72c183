package calendar_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/calendar"
	"wanping/models"
)

func day(t testing.TB, s string) models.Day {
	t.Helper()
	d, err := models.ParseDay(s)
	require.NoError(t, err)
	return d
}

func requireCode(t testing.TB, code models.Code, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, code, models.CodeOf(err), "%v", err)
}

func TestNextWorkingDaySaysWhatItSkipped(t *testing.T) {
	c := shipped(t)
	for _, tc := range []struct {
		after, next string
		skipped     []string
	}{
		{"2023-09-27", "2023-09-28", nil},
		{"2023-09-22", "2023-09-25", []string{"周末"}},
		{"2023-09-28", "2023-10-07", []string{"中秋节", "国庆节"}},
		{"2023-10-06", "2023-10-07", nil}, // a make-up Saturday
		{"2023-10-08", "2023-10-09", nil}, // from a make-up Sunday
		{"2023-12-29", "2024-01-02", []string{"周末", "元旦"}},
		{"2024-02-28", "2024-02-29", nil}, // leap day
		{"2024-02-29", "2024-03-01", nil},
		{"2024-06-07", "2024-06-11", []string{"周末", "端午节"}},
		{"2025-09-30", "2025-10-09", []string{"国庆节", "中秋节"}},
		{"2026-12-30", "2026-12-31", nil},
	} {
		next, skipped, err := c.NextWorkingDay(day(t, tc.after))
		require.NoError(t, err, tc.after)
		require.Equal(t, tc.next, next.String(), tc.after)
		require.Equal(t, tc.skipped, skipped, tc.after)
	}
}

func TestYearWithoutDataIsAnErrorAndNeverAWeekday(t *testing.T) {
	c := shipped(t)
	_, err := c.IsWorkingDay(day(t, "2027-01-04"))
	requireCode(t, "calendar_missing", err)
	require.ErrorContains(t, err, "2027年")
	require.ErrorContains(t, err, "calendar/2027.csv")
	_, err = c.IsWorkingDay(day(t, "2022-12-30"))
	requireCode(t, "calendar_missing", err)
	_, _, err = c.NextWorkingDay(day(t, "2026-12-31"))
	requireCode(t, "calendar_missing", err)
	_, err = c.AddWorkingDays(day(t, "2026-12-30"), 2)
	requireCode(t, "calendar_missing", err)
	_, err = c.AddWorkingDays(day(t, "2023-01-03"), -1)
	requireCode(t, "calendar_missing", err)
}

func TestAddWorkingDays(t *testing.T) {
	c := shipped(t)
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2023-09-27", 0, "2023-09-27"},
		{"2023-09-30", 0, "2023-09-30"}, // itself, though off
		{"2023-09-27", 1, "2023-09-28"},
		{"2023-09-27", 2, "2023-10-07"},
		{"2023-09-27", 4, "2023-10-09"},
		{"2023-10-09", -3, "2023-09-28"},
		{"2023-10-01", -1, "2023-09-28"},
	} {
		got, err := c.AddWorkingDays(day(t, tc.from), tc.n)
		require.NoError(t, err)
		require.Equal(t, tc.want, got.String(), "%s%+d", tc.from, tc.n)
	}
}

func TestAddWorkingDaysGoesThereAndBack(t *testing.T) {
	c := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		from := models.NewDay(2024, time.January, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "day"))
		n := rapid.IntRange(1, 100).Draw(t, "n")
		there, err := c.AddWorkingDays(from, n)
		require.NoError(t, err)
		working, err := c.IsWorkingDay(there)
		require.NoError(t, err)
		require.True(t, working)
		back, err := c.AddWorkingDays(there, -n)
		require.NoError(t, err)
		if fromWorks, _ := c.IsWorkingDay(from); fromWorks {
			require.Equal(t, from, back)
		} else {
			require.True(t, back.Before(from))
		}
	})
}

const okYear = "# a notice\ndate,kind,name\n2023-10-01,rest,国庆节\n2023-10-07,work,国庆节\n"

func load(files map[string]string) (*calendar.Calendar, error) {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder["calendar/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return calendar.Load(folder)
}

func TestLoadTakesWhatSpreadsheetsWrite(t *testing.T) {
	for name, text := range map[string]string{
		"plain":     okYear,
		"with BOM":  "\ufeff" + okYear,
		"with CRLF": "date,kind,name\r\n2023-10-01,rest,国庆节\r\n\r\n2023-10-07,work,国庆节\r\n",
	} {
		c, err := load(map[string]string{"2023.csv": text, "README.md": "not a calendar"})
		require.NoError(t, err, name)
		require.Equal(t, []int{2023}, c.Years())
		require.Equal(t, "国庆节", c.MakeUpFor(day(t, "2023-10-07")))
	}
}

func TestLoadRefusesBadFilesWithFileAndLine(t *testing.T) {
	const head = "date,kind,name\n"
	for name, tc := range map[string]struct {
		files map[string]string
		says  []string
	}{
		"no file":         {nil, []string{"没有任何年份"}},
		"no date":         {map[string]string{"2023.csv": head}, []string{"2023.csv", "没有任何日期"}},
		"empty":           {map[string]string{"2023.csv": ""}, []string{"2023.csv", "没有任何日期"}},
		"no heading":      {map[string]string{"2023.csv": "2023-10-01,rest,国庆节\n"}, []string{"2023.csv第1行", "表头"}},
		"bad date":        {map[string]string{"2023.csv": head + "2023-02-30,rest,春节\n"}, []string{"2023.csv第2行", "2023-02-30"}},
		"other form":      {map[string]string{"2023.csv": head + "2023/10/01,rest,国庆节\n"}, []string{"第2行", "2023/10/01"}},
		"bad kind":        {map[string]string{"2023.csv": head + "2023-10-01,off,国庆节\n"}, []string{"第2行", "off"}},
		"no name":         {map[string]string{"2023.csv": head + "2023-10-01,rest,\n"}, []string{"第2行", "名称"}},
		"blank in name":   {map[string]string{"2023.csv": head + "2023-10-01,rest, 国庆节\n"}, []string{"第2行", "空格"}},
		"too few columns": {map[string]string{"2023.csv": head + "2023-10-01,rest\n"}, []string{"第2行", "三列"}},
		"too many":        {map[string]string{"2023.csv": head + "2023-10-01,rest,国庆节,\n"}, []string{"第2行", "三列"}},
		"listed twice":    {map[string]string{"2023.csv": okYear + "2023-10-01,rest,国庆节\n"}, []string{"第5行", "2023-10-01", "第3行"}},
		"rest and work":   {map[string]string{"2023.csv": okYear + "2023-10-07,rest,国庆节\n"}, []string{"第5行", "2023-10-07", "第4行"}},
		"worked weekday":  {map[string]string{"2023.csv": head + "2023-10-09,work,国庆节\n"}, []string{"第2行", "不是周末"}},
		"other year":      {map[string]string{"2024.csv": okYear}, []string{"2024.csv第3行", "不属于2024年"}},
		"file name":       {map[string]string{"2023-final.csv": okYear}, []string{"2023-final.csv", "文件名"}},
		"file name short": {map[string]string{"23.csv": okYear}, []string{"23.csv", "文件名"}},
		"gap between years": {
			map[string]string{"2023.csv": okYear, "2025.csv": head + "2025-10-01,rest,国庆节\n"},
			[]string{"2025.csv", "缺少2024年"},
		},
		"huge": {map[string]string{"2023.csv": okYear + string(make([]byte, 1<<17))}, []string{"2023.csv", "超过"}},
	} {
		_, err := load(tc.files)
		requireCode(t, "calendar_invalid", err)
		for _, part := range tc.says {
			require.ErrorContains(t, err, part, name)
		}
	}
}
