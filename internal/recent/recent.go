// Package recent remembers for a moment what was just looked up, so that the rush before a deadline does not ask the
// database the same a thousand times. What another process changes shows within the term; what this one changes shows
// at once, by Forget.
package recent

import (
	"sync"
	"time"

	"wanping/internal/clock"
)

// Memory remembers values by key. It is safe for use by many at once.
type Memory[K comparable, V any] struct {
	term  time.Duration
	limit int

	mu     sync.RWMutex
	values map[K]remembered[V]
	age    uint64 // how often all was forgotten
}

type remembered[V any] struct {
	value V
	until time.Duration
}

// New returns a memory that keeps at most limit values, each for term.
func New[K comparable, V any](term time.Duration, limit int) *Memory[K, V] {
	return &Memory[K, V]{term: term, limit: limit, values: map[K]remembered[V]{}}
}

// Get returns what is remembered under key, or looks it up and remembers it. A look-up that fails is not remembered.
func (m *Memory[K, V]) Get(key K, look func() (V, error)) (V, error) {
	now := clock.Running()
	m.mu.RLock()
	found, ok := m.values[key]
	age := m.age
	m.mu.RUnlock()
	if ok && now < found.until {
		return found.value, nil
	}
	value, err := look()
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.age != age { // something changed while we looked: what we saw may be what was before
		return value, nil
	}
	if len(m.values) >= m.limit {
		clear(m.values)
	}
	m.values[key] = remembered[V]{value: value, until: now + m.term}
	return value, nil
}

// Forget drops everything. Call it after a change is durable.
func (m *Memory[K, V]) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.values)
	m.age++
}
