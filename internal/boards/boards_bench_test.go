package boards_test

import (
	"testing"

	"wanping/internal/boards"
	"wanping/internal/ledger"
)

// BenchmarkLiveBoardAfterOneEntry posts an entry for one of 472 sections and asks for the board; the posting is not
// measured.
func BenchmarkLiveBoardAfterOneEntry(b *testing.B) {
	c := open(b, []int{236, 236}, nil)
	var drafts []ledger.Draft
	for n := 1; n <= 472; n++ {
		drafts = append(drafts, votes(n, "satisfaction", int64(1000-n), 3, int64(n)), deduction(n, "A1.2.1", 20_000), deduction(n, "A3.7", 4_000))
	}
	c.post(b, drafts...)
	c.board(b, office, boards.Query{})
	b.ResetTimer()
	for i := range b.N {
		b.StopTimer()
		c.post(b, deduction(1+i%472, "A1.2.1", 10_000))
		b.StartTimer()
		c.board(b, office, boards.Query{})
	}
}
