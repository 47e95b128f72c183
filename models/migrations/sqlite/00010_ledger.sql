-- +goose Up
-- docs/ledger-format.md describes the chain. No row of ledger_entries, ledger_heads, boards or audit_log is ever changed.

CREATE TABLE ledger_entries (
  seq          INTEGER PRIMARY KEY,
  posted_at    INTEGER NOT NULL,
  year         INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  subject      TEXT NOT NULL,
  section_no   INTEGER NOT NULL,
  unit_no      INTEGER NOT NULL,
  indicator    TEXT NOT NULL,
  clause       TEXT NOT NULL,
  points       INTEGER,
  count        INTEGER,
  modifiers    TEXT NOT NULL,
  mark         INTEGER,
  failed       INTEGER NOT NULL,
  satisfied    INTEGER NOT NULL,
  basic        INTEGER NOT NULL,
  dissatisfied INTEGER NOT NULL,
  rater        TEXT NOT NULL,
  matter       TEXT NOT NULL,
  reverses     INTEGER UNIQUE,
  on_day       TEXT NOT NULL,
  evidence     TEXT NOT NULL,
  detail       TEXT NOT NULL,
  proposed_by  TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  reason_hash  TEXT NOT NULL,
  source       TEXT UNIQUE,
  prev_hash    TEXT NOT NULL,
  attested     TEXT NOT NULL,
  hash         TEXT NOT NULL
);
CREATE INDEX ledger_entries_section ON ledger_entries (section_no, seq);
CREATE INDEX ledger_entries_kind ON ledger_entries (kind, seq);

-- The reasons' texts stand beside the chain, so that they can be erased without touching it.
CREATE TABLE ledger_texts (
  seq         INTEGER PRIMARY KEY REFERENCES ledger_entries (seq),
  salt        BLOB,
  text_sealed BLOB,
  erased_at   INTEGER
);

CREATE TABLE ledger_head (
  id   INTEGER PRIMARY KEY,
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE ledger_heads (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  seq       INTEGER NOT NULL,
  hash      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  key_id    TEXT NOT NULL,
  signature TEXT NOT NULL
);

CREATE TABLE ledger_keys (
  key_id     TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  since      INTEGER NOT NULL
) WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'ledger_entries is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_heads_no_update BEFORE UPDATE ON ledger_heads
BEGIN SELECT RAISE(ABORT, 'ledger_heads is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_heads_no_delete BEFORE DELETE ON ledger_heads
BEGIN SELECT RAISE(ABORT, 'ledger_heads is append-only'); END;
-- +goose StatementEnd
