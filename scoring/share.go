package scoring

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// hands is how many share a piece of work: a processor each.
func hands() int { return runtime.GOMAXPROCS(0) }

// share does some jobs among so many hands. Jobs that touch nothing in common give the same whoever does them, and when; a
// hand does one at a time, so that what is kept for each hand is touched by no other. What panics there panics here: whoever
// asked may recover.
func share(hands, jobs int, do func(hand, job int)) {
	if hands == 1 || jobs == 1 {
		for job := range jobs {
			do(0, job)
		}
		return
	}
	var taken atomic.Int64
	var done sync.WaitGroup
	var fallen atomic.Pointer[any]
	for hand := range min(hands, jobs) {
		done.Go(func() {
			defer func() {
				if why := recover(); why != nil {
					fallen.CompareAndSwap(nil, &why)
				}
			}()
			for job := int(taken.Add(1)) - 1; job < jobs; job = int(taken.Add(1)) - 1 {
				do(hand, job)
			}
		})
	}
	done.Wait()
	if why := fallen.Load(); why != nil {
		panic(*why)
	}
}
