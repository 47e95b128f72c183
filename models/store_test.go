package models_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

var start = time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai)

// addAccount is a small write that leaves a row to look for.
func addAccount(login string) func(*models.Tx) error {
	return func(tx *models.Tx) error {
		return tx.AddAccount(&models.Account{Login: login, Role: models.RoleAuditor, State: models.AccountPending})
	}
}

func hasAccount(t *testing.T, s *models.Store, login string) bool {
	t.Helper()
	found := false
	require.NoError(t, s.Read(t.Context(), func(tx *models.Tx) (err error) {
		_, found, err = tx.AccountByLogin(login)
		return err
	}))
	return found
}

func TestStore(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		t.Run("a write that returns nil is kept", func(t *testing.T) {
			s := open(t, clock.NewStopped(start))
			require.NoError(t, s.Write(t.Context(), addAccount("kept")))
			require.True(t, hasAccount(t, s, "kept"))
		})

		t.Run("a write that fails leaves nothing", func(t *testing.T) {
			s := open(t, clock.NewStopped(start))
			sentinel := errors.New("no")
			err := s.Write(t.Context(), func(tx *models.Tx) error {
				require.NoError(t, addAccount("half")(tx))
				return sentinel
			})
			require.ErrorIs(t, err, sentinel)
			require.False(t, hasAccount(t, s, "half"))
		})

		t.Run("a write that panics fails alone and leaves nothing", func(t *testing.T) {
			s := open(t, clock.NewStopped(start))
			err := s.Write(t.Context(), func(tx *models.Tx) error {
				require.NoError(t, addAccount("panicked")(tx))
				panic("boom")
			})
			require.ErrorContains(t, err, "boom")
			require.False(t, hasAccount(t, s, "panicked"))
			require.NoError(t, s.Write(t.Context(), addAccount("after")))
		})

		t.Run("writes at once are each kept or refused on their own", func(t *testing.T) {
			s := open(t, clock.NewTicking(start))
			const writers = 64
			var wg sync.WaitGroup
			errs := make([]error, writers)
			for i := range writers {
				wg.Go(func() {
					errs[i] = s.Write(context.Background(), func(tx *models.Tx) error {
						if err := addAccount(fmt.Sprintf("w%d", i))(tx); err != nil {
							return err
						}
						if i%3 == 0 {
							return errors.New("changed my mind")
						}
						return nil
					})
				})
			}
			wg.Wait()
			for i := range writers {
				require.Equal(t, i%3 == 0, errs[i] != nil, "writer %d: %v", i, errs[i])
				require.Equal(t, errs[i] == nil, hasAccount(t, s, fmt.Sprintf("w%d", i)))
			}
		})

		t.Run("two writes of one unique key: one is told it exists", func(t *testing.T) {
			s := open(t, clock.NewStopped(start))
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i := range errs {
				wg.Go(func() { errs[i] = s.Write(context.Background(), addAccount("same")) })
			}
			wg.Wait()
			codes := []models.Code{models.CodeOf(errs[0]), models.CodeOf(errs[1])}
			require.ElementsMatch(t, []models.Code{"", models.CodeAccountExists}, codes)
		})

		t.Run("deadlocks are run again", func(t *testing.T) {
			s := open(t, clock.NewTicking(start))
			require.NoError(t, s.Write(t.Context(), addAccount("a")))
			require.NoError(t, s.Write(t.Context(), addAccount("b")))
			var wg sync.WaitGroup
			errs := make([]error, 32)
			for i := range errs {
				wg.Go(func() {
					first, second := int64(1), int64(2)
					if i%2 == 0 {
						first, second = second, first
					}
					errs[i] = s.Write(context.Background(), func(tx *models.Tx) error {
						if err := tx.SetPassword(first, fmt.Sprint(i)); err != nil {
							return err
						}
						return tx.SetPassword(second, fmt.Sprint(i))
					})
				})
			}
			wg.Wait()
			require.NoError(t, errors.Join(errs...))
		})

		t.Run("a read cannot see a half-done write", func(t *testing.T) {
			s := open(t, clock.NewTicking(start))
			require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
				require.NoError(t, addAccount("inside")(tx))
				require.False(t, hasAccount(t, s, "inside"))
				return nil
			}))
			require.True(t, hasAccount(t, s, "inside"))
		})
	})
}

func TestOneMomentForEachWrite(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		c := clock.NewStopped(start)
		s := open(t, c)
		require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
			c.Advance(time.Hour) // however long it takes
			require.True(t, tx.Now().Equal(start))
			return nil
		}))
	})
}

func TestClockThatJumpsBack(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		c := clock.NewStopped(start)
		s := open(t, c)
		require.NoError(t, s.Write(t.Context(), addAccount("before")))

		c.Set(start.Add(-3 * time.Second))
		require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
			require.True(t, tx.Now().Equal(start), "a small step is bridged")
			return nil
		}))

		c.Set(start.Add(-time.Hour))
		err := s.Write(t.Context(), addAccount("earlier"))
		require.Equal(t, models.CodeClockMovedBack, models.CodeOf(err))
		require.False(t, hasAccount(t, s, "earlier"))

		c.Set(start.Add(time.Minute))
		require.NoError(t, s.Write(t.Context(), addAccount("later")))
	})
}

func TestClockThatJumpedBackWhileStopped(t *testing.T) {
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) {
			config := modelstest.Config(t, engine, clock.NewStopped(start))
			_, err := models.Migrate(t.Context(), config)
			require.NoError(t, err)
			s, err := models.Open(t.Context(), config)
			require.NoError(t, err)
			require.NoError(t, s.Write(t.Context(), addAccount("before")))
			require.NoError(t, s.Close())

			config.Clock = clock.NewStopped(start.Add(-24 * time.Hour))
			s, err = models.Open(t.Context(), config)
			require.NoError(t, err)
			defer func() { require.NoError(t, s.Close()) }()
			require.Equal(t, models.CodeClockMovedBack, models.CodeOf(s.Write(t.Context(), addAccount("yesterday"))))
		})
	}
}

func TestWriteThatNobodyWaitsFor(t *testing.T) {
	s := modelstest.Open(t, clock.NewTicking(start))
	ctx, cancel := context.WithCancel(t.Context())
	entered, leave := make(chan struct{}), make(chan struct{})
	go func() {
		_ = s.Write(context.Background(), func(*models.Tx) error { close(entered); <-leave; return nil })
	}()
	<-entered // the writer is busy: the next write waits in the queue
	answered := make(chan error, 1)
	go func() { answered <- s.Write(ctx, addAccount("left")) }()
	cancel()
	require.ErrorIs(t, <-answered, context.Canceled)
	close(leave)
	require.NoError(t, s.Write(t.Context(), addAccount("next")))
	require.False(t, hasAccount(t, s, "left"), "a write that was given up before it began never happens")
}

func TestWriteOfSomebodyWhoHasGoneIsNotBegun(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		s := open(t, clock.NewTicking(start))
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		var begun atomic.Int64
		var all sync.WaitGroup
		for range 64 { // enough of them that some are overtaken on their way
			all.Go(func() {
				for range 200 {
					_ = s.Write(gone, func(*models.Tx) error { begun.Add(1); return nil })
				}
			})
		}
		all.Wait()
		require.Zero(t, begun.Load())
		require.ErrorIs(t, s.Write(gone, addAccount("gone")), context.Canceled)
	})
}

func TestWritesAfterClose(t *testing.T) {
	config := modelstest.Config(t, models.SQLite, clock.NewTicking(start))
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	s, err := models.Open(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Equal(t, models.CodeUnavailable, models.CodeOf(s.Write(t.Context(), addAccount("late"))))
}

func TestAuditLogIsAppendOnlyOnSQLite(t *testing.T) {
	config := modelstest.Config(t, models.SQLite, clock.NewStopped(start))
	_, err := models.Migrate(t.Context(), config)
	require.NoError(t, err)
	s, err := models.Open(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
		return tx.Audit(models.AuditEntry{Action: "test", Subject: "test"})
	}))
	require.NoError(t, s.Close())
	for _, statement := range []string{"UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"} {
		require.ErrorContains(t, executeSQLite(t, config.DSN, statement), "append-only")
	}
}
