package app_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
	"wanping/models"
)

// workshop holds the program that build has made; it goes with the tests.
var workshop = struct {
	sync.Once
	folder string
	err    error
}{}

func TestMain(m *testing.M) {
	status := m.Run()
	if workshop.folder != "" {
		_ = os.RemoveAll(workshop.folder) // a temporary folder
	}
	os.Exit(status)
}

// build makes the program, once for all tests that run it as a process of its own.
func build(t testing.TB) string {
	t.Helper()
	workshop.Do(func() {
		if workshop.folder, workshop.err = os.MkdirTemp("", "wanping"); workshop.err != nil {
			return
		}
		out, err := exec.Command("go", "build", "-o", filepath.Join(workshop.folder, "wanping"), "wanping").CombinedOutput()
		if err != nil {
			workshop.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	require.NoError(t, workshop.err)
	return filepath.Join(workshop.folder, "wanping")
}

// program is the demo as a process of its own.
type program struct {
	t               testing.TB
	binary, address string
	database        models.StoreConfig
	keyFile         string
	command         *exec.Cmd
	codes           map[string]string
	phone           string // address of the phone page
	wechat          string // address of a simulator outside the program; "" for its own
	stderr          bytes.Buffer
}

// start runs the demo and waits until it serves.
func (p *program) start() {
	p.t.Helper()
	p.command = exec.CommandContext(p.t.Context(), p.binary, "serve", "--demo", "--set", "server.listen="+p.address,
		"--set", "database.engine="+p.database.Engine, "--set", "secrets.key_file="+p.keyFile, "--set", "log.level=debug",
		"--set", "demo.phone=127.0.0.1:0")
	if p.wechat != "" {
		p.command.Args = append(p.command.Args, outsideWechat(p.wechat)...)
	}
	p.command.Env = append(p.command.Environ(), "WANPING_DATABASE_DSN="+p.database.DSN)
	stdout, err := p.command.StdoutPipe()
	require.NoError(p.t, err)
	p.stderr.Reset()
	p.command.Stderr = &p.stderr
	require.NoError(p.t, p.command.Start())
	p.codes = map[string]string{}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) >= 2 && strings.Count(words[1], "-") == 3 {
			p.codes[words[0]] = words[1]
		}
		if words := strings.Fields(lines.Text()); len(words) > 1 && strings.HasSuffix(words[len(words)-2], "绑定") {
			p.codes[words[0]] = words[len(words)-1]
		}
		if _, after, ok := strings.Cut(lines.Text(), "先看这里:"); ok {
			p.phone, _, _ = strings.Cut(after, "/phone/")
		}
		if strings.Contains(lines.Text(), "Ctrl+C") {
			go func() { _, _ = io.Copy(io.Discard, stdout) }()
			return
		}
	}
	p.t.Fatalf("the program ended: %s", &p.stderr)
}

// outsideWechat are the settings by which the program uses a simulator that outlives it.
func outsideWechat(address string) []string {
	app := wechatsim.Demo(nil).Apps[0]
	settings := map[string]string{
		"api_base": address, "official.app_id": app.ID, "official.app_secret": app.Secret, "official.original_id": app.OriginalID,
		"official.token": app.Token, "official.aes_key": app.AESKey, "official.templates.duty": wechatsim.DemoTemplateDuty,
	}
	var out []string
	for name, value := range settings {
		out = append(out, "--set", "wechat."+name+"="+value)
	}
	return out
}

func (p *program) kill() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Kill())
	_ = p.command.Wait() // it was killed: that is no news
}

func (p *program) activate(login string) string {
	p.t.Helper()
	body := fmt.Sprintf(`{"account":%q,"code":%q,"password":"sunny-river-92x","holder_name":"王小明"}`, login, p.codes[login])
	answer, err := http.Post("http://"+p.address+"/api/v1/activations", "application/json", strings.NewReader(body))
	require.NoError(p.t, err)
	defer answer.Body.Close()
	var in struct{ Token string }
	require.NoError(p.t, json.NewDecoder(answer.Body).Decode(&in))
	require.NotEmpty(p.t, in.Token)
	return in.Token
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

func (p *program) call(method, path, token, body, key string) (int, string) {
	p.t.Helper()
	request, err := http.NewRequestWithContext(p.t.Context(), method, "http://"+p.address+path, strings.NewReader(body))
	require.NoError(p.t, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	answer, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(p.t, err)
	return answer.StatusCode, string(text)
}

// try sends one submission and returns its status; an error says that there was no answer.
func (p *program) try(token, body, key string) (int, error) {
	request, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, "http://"+p.address+"/api/v1/records", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Idempotency-Key", key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, errors.Join(err, answer.Body.Close())
}

func keptRecords(t *testing.T, database models.StoreConfig) map[int64]bool {
	t.Helper()
	store, err := models.Open(t.Context(), database)
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	kept := map[int64]bool{}
	require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
		for after := int64(0); ; {
			rows, err := tx.RecordsAfter(after, 1000)
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, row := range rows {
				kept[row.ID] = true
				after = row.ID
			}
		}
	}))
	return kept
}
