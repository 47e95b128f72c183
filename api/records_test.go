package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/api"
	"wanping/internal/clock"
	"wanping/internal/testkit"
)

func production(o *api.Options) { o.DemoClock = nil }

func TestSubmitAndList(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	got := d.submit(token, goodRecord, "key-00001")
	require.Equal(t, http.StatusCreated, got.status, "%s", got.body)
	require.JSONEq(t, `{"id":1,"section_no":1,"recipient_name":"李**","recipient_mobile":"138******12","item":"护照办理",
		"category":"licence","accepted_on":"2023-09-27","completed_on":"2023-09-27","timeliness":"same_day",
		"received_at":"2023-09-27T09:00:00+08:00","deadline":"2023-09-28T11:30:00+08:00"}`, string(got.body))

	again := d.submit(token, goodRecord, "key-00001")
	require.Equal(t, http.StatusCreated, again.status)
	require.Equal(t, got.body, again.body, "the same key and body give the same answer")

	twin := d.submit(token, goodRecord, "key-00002")
	require.Equal(t, http.StatusConflict, twin.status)
	require.EqualValues(t, 1, twin.json(t)["error"].(map[string]any)["earlier"].(map[string]any)["id"])
	yes := d.submit(token, strings.TrimSuffix(goodRecord, "}")+`,"confirm_duplicate":true}`, "key-00002")
	require.Equal(t, http.StatusCreated, yes.status, "%s", yes.body)
}

func TestListsArePaged(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	for i := range 5 {
		body := strings.Replace(goodRecord, "13800000012", fmt.Sprintf("138000000%02d", i), 1)
		require.Equal(t, http.StatusCreated, d.submit(token, body, fmt.Sprintf("key-%05d", i)).status)
	}
	var seen []int64
	cursor := ""
	for {
		got := d.call(http.MethodGet, "/api/v1/records?limit=2"+cursor, token, "")
		require.Equal(t, http.StatusOK, got.status, "%s", got.body)
		var page struct {
			Items []struct{ ID int64 }
			Next  string
		}
		require.NoError(t, json.Unmarshal(got.body, &page))
		for _, item := range page.Items {
			seen = append(seen, item.ID)
		}
		if page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	require.Equal(t, []int64{5, 4, 3, 2, 1}, seen)
	code, _ := d.call(http.MethodGet, "/api/v1/records?cursor=!!", token, "").refusal(t)
	require.Equal(t, "invalid_cursor", code)
}

func TestBadInputIsToldByFieldAndKeepsNothing(t *testing.T) {
	change := func(old, replacement string) string { return strings.Replace(goodRecord, old, replacement, 1) }
	cases := []struct {
		name, body   string
		status       int
		code, fields string
	}{
		{"unknown field", change(`{`, `{"admin":true,`), 400, "unknown_field", "admin"},
		{"wrong type", change(`"李小红"`, `17`), 400, "invalid_request", "recipient_name"},
		{"missing field", change(`"item":"护照办理",`, ``), 400, "required", "item"},
		{"null", change(`"护照办理"`, `null`), 400, "invalid_request", "item"},
		{"a day that does not exist", change(`"completed_on":"2023-09-27"`, `"completed_on":"2023-02-30"`), 400, "invalid_date", "completed_on"},
		{"a day with an hour", change(`"completed_on":"2023-09-27"`, `"completed_on":"2023-09-27T00:00:00Z"`), 400, "invalid_date", "completed_on"},
		{"a day in other digits", change(`"completed_on":"2023-09-27"`, `"completed_on":"2023/9/27"`), 400, "invalid_date", "completed_on"},
		{"no mobile number", change(`13800000012`, `0577-63000000`), 400, "invalid_request", "recipient_mobile"},
		{"unknown category", change(`licence`, `other`), 400, "invalid_request", "category"},
		{"not JSON", `{"item":`, 400, "malformed_body", ""},
		{"a list", `[]`, 400, "invalid_request", "body"},
		{"nothing", ``, 400, "malformed_body", ""},
		{"two faults", change(`"item":"护照办理","category":"licence"`, `"item":5,"category":"x"`), 400, "invalid_request", "category,item"},
		{"oversized", change(`护照办理`, strings.Repeat("长", 40_000)), 413, "body_too_large", ""},
		{"too long", change(`护照办理`, strings.Repeat("长", 300)), 400, "invalid_request", "item"},
		{"in the future", change(`"completed_on":"2023-09-27"`, `"completed_on":"2023-09-28"`), 422, "future_date", "completed_on"},
		{"late", strings.ReplaceAll(goodRecord, "2023-09-27", "2023-09-25"), 422, "deadline_passed", ""},
		{"before the season", strings.ReplaceAll(goodRecord, "2023-09-27", "2023-05-04"), 422, "before_season", "completed_on"},
	}
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := d.submit(token, c.body, fmt.Sprintf("bad-%05d", i))
			code, message := got.refusal(t)
			require.Equal(t, c.status, got.status, "%s", got.body)
			require.Equal(t, c.code, code, "%s", got.body)
			require.Regexp(t, `\p{Han}.*。$`, message, "a Chinese sentence")
			var names []string
			fields, _ := got.json(t)["error"].(map[string]any)["fields"].([]any)
			for _, f := range fields {
				names = append(names, f.(map[string]any)["name"].(string))
			}
			require.Equal(t, c.fields, strings.Join(names, ","))
		})
	}
	require.JSONEq(t, `{"items":[]}`, string(d.call(http.MethodGet, "/api/v1/records", token, "").body))
}

func TestKeyIsNeeded(t *testing.T) {
	d := newDesk(t)
	got := d.call(http.MethodPost, "/api/v1/records", d.as(liaison, testkit.Window), goodRecord)
	code, _ := got.refusal(t)
	require.Equal(t, "idempotency_key_required", code, "%s", got.body)
}

func TestClockThatJumpedBackIsToldAndKeepsNothing(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	d.Clock.Set(testkit.Start.Add(-time.Hour))
	got := d.submit(token, goodRecord, "key-00001")
	code, _ := got.refusal(t)
	require.Equal(t, http.StatusServiceUnavailable, got.status)
	require.Equal(t, "clock_moved_back", code)
	d.Clock.Set(testkit.Start)
	require.JSONEq(t, `{"items":[]}`, string(d.call(http.MethodGet, "/api/v1/records", token, "").body))
}

func TestDatabaseThatIsGoneIsToldWithoutItsWords(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	require.NoError(t, d.Store.Close())
	got := d.submit(token, goodRecord, "key-00001")
	require.Equal(t, http.StatusServiceUnavailable, got.status, "%s", got.body)
	code, message := got.refusal(t)
	require.Equal(t, "unavailable", code)
	require.Contains(t, message, "没有保存")
	require.NotContains(t, string(got.body), "sql")
	require.Equal(t, http.StatusServiceUnavailable, d.call(http.MethodGet, "/readyz", "", "").status)
	require.Equal(t, http.StatusOK, d.call(http.MethodGet, "/healthz", "", "").status)
}

func TestNothingPersonalInLogsOrMetrics(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	d.submit(token, goodRecord, "key-00001")
	d.submit(token, strings.Replace(goodRecord, "13800000012", "138000000129", 1), "key-00002")
	d.call(http.MethodGet, "/api/v1/records?from=2023-09-01&limit=7", token, "")
	d.call(http.MethodPost, "/api/v1/sessions", "", `{"account":"jiaju001","password":"secret-guess-1"}`)
	d.call(http.MethodGet, "/api/v1/accounts/jiaju001", d.as(admin, 1), "")
	d.call(http.MethodGet, "/api/v1/nothing/13800000012", token, "")
	said := d.log.String() + string(d.call(http.MethodGet, "/metrics", "", "").body)
	require.Contains(t, said, "/api/v1/records")
	for _, secret := range []string{"李小红", "1380000001", token, "secret-guess-1", "limit=7", "jiaju001", "王小明"} {
		require.NotContains(t, said, secret)
	}
}

func TestDemoClockGoesForwardOnly(t *testing.T) {
	d := newDesk(t)
	set := func(at string) int {
		return d.call(http.MethodPut, "/api/v1/demo/clock", "", fmt.Sprintf(`{"now":%q}`, at)).status
	}
	require.Equal(t, http.StatusOK, set("2023-09-28T11:30:00+08:00"))
	require.Equal(t, "2023-09-28T11:30:00+08:00", d.Clock.Now().In(clock.Shanghai).Format(time.RFC3339))
	require.Equal(t, http.StatusUnprocessableEntity, set("2023-09-28T11:29:59+08:00"))
	require.Equal(t, http.StatusUnprocessableEntity, set("2033-09-28T11:29:59+08:00"))
	require.Equal(t, http.StatusBadRequest, set("tomorrow"))
}

func TestReadinessWarnsBeforeTheCalendarEnds(t *testing.T) {
	d := newDesk(t)
	require.JSONEq(t, `{"status":"ok"}`, string(d.call(http.MethodGet, "/readyz", "", "").body))
	d.Clock.Set(time.Date(2026, 10, 31, 9, 0, 0, 0, clock.Shanghai))
	require.JSONEq(t, `{"status":"ok"}`, string(d.call(http.MethodGet, "/readyz", "", "").body), "60 days before is early enough")
	d.Clock.Set(time.Date(2026, 11, 1, 9, 0, 0, 0, clock.Shanghai))
	require.Contains(t, string(d.call(http.MethodGet, "/readyz", "", "").body), "2026-12-31")
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodGet, "/nothing", http.StatusNotFound},
		{http.MethodPatch, "/api/v1/records", http.StatusMethodNotAllowed},
		{http.MethodGet, "/api/v1/records/../../etc", http.StatusNotFound},
	} {
		got := d.call(c.method, c.path, "", "")
		require.Equal(t, c.status, got.status, "%s %s", c.method, c.path)
		_, message := got.refusal(t)
		require.Contains(t, message, "请")
	}
}

func TestACorrectionIsDoneOnceAndShowsNobody(t *testing.T) {
	d := newDesk(t)
	token := d.as(liaison, testkit.Window)
	require.Equal(t, http.StatusCreated, d.submit(token, goodRecord, "key-00001").status)
	correct := func(key, body string) answer {
		return d.call(http.MethodPost, "/api/v1/records/1/correction", token, body, "Idempotency-Key", key)
	}
	first := correct("key-00002", `{"item":"签证办理","recipient_mobile":"13800000013"}`)
	require.Equal(t, http.StatusCreated, first.status, "%s", first.body)
	require.Equal(t, "签证办理", first.json(t)["item"])
	require.Equal(t, "138******13", first.json(t)["recipient_mobile"])
	require.Equal(t, "李**", first.json(t)["recipient_name"], "what was left out stays, masked")
	require.Equal(t, first.body, correct("key-00002", `{"item":"签证办理","recipient_mobile":"13800000013"}`).body, "the answer was lost")

	code, _ := correct("key-00003", `{"item":"护照换发"}`).refusal(t)
	require.Equal(t, "already_withdrawn", code)
	code, _ = d.call(http.MethodPost, "/api/v1/records/2/correction", token, `{"item":"护照换发"}`).refusal(t)
	require.Equal(t, "idempotency_key_required", code)
	code, _ = correct("key-00004", `{"id":7}`).refusal(t)
	require.Equal(t, "unknown_field", code)
}

func TestWhatWasMissedIsTold(t *testing.T) {
	d := newDesk(t)
	d.At(t, "2023-09-28 11:42:00")
	token := d.as(liaison, testkit.Window)
	code, _ := d.submit(token, goodRecord, "key-00001").refusal(t)
	require.Equal(t, "deadline_passed", code)
	got := d.call(http.MethodGet, "/api/v1/duty/missed", token, "").json(t)
	require.Equal(t, map[string]any{"clause": "A1.4.3b", "label": "服务数据漏报", "source": "附件1其他第3行"}, got["basis"])
	require.Equal(t, "2023-09", got["month"])
	latest := got["items"].([]any)[0].(map[string]any)
	require.Equal(t, "2023-09-27", latest["to"])
	require.Contains(t, latest["why"], "迟了12分钟")
	require.NotContains(t, latest, "state", "what the office makes of it is the office's")
	august := d.call(http.MethodGet, "/api/v1/duty/missed?month=2023-08", token, "").json(t)
	require.Equal(t, "2023-08", august["month"])
	code, _ = d.call(http.MethodGet, "/api/v1/duty/missed?month=8", token, "").refusal(t)
	require.Equal(t, "invalid_request", code)
}
