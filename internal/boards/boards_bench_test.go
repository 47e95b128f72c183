package boards_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/boards"
	"wanping/internal/clock"
	"wanping/internal/ledger"
	"wanping/models"
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

// A season of the county: 100,000 entries on 200 days, the ranks of each day kept. Verifying makes every day's ranks anew,
// in well under the time that the chain itself takes ten times as many entries.
func BenchmarkVerifyRanks(b *testing.B) {
	const days, each = 200, 500
	sections := make([]int, 52)
	for i := range sections {
		sections[i] = 9
	}
	sections[0] += 4 // 472
	c := open(b, sections, nil)
	first := models.DayOf(c.Clock.Now(), clock.Shanghai)
	for day := range days {
		batch := make([]ledger.Draft, each)
		for i := range batch {
			section := 1 + (day*each+i)%472
			if batch[i] = votes(section, "satisfaction", int64(i%50), 3, 1); i%10 == 0 {
				batch[i] = deduction(section, "A1.2.1", 10_000)
			}
		}
		c.post(b, batch...)
		c.Clock.Advance(24 * time.Hour)
	}
	kept, err := c.Snapshot(b.Context(), first)
	require.NoError(b, err)
	require.Equal(b, days, kept)
	b.ReportAllocs()
	for b.Loop() {
		flaw, err := another(c.County).Verify(b.Context())
		require.NoError(b, err)
		require.Nil(b, flaw)
	}
}
