package app_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

func newProgram(t testing.TB) *program {
	t.Helper()
	return &program{
		t: t, binary: build(t), address: freeAddress(t), database: modelstest.Config(t, models.SQLite, clock.System{}),
		keyFile: filepath.Join(t.TempDir(), "key"),
	}
}

func TestDemoAsANewcomerMeetsIt(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	require.Len(t, p.codes, 14, "a code for each kind of user, and two to bind on the phone")
	token := p.activate("pyxgaj01")

	submit := func(key, completed string) (int, string) {
		body := fmt.Sprintf(`{"recipient_name":"李小红","recipient_mobile":"13800000012","item":"护照办理","category":"licence",`+
			`"accepted_on":%q,"completed_on":%q}`, completed, completed)
		return p.call(http.MethodPost, "/api/v1/records", token, body, key)
	}
	status, body := submit("first-0001", "2023-09-27")
	require.Equal(t, http.StatusCreated, status, body)
	status, body = submit("late-00001", "2023-09-25")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, body, "deadline_passed")
	status, body = submit("bad-000001", "2023-02-30")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, body, "invalid_date")
	status, body = p.call(http.MethodGet, "/api/v1/sections/56", token, "", "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "演示值", "what the demo made up is marked")
}

func TestDemoGoesOnWhereItStopped(t *testing.T) {
	p := newProgram(t)
	p.start()
	token := p.activate("pyxgaj01")
	status, _ := p.call(http.MethodPut, "/api/v1/demo/clock", "", `{"now":"2023-10-07T11:00:00+08:00"}`, "")
	require.Equal(t, http.StatusOK, status)
	status, body := p.call(http.MethodPost, "/api/v1/records", token, `{"recipient_name":"李小红","recipient_mobile":"13800000012",`+
		`"item":"护照办理","category":"licence","accepted_on":"2023-09-28","completed_on":"2023-09-28"}`, "before-stop")
	require.Equal(t, http.StatusCreated, status, body)
	p.stop()
	p.start()
	defer p.kill()
	require.NotContains(t, p.codes, "pyxgaj01", "an account in use keeps its password")
	_, body = p.call(http.MethodGet, "/api/v1/clock", "", "", "")
	require.Contains(t, body, "2023-10-07T11:00")
	_, body = p.call(http.MethodGet, "/api/v1/records", token, "", "")
	require.Contains(t, body, "护照办理")
}

// Phones go on submitting while the program is told to stop: what it has answered is kept, and it ends well.
func TestStopFinishesWhatWasAccepted(t *testing.T) {
	p := newProgram(t)
	p.start()
	token := p.activate("pyxgaj01")
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	enough := make(chan struct{})
	for phone := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				body := fmt.Sprintf(`{"recipient_name":"李小红","recipient_mobile":"138%d%07d","item":"护照办理","category":"licence",`+
					`"accepted_on":"2023-09-27","completed_on":"2023-09-27"}`, phone, n)
				status, err := p.try(token, body, fmt.Sprintf("stop-%d-%d", phone, n))
				if err != nil || status != http.StatusCreated {
					return // it has stopped taking more
				}
				if acknowledged.Add(1) == 50 {
					close(enough)
				}
			}
		})
	}
	<-enough
	p.stop()
	wg.Wait()
	require.Len(t, keptRecords(t, p.database), int(acknowledged.Load()))
}

func TestDemoAndProductionNeverShareADatabase(t *testing.T) {
	p := newProgram(t)
	p.start()
	p.stop()
	status, _, stderr := commandLine("serve", "--set", "database.dsn="+p.database.DSN, "--set", "secrets.key_file="+p.keyFile,
		"--set", "server.listen="+p.address)
	require.Equal(t, 1, status)
	require.Contains(t, stderr, "belongs to demo")
}

func TestLostKeyFileIsNotReplaced(t *testing.T) {
	p := newProgram(t)
	p.start()
	p.activate("pyxgaj01")
	p.stop()
	require.NoError(t, os.Remove(p.keyFile))
	status, _, stderr := commandLine("account", "code", "admin1", "--demo", "--set", "database.dsn="+p.database.DSN, "--set", "secrets.key_file="+p.keyFile)
	require.Equal(t, 1, status)
	require.Contains(t, stderr, "restore it from its copy")
	require.NoFileExists(t, p.keyFile)
}

func TestSecretsRotateWhileServing(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	token := p.activate("pyxgaj01")
	record := func(mobile string) string {
		return fmt.Sprintf(`{"recipient_name":"李小红","recipient_mobile":%q,"item":"护照办理","category":"licence",`+
			`"accepted_on":"2023-09-27","completed_on":"2023-09-27"}`, mobile)
	}
	status, body := p.call(http.MethodPost, "/api/v1/records", token, record("13800000012"), "before-00")
	require.Equal(t, http.StatusCreated, status, body)

	status, stdout, stderr := commandLine("secrets", "rotate", "--demo", "--set", "database.dsn="+p.database.DSN, "--set", "secrets.key_file="+p.keyFile)
	require.Zero(t, status, stderr)
	require.Contains(t, stdout, "12 rows sealed anew", "three holders, a record, and the texts of two made-up deductions")

	status, body = p.call(http.MethodPost, "/api/v1/records/1/reveals", token, `{"reason":"核对"}`, "")
	require.Equal(t, http.StatusCreated, status, body)
	require.Contains(t, body, "13800000012")
	status, body = p.call(http.MethodPost, "/api/v1/records", token, record("13800000012"), "after-000")
	require.Equal(t, http.StatusConflict, status, body)
	status, body = p.call(http.MethodPost, "/api/v1/records", token, record("13800000013"), "after-001")
	require.Equal(t, http.StatusCreated, status, body)
}

func TestConfiguration(t *testing.T) {
	file := filepath.Join(t.TempDir(), "county.yaml")
	require.NoError(t, os.WriteFile(file, []byte("server:\n  listne: x\n"), 0o600))
	cases := []struct {
		name string
		args []string
		want string
	}{
		{"an unknown setting of a file", []string{"migrate", "--config", file}, "server.listne"},
		{"an unknown setting of the command line", []string{"migrate", "--set", "server.port=1"}, "server.port"},
		{"no such environment", []string{"migrate", "--set", "env=test"}, "env is"},
		{"no such engine", []string{"migrate", "--set", "database.engine=oracle"}, "database.engine"},
		{"a term of nothing", []string{"migrate", "--set", "accounts.session_term=0s"}, "accounts.session_term"},
		{"no network", []string{"migrate", "--set", "server.metrics_from=here"}, "server.metrics_from"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, _, stderr := commandLine(c.args...)
			require.Equal(t, 1, status)
			require.Contains(t, stderr, c.want)
		})
	}
	t.Run("the environment", func(t *testing.T) {
		t.Setenv("WANPING_DATABASE_ENGINE", "oracle")
		_, _, stderr := commandLine("migrate")
		require.Contains(t, stderr, "database.engine")
	})
}

// BenchmarkStart measures a start to the first answer on a database that is there, and the memory at rest after it.
func BenchmarkStart(b *testing.B) {
	p := newProgram(b)
	p.start()
	p.stop()
	var took time.Duration
	for range b.N {
		began := time.Now()
		p.start()
		status, _ := p.call(http.MethodGet, "/readyz", "", "", "")
		took += time.Since(began)
		require.Equal(b, http.StatusOK, status)
		b.ReportMetric(p.residentMB(), "MB-resident")
		p.stop()
	}
	b.ReportMetric(took.Seconds()/float64(b.N), "s/start")
}

func (p *program) residentMB() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	require.NoError(p.t, err)
	for line := range strings.Lines(string(text)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

// stop asks the program to end and waits for it.
func (p *program) stop() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Signal(syscall.SIGTERM))
	require.NoError(p.t, p.command.Wait())
}
