package roster_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/roster"
	"wanping/models"
)

// allocated returns how many bytes f asks for in all, kept or not: a bound on what it holds at any time.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// mutate spoils some bytes: changed, dropped, doubled.
func mutate(random *rand.Rand, data []byte) []byte {
	data = bytes.Clone(data)
	for range 1 + random.IntN(8) {
		if len(data) == 0 {
			return data
		}
		at := random.IntN(len(data))
		upTo := at + random.IntN(min(64, len(data)-at))
		switch random.IntN(4) {
		case 0:
			data[at] = byte(random.IntN(256))
		case 1:
			data = append(data[:at:at], data[upTo:]...)
		case 2:
			data = append(data[:upTo:upTo], data[at:]...)
		default: // a digit more where there is one: sizes, places, counts
			data = append(data[:at:at], append([]byte{"0123456789<>&\"/ "[random.IntN(16)]}, data[at:]...)...)
		}
	}
	return data
}

func TestSpoiledFilesNeverCrash(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 1000))
	book, refused := workbook(t, nil), 0
	for n := range 1000 {
		var data []byte
		switch n % 4 {
		case 0:
			data = mutate(random, published(t)[:4000])
		case 1:
			data = mutate(random, gbk(t, officeCSV()))
		case 2:
			data = mutate(random, book)
		default: // a whole archive of spoiled parts goes deeper than a spoiled archive
			spoiled := random.IntN(10)
			data = repack(t, book, func(_ string, content []byte) []byte {
				if spoiled--; spoiled == 0 || random.IntN(6) == 0 {
					return mutate(random, content)
				}
				return content
			})
		}
		require.Less(t, allocated(func() {
			reading, err := roster.Read(bytes.NewReader(data))
			if err != nil {
				refused++
				require.NotEmpty(t, models.CodeOf(err), "a person can read it: %v", err)
			} else if reading.Count(roster.Fault) > 0 {
				refused++
				require.Empty(t, reading.Units)
			}
		}), uint64(64<<20), "file %d", n)
	}
	require.Greater(t, refused, 500)
}

func FuzzRead(f *testing.F) {
	f.Add(published(f)[:2000])
	f.Add(workbook(f, nil))
	f.Add(gbk(f, officeCSV()))
	f.Fuzz(func(t *testing.T, data []byte) {
		reading, err := roster.Read(bytes.NewReader(data))
		if (err == nil) == (reading == nil) {
			t.Fatal("either a reading or an error")
		}
	})
}
