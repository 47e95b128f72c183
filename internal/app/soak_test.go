//go:build soak

package app_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

// TestSoakKills kills the program at random points while phones submit. A phone that gets no answer sends the same
// again with the same key. At the end every acknowledged record is there exactly once, and nothing else.
func TestSoakKills(t *testing.T) {
	binary := build(t)
	for engine, load := range map[string]struct{ submissions, kills int }{models.SQLite: {5000, 50}, models.MySQL: {2000, 20}} {
		t.Run(engine, func(t *testing.T) { soakKills(t, binary, engine, load.submissions, load.kills) })
	}
}

func soakKills(t *testing.T, binary, engine string, submissions, kills int) {
	p := &program{t: t, binary: binary, address: freeAddress(t), database: modelstest.Config(t, engine, clock.System{}), keyFile: filepath.Join(t.TempDir(), "key")}
	p.start()
	token := p.activate("pyxgaj01")

	var next, done atomic.Int64
	acknowledged := make([]int64, submissions) // by submission: the record's id, written down by the parent
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= submissions {
					return
				}
				acknowledged[n] = submitUntilAnswered(t, p.address, token, n)
				done.Add(1)
			}
		})
	}
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	for kill := range kills {
		// Spread over the run, at a random point of it and of whatever the program does just then.
		for done.Load() < int64(kill*submissions/kills) {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		p.kill()
		p.start()
	}
	wg.Wait()
	p.kill()

	kept := keptRecords(t, p.database)
	require.Len(t, kept, submissions, "nothing twice, nothing that nobody sent")
	for n, id := range acknowledged {
		require.Contains(t, kept, id, "submission %d was acknowledged as record %d", n, id)
		delete(kept, id)
	}
	require.Empty(t, kept, "each once")
	t.Logf("%s: %d submissions, %d kills, each acknowledged record kept once", engine, submissions, kills)
}

// submitUntilAnswered sends one submission with one key until there is an answer, and returns the record's id.
func submitUntilAnswered(t *testing.T, address, token string, n int) int64 {
	body := fmt.Sprintf(`{"recipient_name":"李小红","recipient_mobile":"138%08d","item":"护照办理","category":"licence",`+
		`"accepted_on":"2023-09-27","completed_on":"2023-09-27"}`, n)
	for range 20_000 {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/v1/records", strings.NewReader(body))
		if err != nil {
			t.Error(err)
			return 0
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Idempotency-Key", fmt.Sprintf("soak-%06d", n))
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			time.Sleep(5 * time.Millisecond) // it is down: a phone waits and tries again
			continue
		}
		var record struct{ ID int64 }
		err = json.NewDecoder(answer.Body).Decode(&record)
		answer.Body.Close()
		switch {
		case answer.StatusCode == http.StatusCreated && err == nil:
			return record.ID
		case answer.StatusCode >= http.StatusInternalServerError || err != nil:
			time.Sleep(5 * time.Millisecond)
		default:
			t.Errorf("submission %d: %s", n, answer.Status)
			return 0
		}
	}
	t.Errorf("submission %d was never answered", n)
	return 0
}
