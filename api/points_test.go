package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/api"
	"wanping/configs"
	"wanping/internal/accounts"
	"wanping/internal/boards"
	"wanping/internal/facts"
	"wanping/internal/facts/factstest"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/proposals"
	"wanping/internal/roster"
	"wanping/internal/stages"
	"wanping/models"
)

// points is the API over a small county, with an account of each kind logged in.
type points struct {
	*factstest.County
	t       *testing.T
	handler http.Handler
	rooms   api.Rooms
	tokens  map[string]string
}

func newPoints(t *testing.T) *points {
	t.Helper()
	c := factstest.Open(t, []int{2, 2}, nil)
	plan := func(year int) (*stages.Plan, error) { return stages.Load(configs.FS, year) }
	key := filepath.Join(t.TempDir(), "signing.pem")
	p := &points{County: c, t: t, tokens: map[string]string{}, rooms: api.Rooms{
		Store: c.Store, Roster: roster.NewRegistry(c.Store),
		Accounts: accounts.New(c.Store, c.Keys, accounts.Settings{SessionTerm: time.Hour, OfficeSessionTerm: time.Hour, ActivationTerm: time.Hour}),
		Points: api.Points{
			Ledger: c.Ledger, Signer: sync.OnceValues(func() (*ledger.Signer, error) { return ledger.OpenSigner(key) }),
			Proposals: proposals.New(c.Store, c.Keys, c.Ledger, c.Rules, plan), Boards: boards.New(c.Store, c.Ledger, c.Rules, plan),
			Outbox: outbox.New(c.Store), Adoption: facts.Adoption{Store: c.Store, Rules: c.Rules},
		},
	}}
	p.rooms.Points.Attach(p.rooms.Roster)
	var err error
	p.handler, err = api.New(p.rooms, api.Options{
		Clock: c.Clock, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Metrics: prometheus.NewRegistry(), CalendarEnd: models.NewDay(2026, 12, 31),
	})
	require.NoError(t, err)
	for _, a := range []accounts.NewAccount{
		{Login: "review1", Role: models.RoleReviewOffice}, {Login: "review2", Role: models.RoleReviewOffice}, {Login: "committee1", Role: models.RoleWorkCommittee},
		{Login: "committee2", Role: models.RoleWorkCommittee}, {Login: "unit1", Role: models.RoleUnitManager, UnitNo: 1},
		{Login: "section1", Role: models.RoleLiaison, SectionNo: 1}, {Login: "section3", Role: models.RoleLiaison, SectionNo: 3},
	} {
		p.logIn(a)
	}
	return p
}

func (p *points) logIn(a accounts.NewAccount) {
	p.t.Helper()
	_, err := p.rooms.Accounts.Create(p.t.Context(), models.CommandLine(), a)
	require.NoError(p.t, err)
	code, err := p.rooms.Accounts.IssueCode(p.t.Context(), models.CommandLine(), a.Login)
	require.NoError(p.t, err)
	in, err := p.rooms.Accounts.Activate(p.t.Context(), accounts.Activation{
		Login: a.Login, Code: code.Code, Password: "a long enough pass phrase", HolderName: "王小明", Device: "test", Address: "127.0.0.1",
	})
	require.NoError(p.t, err)
	p.tokens[a.Login] = in.Token
}

// ask sends a request as somebody ("" is nobody) and returns the answer; body is JSON text.
func (p *points) ask(who, method, path, body string, header ...string) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewBufferString(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+p.tokens[who])
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w
}

// want asks and checks status and, of a refusal, code; into receives the body of anything else.
func (p *points) want(status int, code, who, method, path, body string, into any) {
	p.t.Helper()
	w := p.ask(who, method, path, body, "Idempotency-Key", "key-of-"+who+"-"+body[:min(len(body), 40)])
	require.Equal(p.t, status, w.Code, "%s %s: %s", method, path, w.Body)
	var refusal struct{ Error struct{ Code string } }
	if code != "" {
		require.NoError(p.t, json.Unmarshal(w.Body.Bytes(), &refusal))
		require.Equal(p.t, code, refusal.Error.Code, w.Body)
	}
	if into != nil {
		require.NoError(p.t, json.Unmarshal(w.Body.Bytes(), into), w.Body)
	}
}

const oneDeduction = `{"lines":[{"kind":"deduction","section":1,"clause":"A1.2.1","points":"2","on":"2023-06-03","reason":"窗口无人"}]}`

func TestFromProposalToAppealOverTheAPI(t *testing.T) {
	p := newPoints(t)
	p.want(401, "unauthenticated", "", "POST", "/api/v1/proposals", oneDeduction, nil)
	p.want(403, "forbidden", "section1", "POST", "/api/v1/proposals", oneDeduction, nil)
	p.want(403, "not_your_indicator", "review1", "POST", "/api/v1/proposals", oneDeduction, nil)
	p.want(400, "unknown_field", "committee1", "POST", "/api/v1/proposals", `{"lines":[{"kind":"deduction","on":"2023-06-03","reason":"x","weather":1}]}`, nil)
	p.want(422, "points_out_of_range", "committee1", "POST", "/api/v1/proposals",
		`{"lines":[{"kind":"deduction","section":1,"clause":"A1.2.1","points":"9","on":"2023-06-03","reason":"窗口无人"}]}`, nil)
	var batch struct {
		BatchID   int64 `json:"batch_id"`
		Proposals []struct{ ID int64 }
	}
	p.want(201, "", "committee1", "POST", "/api/v1/proposals", oneDeduction, &batch)
	again := batch
	p.want(201, "", "committee1", "POST", "/api/v1/proposals", oneDeduction, &again)
	require.Equal(t, batch, again, "the same key and body, the same answer")

	decision := `{"ids":[1],"text":"属实"}`
	p.want(403, "same_account", "committee1", "POST", "/api/v1/proposals/confirmation", decision, nil)
	var entries struct{ Items []struct{ Seq int64 } }
	p.want(201, "", "committee2", "POST", "/api/v1/proposals/confirmation", decision, &entries)
	p.want(409, "already_decided", "committee2", "POST", "/api/v1/proposals/confirmation", decision, nil)
	p.want(404, "not_found", "section3", "GET", "/api/v1/proposals/1", "", nil)
	p.want(200, "", "section1", "GET", "/api/v1/proposals/1", "", nil)

	var notices struct{ Items []struct{ ID int64 } }
	p.want(200, "", "unit1", "GET", "/api/v1/notices", "", &notices)
	require.NotEmpty(t, notices.Items)
	p.want(204, "", "unit1", "PUT", "/api/v1/notices/"+jsonOf(notices.Items[0].ID)+"/receipt", "", nil)

	var appeal struct{ ID int64 }
	var open struct{ Items []api.Deduction }
	p.want(200, "", "unit1", "GET", "/api/v1/deductions", "", &open)
	require.Len(t, open.Items, 1)
	require.Equal(t, entries.Items[0].Seq, open.Items[0].Entry)
	require.Contains(t, open.Items[0].Words, "扣分 A")
	require.Nil(t, open.Items[0].Appeal)
	p.want(201, "", "unit1", "POST", "/api/v1/appeals", `{"entry":`+jsonOf(entries.Items[0].Seq)+`,"text":"不属实"}`, &appeal)
	path := "/api/v1/appeals/" + jsonOf(appeal.ID) + "/decision"
	p.want(403, "same_account", "committee2", "POST", path, `{"uphold":true,"text":"成立"}`, nil)
	p.want(201, "", "review1", "POST", path, `{"uphold":true,"text":"成立"}`, nil)
	var list struct{ Items []struct{ State string } }
	p.want(200, "", "unit1", "GET", "/api/v1/appeals", "", &list)
	require.Equal(t, "upheld", list.Items[0].State)
}

func jsonOf(n int64) string {
	text, _ := json.Marshal(n) // a number always can be
	return string(text)
}

func TestBoardOverTheAPI(t *testing.T) {
	p := newPoints(t)
	p.want(401, "unauthenticated", "", "GET", "/api/v1/board", "", nil)
	first := p.ask("review1", "GET", "/api/v1/board", "")
	require.Equal(t, 200, first.Code)
	tag := first.Header().Get("ETag")
	require.NotEmpty(t, tag)
	require.Equal(t, 304, p.ask("review1", "GET", "/api/v1/board", "", "If-None-Match", tag).Code)
	p.want(201, "", "committee1", "POST", "/api/v1/proposals", oneDeduction, nil)
	p.want(201, "", "committee2", "POST", "/api/v1/proposals/confirmation", `{"ids":[1],"text":"属实"}`, nil)
	require.Equal(t, 200, p.ask("review1", "GET", "/api/v1/board", "", "If-None-Match", tag).Code, "it has moved on")

	p.want(403, "forbidden", "section3", "GET", "/api/v1/board/sections/1", "", nil)
	var explained struct {
		Daily   struct{ Value string }
		Entries []struct{ Clause string }
		Scores  struct{ Daily string }
	}
	p.want(200, "", "section1", "GET", "/api/v1/board/sections/1", "", &explained)
	require.Equal(t, explained.Scores.Daily, explained.Daily.Value)
	require.Equal(t, "A1.2.1", explained.Entries[0].Clause)
	p.want(403, "forbidden", "unit1", "GET", "/api/v1/selection", "", nil)
	p.want(200, "", "review1", "GET", "/api/v1/selection", "", nil)
	p.want(200, "", "review1", "GET", "/api/v1/board?on=2023-09-27", "", nil)
	p.want(422, "future_date", "review1", "GET", "/api/v1/board?on=2023-09-28", "", nil)
	p.want(503, "rules_not_adopted", "review1", "GET", "/api/v1/board?on=2022-11-30", "", nil)
	p.want(200, "", "review1", "GET", "/api/v1/board/changes?from=2023-09-25&to=2023-09-26", "", nil)
	p.want(400, "invalid_request", "review1", "GET", "/api/v1/board/changes", "", nil)
	p.want(200, "", "review1", "GET", "/api/v1/ledger/entries", "", nil)
	p.want(403, "forbidden", "unit1", "GET", "/api/v1/ledger/entries", "", nil)
}

func TestPublishedOverTheAPI(t *testing.T) {
	p := newPoints(t)
	p.want(404, "not_found", "", "GET", "/api/v1/boards/2023-q3", "", nil)
	p.want(403, "forbidden", "unit1", "POST", "/api/v1/boards", `{"name":"2023-q3","stage":"daily","reason":"按期公布"}`, nil)
	p.want(422, "not_publishable", "review1", "POST", "/api/v1/boards", `{"name":"2023-final","stage":"final","reason":"按期公布"}`, nil)
	p.want(201, "", "review1", "POST", "/api/v1/boards", `{"name":"2023-q3","stage":"daily","reason":"按期公布"}`, nil)
	p.want(404, "not_found", "", "GET", "/api/v1/boards/2023-q3", "", nil) // proposed only
	p.want(403, "same_account", "review1", "POST", "/api/v1/proposals/confirmation", `{"ids":[1],"text":"同意"}`, nil)
	p.want(201, "", "review2", "POST", "/api/v1/proposals/confirmation", `{"ids":[1],"text":"同意"}`, nil)
	first := p.ask("", "GET", "/api/v1/boards/2023-q3", "").Body.String()
	p.want(201, "", "committee1", "POST", "/api/v1/proposals", oneDeduction, nil)
	p.want(201, "", "committee2", "POST", "/api/v1/proposals/confirmation", `{"ids":[2],"text":"属实"}`, nil)
	require.Equal(t, first, p.ask("", "GET", "/api/v1/boards/2023-q3", "").Body.String())
	p.want(200, "", "", "GET", "/api/v1/boards", "", nil)

	p.want(404, "not_found", "", "GET", "/api/v1/ledger/head", "", nil)
	signer, err := p.rooms.Points.Signer()
	require.NoError(t, err)
	signed, err := p.Ledger.SignHead(t.Context(), signer)
	require.NoError(t, err)
	var head ledger.Head
	p.want(200, "", "", "GET", "/api/v1/ledger/head", "", &head)
	require.Equal(t, signed, head)
	require.Contains(t, p.ask("", "GET", "/api/v1/ledger/key", "").Body.String(), "BEGIN PUBLIC KEY")
}

func TestAttributesAreConfirmedByAnotherAccount(t *testing.T) {
	p := newPoints(t)
	const claim = `{"attribute":"enforcement","value":"yes","effective_from":"2023-01-01","reason":"编办核定"}`
	p.want(403, "forbidden", "unit1", "POST", "/api/v1/sections/1/attributes", claim, nil)
	p.want(404, "not_found", "review1", "POST", "/api/v1/sections/99/attributes", claim, nil)
	var one, again struct {
		ID    int64
		State string
	}
	p.want(201, "", "review1", "POST", "/api/v1/sections/1/attributes", claim, &one)
	require.Equal(t, "proposed", one.State)
	w := p.ask("review1", "POST", "/api/v1/sections/1/attributes", claim, "Idempotency-Key", "key-of-review1-"+claim[:40])
	require.Equal(t, 201, w.Code, w.Body)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &again))
	require.Equal(t, one, again, "sent again, it is one proposal")
	attributes := func() int {
		var detail struct{ Attributes []any }
		p.want(200, "", "unit1", "GET", "/api/v1/sections/1", "", &detail)
		return len(detail.Attributes)
	}
	require.Zero(t, attributes())
	decision := fmt.Sprintf(`{"ids":[%d],"text":"属实"}`, one.ID)
	p.want(403, "same_account", "review1", "POST", "/api/v1/proposals/confirmation", decision, nil)
	p.want(201, "", "review2", "POST", "/api/v1/proposals/confirmation", decision, nil)
	require.Equal(t, 1, attributes())
	var entries struct{ Items []struct{ Seq int64 } }
	p.want(200, "", "review1", "GET", "/api/v1/ledger/entries?section_no=1", "", &entries)
	last := entries.Items[len(entries.Items)-1].Seq
	p.want(403, "forbidden", "unit1", "POST", "/api/v1/appeals", fmt.Sprintf(`{"entry":%d,"text":"不属实"}`, last), nil)
}

func TestTermsAndRuleFilesOverTheAPI(t *testing.T) {
	p := newPoints(t)
	p.want(201, "", "review1", "POST", "/api/v1/proposals", `{"lines":[{"kind":"term","subject":"end","section":4,"on":"2023-09-27","reason":"机构改革"}]}`, nil)
	count := func() int {
		var board struct{ Sections []any }
		p.want(200, "", "review1", "GET", "/api/v1/board", "", &board)
		return len(board.Sections)
	}
	require.Equal(t, 4, count())
	p.want(201, "", "review2", "POST", "/api/v1/proposals/confirmation", `{"ids":[1],"text":"属实"}`, nil)
	require.Equal(t, 3, count())

	data, err := configs.FS.ReadFile("rules/2023.yaml")
	require.NoError(t, err)
	send := func(who, body string) *httptest.ResponseRecorder {
		return p.ask(who, "POST", "/api/v1/rule-files?name=2023b.yaml", body, "Content-Type", "application/octet-stream")
	}
	require.Equal(t, 403, send("committee1", "x").Code)
	require.Equal(t, 422, send("review1", "county: x\n").Code)
	w := send("review1", string(data)+"# 修订\n")
	require.Equal(t, 201, w.Code, w.Body)
	var kept struct{ Hash string }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &kept))
	require.Equal(t, string(data)+"# 修订\n", p.ask("review2", "GET", "/api/v1/rule-files/"+kept.Hash, "").Body.String())
	p.want(404, "not_found", "review2", "GET", "/api/v1/rule-files/sha256:no", "", nil)
	p.want(201, "", "review1", "POST", "/api/v1/proposals", `{"lines":[{"kind":"rule_file","detail":"`+kept.Hash+`","on":"2023-09-27","reason":"修订"}]}`, nil)
	p.want(201, "", "review2", "POST", "/api/v1/proposals/confirmation", `{"ids":[2],"text":"属实"}`, nil)
	var board struct {
		RuleHash string `json:"rule_hash"`
	}
	p.want(200, "", "review1", "GET", "/api/v1/board", "", &board)
	require.Equal(t, kept.Hash, board.RuleHash)
}

func TestTablesOverTheAPI(t *testing.T) {
	p := newPoints(t)
	send := func(who, kind, key, body string) *httptest.ResponseRecorder {
		return p.ask(who, "POST", "/api/v1/proposals/imports?kind="+kind, body, "Content-Type", "application/octet-stream", "Idempotency-Key", key)
	}
	refusal := func(w *httptest.ResponseRecorder, status int, code string) (names []string) {
		t.Helper()
		var said struct {
			Error struct {
				Code   string
				Fields []struct{ Name, Code string }
			}
		}
		require.Equal(t, status, w.Code, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &said))
		require.Equal(t, code, said.Error.Code)
		for _, f := range said.Error.Fields {
			names = append(names, f.Name+" "+f.Code)
		}
		return names
	}
	kept := func() int {
		var list struct{ Items []any }
		p.want(200, "", "review1", "GET", "/api/v1/proposals", "", &list)
		return len(list.Items)
	}
	const heading = "科室序号,条款,分值,日期,理由\n"
	bad := heading + "1,A1.2.1,2,2023-06-03,窗口无人\n9,A1.2.1,2,2023-06-03,窗口无人\n1,A1.2.1,9,2023-06-03,窗口无人\n一,A1.2.1,2,2023-13-03,窗口无人\n"
	require.Equal(t, []string{
		"第3行 unknown_section", "第4行 points_out_of_range", "第5行 科室序号 invalid_request", "第5行 日期 invalid_request",
	}, refusal(send("committee1", "deduction", "key-of-table-1", bad), 422, "import_faults"))
	require.Zero(t, kept(), "nothing of a table with a faulty row")
	refusal(send("committee1", "deduction", "key-of-table-2", "你好"), 422, "no_heading")
	refusal(send("committee1", "deduction", "key-of-table-3", heading), 400, "invalid_request")
	refusal(send("committee1", "deduction", "key-of-table-4", "科室序号,条款,分数,日期,理由\n1,A1.2.1,2,2023-06-03,窗口无人\n"), 422, "no_heading")
	refusal(send("committee1", "deduction", "key-of-table-5", strings.Repeat("x", 5<<20)), 413, "body_too_large")
	refusal(send("committee1", "reversal", "key-of-table-6", heading), 400, "invalid_request")
	refusal(send("section1", "deduction", "key-of-table-7", heading), 403, "forbidden")
	refusal(send("unit1", "deduction", "key-of-table-8", heading+"1,A1.2.1,2,2023-06-03,窗口无人\n"), 422, "import_faults")

	good := heading + "1,A1.2.1,2,2023/6/3,窗口无人\n2,A1.2.1,1.5,2023-06-03,窗口无人\n"
	first := send("committee1", "deduction", "key-of-table-9", good)
	require.Equal(t, 201, first.Code, first.Body)
	again := send("committee1", "deduction", "key-of-table-9", good)
	require.Equal(t, 201, again.Code, again.Body)
	require.Equal(t, 2, kept(), "sent again, it is one table")
	refusal(send("committee1", "deduction", "key-of-table-9", heading+"1,A1.2.1,2,2023-06-03,窗口无人\n"), 409, "idempotency_conflict")

	for _, kind := range proposals.TableKinds() {
		w := p.ask("unit1", "GET", "/api/v1/templates/proposals?kind="+kind, "")
		require.Equal(t, 200, w.Code, w.Body)
		refusal(send("committee1", kind, "key-of-template-"+kind, w.Body.String()), 400, "invalid_request") // read, and empty
	}
}
