//go:build soak

package outbox_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"wanping/models"
)

// TestSoakDeaths kills the delivery fifty times on each engine: at each step of each channel, and then the process that came
// to finish at a step that chance has chosen.
func TestSoakDeaths(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			random, all := rand.New(rand.NewPCG(seed, 0)), deaths()
			k := newKilling(t, engine)
			for i := 0; i < len(all) || k.kills < 50; i++ {
				k.killAt(all[i%len(all)], all[random.IntN(len(all))])
			}
			k.recount()
		})
	}
}
