// Package reminders plans who is told what and when (configs/reminders.yaml), and leaves the delivery to the outbox. It
// stands above the capabilities that it asks: what is not reported or was missed, which deductions can still be appealed
// against, which complaints wait, how a unit's week went. What happens at once (a deduction posted, rows refused) is told
// by the room in which it happens, in the same write.
package reminders

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/internal/reporting"
	"wanping/models"
)

// planChunk is how many notices share one write, so that others may write between.
const planChunk = 500

// Reminders is the room's door.
type Reminders struct {
	store *models.Store
	clock clock.Clock
	rules *Rules
	words *outbox.Words
	days  Days
	rooms Rooms

	mu   sync.Mutex
	done map[string]models.Day // by slot: the last day on which this process has told it
}

// New returns the room.
func New(store *models.Store, c clock.Clock, rules *Rules, words *outbox.Words, days Days, rooms Rooms) *Reminders {
	return &Reminders{store: store, clock: c, rules: rules, words: words, days: days, rooms: rooms, done: map[string]models.Day{}}
}

// Plan tells what the slots of this moment have to tell, and returns how many messages are new. Each slot takes stock
// once a process: who withdraws a report afterwards is told by the next. It can be called as often as one likes, by any
// number of processes, and end anywhere: a message is known by its key. Without a live slot it asks nobody.
func (r *Reminders) Plan(ctx context.Context) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	planned := 0
	var failed error
	for _, o := range r.rules.Live(now) {
		if r.done[o.Reminder.ID] == o.Day {
			continue
		}
		n, err := r.tell(ctx, o, now)
		planned += n
		if err != nil { // one slot that fails does not hold up the others
			failed = errors.Join(failed, fmt.Errorf("slot %s: %w", o.Reminder.ID, err))
			continue
		}
		r.done[o.Reminder.ID] = o.Day
	}
	return planned, failed
}

func (r *Reminders) tell(ctx context.Context, o Occasion, now time.Time) (int, error) {
	duties, err := r.gather(ctx, o)
	if err != nil {
		return 0, err
	}
	notices, err := o.Notices(r.days, now, duties)
	planned := 0
	for len(notices) > 0 && err == nil {
		chunk := notices[:min(len(notices), planChunk)]
		notices = notices[len(chunk):]
		var n int
		n, err = r.enqueue(ctx, chunk)
		planned += n
	}
	return planned, err
}

// enqueue writes notices that are still true: between the question and the write somebody may have reported, and the
// slot may have ended.
func (r *Reminders) enqueue(ctx context.Context, notices []Notice) (int, error) {
	added := 0
	err := r.store.Write(ctx, func(tx *models.Tx) error {
		standing, err := stillTrue(tx, notices)
		if err != nil {
			return err
		}
		added = len(standing)
		return outbox.Enqueue(tx, messages(standing)...)
	})
	return added, err
}

// stillTrue leaves out what is over by the write's moment, and liaisons who have reported meanwhile.
func stillTrue(tx *models.Tx, notices []Notice) ([]Notice, error) {
	var owings []reporting.Owing
	for _, n := range notices {
		if n.Section != 0 && n.duties[0].owing != nil {
			owings = append(owings, *n.duties[0].owing)
		}
	}
	still, err := reporting.StillOutstanding(tx, owings)
	if err != nil {
		return nil, err
	}
	var out []Notice
	at := 0
	for _, n := range notices {
		keep := tx.Now().Before(n.Occasion.Until()) && (n.Expires.IsZero() || tx.Now().Before(n.Expires))
		if n.Section != 0 && n.duties[0].owing != nil {
			keep = keep && still[at]
			at++
		}
		if keep {
			out = append(out, n)
		}
	}
	return out, nil
}
