package photos_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"runtime"
	"runtime/metrics"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/testkit"
)

// phonePhoto is a JPEG as a phone writes it: so many pixels, colour at half the resolution, some noise.
func phonePhoto(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			m.Y[m.YOffset(x, y)] = uint8(40 + 120*x/width + 60*y/height + noise.IntN(8))
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = uint8(110+i%40), uint8(120+i%17)
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 75}))
	return b.Bytes()
}

// peak watches the memory that objects take, those that nobody has collected yet among them, while fn runs, in MB.
func peak(fn func()) float64 {
	runtime.GC()
	done, highest := make(chan struct{}), make(chan float64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		look := time.NewTicker(2 * time.Millisecond)
		defer look.Stop()
		top := 0.0
		for {
			metrics.Read(sample)
			top = max(top, float64(sample[0].Value.Uint64())/1e6)
			select {
			case <-done:
				highest <- top
				return
			case <-look.C:
			}
		}
	}()
	fn()
	close(done)
	return <-highest
}

// cpu is what this process has computed so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// The worker's rate and the memory it takes, for photos of 12 and of 50 megapixels.
func BenchmarkWorker(b *testing.B) {
	for name, size := range map[string][2]int{"12MP": {4032, 3024}, "50MP": {8160, 6120}} {
		b.Run(name, func(b *testing.B) {
			k := testkit.New(b)
			body := phonePhoto(b, size[0], size[1])
			b.ReportMetric(float64(len(body))/1e6, "MB/photo")
			n, used := int64(0), time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				n++
				_, err := k.Photos.Receive(b.Context(), uploadFrom(n, body))
				require.NoError(b, err)
				b.StartTimer()
				began := cpu(b)
				worked, err := k.Photos.Work(b.Context())
				used += cpu(b) - began
				require.True(b, worked)
				require.NoError(b, err)
			}
			b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/photo")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "photos/s")
		})
	}
}

// A queue of six photos of a phone is worked off in the memory of one.
func TestMemoryStaysFlat(t *testing.T) {
	k := testkit.New(t)
	body := phonePhoto(t, 4032, 3024)
	one := peak(func() {
		sent(t, k, "upload-first", body)
		work(t, k)
	})
	for i := range 6 {
		_, err := k.Photos.Receive(t.Context(), uploadFrom(int64(i), body))
		require.NoError(t, err)
	}
	many := peak(func() { work(t, k) })
	t.Logf("peak of live and uncollected objects: %.0f MB for one photo, %.0f MB for six", one, many)
	require.Less(t, many, 1.5*one+20)
}

// Fifty megapixels are scaled, within the bound that decoding has.
func TestFiftyMegapixels(t *testing.T) {
	k := testkit.New(t)
	body := phonePhoto(t, 8160, 6120)
	require.Less(t, len(body), 10<<20)
	var out image.Image
	top := peak(func() {
		require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", body)))
		work(t, k)
		out = opened(t, k, 1, 1)
	})
	require.Equal(t, image.Rect(0, 0, 2048, 1536), out.Bounds())
	t.Logf("a JPEG of 50 megapixels, %.1f MB: peak %.0f MB", float64(len(body))/1e6, top)
	require.Less(t, top, 200.0)
}
