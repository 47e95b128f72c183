package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	driver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
)

const (
	mysqlConns = 64
	// mysqlTries bounds how often a write is run when the server breaks deadlocks at its cost.
	mysqlTries = 8
	// mysqlPause is the first wait between tries; it doubles, with jitter.
	mysqlPause = 5 * time.Millisecond

	mysqlDuplicate   = 1062
	mysqlLockTimeout = 1205
	mysqlDeadlock    = 1213
	mysqlDiskFull    = 1021
	mysqlTableFull   = 1114

	// What TiDB says where MySQL would speak of a deadlock: another write, or a migration, came between.
	tidbCannotRetry   = 8002
	tidbSchemaChanged = 8028
	tidbWriteConflict = 9007
)

// runAgain are the refusals after which a write that is run again may succeed.
var runAgain = []uint16{mysqlLockTimeout, mysqlDeadlock, tidbCannotRetry, tidbSchemaChanged, tidbWriteConflict}

func openMySQL(c StoreConfig) (*Store, error) {
	dsn, err := mysqlDSN(c.DSN)
	if err != nil {
		return nil, err
	}
	db, err := gorm.Open(mysql.New(mysql.Config{DSN: dsn, SkipInitializeWithVersion: true}), gormConfig(c.Clock, false))
	if err != nil {
		return nil, errors.New("open the MySQL database: no answer, or the account was refused; check database.dsn")
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(mysqlConns)
	pool.SetMaxIdleConns(mysqlConns)
	pool.SetConnMaxLifetime(30 * time.Minute)
	return &Store{
		engine: MySQL, clock: c.Clock, admin: db, reader: mysqlReader{db, snapshot(db)}, writer: mysqlWriter{db}, close: pool.Close,
	}, nil
}

// mysqlDSN adds what the store relies on. The given text is never repeated in an error: it holds a password.
func mysqlDSN(dsn string) (string, error) {
	c, err := driver.ParseDSN(dsn)
	if err != nil {
		return "", errors.New("database.dsn is not of the form user:password@tcp(host:port)/database")
	}
	c.InterpolateParams = true // one round trip a statement
	c.Collation = "utf8mb4_bin"
	c.ClientFoundRows = true
	c.Timeout = 10 * time.Second
	c.ReadTimeout = 60 * time.Second
	c.WriteTimeout = 60 * time.Second
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	c.Params["time_zone"] = "'+00:00'"
	c.Params["group_concat_max_len"] = "1048576" // a day's sections in one row
	c.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
	return c.FormatDSN(), nil
}

// mysqlReader reads on the snapshot of a transaction, whatever isolation the server has by default.
type mysqlReader struct {
	db       *gorm.DB
	snapshot *sql.TxOptions
}

// snapshot is how a reading transaction begins. TiDB refuses to begin one that may not write.
func snapshot(db *gorm.DB) *sql.TxOptions {
	var version string
	err := db.Raw("SELECT VERSION()").Scan(&version).Error
	return &sql.TxOptions{ReadOnly: err == nil && !strings.Contains(version, "TiDB"), Isolation: sql.LevelRepeatableRead}
}

func (r mysqlReader) read(ctx context.Context, fn func(*gorm.DB) error) error {
	return r.db.WithContext(ctx).Transaction(fn, r.snapshot)
}

// mysqlWriter runs each write in a transaction of its own and again when the server broke a deadlock with it.
type mysqlWriter struct{ db *gorm.DB }

func (w mysqlWriter) write(ctx context.Context, now time.Time, fn func(*Tx) error) error {
	pause := mysqlPause
	for try := 1; ; try++ {
		err := w.once(ctx, now, fn)
		if !deadlocked(err) || try == mysqlTries {
			return err
		}
		if err := wait(ctx, pause/2+rand.N(pause)); err != nil {
			return err
		}
		pause *= 2
	}
}

func (w mysqlWriter) once(ctx context.Context, now time.Time, fn func(*Tx) error) error {
	return w.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		return call(fn, &Tx{db: db, now: now})
	})
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("gave up waiting for a lock: %w", ctx.Err())
	}
}

func deadlocked(err error) bool {
	var e *driver.MySQLError
	return errors.As(err, &e) && slices.Contains(runAgain, e.Number)
}
