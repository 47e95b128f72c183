package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

var (
	errStopping = NewError(CodeUnavailable, "系统正在重启,刚才的内容没有保存,请一分钟后重试。")
	errBusy     = NewError(CodeUnavailable, "当前提交的人太多,刚才的内容没有保存,请几秒后重试。")
)

// unavailable turns the database's own failures into refusals that people can read; the cause stays for the log.
// Anything else passes unchanged.
func unavailable(err error) error {
	var refusal *Error
	switch {
	case err == nil, errors.As(err, &refusal):
		return err
	case diskFull(err):
		return NewError(CodeStorageFull, "服务器存储空间已满,刚才的内容没有保存,请联系管理员后重试。").Because(err)
	case unreachable(err):
		return NewError(CodeUnavailable, "数据库暂时无法使用,刚才的内容没有保存,请稍后重试。").Because(err)
	default:
		return err
	}
}

func diskFull(err error) bool {
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code()&0xff == lib.SQLITE_FULL
	}
	var m *mysql.MySQLError
	return errors.As(err, &m) && (m.Number == mysqlDiskFull || m.Number == mysqlTableFull)
}

func unreachable(err error) bool {
	var s *sqlite.Error
	if errors.As(err, &s) {
		switch s.Code() & 0xff {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN,
			lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_INTERRUPT:
			return true
		}
		return false
	}
	var m *mysql.MySQLError
	if errors.As(err, &m) {
		return deadlocked(err)
	}
	var network interface{ Timeout() bool } // net.Error and what wraps it
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network)
}

// duplicate reports whether err is a breach of a unique key.
func duplicate(err error) bool {
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || s.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	var m *mysql.MySQLError
	return errors.As(err, &m) && m.Number == mysqlDuplicate
}

// one reads a single row; ok is false where there is none.
func one[T any](query *gorm.DB) (row T, ok bool, err error) {
	err = query.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, false, nil
	}
	return row, err == nil, err
}
