package outbox_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

// processes are several posts over one database, each with connections of its own, that share the channels: what two
// processes send arrives at one platform.
func processes(t *testing.T, engine string, n int, settings outbox.Parts, ways ...*way) (*testkit.Kit, []*office) {
	t.Helper()
	config := modelstest.Config(t, engine, nil)
	opener := func(tb testing.TB, c clock.Clock) *models.Store {
		config.Clock = c
		return modelstest.OpenAt(tb, config)
	}
	k := testkit.NewOn(t, opener)
	posts := make([]*office, n)
	for i := range posts {
		posts[i] = openPostBy(t, k.Over(t, opener(t, k.Clock)), settings, ways...)
	}
	return k, posts
}

// together has every process deliver at once, as often as there is something to do.
func together(t *testing.T, posts []*office) {
	t.Helper()
	for moved := 1; moved > 0; {
		var group sync.WaitGroup
		counts := make([]int, len(posts))
		faults := make([]error, len(posts))
		for i, o := range posts {
			group.Go(func() { counts[i], faults[i] = o.post.Deliver(context.Background()) })
		}
		group.Wait()
		moved = 0
		for i := range posts {
			require.NoError(t, faults[i])
			moved += counts[i]
		}
	}
}

func TestTwoProcessesDeliverNothingTwice(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			const messages = 300
			one := &way{name: "one"}
			k, posts := processes(t, engine, 3, outbox.Parts{}, one)
			for i := range messages {
				posts[0].call(t, func(m *models.Message) { m.Values["section"] = fmt.Sprintf("第%d科", i) })
			}
			together(t, posts)
			seen := map[string]int{}
			for _, l := range one.sent {
				seen[l.Fields["section"]]++
			}
			require.Len(t, seen, messages, "each")
			require.Len(t, one.sent, messages, "... once")
			require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) error {
				ways, err := tx.DeliveriesAbout("section:1")
				require.Len(t, ways, messages)
				for _, d := range ways {
					require.Equal(t, models.DeliverySent, d.State)
				}
				return err
			}))
		})
	}
}

// What a text message costs is bounded for a person and for the county, whoever sends it.
func TestTwoProcessesKeepTheBoundsOfTextMessages(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			text := &way{name: outbox.ChannelSMS}
			k, posts := processes(t, engine, 3, outbox.Parts{TextsADay: 5}, text)
			admin, _ := k.Office(t, models.RoleAdministrator, 1)
			for range 40 {
				posts[0].call(t)
			}
			together(t, posts)
			require.Len(t, text.sent, 3, "three a day and person")
			for range 40 {
				posts[0].call(t, func(m *models.Message) { m.ToSection = testkit.Abroad })
			}
			together(t, posts)
			require.Len(t, text.sent, 5, "five a day in the county")
			inbox, err := k.Outbox.Inbox(t.Context(), admin, 0, 50)
			require.NoError(t, err)
			require.Len(t, inbox, 1)
			require.Contains(t, inbox[0].Body, "sms没有发出通知:county_limit")
		})
	}
}
