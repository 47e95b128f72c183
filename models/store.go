package models

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"wanping/internal/clock"
)

// The database engines the store speaks. TiDB is spoken to as MySQL.
const (
	SQLite = "sqlite"
	MySQL  = "mysql"
)

// clockTolerance is how far the clock may step back (a time server's correction) before writes are refused.
const clockTolerance = 5 * time.Second

// StoreConfig says where the data is.
type StoreConfig struct {
	Engine string // SQLite or MySQL
	// DSN is the file's path on SQLite; on MySQL the driver's form, user:password@tcp(host:port)/database.
	DSN   string
	Clock clock.Clock
}

// Store keeps everything. What Write has acknowledged is on the disk.
type Store struct {
	engine string
	clock  clock.Clock
	reader reader
	writer writer
	admin  *gorm.DB // for migrations, before anything else runs
	close  func() error
	closed atomic.Bool

	mu     sync.Mutex
	latest time.Time // the latest moment ever given to a write
	marked time.Time // ... and the latest that is kept in the database
}

// reader runs one closure on a snapshot.
type reader interface {
	read(ctx context.Context, fn func(*gorm.DB) error) error
}

// writer runs one closure durably: it returns nil only once the commit is on the disk.
type writer interface {
	write(ctx context.Context, now time.Time, fn func(*Tx) error) error
}

// Tx is one transaction. Its methods are the queries, a file a noun.
type Tx struct {
	db  *gorm.DB
	now time.Time
}

// Now is the one moment of this write: when it was asked for, in UTC, to the millisecond.
// In a read it is when the read began.
func (tx *Tx) Now() time.Time { return tx.now }

// Open connects to the database and refuses one whose schema is not the program's own (call Migrate first).
func Open(ctx context.Context, c StoreConfig) (*Store, error) {
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, closeAfter(s, err)
	}
	return s, nil
}

func connect(c StoreConfig) (*Store, error) {
	switch c.Engine {
	case SQLite:
		return openSQLite(c)
	case MySQL:
		return openMySQL(c)
	default:
		return nil, fmt.Errorf("unknown database engine %q: use %s or %s", c.Engine, SQLite, MySQL)
	}
}

func (s *Store) ready(ctx context.Context) error {
	if err := checkSchema(ctx, s); err != nil {
		return err
	}
	mark := clockMark{ID: 1}
	if err := s.admin.WithContext(ctx).Take(&mark).Error; err != nil {
		return fmt.Errorf("read the clock mark: %w", err)
	}
	s.latest = mark.At.Time()
	s.marked = s.latest
	return nil
}

func closeAfter(s *Store, err error) error {
	_ = s.Close() // the first error is the one to tell
	return err
}

// Close waits for the writes under way and closes the database.
func (s *Store) Close() error {
	s.closed.Store(true)
	return s.close()
}

// Engine returns which engine is behind: SQLite or MySQL.
func (s *Store) Engine() string { return s.engine }

// Latest returns the latest moment of any write, so that a demo clock can go on from there.
func (s *Store) Latest() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest
}

// Ping asks the database whether it answers.
func (s *Store) Ping(ctx context.Context) error {
	if s.closed.Load() {
		return errStopping
	}
	return unavailable(s.reader.read(ctx, func(db *gorm.DB) error { return db.Exec("SELECT 1").Error }))
}

// Read runs fn on a consistent snapshot. Nothing can be written in it.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	if s.closed.Load() {
		return errStopping
	}
	now := s.clock.Now().Truncate(time.Millisecond)
	return unavailable(s.reader.read(ctx, func(db *gorm.DB) error { return fn(&Tx{db: db, now: now}) }))
}

// Write runs fn in a transaction of its own and returns nil once it is durable. All of fn happens or nothing.
// fn touches the database only, and may be run again after a deadlock: hash, sign, parse and send before or after.
// Errors: what fn returned; CodeClockMovedBack; CodeUnavailable and CodeStorageFull from the database.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	if s.closed.Load() {
		return errStopping
	}
	if err := ctx.Err(); err != nil { // whoever asked has gone: nothing begins that nobody hears the end of
		return err
	}
	now, mark, err := s.stamp()
	if err != nil {
		return err
	}
	return unavailable(s.writer.write(ctx, now, func(tx *Tx) error {
		if err := fn(tx); err != nil || !mark {
			return err
		}
		return tx.markClock() // last, so that the shared row is locked for the shortest time
	}))
}

// stamp gives the write its moment. Moments never go back, whatever the machine's clock does: a small step is
// bridged, a large one refused, because a late record would pass for a timely one.
func (s *Store) stamp() (now time.Time, mark bool, err error) {
	now = s.clock.Now().UTC().Truncate(time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	if back := s.latest.Sub(now); back > clockTolerance {
		return now, false, NewError(CodeClockMovedBack,
			"服务器时钟比上次保存时慢了,为防止误判时间,已暂停保存。请稍后重试,并请管理员校准服务器时间。")
	} else if back > 0 {
		now = s.latest
	}
	s.latest = now
	if mark = now.Sub(s.marked) >= time.Second; mark {
		s.marked = now
	}
	return now, mark, nil
}

// insert runs an INSERT that GORM would spend more time on building than the engine on running, and returns the new id.
func (tx *Tx) insert(statement string, values ...any) (int64, error) {
	result, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, statement, values...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

type clockMark struct {
	ID int64
	At Instant
}

func (tx *Tx) markClock() error {
	return tx.db.Exec("UPDATE clock_marks SET at = ? WHERE id = 1 AND at < ?", At(tx.now), At(tx.now)).Error
}

func gormConfig(c clock.Clock, prepare bool) *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true, // Write is the transaction
		PrepareStmt:            prepare,
		Logger:                 logger.Discard, // statements may carry personal data; errors reach our own log
		NowFunc:                c.Now,
	}
}

// Instant is a moment at rest: UTC, in milliseconds since 1970.
type Instant int64

// At returns t as it is kept.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Time returns the moment in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }
