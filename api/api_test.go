package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"wanping/api"
	"wanping/internal/ledger"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
)

// desk is the doors over a kit, in demo mode unless production is asked for.
type desk struct {
	*testkit.Kit
	t       *testing.T
	handler http.Handler
	log     *bytes.Buffer
	tokens  map[string]string

	consents *outbox.Consents
}

func newDesk(t *testing.T, change ...func(*api.Options)) *desk {
	t.Helper()
	d := &desk{Kit: testkit.New(t), t: t, log: &bytes.Buffer{}, tokens: map[string]string{}}
	options := api.Options{
		Clock: d.Clock, DemoClock: d.Clock, Logger: slog.New(slog.NewJSONHandler(d.log, nil)), Metrics: prometheus.NewRegistry(),
		Operators: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, CalendarEnd: d.Calendar.LastDay(),
	}
	for _, c := range change {
		c(&options)
	}
	d.consents = outbox.NewConsents(d.Store, d.Keys)
	var err error
	d.handler, err = api.New(api.Rooms{
		Store: d.Store, Accounts: d.Accounts, Roster: d.Roster, Reporting: d.Reporting, Leads: d.Leads, Points: pointsOf(t, d.Kit), Codes: d.Codes, Photos: d.Photos,
		Complaints: d.Complaints, Reminders: d.Reminders,
		Consents: d.consents,
	}, options)
	require.NoError(t, err)
	return d
}

func pointsOf(t *testing.T, k *testkit.Kit) api.Points {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.pem")
	return api.Points{
		Ledger: k.Ledger, Proposals: k.Proposals, Boards: k.Boards, Outbox: k.Outbox,
		Signer: func() (*ledger.Signer, error) { return ledger.OpenSigner(path) },
	}
}

// as returns the token of an account, logged in once.
func (d *desk) as(role models.Role, of int) string {
	d.t.Helper()
	login := testkit.LoginOf(role, of)
	if d.tokens[login] == "" {
		if role == models.RoleLiaison || role == models.RoleUnitManager {
			_, d.tokens[login] = d.LogIn(d.t, login)
		} else {
			_, d.tokens[login] = d.Office(d.t, role, of)
		}
	}
	return d.tokens[login]
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal(a.body, &out), "%s", a.body)
	return out
}

// refusal returns the error's code and sentence, "" where there is none.
func (a answer) refusal(t *testing.T) (code, message string) {
	t.Helper()
	var out struct {
		Error struct{ Code, Message string }
	}
	if a.status >= 400 {
		require.NoError(t, json.Unmarshal(a.body, &out), "%s", a.body)
	}
	return out.Error.Code, out.Error.Message
}

func (d *desk) call(method, path, token, body string, headers ...string) answer {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), method, path, bytes.NewBufferString(body))
	r.RemoteAddr = "127.0.0.1:50000"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "RemoteAddr" {
			r.RemoteAddr = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	result := w.Result()
	text, err := io.ReadAll(result.Body)
	require.NoError(d.t, err)
	return answer{status: result.StatusCode, header: result.Header, body: text}
}

const goodRecord = `{"recipient_name":"李小红","recipient_mobile":"13800000012","item":"护照办理","category":"licence",` +
	`"accepted_on":"2023-09-27","completed_on":"2023-09-27"}`

func (d *desk) submit(token, body, key string) answer {
	d.t.Helper()
	return d.call(http.MethodPost, "/api/v1/records", token, body, "Idempotency-Key", key)
}
