package models_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/models"
)

func TestParseDayTakesRealDatesInOneFormOnly(t *testing.T) {
	for _, s := range []string{"2023-09-28", "2024-02-29", "2000-02-29", "0001-01-02", "9999-12-31"} {
		day, err := models.ParseDay(s)
		require.NoError(t, err, s)
		require.Equal(t, s, day.String())
	}
	bad := []string{
		"", "2023-02-30", "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-9-28", "2023/09/28", "20230928",
		" 2023-09-28", "2023-09-28 ", "2023-09-28T00:00:00Z", "２０２３-09-28", "0001-01-01", "0000-12-31", "-2023-01-01", "10000-01-01",
	}
	for _, s := range bad {
		day, err := models.ParseDay(s)
		require.Equal(t, models.Code("invalid_date"), models.CodeOf(err), s)
		require.True(t, day.IsZero(), s)
	}
}

func TestNewDayRefusesDatesThatDoNotExist(t *testing.T) {
	require.Equal(t, "2024-02-29", models.NewDay(2024, time.February, 29).String())
	require.True(t, models.NewDay(2023, time.February, 29).IsZero())
	require.True(t, models.NewDay(2023, time.September, 31).IsZero())
}

func TestDayOfDependsOnTheZone(t *testing.T) {
	shanghai := time.FixedZone("Asia/Shanghai", 8*60*60)
	lastSecond := time.Date(2023, 9, 27, 15, 59, 59, 0, time.UTC)
	require.Equal(t, "2023-09-27", models.DayOf(lastSecond, shanghai).String())
	require.Equal(t, "2023-09-28", models.DayOf(lastSecond.Add(time.Second), shanghai).String())
	require.Equal(t, "2023-09-27", models.DayOf(lastSecond.Add(time.Second), time.UTC).String())
}

func TestDayAtGivesAMomentOfTheDay(t *testing.T) {
	shanghai := time.FixedZone("Asia/Shanghai", 8*60*60)
	day := models.NewDay(2023, time.November, 15)
	require.Equal(t, "2023-11-15T11:30:00+08:00", day.At(11*time.Hour+30*time.Minute, shanghai).Format(time.RFC3339))
	require.Equal(t, "2023-11-16T00:00:00+08:00", day.At(24*time.Hour, shanghai).Format(time.RFC3339))
}

func TestDayInJSON(t *testing.T) {
	type body struct {
		On   models.Day  `json:"on"`
		Till models.Day  `json:"till,omitzero"`
		Or   *models.Day `json:"or"`
	}
	out, err := json.Marshal(body{On: models.NewDay(2023, time.May, 5)})
	require.NoError(t, err)
	require.JSONEq(t, `{"on":"2023-05-05","or":null}`, string(out))

	var in body
	require.NoError(t, json.Unmarshal([]byte(`{"on":"2023-11-15","or":"2023-05-05"}`), &in))
	require.Equal(t, "2023-11-15", in.On.String())
	require.Equal(t, "2023-05-05", in.Or.String())
	require.Equal(t, models.Code("invalid_date"), models.CodeOf(json.Unmarshal([]byte(`{"on":"2023-02-30"}`), &in)))
	require.Error(t, json.Unmarshal([]byte(`{"on":20230505}`), &in))
}

func TestDayInTheDatabase(t *testing.T) {
	value, err := models.NewDay(2023, time.May, 5).Value()
	require.NoError(t, err)
	require.Equal(t, "2023-05-05", value)
	value, err = models.Day{}.Value()
	require.NoError(t, err)
	require.Nil(t, value)

	for _, src := range []any{"2023-05-05", []byte("2023-05-05"), time.Date(2023, 5, 5, 0, 0, 0, 0, time.UTC)} {
		var day models.Day
		require.NoError(t, day.Scan(src))
		require.Equal(t, models.NewDay(2023, time.May, 5), day)
	}
	day := models.NewDay(2023, time.May, 5)
	require.NoError(t, day.Scan(nil))
	require.True(t, day.IsZero())
	require.Error(t, day.Scan(int64(5)))
	require.Error(t, day.Scan("5 May"))
}

func TestDaysAreCountedAsTheStandardLibraryCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 100_000).Draw(t, "start"))
		n := rapid.IntRange(-600, 600).Draw(t, "n")
		day := models.DayOf(start, time.UTC)
		later, want := day.AddDays(n), start.AddDate(0, 0, n)

		require.Equal(t, want.Format("2006-01-02"), later.String())
		require.Equal(t, want.Weekday(), later.Weekday())
		require.Equal(t, want.Year(), later.Year())
		require.Equal(t, n, later.DaysSince(day))
		require.Equal(t, want.Compare(start), later.Compare(day))
		require.Equal(t, n < 0, later.Before(day))
		require.Equal(t, n > 0, later.After(day))
		again, err := models.ParseDay(later.String())
		require.NoError(t, err)
		require.Equal(t, later, again)
		require.Equal(t, later, models.NewDay(later.Date()))
	})
}
