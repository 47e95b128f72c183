package scoring

import "slices"

// buckets is a list sorted into a few numbered buckets.
type buckets[T any] struct {
	items  []T   // by bucket
	starts []int // of each bucket in items; the one after the last is the end
}

// of is what a bucket holds.
func (b *buckets[T]) of(bucket int) []T { return b.items[b.starts[bucket]:b.starts[bucket+1]] }

// fill sorts a list into n buckets, by what is said of each position in it, and keeps its order within each of them. What
// they held before is gone.
func (b *buckets[T]) fill(n int, list []T, bucketOf func(i int) int) {
	b.items = slices.Grow(b.items[:0], len(list))[:len(list)]
	b.starts = slices.Grow(b.starts[:0], n+2)[:n+2]
	clear(b.starts)
	for i := range list {
		b.starts[bucketOf(i)+2]++
	}
	for k := range n {
		b.starts[k+2] += b.starts[k+1]
	}
	for i := range list { // starts[k+1] goes from the start of bucket k to its end, which is the start of the next
		next := &b.starts[bucketOf(i)+1]
		b.items[*next] = list[i]
		*next++
	}
}
