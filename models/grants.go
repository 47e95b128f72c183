package models

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// appendOnly are the tables whose rows are never changed or deleted: by triggers on SQLite, by grants on MySQL.
var appendOnly = []string{"ledger_entries", "ledger_heads", "ledger_keys", "audit_log", "boards", "board_ranks", "section_attributes", "rule_files",
	"complaint_moves", "outbox_attempts", "outbox_outcomes"}

var accountName = regexp.MustCompile(`^[A-Za-z0-9_]{1,32}@[A-Za-z0-9_.%:-]{1,60}$`)

// Grants returns the statements that make user (name@host, an account that exists) the program's own on a MySQL
// database: it may read and add everywhere, and change or delete wherever that is not forbidden for good.
func Grants(ctx context.Context, c StoreConfig, user string) ([]string, error) {
	if c.Engine != MySQL {
		return nil, errors.New("grants are for MySQL: on SQLite triggers keep the ledger append-only")
	}
	if !accountName.MatchString(user) {
		return nil, fmt.Errorf("the account %q is not of the form name@host", user)
	}
	s, err := connect(c)
	if err != nil {
		return nil, err
	}
	var tables []string
	err = s.admin.WithContext(ctx).Raw("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()" +
		" AND table_type = 'BASE TABLE' ORDER BY table_name").Scan(&tables).Error
	if err := errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	name, host, _ := strings.Cut(user, "@")
	var out []string
	for _, table := range tables {
		rights := "SELECT, INSERT, UPDATE, DELETE"
		if slices.Contains(appendOnly, table) {
			rights = "SELECT, INSERT"
		}
		out = append(out, fmt.Sprintf("GRANT %s ON `%s` TO '%s'@'%s';", rights, table, name, host))
	}
	return out, nil
}
