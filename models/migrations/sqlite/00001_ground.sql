-- +goose Up
-- Times are UTC, in milliseconds since 1970; days are 'YYYY-MM-DD', in the county's zone.
-- Columns ending in _sealed are SM4-GCM ciphertext, those ending in _index are keyed SM3: neither is readable without the key file.

CREATE TABLE clock_marks (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
);
INSERT INTO clock_marks (id, at) VALUES (1, 0);

CREATE TABLE installation (
  id         INTEGER PRIMARY KEY,
  env        TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE units (
  no         INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL
);
CREATE TABLE unit_terms (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  unit_no    INTEGER NOT NULL REFERENCES units (no),
  name       TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to   TEXT,
  reason     TEXT NOT NULL
);
CREATE INDEX unit_terms_unit ON unit_terms (unit_no, valid_from);

CREATE TABLE sections (
  no         INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL
);
CREATE TABLE section_terms (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no   INTEGER NOT NULL REFERENCES sections (no),
  unit_no      INTEGER NOT NULL REFERENCES units (no),
  name         TEXT NOT NULL,
  valid_from   TEXT NOT NULL,
  valid_to     TEXT,
  successor_no INTEGER REFERENCES sections (no),
  reason       TEXT NOT NULL,
  end_reason   TEXT
);
CREATE INDEX section_terms_section ON section_terms (section_no, valid_from);
CREATE INDEX section_terms_unit ON section_terms (unit_no, valid_from);

CREATE TABLE section_attributes (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no     INTEGER NOT NULL REFERENCES sections (no),
  attribute      TEXT NOT NULL,
  value          TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  source         TEXT NOT NULL,
  reason         TEXT NOT NULL,
  recorded_by    INTEGER NOT NULL,
  recorded_at    INTEGER NOT NULL
);
CREATE INDEX section_attributes_lookup ON section_attributes (section_no, attribute, effective_from);

CREATE TABLE accounts (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  login         TEXT NOT NULL UNIQUE,
  role          TEXT NOT NULL,
  unit_no       INTEGER REFERENCES units (no),
  section_no    INTEGER REFERENCES sections (no),
  state         TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  holder_id     INTEGER NOT NULL,
  created_at    INTEGER NOT NULL
);
CREATE INDEX accounts_unit ON accounts (unit_no);
CREATE INDEX accounts_section ON accounts (section_no);

CREATE TABLE account_holders (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id  INTEGER NOT NULL REFERENCES accounts (id),
  name_sealed BLOB NOT NULL,
  reason_sealed BLOB,
  named_by    INTEGER NOT NULL,
  since       INTEGER NOT NULL,
  until       INTEGER
);
CREATE INDEX account_holders_account ON account_holders (account_id, since);

CREATE TABLE activation_codes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  code_hash  BLOB NOT NULL UNIQUE,
  issued_by  INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
);
CREATE INDEX activation_codes_account ON activation_codes (account_id);

CREATE TABLE login_failures (
  subject_index BLOB PRIMARY KEY,
  failures      INTEGER NOT NULL,
  locked_until  INTEGER NOT NULL,
  last_at       INTEGER NOT NULL
);

CREATE TABLE sessions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  token_hash BLOB NOT NULL UNIQUE,
  device     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX sessions_account ON sessions (account_id, created_at);

CREATE TABLE records (
  id                      INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no              INTEGER NOT NULL REFERENCES sections (no),
  account_id              INTEGER NOT NULL REFERENCES accounts (id),
  holder_id               INTEGER NOT NULL,
  category                TEXT NOT NULL,
  item                    TEXT NOT NULL,
  accepted_on             TEXT NOT NULL,
  completed_on            TEXT NOT NULL,
  received_at             INTEGER NOT NULL,
  timeliness              TEXT NOT NULL,
  deadline_at             INTEGER NOT NULL,
  recipient_name_sealed   BLOB NOT NULL,
  recipient_mobile_sealed BLOB NOT NULL,
  recipient_index         BLOB NOT NULL,
  duplicate_no            INTEGER NOT NULL,
  withdrawn_at            INTEGER,
  withdrawn_by            INTEGER,
  withdrawal_sealed       BLOB
);
-- The same person, item and day again is a second yes, counted by duplicate_no; two phones cannot both be the first.
CREATE UNIQUE INDEX records_recipient ON records (recipient_index, duplicate_no);
CREATE INDEX records_section ON records (section_no, completed_on);

CREATE TABLE attempts (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no     INTEGER NOT NULL REFERENCES sections (no),
  account_id     INTEGER NOT NULL REFERENCES accounts (id),
  holder_id      INTEGER NOT NULL,
  code           TEXT NOT NULL,
  message        TEXT NOT NULL,
  accepted_on    TEXT NOT NULL,
  completed_on   TEXT NOT NULL,
  deadline_at    INTEGER,
  received_at    INTEGER NOT NULL,
  content_sealed BLOB NOT NULL,
  attempt_index  BLOB NOT NULL UNIQUE
);
CREATE INDEX attempts_section ON attempts (section_no, id);

CREATE TABLE idempotency_keys (
  account_id INTEGER NOT NULL,
  key_hash   BLOB NOT NULL,
  body_hash  BLOB NOT NULL,
  kind       TEXT NOT NULL,
  result_id  INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, key_hash)
) WITHOUT ROWID;

CREATE TABLE audit_log (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  account_id INTEGER NOT NULL,
  holder_id  INTEGER NOT NULL,
  action     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  detail     TEXT NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject, id);

-- +goose StatementBegin
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
-- +goose StatementEnd
