-- +goose Up
-- Which WeChat acts for which account. It holds for the holder who bound it; ended_at tells that person why it no
-- longer does.
CREATE TABLE bindings (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  open_id_index  BLOB NOT NULL UNIQUE,
  open_id_sealed BLOB NOT NULL,
  account_id     INTEGER NOT NULL REFERENCES accounts (id),
  holder_id      INTEGER NOT NULL,
  bound_at       INTEGER NOT NULL,
  ended_at       INTEGER
);
CREATE INDEX bindings_account ON bindings (account_id);

CREATE TABLE binding_codes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  code_hash  BLOB NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
);
CREATE INDEX binding_codes_account ON binding_codes (account_id);

-- Where a chat stands. version tells a change by another process.
CREATE TABLE conversations (
  open_id_index BLOB PRIMARY KEY,
  state_sealed  BLOB NOT NULL,
  version       INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL
);
CREATE INDEX conversations_expiry ON conversations (expires_at);
