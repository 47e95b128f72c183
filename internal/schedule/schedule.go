// Package schedule decides which of several processes over one database does the work that one does at a time: plan
// reminders, look for leads, keep the ledger's days. The work itself is safe to be done twice; the lease saves the
// others the trouble, and hands over when its holder dies. The work is done in rounds.
package schedule

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// DefaultTerm is how long a process may lead without renewing. A dead leader is replaced within a term and a third.
const DefaultTerm = 30 * time.Second

// givingBack bounds the last write of a process that stops.
const givingBack = 5 * time.Second

// Schedule is this process's claim to a lease.
type Schedule struct {
	store  *models.Store
	clock  clock.Clock // the machine's
	name   string
	holder string
	term   time.Duration
	failed func(error)
}

// New returns a claim to the lease of that name. failed is told when the database does not answer; that process does not
// lead until it does.
func New(store *models.Store, name string, term time.Duration, failed func(error)) *Schedule {
	return &Schedule{store: store, clock: clock.System{}, name: name, holder: rand.Text(), term: term, failed: failed}
}

// Lead starts the work whenever this process gains the lease and ends its context before another may gain it, until ctx
// ends. Each piece of work runs beside the others and returns once its context has ended.
func (s *Schedule) Lead(ctx context.Context, work ...func(context.Context)) {
	for ctx.Err() == nil {
		if until, mine := s.take(ctx); mine {
			s.lead(ctx, until, work)
		}
		s.rest(ctx)
	}
	s.giveBack(ctx)
}

// lead does the work for as long as the lease is renewed.
func (s *Schedule) lead(ctx context.Context, until time.Time, work []func(context.Context)) {
	leading, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, one := range work {
		running.Go(func() { one(leading) })
	}
	for ctx.Err() == nil && s.clock.Now().Before(until.Add(-s.pace())) {
		s.rest(ctx)
		if renewed, mine := s.take(ctx); mine {
			until = renewed
		}
	}
	end()
	running.Wait()
}

// take gains or renews the lease.
func (s *Schedule) take(ctx context.Context) (until time.Time, mine bool) {
	within, done := context.WithTimeout(ctx, s.pace())
	defer done()
	now := s.clock.Now()
	until = now.Add(s.term)
	err := s.store.Write(within, func(tx *models.Tx) (err error) {
		mine, err = tx.TakeLease(s.name, s.holder, now, until)
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.failed(err)
	}
	return until, mine && err == nil
}

// pace is how often the lease is asked for or renewed: three times a term.
func (s *Schedule) pace() time.Duration { return s.term / 3 }

func (s *Schedule) rest(ctx context.Context) {
	timer := time.NewTimer(s.pace())
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// giveBack lets another process begin at once.
func (s *Schedule) giveBack(ctx context.Context) {
	last, done := context.WithTimeout(context.WithoutCancel(ctx), givingBack)
	defer done()
	err := s.store.Write(last, func(tx *models.Tx) error { return tx.GiveLeaseBack(s.name, s.holder) })
	if err != nil {
		s.failed(err)
	}
}
