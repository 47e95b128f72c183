package modelstest

import (
	"sync/atomic"
	"testing"

	"gorm.io/driver/mysql"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"wanping/models"
)

// BareInsert returns what a benchmark compares the whole program with: one GORM insert of a record's row, each durable
// by itself, with nothing around it. The database must have section 1 and account 1.
func BareInsert(tb testing.TB, c models.StoreConfig) func(models.Record) error {
	tb.Helper()
	dialector := mysql.Open(c.DSN + "?interpolateParams=true")
	conns := 64
	if c.Engine == models.SQLite {
		conns = 1
		dialector = sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: "file:" + c.DSN +
			"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"})
	}
	db, err := gorm.Open(dialector, &gorm.Config{SkipDefaultTransaction: true, PrepareStmt: true, Logger: logger.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		tb.Fatal(err)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	tb.Cleanup(func() { _ = pool.Close() }) // a benchmark's own
	var id atomic.Int64
	return func(r models.Record) error {
		r.ID, r.DuplicateNo = 0, int(id.Add(1))
		return db.Create(&r).Error
	}
}
