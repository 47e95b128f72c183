package photos_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/photos"
	"wanping/internal/testkit"
	"wanping/models"
)

// errDied is what a process that has died answers.
var errDied = errors.New("the process has died")

// killed runs a worker that dies where its storage says so: nothing that it does afterwards happens.
func killed(t testing.TB, k *testkit.Kit, m *mortal) error {
	t.Helper()
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	m.kill = kill
	_, err := process(t, k, m).Work(ctx)
	return err
}

// mortal is a storage whose process dies at a chosen call: before it, or behind it, when the file is there already.
type mortal struct {
	photos.Storage
	before, behind func(call, name string) error
	kill           func() // nil: the storage fails, and its process lives
}

func (m *mortal) call(call, name string, do func() error) error {
	err := m.ask(m.before, call, name)
	if err == nil {
		if err = do(); err == nil {
			err = m.ask(m.behind, call, name)
		}
	}
	if errors.Is(err, errDied) && m.kill != nil {
		m.kill()
	}
	return err
}

func (m *mortal) ask(what func(call, name string) error, call, name string) error {
	if what == nil {
		return nil
	}
	return what(call, name)
}

func (m *mortal) Put(ctx context.Context, name string, data []byte) error {
	return m.call("put", name, func() error { return m.Storage.Put(ctx, name, data) })
}

func (m *mortal) Delete(ctx context.Context, name string) error {
	return m.call("delete", name, func() error { return m.Storage.Delete(ctx, name) })
}

// process is another one over the same database and folder.
func process(t testing.TB, k *testkit.Kit, m *mortal) *photos.Photos {
	t.Helper()
	var err error
	m.Storage, err = photos.OpenDisk(k.PhotoFolder)
	require.NoError(t, err)
	return photos.New(k.Store, k.Keys, m, photos.Settings{Unclaimed: 24 * time.Hour, Kept: 720 * time.Hour, Queue: 200})
}

// dies says at which call.
func dies(call, ending string) func(string, string) error {
	return func(c, name string) error {
		if c == call && strings.HasSuffix(name, ending) {
			return errDied
		}
		return nil
	}
}

func TestACrashWhileAPhotoArrivesLosesNothingAndLeavesNothing(t *testing.T) {
	for name, at := range map[string]*mortal{
		"between row and file":    {before: dies("put", ".raw")},
		"between file and answer": {behind: dies("put", ".raw")},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, k *testkit.Kit) {
				crashing, body := process(t, k, at), pngOf(t, quarters(20, 20))
				_, err := crashing.Receive(t.Context(), photos.Upload{Body: body, Key: "upload-0001", Address: "192.0.2.1"})
				require.Equal(t, models.CodeUnavailable, models.CodeOf(err), "never acknowledged")
				require.Contains(t, models.MessageOf(err), "没有保存")
				work(t, k)

				id := sent(t, k, "upload-0001", body)
				require.NoError(t, claim(t, k, 1, id), "sent again it is there")
				work(t, k)
				opened(t, k, 1, 1)
				require.Len(t, files(t, k), 1)

				_, err = crashing.Receive(t.Context(), photos.Upload{Body: body, Key: "upload-0002", Address: "192.0.2.1"})
				require.Error(t, err)
				k.Clock.Advance(61 * time.Minute)
				gone, err := k.Photos.Purge(t.Context())
				require.NoError(t, err)
				require.Equal(t, 1, gone, "never sent again, it goes")
				require.Len(t, files(t, k), 1)
				opened(t, k, 1, 1)
			})
		})
	}
}

func TestAWorkerThatDiesHandsItsPhotoOn(t *testing.T) {
	for name, at := range map[string]*mortal{
		"before the new file":      {before: dies("put", ".jpg")},
		"between new file and row": {behind: dies("put", ".jpg")},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, k *testkit.Kit) {
				require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))))
				require.ErrorIs(t, killed(t, k, at), errDied)
				_, err := k.Photos.Open(t.Context(), 1, 1)
				require.Equal(t, models.CodeNotReady, models.CodeOf(err), "not yet")

				worked, err := k.Photos.Work(t.Context())
				require.NoError(t, err)
				require.False(t, worked, "its lease still runs")
				k.Clock.Advance(6 * time.Minute)
				work(t, k)
				opened(t, k, 1, 1)
				names := files(t, k)
				require.Len(t, names, 1)
				require.True(t, strings.HasSuffix(names[0], ".jpg"))
			})
		})
	}
}

func TestAFirstFileThatACrashHasKeptGoes(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))))
		require.ErrorIs(t, killed(t, k, &mortal{before: dies("delete", ".raw")}), errDied)
		opened(t, k, 1, 1)
		require.Len(t, files(t, k), 2)
		_, err := k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Len(t, files(t, k), 1)
		opened(t, k, 1, 1)
	})
}

func TestAPhotoThatKillsWorkersIsGivenUp(t *testing.T) {
	k := testkit.New(t)
	require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))))
	for range 3 {
		require.ErrorIs(t, killed(t, k, &mortal{before: dies("put", ".jpg")}), errDied)
		k.Clock.Advance(6 * time.Minute)
	}
	_, err := k.Photos.Work(t.Context())
	require.ErrorContains(t, err, "given up after 3 tries", "the operator hears of it")
	_, err = k.Photos.Open(t.Context(), 1, 1)
	require.Equal(t, models.CodePhotoUnreadable, models.CodeOf(err))
	require.Contains(t, models.MessageOf(err), "重新拍照")
	require.Empty(t, files(t, k))
}

func TestAStorageThatIsDownCostsNoPhoto(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		require.NoError(t, claim(t, k, 1, sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))))
		down := process(t, k, &mortal{before: dies("put", ".jpg")})
		for range 20 {
			_, err := down.Work(t.Context())
			require.ErrorIs(t, err, errDied, "the operator hears of it")
			worked, err := down.Work(t.Context())
			require.NoError(t, err)
			require.False(t, worked, "not again and again")
			k.Clock.Advance(2 * time.Minute)
		}
		work(t, k)
		opened(t, k, 1, 1)
	})
}

func TestAPhotoPurgedWhileAWorkerHasItLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))
		worker := process(t, k, &mortal{before: func(call, name string) error {
			if call == "put" && strings.HasSuffix(name, ".jpg") {
				k.Clock.Advance(25 * time.Hour)
				_, err := k.Photos.Purge(t.Context())
				return err
			}
			return nil
		}})
		_, err := worker.Work(t.Context())
		require.NoError(t, err)
		require.Empty(t, files(t, k))
		require.Zero(t, count(t, k))
	})
}

func TestAPurgeCutShortGoesOn(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		sent(t, k, "upload-0001", pngOf(t, quarters(20, 20)))
		work(t, k)
		k.Clock.Advance(25 * time.Hour)
		_, err := process(t, k, &mortal{behind: dies("delete", ".jpg")}).Purge(t.Context())
		require.ErrorIs(t, err, errDied)
		gone, err := k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, gone)
		require.Zero(t, count(t, k))
	})
}

func TestManyWorkersMakeEachPhotoAnewOnce(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		const photosSent, workers = 12, 4
		for i := range photosSent {
			sent(t, k, fmt.Sprintf("upload-%04d", i), pngOf(t, quarters(20+i, 20)))
		}
		var mu sync.Mutex
		made := map[string]int{}
		var group sync.WaitGroup
		var failed atomic.Value
		for range workers {
			worker := process(t, k, &mortal{behind: func(call, name string) error {
				if call == "put" {
					mu.Lock()
					defer mu.Unlock()
					made[name]++
				}
				return nil
			}})
			group.Go(func() {
				for idle := 0; idle < 3; {
					worked, err := worker.Work(context.WithoutCancel(t.Context()))
					if err != nil {
						failed.Store(err)
						return
					}
					if !worked {
						idle++
					}
				}
			})
		}
		group.Wait()
		require.Nil(t, failed.Load())
		require.Len(t, made, photosSent)
		for name, times := range made {
			require.Equal(t, 1, times, name)
		}
	})
}

func TestTheQueueIsBounded(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		small := photos.New(k.Store, k.Keys, storage(t, k), photos.Settings{Unclaimed: time.Hour, Kept: time.Hour, Queue: 3})
		var ids []string
		for i := range 3 {
			id, err := small.Receive(t.Context(), uploadFrom(int64(i), pngOf(t, quarters(8+i, 8))))
			require.NoError(t, err)
			ids = append(ids, id)
		}
		_, err := small.Receive(t.Context(), uploadFrom(3, pngOf(t, quarters(11, 8))))
		require.Equal(t, models.CodePhotoQueue, models.CodeOf(err))
		require.Len(t, files(t, k), 3)
		again, err := small.Receive(t.Context(), uploadFrom(0, pngOf(t, quarters(8, 8))))
		require.NoError(t, err, "what is there already is told again")
		require.Equal(t, ids[0], again)
		work(t, k)
		_, err = small.Receive(t.Context(), uploadFrom(3, pngOf(t, quarters(11, 8))))
		require.NoError(t, err)
	})
}

func storage(t testing.TB, k *testkit.Kit) photos.Storage {
	t.Helper()
	files, err := photos.OpenDisk(k.PhotoFolder)
	require.NoError(t, err)
	return files
}

func TestTheWorkerRunsBesideTheProgram(t *testing.T) {
	k := testkit.New(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.Photos.Run(ctx, func(err error) { t.Error(err) })
	}()
	for i := range 3 {
		require.NoError(t, claim(t, k, int64(i+1), sent(t, k, fmt.Sprintf("upload-%04d", i), pngOf(t, quarters(20, 20)))))
		require.Eventually(t, func() bool {
			_, err := k.Photos.Open(t.Context(), int64(i+1), 1)
			return err == nil
		}, 10*time.Second, 5*time.Millisecond)
	}
	stop()
	<-done
}

func TestARotationOfKeysReachesTheFiles(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		for i := range 3 {
			require.NoError(t, claim(t, k, int64(i+1), sent(t, k, fmt.Sprintf("upload-%04d", i), pngOf(t, quarters(20, 20)))))
		}
		work(t, k)
		k.Rotate(t)
		n, err := k.Photos.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, 3, n)
		for _, name := range files(t, k) {
			sealed, err := os.ReadFile(filepath.Join(k.PhotoFolder, name[:2], name))
			require.NoError(t, err)
			require.True(t, k.Keys.Current(sealed))
		}
		opened(t, k, 2, 1)
		n, err = k.Photos.Reseal(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

func TestACheckNamesWhatIsMissingOrAltered(t *testing.T) {
	k := testkit.New(t)
	for i := range 3 {
		require.NoError(t, claim(t, k, int64(i+1), sent(t, k, fmt.Sprintf("upload-%04d", i), pngOf(t, quarters(20, 20)))))
		work(t, k)
	}
	result, err := k.Photos.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, result.Photos)
	require.Empty(t, result.Faults)

	names := files(t, k)
	path := func(i int) string { return filepath.Join(k.PhotoFolder, names[i][:2], names[i]) }
	require.NoError(t, os.Rename(path(0), path(1)), "one missing, and one that passes for another")
	result, err = k.Photos.Check(t.Context())
	require.NoError(t, err)
	require.Len(t, result.Faults, 2)
	lost, wrong := 0, 0
	for _, f := range result.Faults {
		_, err := k.Photos.Open(t.Context(), f.ComplaintID, 1)
		require.Error(t, err, "nobody is shown another's photo")
		if models.CodeOf(err) == models.CodePhotoLost {
			lost++
		} else {
			wrong++
		}
	}
	require.Equal(t, [2]int{1, 1}, [2]int{lost, wrong})
}
