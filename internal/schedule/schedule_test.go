package schedule_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/schedule"
	"wanping/models"
	"wanping/models/modelstest"
)

const (
	name    = "planning"
	term    = 1500 * time.Millisecond
	patient = time.Minute // a loaded machine's; the issue's own bound
)

// The test's other processes are this binary with these set.
const (
	engineVariable = "SCHEDULE_TEST_ENGINE"
	dsnVariable    = "SCHEDULE_TEST_DSN"
)

// TestMain is a process that wants to lead, where a test has started it as one: it says when it does.
func TestMain(m *testing.M) {
	engine := os.Getenv(engineVariable)
	if engine == "" {
		os.Exit(m.Run())
	}
	store, err := models.Open(context.Background(), models.StoreConfig{Engine: engine, DSN: os.Getenv(dsnVariable), Clock: clock.System{}})
	if err != nil {
		os.Exit(1)
	}
	s := schedule.New(store, name, term, func(error) {})
	s.Lead(context.Background(), func(ctx context.Context) {
		_, _ = os.Stdout.WriteString("leads\n")
		<-ctx.Done()
		_, _ = os.Stdout.WriteString("ends\n")
	})
}

// process is another process that wants to lead.
type process struct {
	command *exec.Cmd
	says    chan string
}

func start(t *testing.T, c models.StoreConfig) *process {
	t.Helper()
	p := &process{command: exec.CommandContext(t.Context(), os.Args[0]), says: make(chan string, 100)}
	p.command.Env = append(os.Environ(), engineVariable+"="+c.Engine, dsnVariable+"="+c.DSN)
	out, err := p.command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.command.Start())
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.says <- lines.Text()
		}
		close(p.says)
	}()
	return p
}

// kill ends a process at once, as kill -9 does.
func (p *process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.command.Process.Kill())
	var exit *exec.ExitError
	require.True(t, errors.As(p.command.Wait(), &exit))
}

func (p *process) leads(t *testing.T) {
	t.Helper()
	select {
	case line := <-p.says:
		require.Equal(t, "leads", line)
	case <-time.After(patient):
		t.Fatal("the process does not lead")
	}
}

// The first process leads until it is killed; of the two that wait one takes over within a minute, and only one.
func TestAnotherProcessTakesOverWhenTheLeaderIsKilled(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			c := modelstest.Config(t, engine, clock.System{})
			modelstest.OpenAt(t, c)
			first := start(t, c)
			first.leads(t)

			second, third := start(t, c), start(t, c)
			select {
			case <-second.says:
				t.Fatal("the second leads beside the first")
			case <-third.says:
				t.Fatal("the third leads beside the first")
			case <-time.After(2 * term):
			}

			first.kill(t)
			heir, other := second, third
			select {
			case line := <-second.says:
				require.Equal(t, "leads", line)
			case line := <-third.says:
				require.Equal(t, "leads", line)
				heir, other = third, second
			case <-time.After(patient):
				t.Fatal("nobody takes over")
			}
			require.Empty(t, other.says, "one takes over")
			heir.kill(t)
			other.leads(t)
			other.kill(t)
		})
	}
}

func TestWhoStopsHandsOverAtOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		store := open(t, clock.System{})
		const long = time.Hour // nobody waits for the end of this
		leading := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			schedule.New(store, name, long, func(err error) { t.Error(err) }).Lead(ctx, func(ctx context.Context) {
				close(leading)
				<-ctx.Done()
			})
		}()
		<-leading
		stop()
		<-done

		again, end := context.WithCancel(t.Context())
		schedule.New(store, name, long, func(err error) { t.Error(err) }).Lead(again, func(context.Context) { end() })
	})
}

func TestDatabaseThatIsGoneEndsTheWork(t *testing.T) {
	c := modelstest.Config(t, models.SQLite, clock.System{})
	_, err := models.Migrate(t.Context(), c)
	require.NoError(t, err)
	store, err := models.Open(t.Context(), c)
	require.NoError(t, err)
	leading, ended, told := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		schedule.New(store, name, term, func(err error) {
			select {
			case told <- err:
			default:
			}
		}).Lead(ctx, func(ctx context.Context) {
			close(leading)
			<-ctx.Done()
			close(ended)
		})
	}()
	<-leading
	require.NoError(t, store.Close())
	<-ended
	require.Error(t, <-told)
	stop()
	<-done
}

func TestDeadLeaderIsReplacedWithinAMinute(t *testing.T) {
	require.Less(t, schedule.DefaultTerm+schedule.DefaultTerm/3, time.Minute)
}
