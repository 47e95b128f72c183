package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/photos"
	"wanping/internal/testkit"
)

const goodComplaint = `{"code":"CODE","text":"我叫李小红,窗口上午十点没有人,打13800000012也不接","name":"李小红","mobile":"138 0000 0012"}`

// postComplaint fills in the code that hangs at section 1.
func (d *desk) postComplaint(body, key string, headers ...string) answer {
	d.t.Helper()
	body = strings.Replace(body, "CODE", d.CodeOf(d.t, testkit.Window), 1)
	return d.call(http.MethodPost, "/api/v1/complaints", "", body, append(headers, "Idempotency-Key", key)...)
}

// photo hands in a small picture, made anew already, and returns its id.
func (d *desk) photo() string {
	d.t.Helper()
	var picture bytes.Buffer
	require.NoError(d.t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20))))
	id, err := d.Photos.Receive(d.t.Context(), photos.Upload{Body: picture.Bytes(), Key: "key-photo", Address: "127.0.0.1"})
	require.NoError(d.t, err)
	worked, err := d.Photos.Work(d.t.Context())
	require.NoError(d.t, err)
	require.True(d.t, worked)
	return id
}

// complain hands a complaint in and returns its receipt and secret.
func (d *desk) complain(body, key string) (receipt, secret string) {
	d.t.Helper()
	got := d.postComplaint(body, key)
	require.Equal(d.t, http.StatusCreated, got.status, "%s", got.body)
	taken := got.json(d.t)
	return taken["receipt"].(string), taken["secret"].(string)
}

func (d *desk) own(method, path, secret, body string) answer {
	d.t.Helper()
	return d.call(method, "/api/v1/receipts/"+path, "", body, "Receipt-Secret", secret)
}

func (d *desk) moved(token, body string) answer {
	d.t.Helper()
	got := d.call(http.MethodPost, "/api/v1/complaints/1/moves", token, body)
	require.Equal(d.t, http.StatusOK, got.status, "%s", got.body)
	return got
}

func TestAComplaintFromTheCodeToTheVerdict(t *testing.T) {
	d := newDesk(t)
	receipt, secret := d.complain(goodComplaint, "key-00001")
	office, section := d.as(review, 1), d.as(liaison, testkit.Window)

	own := d.own(http.MethodGet, receipt, secret, "").json(t)
	require.Equal(t, "received", own["state"])
	require.Equal(t, "窗口科", own["section_name"])
	require.Contains(t, own["text"], "我叫李小红")
	require.Equal(t, []any{"withdraw"}, own["may"])
	require.Equal(t, "2023-10-07T17:30:00+08:00", own["accept_by"], "two working days over the holidays")

	require.JSONEq(t, `{"items":[]}`, string(d.call(http.MethodGet, "/api/v1/complaints", section, "").body), "not assigned yet")
	d.moved(office, `{"move":"assign","version":1,"text":"请核实","section_no":1}`)
	seen := d.call(http.MethodGet, "/api/v1/complaints/1", section, "").json(t)
	require.Equal(t, "我叫***,窗口上午十点没有人,打***也不接", seen["text"])
	require.Equal(t, []any{"accept", "propose_out_of_duty", "propose_unreasonable"}, seen["may"])
	require.NotContains(t, seen, "receipt")
	d.moved(section, `{"move":"accept","version":2}`)
	stale := d.call(http.MethodPost, "/api/v1/complaints/1/moves", office, `{"move":"assign","version":2,"text":"改派"}`)
	require.Equal(t, http.StatusConflict, stale.status)
	d.moved(section, `{"move":"answer","version":3,"text":"已安排专人值班,欢迎监督。"}`)

	own = d.own(http.MethodGet, receipt, secret, "").json(t)
	require.Equal(t, []any{"withdraw", "verdict"}, []any{own["may"].([]any)[1], own["may"].([]any)[0]})
	reopened := d.own(http.MethodPost, receipt+"/verdict", secret, `{"solved":false,"text":"今天又没有人"}`)
	require.Equal(t, "reopened", reopened.json(t)["state"])
	d.moved(section, `{"move":"answer","version":5,"text":"已整改并通报。"}`)
	solved := d.own(http.MethodPost, receipt+"/verdict", secret, `{"solved":true}`)
	require.Equal(t, "solved", solved.json(t)["state"])
	d.moved(office, `{"move":"found","version":7,"text":"查实"}`)

	proposed := d.call(http.MethodPost, "/api/v1/complaints/1/proposals", office, `{"clause":"A1.1.5a","reason":"查实"}`)
	require.Equal(t, http.StatusCreated, proposed.status, "%s", proposed.body)
	again := d.call(http.MethodPost, "/api/v1/complaints/1/proposals", office, `{"clause":"A1.1.5a","reason":"查实"}`)
	require.Equal(t, http.StatusConflict, again.status)
	other := d.call(http.MethodPost, "/api/v1/complaints/1/proposals", office, `{"clause":"A1.1.3","reason":"查实"}`)
	require.Equal(t, http.StatusUnprocessableEntity, other.status)

	revealed := d.call(http.MethodPost, "/api/v1/complaints/1/reveals", office, `{"reason":"电话核实"}`)
	require.Equal(t, "李小红", revealed.json(t)["name"])
	require.Contains(t, string(d.call(http.MethodGet, "/api/v1/audit", office, "").body), "complaint.reveal")
}

func TestLostRepliesMakeOneComplaint(t *testing.T) {
	d := newDesk(t)
	first := d.postComplaint(goodComplaint, "key-00001")
	for range 19 {
		again := d.postComplaint(goodComplaint, "key-00001")
		require.Equal(t, first.status, again.status)
		require.Equal(t, string(first.body), string(again.body), "the secret included")
	}
	other := d.postComplaint(`{"code":"CODE","text":"另一件完全不同的事"}`, "key-00001")
	require.Equal(t, http.StatusConflict, other.status)
	list := d.call(http.MethodGet, "/api/v1/complaints", d.as(review, 1), "").json(t)
	require.Len(t, list["items"], 1)
}

func TestWrongReceiptsAndSecretsTellNothing(t *testing.T) {
	d := newDesk(t)
	receipt, secret := d.complain(goodComplaint, "key-00001")
	wrong := d.own(http.MethodGet, receipt, "0000-0000-0000-0000", "")
	unknown := d.own(http.MethodGet, "100000000009", secret, "")
	require.Equal(t, http.StatusNotFound, wrong.status)
	require.Equal(t, string(wrong.body), string(unknown.body))
	mistyped := d.own(http.MethodGet, "100000000008", secret, "")
	require.Equal(t, http.StatusBadRequest, mistyped.status)
	require.Contains(t, string(mistyped.body), "输错")
}

func TestBadComplaintsAreToldWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	for name, one := range map[string]struct {
		body, says string
		status     int
	}{
		"unknown field":  {`{"code":"CODE","text":"窗口没有人值班","address":"幸福路"}`, "unknown_field", http.StatusBadRequest},
		"no text":        {`{"code":"CODE"}`, "required", http.StatusBadRequest},
		"too short":      {`{"code":"CODE","text":"差"}`, "5至2000", http.StatusBadRequest},
		"too long":       {`{"code":"CODE","text":"` + strings.Repeat("很", 2001) + `"}`, "2001", http.StatusBadRequest},
		"oversized":      {`{"code":"CODE","text":"` + strings.Repeat("很", 30_000) + `"}`, "body_too_large", http.StatusRequestEntityTooLarge},
		"no JSON":        {`{"code":`, "malformed_body", http.StatusBadRequest},
		"a made-up code": {`{"code":"ABCDEFGHJKMNPQRS","text":"窗口没有人值班"}`, "code_unknown", http.StatusNotFound},
		"seven photos":   {`{"code":"CODE","text":"窗口没有人值班","photos":["a","b","c","d","e","f","g"]}`, "最多6张", http.StatusBadRequest},
		"a stolen photo": {`{"code":"CODE","text":"窗口没有人值班","photos":["not-mine"]}`, "photo_unknown", http.StatusUnprocessableEntity},
	} {
		got := d.postComplaint(one.body, "key-00001")
		require.Equal(t, one.status, got.status, "%s: %s", name, got.body)
		require.Contains(t, string(got.body), one.says, name)
	}
	noKey := d.call(http.MethodPost, "/api/v1/complaints", "", strings.Replace(goodComplaint, "CODE", d.CodeOf(t, 1), 1))
	require.Contains(t, string(noKey.body), "idempotency_key_required")
	require.JSONEq(t, `{"items":[]}`, string(d.call(http.MethodGet, "/api/v1/complaints", d.as(review, 1), "").body), "nothing was kept")

	code := d.CodeOf(t, testkit.Window)
	d.Dissolve(t, testkit.Window, "2023-09-27")
	gone := d.call(http.MethodPost, "/api/v1/complaints", "", strings.Replace(goodComplaint, "CODE", code, 1), "Idempotency-Key", "key-00002")
	require.Equal(t, http.StatusGone, gone.status)
	require.Contains(t, string(gone.body), "section_dissolved")
}

func TestScriptInEveryFieldComesBackAsText(t *testing.T) {
	d := newDesk(t)
	const script = `<script>alert('x')</script>`
	receipt, secret := d.complain(`{"code":"CODE","text":"`+script+`","name":"<b>"}`, "key-00001")
	d.moved(d.as(review, 1), `{"move":"assign","version":1,"text":"`+script+`","unit_text":"`+script+`"}`)
	for _, got := range []answer{
		d.own(http.MethodGet, receipt, secret, ""), d.call(http.MethodGet, "/api/v1/complaints/1", d.as(liaison, 1), ""),
		d.call(http.MethodGet, "/api/v1/complaints", d.as(review, 1), ""),
	} {
		require.Equal(t, script, firstText(got.json(t)))
		require.NotContains(t, string(got.body), "<script>", "escaped in JSON as well")
		require.Contains(t, got.header.Get("Content-Type"), "application/json")
		require.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
	}
}

func firstText(shown map[string]any) any {
	if items, ok := shown["items"].([]any); ok {
		shown, _ = items[0].(map[string]any)
	}
	return shown["text"]
}

func TestTooManySayWhenToComeAgain(t *testing.T) {
	d := newDesk(t)
	var last answer
	for n := range 21 {
		last = d.postComplaint(fmt.Sprintf(`{"code":"CODE","text":"窗口没有人值班,第%d次"}`, n), fmt.Sprintf("key-%05d", n))
	}
	require.Equal(t, http.StatusTooManyRequests, last.status)
	require.Equal(t, "600", last.header.Get("Retry-After"))
	again := d.postComplaint(`{"code":"CODE","text":"窗口没有人值班,第3次"}`, "key-00003")
	require.Equal(t, http.StatusCreated, again.status, "a lost reply is answered all the same")
	other := d.postComplaint(goodComplaint, "key-other", "RemoteAddr", "198.51.100.4:1")
	require.Equal(t, http.StatusCreated, other.status)
}
