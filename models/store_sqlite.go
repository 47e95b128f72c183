package models

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the engine, without cgo
)

const (
	groupSize  = 128  // closures that share one commit
	queueLimit = 4096 // closures that may wait; more are told to come back
)

func openSQLite(c StoreConfig) (*Store, error) {
	path := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: c.DSN}).EscapedPath()}).String()
	write, err := openSQLiteConn(c, path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	readers, err := openSQLiteReaders(c, path+"?_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, closePool(write))
	}
	group := newGroupWriter(write)
	return &Store{
		engine: SQLite, clock: c.Clock, admin: write, reader: readers, writer: group,
		close: func() error {
			group.stop()
			return errors.Join(readers.close(), closePool(write))
		},
	}, nil
}

// openSQLiteConn opens a pool of exactly one connection that is never given up. Transactions on it are plain BEGIN
// and COMMIT: database/sql would prepare every statement anew in each transaction of its own, at more than the
// statement costs.
func openSQLiteConn(c StoreConfig, dsn string) (*gorm.DB, error) {
	db, err := gorm.Open(sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: dsn}), gormConfig(c.Clock, true))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.DSN, err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	pool.SetMaxIdleConns(1)
	return db, nil
}

// sqliteReaders are connections of which each serves one read at a time.
type sqliteReaders struct {
	all  []*gorm.DB
	free chan *gorm.DB
}

func openSQLiteReaders(c StoreConfig, dsn string) (*sqliteReaders, error) {
	n := 2 * runtime.GOMAXPROCS(0)
	r := &sqliteReaders{free: make(chan *gorm.DB, n)}
	for range n {
		db, err := openSQLiteConn(c, dsn)
		if err != nil {
			return nil, errors.Join(err, r.close())
		}
		r.all = append(r.all, db)
		r.free <- db
	}
	return r, nil
}

func (r *sqliteReaders) read(ctx context.Context, fn func(*gorm.DB) error) error {
	select {
	case db := <-r.free:
		defer func() { r.free <- db }()
		return inTransaction(db, "BEGIN", fn)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *sqliteReaders) close() error {
	var err error
	for _, db := range r.all {
		err = errors.Join(err, closePool(db))
	}
	return err
}

// inTransaction runs fn between begin and COMMIT on the one connection behind db.
func inTransaction(db *gorm.DB, begin string, fn func(*gorm.DB) error) (err error) {
	if err := control(db, begin); err != nil {
		return err
	}
	ended := false
	defer func() { // also when fn panics: the connection is used again
		if !ended || err != nil {
			_ = control(db, "ROLLBACK") // fails where the engine has rolled back by itself, as on a full disk
		}
	}()
	if err = fn(db); err == nil {
		err = control(db, "COMMIT")
	}
	ended = true
	return err
}

func closePool(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// groupWriter owns the only connection that writes. It takes the closures that wait, runs each in a savepoint of
// one transaction, commits once, and answers them all: the rush before a deadline costs few fsyncs.
type groupWriter struct {
	db    *gorm.DB
	queue chan *job
	mu    sync.RWMutex // guards stopped and the closing of queue
	done  chan struct{}

	stopped bool
}

const (
	jobWaiting int32 = iota
	jobTaken
	jobLeft // its caller went away before it was taken
)

type job struct {
	fn     func(*Tx) error
	now    time.Time
	state  atomic.Int32
	answer chan error
	failed error // what fn returned
}

func newGroupWriter(db *gorm.DB) *groupWriter {
	w := &groupWriter{db: db, queue: make(chan *job, queueLimit), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *groupWriter) write(ctx context.Context, now time.Time, fn func(*Tx) error) error {
	j := &job{fn: fn, now: now, answer: make(chan error, 1)}
	if err := w.enqueue(j); err != nil {
		return err
	}
	select {
	case err := <-j.answer:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobLeft) {
			return ctx.Err()
		}
		return <-j.answer // it is being written: the truth is worth the wait
	}
}

func (w *groupWriter) enqueue(j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.stopped {
		return errStopping
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return errBusy
	}
}

func (w *groupWriter) stop() {
	w.mu.Lock()
	if !w.stopped {
		w.stopped = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *groupWriter) run() {
	defer close(w.done)
	for first := range w.queue {
		group := w.gather(first)
		err := w.commit(group)
		for _, j := range group {
			if err != nil {
				j.failed = err
			}
			j.answer <- j.failed
		}
	}
}

// gather takes what waits already; it never waits for more, so a lone write is not slowed.
func (w *groupWriter) gather(first *job) []*job {
	group := take(nil, first)
	for len(group) < groupSize {
		select {
		case j, open := <-w.queue:
			if !open {
				return group
			}
			group = take(group, j)
		default:
			return group
		}
	}
	return group
}

func take(group []*job, j *job) []*job {
	if j.state.CompareAndSwap(jobWaiting, jobTaken) {
		return append(group, j)
	}
	return group
}

// commit runs the group in one transaction. An error of its own means that nothing of the group was kept.
func (w *groupWriter) commit(group []*job) error {
	if len(group) == 0 {
		return nil
	}
	return inTransaction(w.db, "BEGIN IMMEDIATE", func(db *gorm.DB) error {
		for _, j := range group {
			if err := runInSavepoint(db, j); err != nil {
				return err
			}
		}
		return nil
	})
}

// runInSavepoint keeps the job's own failure in the job; what it returns has broken the whole transaction
// (a full disk rolls all of it back, savepoints included).
func runInSavepoint(db *gorm.DB, j *job) error {
	if err := control(db, "SAVEPOINT job"); err != nil {
		return err
	}
	if j.failed = call(j.fn, &Tx{db: db, now: j.now}); j.failed == nil {
		return control(db, "RELEASE job")
	}
	if err := control(db, "ROLLBACK TO job"); err != nil {
		return errors.Join(j.failed, err)
	}
	return control(db, "RELEASE job")
}

// control runs a statement that begins or ends something. The callers' contexts end with their requests; a shared
// transaction must not.
func control(db *gorm.DB, statement string) error {
	_, err := db.Statement.ConnPool.ExecContext(context.Background(), statement)
	return err
}

// call turns a panic into an error: one bad closure must not take the writer, and everybody's writes, with it.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v", p)
		}
	}()
	return fn(tx)
}
