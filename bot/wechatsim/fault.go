package wechatsim

import (
	"net/http"
	"time"
)

// Fault is something that goes wrong on purpose at an endpoint (Path) for a number of calls (Times; 0 means until
// Heal). One of the effects is given; a delay may go with any.
type Fault struct {
	Path  string        `json:"path"`
	Times int           `json:"times"`
	Delay time.Duration `json:"delay"` // machine time, in nanoseconds on the wire
	// Code is the errcode answered instead of doing the work: quota, expired token, refused subscription, busy.
	Code int `json:"code"`
	// Status is a bare HTTP status, for 5xx.
	Status int `json:"status"`
	// Garbage is a body answered with HTTP 200 instead of JSON.
	Garbage string `json:"garbage"`
	// Drop closes the connection without an answer.
	Drop bool `json:"drop"`
	// Late does the work first and then drops the connection: the caller cannot know the outcome.
	Late bool `json:"late"`
}

// Inject adds a fault.
func (p *Platform) Inject(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = append(p.faults, &f)
}

// Heal removes all faults.
func (p *Platform) Heal() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}

// fault takes one use of the first fault for the path; nil where there is none.
func (p *Platform) fault(path string) *Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, f := range p.faults {
		if f.Path != path {
			continue
		}
		if f.Times == 1 {
			p.faults = append(p.faults[:i:i], p.faults[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		taken := *f
		return &taken
	}
	return nil
}

// before spoils the answer where the fault does not leave the work to the endpoint, and reports whether it did.
func (f *Fault) before(w http.ResponseWriter, r *http.Request) bool {
	if f == nil {
		return false
	}
	if f.Delay > 0 {
		pause(r, f.Delay)
	}
	switch {
	case f.Drop:
		panic(http.ErrAbortHandler)
	case f.Status != 0:
		http.Error(w, "busy", f.Status)
	case f.Garbage != "":
		_, _ = w.Write([]byte(f.Garbage))
	default:
		return false
	}
	return true
}

func pause(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}
