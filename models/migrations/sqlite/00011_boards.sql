-- +goose Up
-- rule_files and boards hold whole documents whose digests are in the ledger. board_ranks is derived: a snapshot a day.

CREATE TABLE rule_files (
  hash    TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  content BLOB NOT NULL
);

CREATE TABLE boards (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  year         INTEGER NOT NULL,
  name         TEXT NOT NULL UNIQUE,
  stage        TEXT NOT NULL,
  as_of        TEXT NOT NULL,
  ledger_seq   INTEGER NOT NULL,
  ledger_hash  TEXT NOT NULL,
  rule_hash    TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  digest       TEXT NOT NULL,
  content      BLOB NOT NULL
);

CREATE TABLE board_ranks (
  on_day     TEXT NOT NULL,
  section_no INTEGER NOT NULL,
  daily      INTEGER NOT NULL,
  daily_rank INTEGER NOT NULL,
  total      INTEGER,
  total_rank INTEGER NOT NULL,
  PRIMARY KEY (section_no, on_day)
) WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER boards_no_update BEFORE UPDATE ON boards
BEGIN SELECT RAISE(ABORT, 'boards is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER boards_no_delete BEFORE DELETE ON boards
BEGIN SELECT RAISE(ABORT, 'boards is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_files_no_update BEFORE UPDATE ON rule_files
BEGIN SELECT RAISE(ABORT, 'rule_files is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rule_files_no_delete BEFORE DELETE ON rule_files
BEGIN SELECT RAISE(ABORT, 'rule_files is append-only'); END;
-- +goose StatementEnd
