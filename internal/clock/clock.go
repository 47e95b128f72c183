// Package clock is the one place where the program learns the time, so that tests and the demo can set it.
package clock

import (
	"sync"
	"time"
)

// Shanghai is the zone in which the policy's days and hours are meant. It is fixed at +08:00: China has had no
// summer time since 1991, and a machine without a zone database must not change a deadline.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Clock tells the time, in UTC.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now returns the machine's time in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Settable ticks from a time that can be set, for the demo and for tests. The zero value is not usable: call New.
type Settable struct {
	mu      sync.Mutex
	at      time.Time // what the clock showed ...
	since   time.Time // ... when the machine showed this
	stopped bool
	watches []chan struct{}
}

// NewTicking returns a clock that shows at now and goes on at the usual pace.
func NewTicking(at time.Time) *Settable { return &Settable{at: at, since: time.Now()} }

// NewStopped returns a clock that shows at until it is set again.
func NewStopped(at time.Time) *Settable { return &Settable{at: at, since: time.Now(), stopped: true} }

// Now returns the clock's time in UTC.
func (c *Settable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return c.at.UTC()
	}
	return c.at.Add(time.Since(c.since)).UTC()
}

// Set makes the clock show at from this moment on.
func (c *Settable) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = at, time.Now()
	for _, watch := range c.watches {
		select {
		case watch <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}

// Watch returns a channel that holds one whenever the clock was set since its last look: for who sleeps until a time.
func (c *Settable) Watch() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	watch := make(chan struct{}, 1)
	c.watches = append(c.watches, watch)
	return watch
}

// Watch is the Watch of a clock that can be set; of another it returns a channel that stays silent.
func Watch(c Clock) <-chan struct{} {
	if settable, can := c.(*Settable); can {
		return settable.Watch()
	}
	return nil
}

// Advance moves the clock forward by d.
func (c *Settable) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

var started = time.Now()

// Running is how long the process has run. It only grows, whatever the clocks show: for terms of a moment.
func Running() time.Duration { return time.Since(started) }
